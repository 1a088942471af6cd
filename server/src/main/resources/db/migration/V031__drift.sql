-- Fields of records that the contracts of their ports do not have.

create table drift (
    no bigint generated always as identity primary key,
    port text not null,
    contract_digest text not null,
    contract_version text not null,
    -- with at least one such field
    records bigint not null,
    -- sightings of fields past those that have a row
    others bigint not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    unique (port, contract_digest)
);

create table drift_field (
    drift bigint not null references drift on delete cascade,
    path text not null,
    type text not null,
    records bigint not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    primary key (drift, path)
);
