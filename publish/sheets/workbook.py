"""The month's Excel workbook for finance to file, made from the publication only.

It covers the last financial period that had ended on a day, with the figures known now; period 12
includes the year-end adjustments. The same marts give the same bytes.
"""

import filecmp
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from publish import permissions
from publish.errors import PublishError
from publish.reader import has_table, open_publication
from publish.sheets import (
    accounts,
    agreement,
    closes,
    cover,
    outturn,
    queries,
    reconciliation,
    safety_valve,
)
from publish.sheets.kept import is_kept
from publish.sheets.layout import Book, Month, Row
from send_home import temporary
from settings import authorities


class NoWorkbook(PublishError):
    """The publication lacks the month, or its marts contradict each other."""


def write(home: Path, la_code: str, day: date | None = None, replace: bool = False) -> Path:
    """Write an authority's workbook to `$SEND_HOME/workbooks/` and return the file.

    `day` is the last day of the figures (default: the reporting date). Raises NoWorkbook where the
    marts lack the month, a check's difference is not zero, or a file of the name holds something
    else and is not to be replaced; and NothingPublished.
    """
    with open_publication(home) as db:
        as_at, publication = _published(db, la_code)
        day = day or as_at
        if day > as_at:
            raise NoWorkbook(f"{day} is after the reporting date {as_at}: run send night.")
        year, period = _month(db, la_code, day)
        folder = home / "workbooks"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{la_code}_{year}_period-{period:02d}_as-at-{as_at}.xlsx"
        part = temporary.file(file)
        try:
            name = _name(db, home, la_code)
            _fill(db, Book(part, Month(la_code, name, year, period, as_at, publication)), day)
            readers = permissions.of_readers(home)
            permissions.open_way(home, folder, readers)
            permissions.apply(part, readers)
            if not replace:
                _check_same(part, file)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
    return file


def _check_same(made: Path, kept: Path) -> None:
    """Raises NoWorkbook where somebody may have filed or annotated what is kept."""
    if kept.exists() and not filecmp.cmp(made, kept, shallow=False):
        raise NoWorkbook(
            f"{kept} is there and differs from what would be written: somebody changed it, or "
            "another publication has other figures. Move it, or replace it with --replace."
        )


def _name(db: duckdb.DuckDBPyConnection, home: Path, la_code: str) -> str | None:
    """Return the authority's name of the settings, else of DfE's releases."""
    names = authorities.FILE.read_or(home, authorities.Authorities()).names
    published = [str(row["area_name"]) for row in _rows(db, queries.NAME, {"la": la_code})]
    return names.get(la_code) or next(iter(published), None)


@dataclass(frozen=True)
class _Answers:
    """The answers of the published marts to the queries of a workbook."""

    db: duckdb.DuckDBPyConnection
    parameters: Mapping[str, Any]

    def rows(self, query: str) -> list[Row]:
        return _rows(self.db, query, self.parameters)

    def first(self, query: str) -> Row | None:
        return next(iter(self.rows(query)), None)

    def by(self, name: str, query: str) -> dict[str, Row]:
        return {row[name]: row for row in self.rows(query)}

    def values(self, name: str, value: str, query: str) -> dict[str, Any]:
        return {row[name]: row[value] for row in self.rows(query)}


def _fill(db: duckdb.DuckDBPyConnection, book: Book, day: date) -> None:
    """Write every sheet; raise NoWorkbook where a check fails."""
    month = book.month
    answers = _Answers(
        db,
        {
            "la": month.la_code,
            "year": month.financial_year,
            "period": month.period,
            "day": day,
        },
    )
    blocks = answers.by("dsg_block", queries.OUTTURN)
    remarks = answers.values("line", "remark", queries.REMARKS)
    kept = is_kept(
        month.financial_year, answers.rows(queries.AGREEMENT), answers.rows(queries.DEFICITS)
    )
    cover.cover(book, answers.first(queries.CLOSES), answers.first(queries.BALANCES), kept)
    _write_agreement(book, answers, blocks)
    _write_outturn(book, answers, blocks, remarks)
    _write_accounts(book, answers, blocks, remarks)
    _write_reconciliation(book, answers)
    safety_valve.savings(book, answers.rows(queries.SAVINGS))
    cover.files(book, answers.rows(queries.FILES))
    book.put_checks()
    book.file.close()
    _require_equal_amounts(book)


