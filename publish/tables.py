"""The published tables: every table of the schemas `marts` and `ops`, as `send.duckdb` and as one
Parquet file each, with the descriptions of the data dictionary.

The rows are sorted by all columns and written by one thread, so the same marts give the same
Parquet files on every machine.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish import data_dictionary
from publish.data_dictionary import Described
from publish.snapshot import Draft
from publish.sql import literal, quoted

SCHEMAS = ("marts", "ops")
STORAGE_VERSION = "v1.2.0"  # the newest format that DuckDB 1.2-1.4 clients can open
PUBLICATIONS = Described(
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


@dataclass(frozen=True, eq=False)
class _Table:
    schema: str
    name: str
    columns: dict[str, str]  # name → type, in order

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def is_by_authority(self) -> bool:
        """Whether a held-back authority keeps its earlier rows in this table.

        In `ops` it never does: those tables show why the authority is held back.
        """
        return self.schema == "marts" and "la_code" in self.columns

    def within(self, catalog: str) -> str:
        return f"{catalog}.{quoted(self.schema)}.{quoted(self.name)}"


def write(draft: Draft) -> None:
    """Write the tables and `ops.publications`, which holds their row counts and the id.

    Raises FileNotFoundError where there is no warehouse, ValueError where it has no marts.
    """
    if not draft.warehouse.exists():
        raise FileNotFoundError(f"{draft.warehouse} does not exist: build the marts first.")
    with _copying(draft) as db:
        tables = _tables(db, "warehouse")
        if not any(table.schema == "marts" for table in tables):
            raise ValueError(
                f"{draft.warehouse} has no table in schema marts: there is nothing to publish."
            )
        before = _tables(db, "before") if draft.before else []
        earlier = {table.full_name: table for table in before}
        for schema in SCHEMAS:
            db.execute(f"create schema if not exists snapshot.{schema}")
        dictionary = data_dictionary.read(db, "warehouse")
        rows = {}
        for table in tables:
            rows[table] = _copy(db, table, earlier.get(table.full_name), draft.held_back)
            _describe(db, table, dictionary.get(table.full_name))
            _to_parquet(db, table, draft.folder, dictionary.get(table.full_name))
        _record(db, draft, _fingerprint(draft), rows)


@contextmanager
def _copying(draft: Draft) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the copy to write, with the warehouse and the publication before it to read."""
    with duckdb.connect(":memory:") as db:
        db.execute("set threads = 1")  # more threads would make the order of rows vary
        target = literal(draft.folder / "send.duckdb")
        db.execute(f"attach {target} as snapshot (storage_version '{STORAGE_VERSION}')")
        db.execute(f"attach {literal(draft.warehouse)} as warehouse (read_only)")
        catalogs = ["snapshot", "warehouse"]
        if draft.before:
            marts = literal(draft.before / "send.duckdb")
            db.execute(f"attach {marts} as before (read_only)")
            catalogs.append("before")
        yield db
        for name in catalogs:
            db.execute(f"detach {name}")


def _tables(db: duckdb.DuckDBPyConnection, catalog: str) -> list[_Table]:
    found = db.execute(
        """
        select schema_name, table_name, column_name, data_type
        from duckdb_columns()
        where database_name = $1 and schema_name in ('marts', 'ops') and not internal
            and not (schema_name = 'ops' and table_name = 'publications')
        order by schema_name, table_name, column_index
        """,
        [catalog],
    ).fetchall()
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for schema, name, column, data_type in found:
        columns.setdefault((schema, name), {})[column] = data_type
    return [_Table(schema, name, typed) for (schema, name), typed in columns.items()]


def names(db: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """The published tables of a catalogue (`schema.table`), but for ops.publications."""
    return [table.full_name for table in _tables(db, catalog)]


def _copy(
    db: duckdb.DuckDBPyConnection, table: _Table, earlier: _Table | None, held_back: frozenset[str]
) -> int:
    """Copy a table, sorted by all its columns; return its number of rows."""
    query = f"select * from {table.within('warehouse')}"
    if held_back and table.is_by_authority:
        codes = ", ".join(literal(code) for code in sorted(held_back))
        query += f" where la_code not in ({codes}) or la_code is null"
        if earlier and "la_code" in earlier.columns:
            query += f" union all {_earlier_rows(table, earlier)} where la_code in ({codes})"
    db.execute(f"create table {table.within('snapshot')} as {query} order by all nulls last")
    counted = db.execute(f"select count(*) from {table.within('snapshot')}").fetchone()
    return int(counted[0]) if counted else 0


def _earlier_rows(table: _Table, earlier: _Table) -> str:
    """Select the rows published before in today's columns; a column new since then is null."""
    columns = ", ".join(
        f"cast({quoted(column) if column in earlier.columns else 'null'} as {data_type})"
        for column, data_type in table.columns.items()
    )
    return f"select {columns} from {earlier.within('before')}"


def _describe(db: duckdb.DuckDBPyConnection, table: _Table, described: Described | None) -> None:
    if described:
        about = ";".join(data_dictionary.comments(table.within("snapshot"), described))
        db.execute(f"begin; {about}; commit")


def _to_parquet(
    db: duckdb.DuckDBPyConnection, table: _Table, folder: Path, described: Described | None
) -> None:
    path = folder / table.schema / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    to_parquet(db, f"from {table.within('snapshot')}", path, described)


def to_parquet(
    db: duckdb.DuckDBPyConnection, query: str, path: Path, described: Described | None
) -> None:
    """Write the rows of a query with the table's descriptions as metadata of the file: keys
    `description`, `audience` and `columns`, which is JSON."""
    options = "format parquet, compression zstd"
    if described:
        columns = json.dumps(described.columns, ensure_ascii=False)
        options += (
            f", kv_metadata {{description: {literal(described.description)}, "
            f"audience: {literal(described.audience)}, columns: {literal(columns)}}}"
        )
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
    db: duckdb.DuckDBPyConnection, draft: Draft, publication_id: str, rows: dict[_Table, int]
) -> None:
    """Write ops.publications: one row for each published table, and no time of the clock."""
    publications = _Table("ops", "publications", {})
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
    _describe(db, publications, PUBLICATIONS)
    _to_parquet(db, publications, draft.folder, PUBLICATIONS)
