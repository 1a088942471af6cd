-- The administrator's tokens of all servers: each has one in its data directory, and a rotation renews all of them.

create table admin_token (
    -- SHA-256
    digest bytea primary key,
    seen_at timestamptz not null,
    -- when it became worth nothing, wherever its file still lies
    retired_at timestamptz
);