def _write_agreement(book: Book, answers: _Answers, blocks: dict[str, Row]) -> None:
    position = answers.rows(queries.POSITION)
    agreement.against_forecast(
        book, answers.rows(queries.AGREEMENT), blocks["high_needs"], has_agreement=bool(position)
    )
    safety_valve.position(book, position, answers.by("financial_year", queries.DEFICITS))
    safety_valve.comparison(book, answers.rows(queries.COMPARISON))


def _write_outturn(
    book: Book, answers: _Answers, blocks: dict[str, Row], remarks: dict[str, Any]
) -> None:
    posted = answers.values("outturn_line", "amount_gbp", queries.LEDGER)
    reconciled = answers.values("dsg_block", "amount_gbp", queries.RECONCILED)
    outturn.by_block(book, blocks, posted, reconciled, remarks)
    outturn.forecast(book, blocks, answers.rows(queries.FORECAST_ERRORS))
    reported = answers.by("dsg_block", queries.AS_REPORTED)
    closes.as_reported(book, reported, answers.rows(queries.ADJUSTMENTS))
    closes.versions(book, answers.rows(queries.CLOSE_VERSIONS))


def _write_accounts(
    book: Book, answers: _Answers, blocks: dict[str, Row], remarks: dict[str, Any]
) -> None:
    accounts.by_category(book, answers.rows(queries.SPENDING), blocks["high_needs"], remarks)
    (all_lines,) = answers.rows(queries.POSTED)
    ledger_gbp, grant = all_lines["amount_gbp"], blocks["total"]
    accounts.section_251(book, answers.rows(queries.SECTION_251), ledger_gbp, grant, remarks)
    accounts.by_account(book, answers.rows(queries.ACCOUNTS), ledger_gbp, grant, remarks)


def _write_reconciliation(book: Book, answers: _Answers) -> None:
    lines, month = answers.rows(queries.RECONCILIATION), book.month
    nothing = f"Nothing is reconciled for {month.financial_year} period {month.period}."
    reconciliation.by_block(book, lines, None if lines else nothing)
    reconciliation.differences(book, lines, answers.rows(queries.ITEMS))


def _require_equal_amounts(book: Book) -> None:
    """Raise NoWorkbook where an amount of the workbook is not that of the marts."""
    failed = [check for check in book.checks if check.difference != Decimal(0)]
    if failed:
        listed = "\n".join(
            f"  {check.what}: the workbook exceeds the marts by £{check.difference}"
            for check in failed
        )
        raise NoWorkbook(f"No workbook was written, since the marts disagree:\n{listed}")


def _published(db: duckdb.DuckDBPyConnection, la_code: str) -> tuple[date, str]:
    """Return the publication's reporting date and id; raise NoWorkbook where it lacks a table or
    the authority is held back."""
    missing = [table for table in queries.TABLES if not has_table(db, table)]
    if missing:
        raise NoWorkbook(f"The publication has no {', '.join(missing)}: run send night.")
    as_at, publication, held_back = db.execute(
        "select as_at, publication_id, list_contains(held_back, $1) "
        "from published.ops.publications "
        "where schema_name = 'marts' and table_name = 'dsg_outturn'",
        [la_code],
    ).fetchall()[0]
    if held_back:
        raise NoWorkbook(
            f"{la_code} was held back on {as_at}: its marts are those of an earlier night. The "
            "night's output names the test that failed (most often a trial balance that differs)."
        )
    return as_at, publication


def _month(db: duckdb.DuckDBPyConnection, la_code: str, day: date) -> tuple[str, int]:
    """Return the financial year and period to report: the last that had ended on a day."""
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
        posted = (
            f"its ledger ends with period {latest}" if latest else "its ledger has no such year"
        )
        raise NoWorkbook(
            f"{la_code} has no outturn of {year} period {period}: {posted}. "
            "Give an earlier --date, or list the missing files with send missing."
        )
    return year, max(latest, period) if period == 12 else period


def _rows(db: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any]) -> list[Row]:
    used = {name: value for name, value in parameters.items() if f"${name}" in query}
    result = db.execute(query, used)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
