"""Searches every file of a home for the keys of an authority's erased people.

Tables (Parquet, DuckDB) are searched by their columns of keys; every other file by its bytes, also
inside archives and workbooks. Landing holds identifiers and no keys: the erasure itself reads it.
In `landing/.received`, the erasure list and the records of look-ups hold keys on purpose.
"""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from steps.reporting import home

LANDING, SEARCHED_OF_LANDING = "landing", ("redacted", "closes", "tmp")
DAMAGED = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
CHUNK = 1 << 22
KEY_LENGTH = 32
KEY_COLUMN = "(column_name = 'key' or ends_with(column_name, '_key'))"


@dataclass
class Left:
    """`found`: files that still hold a key, by path below the home, with the number of rows or
    places. `unsearched`: files that can't be searched."""

    found: dict[str, int] = field(default_factory=dict)
    unsearched: list[str] = field(default_factory=list)


def search(la_code: str) -> Left:
    """Search every file of the home, whatever its name."""
    import duckdb

    from ingest.deletion import erasure_list

    keys = sorted(set().union(*erasure_list.read(home(), la_code).keys.values()))
    left = Left()
    with duckdb.connect() as connection:
        for path in _files(home()) if keys else ():
            name = str(path.relative_to(home()))
            try:
                if count := _count(connection, path, keys):
                    left.found[name] = count
            except FileNotFoundError:
                continue
            except (duckdb.Error, *DAMAGED):
                left.unsearched.append(name)
    return left


def _files(folder: Path) -> Iterator[Path]:
    inside = [path for path in sorted(folder.iterdir()) if path.name != LANDING]
    inside += [folder / LANDING / ".received" / name for name in SEARCHED_OF_LANDING]
    for top in inside:
        for path in [top, *sorted(top.rglob("*"))]:
            if path.is_file() and not path.is_symlink():
                yield path


def _count(connection: Any, path: Path, keys: list[str]) -> int:
    with path.open("rb") as file:
        start = file.read(12)
    if start[:4] == b"PAR1":
        return _in_parquet(connection, path, keys)
    if start[8:12] == b"DUCK":
        return _in_duckdb(connection, path, keys)
    pattern = re.compile("|".join(keys).encode())
    if start[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            return sum(_in_member(archive, each, pattern) for each in archive.infolist())
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as unpacked:
            return _in_bytes(unpacked, pattern)
    with path.open("rb") as file:
        return _in_bytes(file, pattern)


def _in_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, pattern: re.Pattern[bytes]
) -> int:
    with archive.open(member) as unpacked:
        return _in_bytes(unpacked, pattern)


def _in_bytes(stream: IO[bytes] | gzip.GzipFile, pattern: re.Pattern[bytes]) -> int:
    """Count the keys in a stream; the end of each chunk is read again with the next."""
    found, before = 0, b""
    while chunk := stream.read(CHUNK):
        text = before + chunk
        found += sum(1 for _ in pattern.finditer(text))
        before = text[-(KEY_LENGTH - 1) :]
    return found


def _in_parquet(connection: Any, path: Path, keys: list[str]) -> int:
    source = "read_parquet($path)"
    columns = connection.execute(
        f"select column_name from (describe from {source}) where {KEY_COLUMN}",
        {"path": str(path)},
    ).fetchall()
    return _rows(connection, source, columns, {"keys": keys, "path": str(path)})


def _in_duckdb(connection: Any, path: Path, keys: list[str]) -> int:
    literal = str(path).replace("'", "''")
    connection.execute(f"attach '{literal}' as searched (read_only)")
    try:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            f"where database_name = 'searched' and not internal and {KEY_COLUMN} "
            "and (schema_name, table_name) in "
            "(select (schema_name, table_name) from duckdb_tables())"
        ).fetchall()
        tables: dict[tuple[str, str], list[tuple[str]]] = {}
        for schema, table, column in columns:
            tables.setdefault((schema, table), []).append((column,))
        return sum(
            _rows(connection, f'searched."{schema}"."{table}"', found, {"keys": keys})
            for (schema, table), found in tables.items()
        )
    finally:
        connection.execute("detach searched")


def _rows(connection: Any, source: str, columns: list[tuple[str]], given: dict[str, Any]) -> int:
    if not columns:
        return 0
    either = " or ".join(  # the key of a row may be made of several
        f"list_has_any(string_split(\"{name}\", '/'), $keys)" for (name,) in columns
    )
    [(rows,)] = connection.execute(
        f"select count(*) from {source} where {either}", given
    ).fetchall()
    return int(rows)
