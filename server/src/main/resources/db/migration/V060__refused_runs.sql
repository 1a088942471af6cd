-- A run that did not begin, because its product may not read an input.
alter table run drop constraint run_state_check;
alter table run add constraint run_state_check
    check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'QUALITY_FAILED', 'FAILED', 'REFUSED', 'LOST'));
