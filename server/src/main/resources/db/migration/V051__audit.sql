-- The audit: what stands here is never changed. Every entry's hash covers the entry before it.

create table audit_entry (
    -- from 1, without gaps
    sequence bigint primary key,
    at timestamptz not null,
    principal text not null,
    action text not null,
    target text,
    outcome text not null,
    -- a JSON object of strings in its canonical form: the hash covers every character
    details text not null,
    hash bytea not null
);
create index audit_entry_by_principal on audit_entry (principal, sequence);
create index audit_entry_by_action on audit_entry (action, sequence);
create index audit_entry_by_target on audit_entry (target, sequence) where target is not null;
create index audit_entry_not_allowed on audit_entry (sequence) where outcome <> 'ALLOWED';
create index audit_entry_by_time on audit_entry using brin (at);

-- What was signed; the same lines stand in a file outside of the database.
create table audit_checkpoint (
    no bigint generated always as identity primary key,
    sequence bigint not null,
    line text not null
);

-- Not a wall against who owns the database, but against mistakes: the hashes find the rest.
create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only ever appended to' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_entry_kept before update or truncate on audit_entry
    for each statement execute function audit_refuse();
create trigger audit_checkpoint_kept before update or delete or truncate on audit_checkpoint
    for each statement execute function audit_refuse();

-- What is old goes only up to the entry that a signed line names.
create function audit_keep() returns trigger language plpgsql as $$
begin
    if old.sequence > coalesce(nullif(current_setting('polder.audit_prune_to', true), ''), '0')::bigint then
        raise exception 'the audit is only ever appended to' using errcode = 'insufficient_privilege';
    end if;
    return old;
end
$$;
create trigger audit_entry_pruned before delete on audit_entry
    for each row execute function audit_keep();
