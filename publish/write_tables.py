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
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish import changes, checksums, data_dictionary, memory, sorted_copy
from publish.data_dictionary import Described
from publish.snapshot import Draft
from publish.sql import literal
from publish.table_schema import SCHEMAS, Table, of_catalog

FILE = "send.duckdb"
STORAGE_VERSION = "v1.2.0"  # the newest format that DuckDB 1.2-1.4 clients can open
AT_A_TIME = 2  # tables that are written: DuckDB works on each with the thread that asks for it
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


@dataclass(frozen=True)
class Beginning:
    """An audience with whose tables the file of all tables begins: its folder, and the audiences of
    the tables that it sees. Its own file is a copy of that beginning, since storing the rows of the
    ledger once more would cost a third of a publication."""

    folder: str
    sees: tuple[str, ...]


def write(draft: Draft, beginning: Beginning | None = None) -> None:
    """Write the tables and `ops.publications`, which holds their row counts and the id.

    Where few rows are others than those of the publication before, its tables are copied, and these
    rows are replaced. Otherwise the file of the audience `beginning` is begun too. Raises
    FileNotFoundError where there is no warehouse, ValueError where it has no marts.
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
            rows = _write_all(db, draft, tables, earlier, dictionary, beginning)
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
    beginning: Beginning | None,
) -> dict[Table, int]:
    """Write every table anew; return their numbers of rows."""
    attach(db, draft.folder / FILE, "snapshot")
    for schema in SCHEMAS:
        db.execute(f"create schema snapshot.{schema}")
    before = {table.full_name: table for table in earlier}

    def write_one(table: Table) -> int:
        described = dictionary.get(table.full_name)
        with db.cursor() as cursor:
            rows = sorted_copy.write(cursor, table, before.get(table.full_name), draft.held_back)
            _describe(cursor, table, described)
            query = f"from {table.within('snapshot')}"
            _to_parquet(cursor, table, query, draft.folder, described)
        return rows

    def write_each(some: list[Table]) -> dict[Table, int]:
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            return dict(zip(some, pool.map(write_one, some), strict=True))

    in_turn = _largest_first(db, tables)
    rows = {}
    if beginning:
        first = [table for table in in_turn if _is_seen(beginning, dictionary, table)]
        rows = write_each(first)
        _copy_beginning(db, draft.folder, beginning)
    rows |= write_each([table for table in in_turn if table not in rows])
    return {table: rows[table] for table in tables}


def _is_seen(beginning: Beginning, dictionary: dict[str, Described], table: Table) -> bool:
    described = dictionary.get(table.full_name)
    return described is not None and described.audience in beginning.sees


def _copy_beginning(db: duckdb.DuckDBPyConnection, folder: Path, beginning: Beginning) -> None:
    db.execute("checkpoint snapshot; detach snapshot")
    (folder / beginning.folder).mkdir()
    shutil.copyfile(folder / FILE, folder / beginning.folder / FILE)
    attach(db, folder / FILE, "snapshot")


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
        rows[table] = sorted_copy.count(db, f"from {table.within('snapshot')}")
        file = f"{table.schema}/{table.name}.parquet"
        if codes or checksums.damaged(before, file):
            query = f"from {table.within('snapshot')} order by all nulls last"
            _to_parquet(db, table, query, draft.folder, dictionary.get(table.full_name))
        else:  # no link: a file that is damaged later would damage both publications
            (draft.folder / table.schema).mkdir(exist_ok=True)
            shutil.copyfile(before / file, draft.folder / file)
    return rows


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
