-- Who is known to the mesh: people and service accounts, their teams, and the tokens that programs show for them.

create table identity_state (
    only_row boolean primary key default true check (only_row),
    -- counts changes of all tables here, but for when something was last used
    generation bigint not null
);
insert into identity_state (generation) values (0);

create table mesh_user (
    name text primary key,
    kind text not null check (kind in ('PERSON', 'SERVICE')),
    title text,
    disabled boolean not null default false,
    -- the row stays: a name is not given to somebody else, who would inherit what was granted to it
    removed boolean not null default false,
    -- of the mesh: ADMIN, GOVERNANCE
    roles text[] not null default '{}',
    -- who the provider of OpenID Connect says it is; null for those that an admin has added
    issuer text,
    subject text,
    -- what the groups of their last login mean here
    group_teams text[] not null default '{}',
    group_roles text[] not null default '{}',
    created_at timestamptz not null,
    created_by text not null,
    check ((issuer is null) = (subject is null)),
    unique (issuer, subject)
);

create table team (
    name text primary key,
    title text,
    created_at timestamptz not null,
    created_by text not null
);

create table team_member (
    team text not null references team on delete cascade,
    member text not null references mesh_user on delete cascade,
    primary key (team, member)
);
create index team_member_of_user on team_member (member);

create table api_token (
    id text primary key,
    -- SHA-256 of the token, which is 256 random bits: nothing to guess, nothing to look up
    digest bytea not null unique,
    owner text not null references mesh_user on delete cascade,
    name text not null,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz
);
create index api_token_of_user on api_token (owner);
