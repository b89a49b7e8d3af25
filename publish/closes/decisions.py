"""Closing a financial period, and opening it again: the decisions, and what they must hold to.

What is closed is what is published: figures that passed every gate, as everybody could read them.
The close keeps the outturn, the ledger lines and the mapping that it was made of, and the hashes of
the files behind them (publish/closes/records.py). A close is refused, and nothing is written, where
the books do not agree; every refusal says what to do. Nothing here reads a clock.
"""

import os
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from publish.closes import frozen, records
from publish.closes.asked import CloseRefused, Period, must_be_a_role
from publish.closes.records import Close
from publish.console import holds, published

BLOCKED = """
    select case
        when not exists (
            from published.marts.ledger_accounts where la_code = $la
        ) then 'no chart of accounts of it is published (is the code right?)'
        when not exists (
            from published.marts.dsg_outturn
            where la_code = $la and financial_year = $year and financial_period = $period
        ) then 'nothing is posted in that period or after it'
        when not exists (
            from published.marts.trial_balance_agreement
            where la_code = $la and financial_year = $year and financial_period = $period
        ) then 'no trial balance for that period has come, so nothing vouches for the ledger'
        when exists (
            from published.marts.trial_balance_agreement
            where
                la_code = $la and financial_year = $year and financial_period <= $period
                and accounts_differing > 0
        ) then 'its ledger is not what its trial balance says'
    end
"""


def close(
    home: Path, period: Period, by: str, moment: datetime, on: date | None = None
) -> tuple[Close, bool]:
    """Close a period as published; return the close, and whether it is new.

    `by` is a role, `moment` when it was done, `on` the date that must be the publication's. Closing
    again what is closed changes nothing. Raises CloseRefused, and FileNotFoundError where nothing
    is published.
    """
    must_be_a_role(by)
    with published(home) as db:
        closes, current = _of_the_year(home, period)
        as_at = _as_at(db, period, closes, on)
        _must_agree(db, period)
        _must_be_over(period, as_at)
        _must_be_next(period, current)
        folder = records.root(home).joinpath(
            period.la_code, period.financial_year, str(period.financial_period)
        )
        folder.mkdir(parents=True, exist_ok=True)
        building = folder / f".unfinished-{os.getpid()}"
        for leftover in folder.glob(".unfinished-*"):
            shutil.rmtree(leftover)
        building.mkdir()
        try:
            totals = frozen.freeze(db, period, building)
            if period.financial_period in current:
                standing = current[period.financial_period]
                frozen.must_be_the_same(db, period, standing)
                return standing, False
            version = 1 + sum(
                each.said["financial_period"] == period.financial_period for each in closes
            )
            said = {
                "la_code": period.la_code,
                "financial_year": period.financial_year,
                "financial_period": period.financial_period,
                "close_version": version,
                "closed_at": as_at.isoformat(),
                "closed_by": by.strip(),
                "close_recorded_at": _written(moment),
                "publication_id": _publication(db),
                "totals": totals,
            }
            return records.write(building, folder / f"v{version}", said), True
        finally:
            shutil.rmtree(building, ignore_errors=True)


def reopen(
    home: Path, period: Period, by: str, reason: str, moment: datetime, on: date | None = None
) -> tuple[Close, date]:
    """Open the latest closed period of a year again, for a reason; return what was closed, and as
    at which date it no longer is.

    Raises CloseRefused, and FileNotFoundError where nothing is published.
    """
    must_be_a_role(by)
    said = " ".join(reason.split())
    if not 10 <= len(said) <= 300:
        raise CloseRefused("Reopening needs its reason, in 10 to 300 letters, without names.")
    closes, current = _of_the_year(home, period)
    with published(home) as db:
        as_at = _as_at(db, period, closes, on)
    if period.financial_period not in current:
        raise CloseRefused(f"{period} is not closed: there is nothing to reopen.")
    if period.financial_period < max(current):
        raise CloseRefused(
            f"{period} can't be reopened while period {max(current)} is closed: reopen the latest "
            "first, since what was closed after it stands on it."
        )
    standing = current[period.financial_period]
    record = {
        "la_code": period.la_code,
        "financial_year": period.financial_year,
        "financial_period": period.financial_period,
        "close_version": standing.said["close_version"],
        "reopened_at": as_at.isoformat(),
        "reopened_by": by.strip(),
        "reopened_reason": said,
        "reopening_recorded_at": _written(moment),
    }
    records.reopen(standing, record)
    return standing, as_at


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()


def _of_the_year(home: Path, period: Period) -> tuple[list[Close], dict[int, Close]]:
    """All closes of the period's year, and of its closed periods the one that stands."""
    closes, damaged = records.read(home, period.la_code)
    if damaged:
        raise CloseRefused("\n".join(["Earlier closes are not as written:", *map(str, damaged)]))
    own = [each for each in closes if each.said["financial_year"] == period.financial_year]
    return own, {each.said["financial_period"]: each for each in own if not each.reopened}


def _as_at(
    db: duckdb.DuckDBPyConnection, period: Period, closes: Sequence[Close], on: date | None
) -> date:
    """The date that a decision on what is published bears; refuse where it would bear none."""
    if not holds(db, "marts.ledger_accounts"):
        raise CloseRefused("What is published cannot be closed yet: run `make night` first.")
    found = db.execute("select as_at, held_back from published.ops.publications").fetchall()
    as_at: date = found[0][0]
    if any(period.la_code in held for _, held in found):
        raise CloseRefused(
            f"{period.la_code} is held back: its own tests failed, and what is published of it is "
            "of an earlier night. Put its files right, run `make night`, then decide."
        )
    if on is not None and on != as_at:
        raise CloseRefused(
            f"What is published is as at {as_at}, not {on}: run `make night DATE={on}` first, or "
            "leave DATE out."
        )
    days = [each.said["closed_at"] for each in closes]
    days += [each.reopened["reopened_at"] for each in closes if each.reopened]
    if days and max(days) > as_at.isoformat():
        raise CloseRefused(
            f"What is published is as at {as_at}, and {period.financial_year} was decided on "
            f"after it, on {max(days)}: run `make night` for a date from then on."
        )
    return as_at


def _must_agree(db: duckdb.DuckDBPyConnection, period: Period) -> None:
    (because,) = db.execute(BLOCKED, period.asked).fetchall()[0]
    if because:
        raise CloseRefused(
            f"{period} can't be closed: {because}. Have it sent, run `make night`, then close."
        )


def _must_be_over(period: Period, as_at: date) -> None:
    """Refuse a month that still runs: a mid-month trial balance agrees with half a month."""
    if as_at < period.last_day:
        raise CloseRefused(
            f"{period} can't be closed: it runs until {period.last_day}, and what is published is "
            f"as at {as_at}. Run `make night DATE={period.last_day}` or later, then close."
        )


def _must_be_next(period: Period, current: dict[int, Close]) -> None:
    for before in range(1, period.financial_period):
        if before not in current:
            raise CloseRefused(
                f"{period} can't be closed while period {before} is open: close the periods of a "
                f"year in order, period {before} first."
            )


def _publication(db: duckdb.DuckDBPyConnection) -> str:
    found = db.execute("select distinct publication_id from published.ops.publications").fetchall()
    return str(found[0][0])
