"""The month's Excel workbook for finance to file, from what is published and nothing else.

`make workbook LA=990 [DATE=2026-10-31]`: the last period that was over by DATE (default: the
reporting date), as it is known now. Period 12 takes the year-end adjustments along. The same marts
give the same bytes.
"""

import argparse
import os
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from publish.console import holds, published
from publish.sheets import cover, outturn, queries, reconciliation, safety_valve
from publish.sheets.layout import Book, Month

Rows = list[dict[str, Any]]


class NotToBeFiled(Exception):
    """No workbook can be made; the message says why and what to do."""


def write(home: Path, la_code: str, day: date | None = None) -> Path:
    """Write an authority's workbook to `workbooks/` and return the file.

    Raises NotToBeFiled where the marts don't hold the month or an identity isn't nil, and
    FileNotFoundError where nothing is published.
    """
    with published(home) as db:
        as_at, publication = _published(db, la_code)
        day = day or as_at
        if day > as_at:
            raise NotToBeFiled(f"{day} lies after the reporting date {as_at}: run make night.")
        year, period = _month(db, la_code, day)
        folder = home / "workbooks"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{la_code}_{year}_period-{period:02d}_as-at-{as_at}.xlsx"
        part = file.with_suffix(f".{os.getpid()}.part")
        try:
            month = Month(la_code, year, period, as_at, publication)
            _fill(db, Book(part, month), day)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
    return file


def _fill(db: duckdb.DuckDBPyConnection, book: Book, day: date) -> None:
    month = book.month
    asked = {"la": month.la_code, "year": month.financial_year, "period": month.period, "day": day}

    def rows(query: str) -> Rows:
        return _rows(db, query, asked)

    def by(name: str, query: str) -> dict[str, dict[str, Any]]:
        return {row[name]: row for row in rows(query)}

    cover.cover(book, _first(rows(queries.CLOSES)), _first(rows(queries.BALANCES)))
    position, deficits = rows(queries.POSITION), by("financial_year", queries.DEFICITS)
    safety_valve.position(book, position, deficits)
    safety_valve.comparison(book, rows(queries.COMPARISON))
    posted = {row["outturn_line"]: row["amount_gbp"] for row in rows(queries.LEDGER)}
    outturn.by_block(book, by("dsg_block", queries.OUTTURN), posted, rows(queries.MISSED))
    outturn.as_reported(book, by("dsg_block", queries.AS_REPORTED), rows(queries.ADJUSTMENTS))
    outturn.by_category(book, rows(queries.SPENDING))
    (everything,) = rows(queries.POSTED)
    outturn.section_251(book, rows(queries.SECTION_251), everything["amount_gbp"])
    lines, items = rows(queries.RECONCILIATION), rows(queries.ITEMS)
    nothing = f"Nothing is reconciled for {month.financial_year} period {month.period}."
    reconciliation.by_block(book, lines, None if lines else nothing)
    reconciliation.differences(book, lines, items)
    safety_valve.savings(book, rows(queries.SAVINGS))
    cover.files(book, rows(queries.FILES))
    book.put_checks()
    book.file.close()
    wrong = [check for check in book.checks if check.difference != Decimal(0)]
    if wrong:
        said = "\n".join(f"  {check.what}: £{check.difference} too much here" for check in wrong)
        raise NotToBeFiled(f"No workbook, for the marts disagree:\n{said}")


def _first(rows: Rows) -> dict[str, Any] | None:
    return rows[0] if rows else None


def _published(db: duckdb.DuckDBPyConnection, la_code: str) -> tuple[date, str]:
    """Return the reporting date and the id of what is published, if it holds all that is asked."""
    missing = [table for table in queries.TABLES if not holds(db, table)]
    if missing:
        raise NotToBeFiled(f"What is published has no {', '.join(missing)}: run make night.")
    as_at, publication, held = db.execute(
        "select as_at, publication_id, list_contains(held_back, $1) "
        "from published.ops.publications "
        "where schema_name = 'marts' and table_name = 'dsg_outturn'",
        [la_code],
    ).fetchall()[0]
    if held:
        raise NotToBeFiled(
            f"{la_code} was held back on {as_at}: its marts are an earlier night's. The night's "
            "output names the test that failed (a trial balance that differs, most often)."
        )
    return as_at, publication


def _month(db: duckdb.DuckDBPyConnection, la_code: str, day: date) -> tuple[str, int]:
    """Return the financial year and period to report: the last that was over on a day."""
    first_open = (day + timedelta(days=1)).replace(day=1)
    ended = first_open - timedelta(days=1)
    start = ended.year if ended.month >= 4 else ended.year - 1
    year, period = f"{start}-{(start + 1) % 100:02d}", (ended.month - 4) % 12 + 1
    found = db.execute(
        "select max(financial_period) from published.marts.dsg_outturn "
        "where la_code = $1 and financial_year = $2",
        [la_code, year],
    ).fetchone()
    latest = found[0] if found else None
    if latest is None or latest < period:
        posted = f"its ledger ends with period {latest}" if latest else "its ledger has none of it"
        raise NotToBeFiled(
            f"{la_code} has no outturn of {year} period {period}: {posted}. "
            "Give an earlier DATE=, or look what is missing with make missing."
        )
    return year, max(latest, period) if period == 12 else period


def _rows(db: duckdb.DuckDBPyConnection, query: str, asked: dict[str, Any]) -> Rows:
    result = db.execute(query, {name: asked[name] for name in asked if f"${name}" in query})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def main(arguments: list[str] | None = None) -> int:
    """Write one workbook and say where; return 0, or 2 where there is none to be had."""
    parser = argparse.ArgumentParser(prog="python -m publish.workbook", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="$SEND_HOME")
    parser.add_argument("--la", metavar="CODE", required=True, help="the authority")
    parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    asked = parser.parse_args(arguments)
    try:
        print(write(asked.home, asked.la, asked.date))
    except (FileNotFoundError, NotToBeFiled) as none:
        print(none, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
