-- Answers to bodies that were sent under an Idempotency-Key; kept for 7 days.
create table ingest_answer (
    port text not null,
    key text not null,
    body_digest text not null,
    answer jsonb not null,
    answered_at timestamptz not null,
    primary key (port, key)
);

create index ingest_answer_by_age on ingest_answer (answered_at);
