-- How often a domain's keys have changed: who writes with older ones takes up the new ones first.
alter table privacy_keyset add column epoch bigint not null default 0;
