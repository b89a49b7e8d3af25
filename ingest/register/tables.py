"""The register's tables. Raise LAYOUT when they change: the register is then to be rebuilt."""

LAYOUT = 7
TABLES = """
create table arrivals (
    load_id text primary key,
    source text not null,  -- the DAG of this source loads it
    file_path text not null,
    size_bytes integer not null,
    mtime_ns integer not null,
    sha256 text not null,
    precedence text not null,
    pending integer not null,  -- it has no current receipt and has to be loaded
    expired integer not null,  -- its bytes and rows are deleted, its receipt stays
    record text not null,  -- as in landing/.received/arrivals
    record_sha256 text not null,
    la_code text, dataset text, business_date text, release text, supersedes_group text
);
create index arrivals_pending on arrivals (source) where pending and not expired;
create index arrivals_in_order on arrivals (source, la_code, dataset, business_date);
create index arrivals_file_path on arrivals (file_path);
create index arrivals_sha256 on arrivals (sha256);
create table landed (
    file_path text primary key,  -- below landing
    size_bytes integer not null,  -- this and the times: as the file was when it was taken in
    mtime_ns integer not null,
    ctime_ns integer not null
) without rowid;
create table receipts (
    load_id text primary key,
    la_code text not null,
    source text not null,
    dataset text,
    business_date text,
    precedence text not null,
    supersedes_group text not null,
    return_id text,
    content_sha256 text not null,  -- of the file, or of the return that it is part of
    file_path text not null,
    outcome text not null,
    accepted integer not null,  -- and not expired, so that its rows are in raw
    mode text,
    rows_quarantined integer not null,
    receipt text not null,
    receipt_sha256 text not null
);
create index receipts_in_order on receipts (la_code, source, dataset, business_date, precedence);
create index receipts_supersedes_group on receipts (supersedes_group, precedence);
create index receipts_content on receipts (content_sha256) where accepted;
create table row_files (  -- the files of rows of every receipt
    load_id text not null,
    kind text not null,  -- raw, quarantine
    la_code text not null,
    source text not null,
    dataset text,
    business_date text,
    size_bytes integer not null,  -- this and the time: as the file was written; -1: it is lost
    mtime_ns integer not null,
    sha256 text not null,
    primary key (load_id, kind)
) without rowid;
create index row_files_source on row_files (source);
create table supersessions (
    superseded text not null,  -- load id of an accepted file
    load_id text not null,  -- of the accepted file that replaces it
    primary key (superseded, load_id)
) without rowid;
create index supersessions_load_id on supersessions (load_id);
create index receipts_rejected on receipts (source) where outcome = 'rejected';
"""
