-- Policies and exceptions to them, as their documents; no version is ever changed or removed.

create table policy_version (
    -- what it is in the mesh: 'policy mesh/pii-is-masked'
    key text not null,
    -- counts from 1 for every key
    version int not null,
    -- whose it is: 'mesh' or the domain's name
    scope text not null,
    kind text not null check (kind in ('ACCESS_POLICY', 'PRODUCT_POLICY', 'EXCEPTION')),
    -- where it stands in the directory that the mesh is kept as
    path text not null,
    -- null when it was taken back
    digest text references document,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (key, version)
);

create view policy as
select newest.*
from (select distinct on (key) * from policy_version order by key, version desc) newest
where newest.digest is not null;
