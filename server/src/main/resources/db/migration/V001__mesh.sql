-- The mesh as its documents: stored verbatim by content. What the documents say is derived by reading them.

create table mesh_state (
    only_row boolean primary key default true check (only_row),
    -- the mesh's name, when a mesh.yaml was applied
    name text,
    -- counts changes of the documents
    generation bigint not null,
    -- counts changes of what is provisioned
    provisioning bigint not null
);
insert into mesh_state (generation, provisioning) values (0, 0);

create table document (
    digest text primary key,
    content text not null
);

create table domain (
    name text primary key,
    digest text not null references document,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create table product (
    domain text not null references domain,
    name text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (domain, name)
);

create table product_file (
    domain text not null,
    product text not null,
    path text not null,
    digest text not null references document,
    primary key (domain, product, path),
    foreign key (domain, product) references product on delete cascade
);

-- Every output port that has a topic and a table, or had them and still waits for their removal.
create table port (
    id text primary key,
    domain text not null,
    product text not null,
    contract_version text not null,
    contract_digest text not null references document,
    removed boolean not null default false,
    -- made again after a removal that has not been carried out yet: the old topic and table go first
    drop_first boolean not null default false,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
