-- Which domains have keys, so that keys that are gone are never silently replaced.
create table privacy_keyset (
    domain text primary key,
    -- the id of the key that never changes
    token_key bigint not null,
    created_at timestamptz not null
);

-- The data keys of subjects.
create table privacy_subject_key (
    -- stands in what the key encrypts; random
    id bigint primary key,
    domain text not null,
    -- what kind of subject it is; empty for dead letters of nobody knows whom
    name text not null,
    -- of the subject, made with the domain's token key; random for dead letters
    token bytea not null,
    -- wrapped with the domain's keys; null once the subject is forgotten
    wrapped bytea,
    created_at timestamptz not null,
    forgotten_at timestamptz,
    unique (domain, name, token),
    check ((wrapped is null) = (forgotten_at is not null))
);

-- What was forgotten, in order, so that servers drop keys that they still hold.
create table privacy_erasure (
    no bigint generated always as identity primary key,
    key_id bigint not null,
    at timestamptz not null
);
