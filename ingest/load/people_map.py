"""The people map of an authority: namespace, key and case id (docs/privacy.md). It is the only way
from a key back to a person; its mode is 0600."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from ingest import parquet, paths
from ingest.read import pseudonyms, withheld
from ingest.read.batch import Batch
from ingest.sql import literal


def add_from(home: Path, batch: Batch) -> None:
    """Add the case ids of a batch's accepted rows. Ids that the contract makes up are left out."""
    selects = [
        f"select distinct {literal(str(column.namespace))} as namespace, {raw_name} as key, "
        f"{withheld.clear(raw_name)} as value from accepted "
        f"where {withheld.clear(raw_name)} is not null"
        for name, raw_name in batch.contract.stored_columns.items()
        for column in [batch.contract.columns[name]]
        if column.type == "case_id" and column.namespace
    ]
    if not selects:
        return
    path = paths.people_map(home, batch.arrival.la_code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path):
        known = (
            f"from read_parquet({literal(str(path))})"
            if path.exists()
            else "select null, null, null limit 0"
        )
        batch.connection.execute(
            f"create or replace temp table new_people as {' union '.join(selects)} except ({known})"
        )
        if batch.count("new_people"):
            everyone = f"from new_people union all ({known}) order by all"
            parquet.copy(batch.connection, everyone, path, mode=0o600)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f".{path.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find(home: Path, la_code: str, key: str) -> list[tuple[str, str]]:
    """Return namespace and case id of what has a key; a key is of one namespace."""
    path = paths.people_map(home, la_code)
    with duckdb.connect() as connection:
        return connection.execute(
            f"select namespace, value from read_parquet({literal(str(path))}) "
            "where key = $1 order by all",
            [key],
        ).fetchall()


def damaged(home: Path) -> list[Path]:
    """The people maps that can't be read as a whole."""
    found: list[Path] = []
    maps = sorted(paths.people_map(home, "any").parent.glob("*.parquet"))
    if not maps:
        return found
    with duckdb.connect() as connection:
        for path in maps:
            try:
                rows = f"read_parquet({literal(str(path))})"
                connection.execute(f"select max(hash(namespace, key, value)) from {rows}")
            except duckdb.Error:
                found.append(path)
    return found


def is_made_with(home: Path, secret: str) -> bool:
    """Whether the people maps that can be read are made with a secret; False where there is none.
    One row of each shows it."""
    rows = []
    with duckdb.connect() as connection:
        for path in sorted(paths.people_map(home, "any").parent.glob("*.parquet")):
            with suppress(duckdb.Error):
                first = f"from read_parquet({literal(str(path))}) limit 1"
                rows += [(path.stem, *row) for row in connection.execute(first).fetchall()]
    return bool(rows) and all(
        pseudonyms.key_under(secret, la_code, namespace, value) == key
        for la_code, namespace, key, value in rows
    )


def remove(home: Path, la_code: str, keys: dict[str, set[str]]) -> int:
    """Remove keys, by namespace; return how many the map held."""
    path = paths.people_map(home, la_code)
    if not path.exists():
        return 0
    removed = [(namespace, each) for namespace, listed in keys.items() for each in sorted(listed)]
    columns = [[namespace for namespace, _ in removed], [each for _, each in removed]]
    with _locked(path), duckdb.connect() as connection:
        connection.execute(
            "create table removed as select unnest(?::varchar[]) as namespace, "
            "unnest(?::varchar[]) as key",
            columns,
        )
        known = f"read_parquet({literal(str(path))})"
        found = connection.execute(
            f"select count(*) from {known} semi join removed using (namespace, key)"
        )
        [(count,)] = found.fetchall()
        if count:
            rest = f"from {known} anti join removed using (namespace, key) order by all"
            parquet.copy(connection, rest, path, mode=0o600)
    return int(count)
