"""Searches every file of a home for the keys of an authority's erased people, and for the case id
of the one who is being erased.

Tables (Parquet, DuckDB) are searched by their columns of keys and, for the case id, by all columns
of text; every other file by its bytes, also inside archives and workbooks. Landing holds
identifiers and no keys: the erasure itself reads it. In `landing/.received`, the erasure list and
the records of look-ups hold keys on purpose. Case ids of two authorities may be equal, so the rows
and the people map of another authority are not searched for the case id.
"""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from steps.reporting import home

LANDING, SEARCHED_OF_LANDING = "landing", ("arrivals", "redacted", "closes", "tmp")
DAMAGED = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
CHUNK = 1 << 22
OVERLAP = 300  # bytes: more than a key or a case id with what stands around it
SHORTEST = 6  # characters of a case id that is searched for in clear
LA_CODE = re.compile(r"[0-9]{3}", re.ASCII)
# `erase/` holds the case id on purpose, until the person is erased.
NOT_SEARCHED = {LANDING, "erase"}


@dataclass
class Left:
    """`found`: files that still hold a key, by path below the home, with the number of rows or
    places. `unsearched`: files that can't be searched."""

    found: dict[str, int] = field(default_factory=dict)
    unsearched: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Wanted:
    """What is searched for: keys, and the case id of a person of an authority."""

    la_code: str
    keys: tuple[str, ...] = ()
    case_id: str | None = None

    def in_bytes(self) -> re.Pattern[bytes]:
        sought = [
            *self.keys,
            *([rf"(?<![\w-]){re.escape(self.case_id)}(?![\w-])"] if self.case_id else []),
        ]
        return re.compile("|".join(sought).encode())

    def in_file(self, path: Path) -> "_Wanted":
        """What is searched for in a file below the home: no case id in another authority's."""
        codes = {part for part in (*path.parts, path.stem) if LA_CODE.fullmatch(part)}
        return replace(self, case_id=None) if codes - {self.la_code} else self


def is_distinctive(case_id: str) -> bool:
    """Whether a case id can be told from counts and other numbers, so that it can be searched."""
    return len(case_id) >= SHORTEST and not case_id.isdigit()


def search(la_code: str, case_id: str | None = None) -> Left:
    """Search every file of the home, whatever its name, for the keys of erased people and for a
    case id that is distinctive."""
    from ingest.deletion import erasure_list

    keys = sorted(set().union(*erasure_list.read(home(), la_code).keys.values()))
    return _search(
        _Wanted(la_code, tuple(keys), case_id if case_id and is_distinctive(case_id) else None)
    )


def search_id(la_code: str, case_id: str) -> Left:
    """Search every file of the home for a case id that is distinctive."""
    return _search(_Wanted(la_code, case_id=case_id if is_distinctive(case_id) else None))


def _search(wanted: _Wanted) -> Left:
    import duckdb

    left = Left()
    with duckdb.connect() as connection:
        for path in _files(home()) if wanted.keys or wanted.case_id else ():
            below = path.relative_to(home())
            try:
                if count := _count(connection, path, wanted.in_file(below)):
                    left.found[str(below)] = count
            except FileNotFoundError:
                continue
            except (duckdb.Error, *DAMAGED):
                left.unsearched.append(str(below))
    return left


def _files(folder: Path) -> Iterator[Path]:
    inside = [path for path in sorted(folder.iterdir()) if path.name not in NOT_SEARCHED]
    inside += [folder / LANDING / ".received" / name for name in SEARCHED_OF_LANDING]
    for top in inside:
        for path in [top, *sorted(top.rglob("*"))]:
            if path.is_file() and not path.is_symlink():
                yield path


def _count(connection: Any, path: Path, wanted: _Wanted) -> int:
    if not (wanted.keys or wanted.case_id):
        return 0
    with path.open("rb") as file:
        start = file.read(12)
    if start[:4] == b"PAR1":
        return _in_parquet(connection, path, wanted)
    if start[8:12] == b"DUCK":
        return _in_duckdb(connection, path, wanted)
    pattern = wanted.in_bytes()
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
    """Count what is sought in a stream; the end of each chunk is read again with the next."""
    found, before = 0, b""
    while chunk := stream.read(CHUNK):
        text = before + chunk
        ends = [match.end() for match in pattern.finditer(text)]
        found += len(ends)
        before = text[max([len(text) - OVERLAP, *ends]) :]
    return found


def _in_parquet(connection: Any, path: Path, wanted: _Wanted) -> int:
    source = "read_parquet($path)"
    columns = connection.execute(
        f"select column_name, column_type from (describe from {source})", {"path": str(path)}
    ).fetchall()
    return _rows(connection, source, columns, wanted, {"path": str(path)})


def _in_duckdb(connection: Any, path: Path, wanted: _Wanted) -> int:
    literal = str(path).replace("'", "''")
    connection.execute(f"attach '{literal}' as searched (read_only)")
    try:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where database_name = 'searched' and not internal and (schema_name, table_name) in "
            "(select (schema_name, table_name) from duckdb_tables())"
        ).fetchall()
        tables: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for schema, table, column, kind in columns:
            tables.setdefault((schema, table), []).append((column, kind))
        return sum(
            _rows(connection, f'searched."{schema}"."{table}"', found, wanted, {})
            for (schema, table), found in tables.items()
        )
    finally:
        connection.execute("detach searched")


def _rows(
    connection: Any,
    source: str,
    columns: list[tuple[str, str]],
    wanted: _Wanted,
    given: dict[str, Any],
) -> int:
    """The rows with a key in a column of keys, or with the case id in a column of text."""
    either = []
    if wanted.keys:
        of_keys = [name for name, _ in columns if name == "key" or name.endswith("_key")]
        # the key of a row may be made of several
        either += [f"list_has_any(string_split(\"{name}\", '/'), $keys)" for name in of_keys]
        given = given | ({"keys": list(wanted.keys)} if of_keys else {})
    texts = [f'"{name}"' for name, kind in columns if "VARCHAR" in kind or kind == "JSON"]
    if wanted.case_id and texts:
        other = "la_code is distinct from $la_code and la_code is not null"
        of_others = f"({other}) or" if ("la_code", "VARCHAR") in columns else ""
        as_text = ", ".join(f"cast({each} as varchar)" for each in texts)
        either.append(f"not ({of_others} not regexp_matches(concat_ws(chr(10), {as_text}), $id))")
        given = given | {"id": rf"(^|[^\w-]){re.escape(wanted.case_id)}($|[^\w-])"}
        given = given | ({"la_code": wanted.la_code} if of_others else {})
    if not either:
        return 0
    [(rows,)] = connection.execute(
        f"select count(*) from {source} where {' or '.join(either)}", given
    ).fetchall()
    return int(rows)
