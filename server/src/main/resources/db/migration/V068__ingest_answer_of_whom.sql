-- An Idempotency-Key is its sender's own: nobody is answered with what became of somebody else's body.

alter table ingest_answer
    add column sender text not null default '',
    drop constraint ingest_answer_pkey,
    add primary key (port, sender, key);
