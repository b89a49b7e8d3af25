"""The result of the audit of the publication before, which holds for each authority whose audited
rows are the same now.

An authority's figures are audited by themselves: no equation of the audit joins two authorities.
"""

import functools
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb

from publish import changes, checksums
from publish.sql import literal
from publish.table_schema import of_catalog

RECORD = "open/ops/publications.parquet"  # its metadata name the code of the audit
KEY = "audited_by"


@dataclass(frozen=True)
class EarlierResult:
    """The authorities that the publication before left out, and those whose audited rows are not
    those of that publication."""

    withheld: frozenset[str]
    changed: frozenset[str]


def result(
    db: duckdb.DuckDBPyConnection, catalog: str, tables: Collection[str], before: Path | None
) -> EarlierResult | None:
    """Compare the audited `tables` (`schema.table`) of a catalogue with those of the publication
    `before`, which the connection has attached as `before`. None where that publication is
    damaged, was audited by other code, or has other columns."""
    if not before or _audited_by(db, before) != audited_by(tables):
        return None
    audited = [each for each in of_catalog(db, catalog) if each.full_name in tables]
    if not set(audited) <= set(of_catalog(db, "before")):
        return None
    changed = {
        code
        for table in audited
        for code, (_, differs) in changes.codes(db, table, catalog, "before").items()
        if differs
    }
    return EarlierResult(_withheld(db, before), frozenset(changed))


def audited_by(tables: Collection[str]) -> str:
    """What audits: a hash of the code, of its libraries' versions and of the tables' names."""
    return hashlib.sha256(f"{_code()} {sorted(tables)}".encode()).hexdigest()


@functools.cache
def _code() -> str:
    files = sorted(Path(__file__).parent.glob("*.py"))
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return f"{hashes} {version('numpy')} {version('scipy')}"


def _audited_by(db: duckdb.DuckDBPyConnection, before: Path) -> str | None:
    if checksums.damaged(before, RECORD):
        return None
    found = db.execute(
        f"select decode(value) from parquet_kv_metadata({literal(before / RECORD)}) "
        "where decode(key) = $1",
        [KEY],
    ).fetchone()
    return str(found[0]) if found else None


def _withheld(db: duckdb.DuckDBPyConnection, before: Path) -> frozenset[str]:
    found = db.execute(
        f"select distinct unnest(withheld) from {literal(before / RECORD)}"
    ).fetchall()
    return frozenset(la_code for (la_code,) in found)
