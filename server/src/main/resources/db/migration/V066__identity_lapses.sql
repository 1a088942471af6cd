-- What a provider says of somebody counts for a while after it said so.

alter table mesh_user
    -- when the newest token was issued that their groups are from
    add column said_at timestamptz;
update mesh_user set said_at = created_at where issuer is not null;
alter table mesh_user add check ((issuer is null) = (said_at is null));

alter table team
    -- the row stays: a name is not given to others, who would inherit what was granted to it
    add column removed boolean not null default false;
