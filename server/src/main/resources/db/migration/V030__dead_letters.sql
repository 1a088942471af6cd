-- An index over the dead-letter topics: everything here can be made anew from them.

-- One partition of one incarnation of a dead-letter topic.
create table dead_letter_source (
    no integer generated always as identity primary key,
    port text not null,
    topic_id text not null,
    partition integer not null,
    -- the oldest offset that the topic still holds
    first_offset bigint not null default 0,
    -- everything before it is in the index
    next_offset bigint not null default 0,
    unique (port, topic_id, partition)
);

-- Dead letters that were refused for the same reason.
create table dead_letter_group (
    no integer generated always as identity primary key,
    port text not null,
    id text not null,
    code text not null,
    field text not null,
    rule text not null,
    contract_version text not null,
    -- of the newest one
    message text not null,
    sample text not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    -- how many went with the topic's retention without having been replayed or discarded
    expired bigint not null default 0,
    unique (port, id)
);

create table dead_letter_hour (
    group_no integer not null references dead_letter_group on delete cascade,
    hour timestamptz not null,
    letters bigint not null,
    primary key (group_no, hour)
);

-- 4096 offsets: bit n of a column stands for offset segment * 4096 + n; a letter's bit is set in one column of one row.
create table dead_letter_segment (
    source integer not null references dead_letter_source on delete cascade,
    segment bigint not null,
    group_no integer not null references dead_letter_group on delete cascade,
    waiting bytea not null,
    replayed bytea not null,
    discarded bytea not null,
    truncated bytea not null,
    primary key (source, segment, group_no)
);
create index dead_letter_segment_by_group on dead_letter_segment (group_no);

-- A replay or a discard.
create table dead_letter_action (
    no integer generated always as identity primary key,
    port text not null,
    id text not null,
    kind text not null,
    actor text not null,
    reason text not null,
    at timestamptz not null,
    unique (port, id)
);

create table dead_letter_action_segment (
    source integer not null references dead_letter_source on delete cascade,
    segment bigint not null,
    action_no integer not null references dead_letter_action on delete cascade,
    letters bytea not null,
    primary key (source, segment, action_no)
);
create index dead_letter_action_segment_by_action on dead_letter_action_segment (action_no);
