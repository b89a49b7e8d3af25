"""What is published, as the console shows it: read-only, in aligned tables."""

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

NUMBERS = (int, float, Decimal)


@contextmanager
def published(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what is published as catalogue `published`; raise FileNotFoundError where nothing is."""
    marts = home / "published" / "marts.duckdb"
    if not marts.exists():
        raise FileNotFoundError(
            f"Nothing is published yet: {marts.parent} does not exist. Run `make night`."
        )
    with duckdb.connect(":memory:") as db:
        path = str(marts.resolve()).replace("'", "''")
        db.execute(f"attach '{path}' as published (read_only)")
        yield db


def day(written: str) -> date:
    """Read a date; raise ArgumentTypeError where it is none of the calendar."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(
            f"a date of the calendar is expected, such as 2026-11-20; found {written!r}"
        ) from None


def holds(db: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the publication has a table, which one of an earlier version may not."""
    found = db.execute(
        "from duckdb_tables() where database_name = 'published' "
        "and schema_name || '.' || table_name = $1",
        [table],
    )
    return bool(found.fetchall())


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Lay out rows under their heads, numbers to the right."""
    return "\n".join(aligned([heads, *rows]))


def aligned(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Lay out rows as lines of equal columns, those with numbers in them to the right."""
    cells = [["" if v is None else f"{v:,}" if type(v) is int else str(v) for v in r] for r in rows]
    columns = range(len(rows[0]) if rows else 0)
    widths = [max(len(row[i]) for row in cells) for i in columns]
    right = [any(isinstance(row[i], NUMBERS) for row in rows) for i in columns]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
