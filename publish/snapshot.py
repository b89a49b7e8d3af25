"""Publish the marts as one whole: readers see last night's or tonight's, never a mixture.

Grain of a publication: every table of the schemas `marts` and `ops`, as `marts.duckdb` and as one
Parquet file each. It is written under a name no reader looks at, renamed, and only then does the
link `published` turn to it in one step. Killed anywhere, the next run clears up and goes on.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

SCHEMAS = ("marts", "ops")
STORAGE_VERSION = "v1.2.0"  # the newest format that DuckDB 1.2-1.4 clients can open
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Publication:
    """What was published: `rows` counts rows by `schema.table`; `changed` is false for a rerun."""

    publication_id: str
    path: Path
    rows: dict[str, int]
    changed: bool


@dataclass(frozen=True, eq=False)
class _Table:
    schema: str
    name: str
    columns: dict[str, str]  # name → type, in order

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def holds_back(self) -> bool:
        """Whether an authority held back keeps its earlier rows here.

        `ops` never does: it is there that one reads why it was held back.
        """
        return self.schema == "marts" and "la_code" in self.columns

    def within(self, catalog: str) -> str:
        return f"{catalog}.{_quoted(self.schema)}.{_quoted(self.name)}"


def publish(
    home: Path, as_at: date, held: set[str], beside: Callable[[Path], object] | None = None
) -> Publication:
    """Publish the warehouse's marts as of a date; `held` la_codes keep the rows published before.

    `beside` is given the new publication's folder before anyone sees it, to write into it what
    else is made of its marts.
    The id comes from the content, so publishing the same again changes nothing. Raises
    FileNotFoundError where there is no warehouse, ValueError where it holds no marts.
    """
    publications = home / "publications"
    publications.mkdir(parents=True, exist_ok=True)
    link = home / "published"
    for leftover in [*publications.glob(f"{_UNFINISHED}*"), *home.glob(f"{_UNFINISHED}*")]:
        _remove(leftover)
    before = link.resolve() if link.exists() else None

    building = publications / f"{_UNFINISHED}{os.getpid()}"
    building.mkdir()
    rows, publication_id = _write(building, home / "warehouse.duckdb", before, as_at, held)
    final = publications / publication_id
    if final.exists():
        shutil.rmtree(building)
    else:
        if beside:
            beside(building)
        _flush_to_disk(building)
        os.replace(building, final)
    if before != final.resolve():
        _turn(link, final)
        # the one before stays too, for those who are still reading it
        _keep_only(publications, {final.name, before.name if before else final.name})
    return Publication(publication_id, final, rows, changed=before != final.resolve())


def forget_earlier(home: Path) -> None:
    """Delete the publications before the one that readers get, and those built aside: they hold
    rows that must not be held any more."""
    link = home / "published"
    if link.exists():
        _keep_only(home / "publications", {link.resolve().name})
    shutil.rmtree(home / "as_known", ignore_errors=True)


def _write(
    folder: Path, warehouse: Path, before: Path | None, as_at: date, held: set[str]
) -> tuple[dict[str, int], str]:
    if not warehouse.exists():
        raise FileNotFoundError(f"There is no {warehouse} to publish from: build the marts first.")
    with _copying(folder / "marts.duckdb", warehouse, before) as db:
        tables = _tables(db, "warehouse")
        if not any(table.schema == "marts" for table in tables):
            raise ValueError(f"{warehouse} holds no table in schema marts: nothing to publish.")
        earlier = {table.full_name: table for table in _tables(db, "before")} if before else {}
        for schema in SCHEMAS:
            db.execute(f"create schema if not exists snapshot.{schema}")
        rows = {}
        for table in tables:
            rows[table] = _copy(db, table, earlier.get(table.full_name), held)
            _to_parquet(db, table, folder)
        publication_id = _fingerprint(folder, as_at, held)
        _record(db, folder, publication_id, as_at, held, rows)
    for file in folder.rglob("*.*"):
        file.chmod(0o444)
    return {table.full_name: count for table, count in rows.items()}, publication_id


@contextmanager
def _copying(
    target: Path, warehouse: Path, before: Path | None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the copy to write, with the warehouse and the publication before it to read."""
    with duckdb.connect(":memory:") as db:
        # One thread: the order of rows, and so the bytes, never depends on the machine.
        db.execute("set threads = 1")
        db.execute(f"attach {_literal(target)} as snapshot (storage_version '{STORAGE_VERSION}')")
        db.execute(f"attach {_literal(warehouse)} as warehouse (read_only)")
        if before:
            db.execute(f"attach {_literal(before / 'marts.duckdb')} as before (read_only)")
        yield db
        for name in ["snapshot", "warehouse", *(["before"] if before else [])]:
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


def _copy(
    db: duckdb.DuckDBPyConnection, table: _Table, earlier: _Table | None, held: set[str]
) -> int:
    """Copy a table in the order of its columns; return its number of rows."""
    query = f"select * from {table.within('warehouse')}"
    if held and table.holds_back:
        codes = ", ".join(_literal(code) for code in sorted(held))
        query += f" where la_code not in ({codes}) or la_code is null"
        if earlier and "la_code" in earlier.columns:
            kept = ", ".join(
                f"cast({_quoted(column) if column in earlier.columns else 'null'} as {data_type})"
                for column, data_type in table.columns.items()
            )
            query += f" union all select {kept} from {earlier.within('before')}"
            query += f" where la_code in ({codes})"
    db.execute(f"create table {table.within('snapshot')} as {query} order by all nulls last")
    counted = db.execute(f"select count(*) from {table.within('snapshot')}").fetchone()
    return int(counted[0]) if counted else 0


def _to_parquet(db: duckdb.DuckDBPyConnection, table: _Table, folder: Path) -> None:
    path = folder / table.schema / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    db.execute(
        f"copy {table.within('snapshot')} to {_literal(path)} (format parquet, compression zstd)"
    )


def _fingerprint(folder: Path, as_at: date, held: set[str]) -> str:
    digest = hashlib.sha256(f"{as_at} {sorted(held)}".encode())
    for path in sorted(folder.rglob("*.parquet")):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder)} {content}\n".encode())
    return digest.hexdigest()[:16]


def _record(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    publication_id: str,
    as_at: date,
    held: set[str],
    rows: dict[_Table, int],
) -> None:
    """Write ops.publications: one row per published table; nothing in it from the clock."""
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
        held_here = sorted(held) if table.holds_back else []
        db.execute(
            f"insert into {publications.within('snapshot')} values ($1, $2, $3, $4, $5, $6)",
            [publication_id, as_at, table.schema, table.name, count, held_here],
        )
    _to_parquet(db, publications, folder)


def _flush_to_disk(folder: Path) -> None:
    """Make sure the bytes are on the disk before a name points to them."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _turn(link: Path, final: Path) -> None:
    """Point the link at the publication in one step; relative, so that the home can be moved."""
    aside = link.with_name(f"{_UNFINISHED}{link.name}")
    aside.symlink_to(Path(final.parent.name) / final.name)
    os.replace(aside, link)


def _keep_only(publications: Path, names: set[str]) -> None:
    for folder in publications.iterdir():
        if folder.name not in names:
            _remove(folder)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
