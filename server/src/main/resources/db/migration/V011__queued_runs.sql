-- A run that is asked for while one is under way waits for its turn.

drop index run_open_once;
create unique index run_open_once on run (transform, state) where state in ('QUEUED', 'RUNNING');
create index run_by_start on run (transform, started_at desc);
