-- Who has read what of a port, kept for 90 days after the last time.

create table port_reader (
    principal text not null,
    port text not null,
    via text not null check (via in ('QUERY', 'CATALOG')),
    scope text not null check (scope in ('COLUMN', 'NONE', 'ALL', 'UNCLEAR')),
    -- empty unless the scope is COLUMN
    column_name text not null,
    reads bigint not null,
    first_read timestamptz not null,
    last_read timestamptz not null,
    primary key (port, principal, via, scope, column_name)
);
create index port_reader_by_age on port_reader (last_read);
