-- Avro schemas of ports; the id is what stands in front of every value on a topic.

create table avro_schema (
    id integer generated always as identity (start with 1) primary key,
    digest text not null unique,
    content text not null,
    created_at timestamptz not null
);

create table subject_version (
    subject text not null,
    version integer not null,
    schema_id integer not null references avro_schema,
    created_at timestamptz not null,
    primary key (subject, version),
    unique (subject, schema_id)
);
