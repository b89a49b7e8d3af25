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

from publish import workbook_sheets as sheets
from publish.console import holds, published
from publish.workbook_layout import Book

Rows = list[dict[str, Any]]
POSITION = """
    with versions as (
        select version from published.marts.safety_valve_position where la_code = $la
        order by case version when 'latest' then 0 else 1 end, version desc limit 1
    ),
    agreed as (
        select * from published.marts.safety_valve_position
        where la_code = $la and version = 'original'
            and line in ('opening_deficit', 'original_agreement_position')
    ),
    latest as (
        select position.* from published.marts.safety_valve_position as position
        join versions using (version) where la_code = $la
    )
    from latest
    union all
    -- what was agreed once, a later version need not repeat
    select * from agreed
    where (line, financial_year) not in (select (line, financial_year) from latest)
        and financial_year in (select financial_year from latest)
    order by financial_year, line_order
"""
DEFICITS = """
    select * from published.marts.dsg_deficit where la_code = $la
    qualify dense_rank() over (
        order by case version when 'latest' then 0 else 1 end, version desc
    ) = 1
"""
OUTTURN = """
    select * from published.marts.dsg_outturn
    where la_code = $la and financial_year = $year and financial_period = $period
"""
LEDGER = """
    select outturn_line, sum(amount_gbp) as amount_gbp from published.marts.fct_ledger
    where la_code = $la and financial_year = $year and financial_period <= $period
        and outturn_line is not null
    group by outturn_line
"""
RECONCILIATION = """
    select dsg_block, line, amount_gbp from published.marts.outturn_reconciliation
    where la_code = $la and financial_year = $year and financial_period = $period
    order by dsg_block, line_order
"""
ITEMS = """
    select * exclude (la_code, financial_year, financial_period)
    from published.marts.reconciliation_items
    where la_code = $la and financial_year = $year and financial_period = $period
    order by all nulls last
"""
SAVINGS = """
    select workstream, schedule, financial_year, as_at, target_gbp, delivered_gbp, forecast_gbp,
        delivered_pct, forecast_pct, rag, reported_rag
    from published.marts.savings_workstreams
    where la_code = $la and as_at = (
        select max(as_at) from published.marts.savings_workstreams
        where la_code = $la and as_at <= $day
    )
    order by workstream, schedule, financial_year
"""


class NotToBeFiled(Exception):
    """No workbook can be made; the message says why and what to do."""


def write(home: Path, la_code: str, day: date | None = None) -> Path:
    """Write an authority's workbook to `workbooks/` and return the file.

    Raises NotToBeFiled where the marts don't hold the month or an identity isn't nil, and
    FileNotFoundError where nothing is published.
    """
    with published(home) as db:
        as_at = _reporting_date(db, la_code)
        day = day or as_at
        if day > as_at:
            raise NotToBeFiled(f"{day} lies after the reporting date {as_at}: run make night.")
        year, period = _month(db, la_code, day)
        folder = home / "workbooks"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{la_code}_{year}_period-{period:02d}_as-at-{as_at}.xlsx"
        part = file.with_suffix(f".{os.getpid()}.part")
        try:
            _fill(db, part, la_code, year, period, day, as_at)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
    return file


def _fill(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    la_code: str,
    year: str,
    period: int,
    day: date,
    as_at: date,
) -> None:
    asked = {"la": la_code, "year": year, "period": period}
    book = Book(path, f"authority {la_code}, {year}, period {period}", as_at)
    deficits = {row["financial_year"]: row for row in _rows(db, DEFICITS, {"la": la_code})}
    sheets.position(book, _rows(db, POSITION, {"la": la_code}), deficits)
    posted = {row["outturn_line"]: row["amount_gbp"] for row in _rows(db, LEDGER, asked)}
    sheets.outturn(book, {row["dsg_block"]: row for row in _rows(db, OUTTURN, asked)}, posted)
    if holds(db, "marts.outturn_reconciliation") and holds(db, "marts.reconciliation_items"):
        lines, items = _rows(db, RECONCILIATION, asked), _rows(db, ITEMS, asked)
        missing = None if lines else f"Nothing is reconciled for {year} period {period}."
        sheets.reconciliation(book, lines, items, missing)
    else:
        sheets.reconciliation(book, [], [], "This publication has no reconciliation.")
    sheets.savings(book, _rows(db, SAVINGS, {"la": la_code, "day": day}))
    book.put_checks()
    book.file.close()
    wrong = [check for check in book.checks if check.difference != Decimal(0)]
    if wrong:
        said = "\n".join(f"  {check.what}: £{check.difference} too much here" for check in wrong)
        raise NotToBeFiled(f"No workbook, for the marts disagree:\n{said}")


def _reporting_date(db: duckdb.DuckDBPyConnection, la_code: str) -> date:
    rows = db.execute(
        "select as_at, list_contains(held_back, $1) from published.ops.publications "
        "where schema_name = 'marts' and table_name = 'dsg_outturn'",
        [la_code],
    ).fetchall()
    if not rows:
        raise NotToBeFiled("What is published has no marts.dsg_outturn: run make night.")
    as_at, held = rows[0]
    if held:
        raise NotToBeFiled(
            f"{la_code} was held back on {as_at}: its marts are an earlier night's. The night's "
            "output names the test that failed (a trial balance that differs, most often)."
        )
    found: date = as_at
    return found


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
    result = db.execute(query, asked)
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
