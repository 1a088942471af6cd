-- What the reconciler has reached for a port.

create table port_condition (
    port text primary key,
    ready boolean not null,
    reason text not null,
    message text not null,
    since timestamptz not null,
    attempts integer not null,
    retry_at timestamptz not null,
    -- the contract that topic, table and schema id stand for; records are checked against no other
    provisioned_digest text references document,
    topic_id text,
    schema_id integer references avro_schema
);
