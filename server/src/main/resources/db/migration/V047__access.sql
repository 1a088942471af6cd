-- Who asked to read what, what became of it, and who may read what because of it.

create table access_request (
    id uuid primary key,
    -- domain.product.port, all major versions
    port text not null,
    domain text not null,
    requester text not null,
    grantee_kind text not null check (grantee_kind in ('PRINCIPAL', 'TEAM')),
    grantee text not null,
    purpose text not null,
    reason text,
    -- null for all
    columns text[],
    valid_until timestamptz not null,
    -- the grant that this one would continue
    renews uuid,
    state text not null check (state in ('REQUESTED', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'CLOSED')),
    -- what the requester called it, so that asking again is the same request
    idempotency_key text,
    created_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    decided_reason text,
    check ((state = 'REQUESTED') = (decided_at is null)),
    unique (requester, idempotency_key)
);
create index access_request_of_port on access_request (port);
create index access_request_of_requester on access_request (requester);
-- The same is asked for once at a time.
create unique index access_request_open on access_request (port, grantee_kind, grantee, purpose)
    where state = 'REQUESTED';

create table access_grant (
    -- the request's: one approval makes one grant
    id uuid primary key references access_request,
    port text not null,
    grantee_kind text not null check (grantee_kind in ('PRINCIPAL', 'TEAM')),
    grantee text not null,
    purpose text not null,
    columns text[],
    row_filters text[] not null,
    masks jsonb not null,
    valid_from timestamptz not null,
    valid_until timestamptz not null,
    -- when it was ended before its time
    ended_at timestamptz,
    ended_by text,
    ended_how text check (ended_how in ('REVOKED', 'RENEWED', 'CLOSED')),
    ended_reason text,
    check ((ended_at is null) = (ended_how is null))
);
create index access_grant_of_port on access_grant (port);
create index access_grant_not_ended on access_grant (valid_until) where ended_at is null;
alter table access_request add foreign key (renews) references access_grant;

-- Every change of state. Rows are only ever added.
create table access_history (
    no bigint generated always as identity primary key,
    request uuid not null references access_request,
    at timestamptz not null,
    principal text not null,
    action text not null,
    details jsonb not null
);
create index access_history_of_request on access_history (request, no);

create table access_state (
    only_row boolean primary key default true check (only_row),
    -- counts changes of the grants, so that every server sees when to read them again
    generation bigint not null
);
insert into access_state (generation) values (0);
