-- What was landed and run.

create table landing (
    port text primary key,
    topic_id text not null,
    offsets jsonb not null,
    records bigint not null,
    snapshot_id bigint,
    published boolean not null,
    checks jsonb not null,
    error jsonb,
    landed_at timestamptz,
    reported_at timestamptz not null
);

create table run (
    id uuid primary key,
    transform text not null,
    port text not null,
    trigger text not null check (trigger in ('INTERVAL', 'INPUTS', 'REQUEST', 'RETRY')),
    state text not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'QUALITY_FAILED', 'FAILED', 'LOST')),
    worker text,
    -- input port -> snapshot id that was or is read
    inputs jsonb not null,
    definition text not null,
    attempt integer not null,
    queued_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    rows bigint,
    snapshot_id bigint,
    checks jsonb not null default '[]',
    error jsonb
);
create index run_by_transform on run (transform, queued_at desc);
create index run_by_port on run (port, queued_at desc);
create unique index run_open_once on run (transform) where state in ('QUEUED', 'RUNNING');

create table worker (
    only_row boolean primary key default true check (only_row),
    id text not null,
    seen_at timestamptz not null
);
