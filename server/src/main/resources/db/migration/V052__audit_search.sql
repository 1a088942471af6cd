-- Names compare by their characters, so that "all below sales.orders" is a range of the index.
alter table audit_entry
    alter column principal type text collate "C",
    alter column action type text collate "C",
    alter column target type text collate "C";
