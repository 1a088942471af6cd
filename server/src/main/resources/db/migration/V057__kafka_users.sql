-- The Kafka users that were made for principals. Their passwords are on the broker only, as SCRAM.

create table kafka_user (
    principal text primary key,
    name text not null unique,
    made_at timestamptz not null,
    password_at timestamptz not null,
    -- whether its rights and then it itself are to be taken from the broker
    ended boolean not null default false
);
