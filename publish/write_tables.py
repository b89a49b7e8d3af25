"""The published tables: every table of the schemas `marts` and `ops`, as `send.duckdb` and as one
Parquet file each, with the descriptions of the data dictionary.

The rows of a table are sorted by all columns and written by one thread, so the same marts give the
same Parquet files on every machine. Two tables are written at a time.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from publish import changes, checksums, data_dictionary, memory
from publish.data_dictionary import Described
from publish.snapshot import Draft
from publish.sql import literal, quoted
from publish.table_schema import SCHEMAS, Table, of_catalog

FILE = "send.duckdb"
STORAGE_VERSION = "v1.2.0"  # the newest format that DuckDB 1.2-1.4 clients can open
AT_A_TIME = 2  # tables that are written: DuckDB works on each with the thread that asks for it
SORTED_AT_ONCE = 5_000_000  # rows; more are sorted by authority, to stay within the memory
PUBLICATIONS = "ops.publications"
PUBLICATIONS_DESCRIBED = Described(
    "open",
    "reference",
    "One row per schema_name, table_name – a published table and its number of rows; the id and "
    "the reporting date are those of the whole publication.",
    {
        "publication_id": "Id of the publication: a hash of its content.",
        "as_at": "Reporting date of the publication.",
        "schema_name": "marts, or ops for tables about the operation of the warehouse.",
        "table_name": "Name of the table in its schema.",
        "row_count": "Number of rows of the table.",
        "held_back": "Authorities whose rows are those of the publication before.",
    },
)


def write(draft: Draft) -> None:
    """Write the tables and `ops.publications`, which holds their row counts and the id.

    Where few rows are others than those of the publication before, its tables are copied, and these
    rows are replaced. Raises FileNotFoundError where there is no warehouse, ValueError where it has
    no marts.
    """
    if not draft.warehouse.exists():
        raise FileNotFoundError(f"{draft.warehouse} does not exist: build the marts first.")
    with _reading(draft) as db:
        tables = of_catalog(db, "warehouse")
        if not any(table.schema == "marts" for table in tables):
            raise ValueError(
                f"{draft.warehouse} has no table in schema marts: there is nothing to publish."
            )
        earlier = of_catalog(db, "before") if draft.before else []
        dictionary = data_dictionary.read(db, "warehouse")
        changed = changes.since(db, draft, "warehouse", draft.held_back)
        draft.differences.by_table = changed
        if draft.before and changed is not None:
            rows = _write_few(db, draft, draft.before, changed, dictionary)
        else:
            rows = _write_all(db, draft, tables, earlier, dictionary)
        _record(db, draft, _fingerprint(draft), rows)
        db.execute("detach snapshot")


@contextmanager
def _reading(draft: Draft) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse and the publication before it, to read."""
    with memory.bounded(draft.folder) as db:
        db.execute("set threads = 1")  # more threads would make the order of rows vary
        db.execute(f"attach {literal(draft.warehouse)} as warehouse (read_only)")
        if draft.before:
            db.execute(f"attach {literal(draft.before / FILE)} as before (read_only)")
        yield db


