-- Whether the broker's rights are as decisions are, as the server found that keeps them so.

create table kafka_rights (
    one boolean primary key default true check (one),
    kept boolean not null,
    reason text not null,
    message text not null,
    since timestamptz not null
);