def attach(db: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Attach a file of published tables, to write, in a format that most can read.

    DuckDB 1.5 reuses metadata of tables that have not changed. In a file that starts as a copy,
    clients of DuckDB 1.2 and 1.3 then may fail to load the metadata of other tables.
    """
    db.execute("set experimental_metadata_reuse = false")
    db.execute(f"attach {literal(file)} as {name} (storage_version '{STORAGE_VERSION}')")


def _write_all(
    db: duckdb.DuckDBPyConnection,
    draft: Draft,
    tables: list[Table],
    earlier: list[Table],
    dictionary: dict[str, Described],
) -> dict[Table, int]:
    """Write every table anew; return their numbers of rows."""
    attach(db, draft.folder / FILE, "snapshot")
    for schema in SCHEMAS:
        db.execute(f"create schema snapshot.{schema}")
    before = {table.full_name: table for table in earlier}

    def write_one(table: Table) -> int:
        described = dictionary.get(table.full_name)
        with db.cursor() as cursor:
            rows = _copy(cursor, table, before.get(table.full_name), draft.held_back)
            _describe(cursor, table, described)
            query = f"from {table.within('snapshot')}"
            _to_parquet(cursor, table, query, draft.folder, described)
        return rows

    in_turn = _largest_first(db, tables)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        rows = dict(zip(in_turn, pool.map(write_one, in_turn), strict=True))
    return {table: rows[table] for table in tables}


def _largest_first(db: duckdb.DuckDBPyConnection, tables: list[Table]) -> list[Table]:
    """Order tables so that the largest is not written alone at the end. A view has no size."""
    found = db.execute(
        "select schema_name || '.' || table_name, estimated_size from duckdb_tables() "
        "where database_name = 'warehouse'"
    ).fetchall()
    sizes = dict(found)
    return sorted(tables, key=lambda table: -sizes.get(table.full_name, 0))


def _write_few(
    db: duckdb.DuckDBPyConnection,
    draft: Draft,
    before: Path,
    changed: dict[Table, frozenset[str]],
    dictionary: dict[str, Described],
) -> dict[Table, int]:
    """Copy the tables of the publication before and replace the rows that have changed."""
    shutil.copyfile(before / FILE, draft.folder / FILE)
    attach(db, draft.folder / FILE, "snapshot")
    db.execute(f"drop table snapshot.{PUBLICATIONS}")
    rows = {}
    for table, codes in changed.items():
        changes.replace(db, table, codes, "warehouse", "snapshot")
        rows[table] = _count(db, table)
        file = f"{table.schema}/{table.name}.parquet"
        if codes or checksums.damaged(before, file):
            query = f"from {table.within('snapshot')} order by all nulls last"
            _to_parquet(db, table, query, draft.folder, dictionary.get(table.full_name))
        else:  # no link: a file that is damaged later would damage both publications
            (draft.folder / table.schema).mkdir(exist_ok=True)
            shutil.copyfile(before / file, draft.folder / file)
    return rows


def _copy(
    db: duckdb.DuckDBPyConnection, table: Table, earlier: Table | None, held_back: frozenset[str]
) -> int:
    """Copy a table, sorted by all its columns; return its number of rows."""
    query = f"select * from {table.within('warehouse')}"
    if held_back and table.is_by_authority:
        codes = ", ".join(literal(code) for code in sorted(held_back))
        query += f" where la_code not in ({codes}) or la_code is null"
        if earlier and "la_code" in earlier.types:
            query += f" union all {_earlier_rows(table, earlier)} where la_code in ({codes})"
    _write_sorted(db, table, query)
    return _count(db, table)


def _write_sorted(db: duckdb.DuckDBPyConnection, table: Table, query: str) -> None:
    """Write the rows of a query as a table, sorted by all its columns. A large table whose first
    column is la_code is sorted authority by authority, which gives the same order."""
    target = table.within("snapshot")
    order = "order by all nulls last"
    [[rows]] = db.execute(f"select count(*) from ({query})").fetchall()
    if rows <= SORTED_AT_ONCE or table.columns[0][0] != "la_code":
        db.execute(f"create table {target} as {query} {order}")
        return
    codes = db.execute(f"select distinct la_code from ({query}) {order}").fetchall()
    db.execute(f"begin; create table {target} as {query} limit 0")
    for (code,) in codes:
        of_one = f"la_code = {literal(code)}" if code is not None else "la_code is null"
        db.execute(f"insert into {target} from ({query}) where {of_one} {order}")
    db.execute("commit")


def _count(db: duckdb.DuckDBPyConnection, table: Table) -> int:
    counted = db.execute(f"select count(*) from {table.within('snapshot')}").fetchone()
    return int(counted[0]) if counted else 0


def _earlier_rows(table: Table, earlier: Table) -> str:
    """Select the rows published before in today's columns; a column new since then is null."""
    columns = ", ".join(
        f"cast({quoted(column) if column in earlier.types else 'null'} as {data_type})"
        for column, data_type in table.columns
    )
    return f"select {columns} from {earlier.within('before')}"


def _describe(db: duckdb.DuckDBPyConnection, table: Table, described: Described | None) -> None:
    if described:
        about = ";".join(data_dictionary.comments(table.within("snapshot"), described))
        db.execute(f"begin; {about}; commit")


def _to_parquet(
    db: duckdb.DuckDBPyConnection,
    table: Table,
    query: str,
    folder: Path,
    described: Described | None,
) -> None:
    path = folder / table.schema / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    to_parquet(db, query, path, described)


def to_parquet(
    db: duckdb.DuckDBPyConnection,
    query: str,
    path: Path,
    described: Described | None,
    **more: str,
) -> None:
    """Write the rows of a query with the table's descriptions as metadata of the file: keys
    `description`, `audience` and `columns`, which is JSON, and `more`."""
    options = "format parquet, compression zstd"
    if described:
        columns = json.dumps(described.columns, ensure_ascii=False)
        about = {"description": described.description, "audience": described.audience}
        keys = {**about, "columns": columns, **more}
        metadata = ", ".join(f"{key}: {literal(value)}" for key, value in keys.items())
        options += f", kv_metadata {{{metadata}}}"
    db.execute(f"copy ({query}) to {literal(path)} ({options})")


def _fingerprint(draft: Draft) -> str:
    """Return the publication's id: a hash of date, held-back authorities, settings and rows."""
    digest = hashlib.sha256(f"{draft.as_at} {sorted(draft.held_back)}".encode())
    digest.update(draft.settings.encode())
    for path in sorted(draft.folder.rglob("*.parquet")):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(draft.folder)} {content}\n".encode())
    return digest.hexdigest()[:16]


def _record(
    db: duckdb.DuckDBPyConnection, draft: Draft, publication_id: str, rows: dict[Table, int]
) -> None:
    """Write ops.publications: one row for each published table, and no time of the clock."""
    publications = Table("ops", "publications", ())
    db.execute(
        f"""
        create table {publications.within("snapshot")} (
            publication_id varchar not null, as_at date not null, schema_name varchar not null,
            table_name varchar not null, row_count bigint not null, held_back varchar[] not null
        )
        """
    )
    for table, count in rows.items():
        held_back = sorted(draft.held_back) if table.is_by_authority else []
        db.execute(
            f"insert into {publications.within('snapshot')} values ($1, $2, $3, $4, $5, $6)",
            [publication_id, draft.as_at, table.schema, table.name, count, held_back],
        )
    _describe(db, publications, PUBLICATIONS_DESCRIBED)
    query = f"from {publications.within('snapshot')}"
    _to_parquet(db, publications, query, draft.folder, PUBLICATIONS_DESCRIBED)
