"""Closing and reopening a financial period, with the conditions for both.

A close fixes the published figures, which have passed both gates. It keeps the outturn, the ledger
lines and the account mapping that it was made from, and the hashes of the files behind them
(publish/closes/frozen.py). Where a condition is not met nothing is written. No date is taken from
the clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from publish.closes import frozen, store
from publish.closes.period import CloseRefused, Period
from publish.closes.record import Close, CloseRecord, Reopening
from publish.closes.roles import require_role
from publish.reader import has_table, open_publication

# The first reason why a period's ledger does not support a close; null where there is none.
LEDGER_PROBLEM = """
    select case
        when not exists (
            from published.marts.ledger_accounts where la_code = $la
        ) then 'its chart of accounts is not published (is the code right?)'
        when not exists (
            from published.marts.dsg_outturn
            where la_code = $la and financial_year = $year and financial_period = $period
        ) then 'nothing is posted in that period or after it'
        when not exists (
            from published.marts.trial_balance_agreement
            where la_code = $la and financial_year = $year and financial_period = $period
        ) then 'no trial balance for that period has been received to confirm the ledger'
        when exists (
            from published.marts.trial_balance_agreement
            where
                la_code = $la and financial_year = $year and financial_period <= $period
                and accounts_differing > 0
        ) then 'its ledger differs from its trial balance'
        when exists (
            from published.marts.trial_balance_agreement
            where
                la_code = $la and financial_year = $year and financial_period = $period
                and later_lines > 0
        ) then 'lines of it came after its trial balance, and no later balance confirms them'
    end
"""


@dataclass(frozen=True)
class CloseResult:
    """A close, and whether it was recorded now; it is not where the period was closed already."""

    close: Close
    is_new: bool


@dataclass(frozen=True)
class _Year:
    """The recorded closes of one authority's financial year, by period and version."""

    closes: list[Close]

    @property
    def current(self) -> dict[int, Close]:
        """The closes that have not been reopened, by period."""
        return {
            close.record.period.financial_period: close
            for close in self.closes
            if not close.reopening
        }

    @property
    def last_decision(self) -> date:
        """The date of the latest close or reopening; date.min where there is none."""
        dates = [close.record.closed_at for close in self.closes]
        dates += [close.reopening.reopened_at for close in self.closes if close.reopening]
        return max(dates, default=date.min)

    def last_reopening(self, period: Period) -> Reopening | None:
        """The reopening of a period's latest close; None where it has none."""
        of_period = [each for each in self.closes if each.record.period == period]
        latest = max(of_period, key=lambda each: each.record.version, default=None)
        return latest.reopening if latest else None

    def next_version(self, period: Period) -> int:
        return 1 + sum(close.record.period == period for close in self.closes)


@dataclass(frozen=True)
class _Publication:
    publication_id: str
    as_at: date


def close(
    home: Path, period: Period, by: str, moment: datetime, on: date | None = None
) -> CloseResult:
    """Close a period as published.

    `by` is a role; `moment` is only recorded; `on`, where given, must be the publication's
    reporting date. A period that is closed with the same figures stays as it is. Raises
    CloseRefused, and NothingPublished.
    """
    require_role(home, by)
    with open_publication(home) as db:
        year = _read_year(home, period)
        publication = _publication_to_decide_on(db, period, year, on)
        _require_confirmed_ledger(db, period)
        _require_ended(period, publication.as_at)
        _require_earlier_periods_closed(period, year)
        with store.unfinished_folder(home, period) as building:
            totals = frozen.write(db, period, building)
            current = year.current.get(period.financial_period)
            if current:
                frozen.require_same_figures(db, current)
                return CloseResult(current, is_new=False)
            record = CloseRecord(
                period=period,
                version=year.next_version(period),
                closed_at=publication.as_at,
                closed_by=by.strip(),
                recorded_at=_utc(moment),
                publication_id=publication.publication_id,
                totals=totals,
            )
            return CloseResult(store.write(home, building, record), is_new=True)


def reopen(
    home: Path, period: Period, by: str, reason: str, moment: datetime, on: date | None = None
) -> Reopening:
    """Reopen the latest closed period of a year; return what was recorded.

    The parameters are those of `close`, and a reason of 10 to 300 letters. A period that was
    reopened by that role for that reason stays as it is. Raises CloseRefused, and NothingPublished.
    """
    require_role(home, by)
    reason = " ".join(reason.split())
    if not 10 <= len(reason) <= 300:
        raise CloseRefused("Reopening needs its reason, in 10 to 300 letters, without names.")
    year = _read_year(home, period)
    with open_publication(home) as db:
        publication = _publication_to_decide_on(db, period, year, on)
    current = year.current
    if period.financial_period not in current:
        return _same_reopening(year.last_reopening(period), period, by.strip(), reason)
    if period.financial_period < max(current):
        raise CloseRefused(
            f"{period} can't be reopened while period {max(current)} is closed: reopen the latest "
            "first, since the later closes build on this one."
        )
    latest = current[period.financial_period]
    reopening = Reopening(
        period=period,
        version=latest.record.version,
        reopened_at=publication.as_at,
        reopened_by=by.strip(),
        reason=reason,
        recorded_at=_utc(moment),
    )
    store.reopen(latest, reopening)
    return reopening


def _same_reopening(last: Reopening | None, period: Period, by: str, reason: str) -> Reopening:
    """The reopening of a period that is open, where it is this decision: the command was run
    before, or was killed after it had recorded it. Else raise CloseRefused."""
    if last is None:
        raise CloseRefused(f"{period} is not closed: there is nothing to reopen.")
    if (last.reopened_by, last.reason) == (by, reason):
        return last
    raise CloseRefused(
        f"{period} is not closed: its v{last.version} was reopened by {last.reopened_by}, as at "
        f"{last.reopened_at} ({last.reason}). There is nothing to reopen."
    )


def _utc(moment: datetime) -> datetime:
    """Return a moment as it is recorded: UTC without zone, to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _read_year(home: Path, period: Period) -> _Year:
    """Read the closes of the period's year; raise CloseRefused where a record is damaged."""
    closes, damaged = store.read(home, period.la_code)
    if damaged:
        raise CloseRefused(
            "\n".join(["Records of earlier closes are damaged:", *map(str, damaged)])
        )
    return _Year([c for c in closes if c.record.period.financial_year == period.financial_year])


def _publication_to_decide_on(
    db: duckdb.DuckDBPyConnection, period: Period, year: _Year, on: date | None
) -> _Publication:
    """Return the publication that a decision is about; refuse where it can't carry one."""
    if not has_table(db, "marts.ledger_accounts"):
        raise CloseRefused("The publication has no ledger: run `send night` first.")
    found = db.execute(
        "select publication_id, as_at, held_back from published.ops.publications"
    ).fetchall()
    publication = _Publication(found[0][0], found[0][1])
    as_at = publication.as_at
    if any(period.la_code in held_back for _, _, held_back in found):
        raise CloseRefused(
            f"{period.la_code} is held back: its own tests failed, and its published marts are "
            "those of an earlier night. Correct its files, run `send night`, then decide."
        )
    if on is not None and on != as_at:
        raise CloseRefused(
            f"The publication is as at {as_at}, not {on}: run `send night --date {on}` first, or "
            "leave DATE out."
        )
    if year.last_decision > as_at:
        raise CloseRefused(
            f"The publication is as at {as_at}, but the latest decision on {period.financial_year} "
            f"is of {year.last_decision}: run `send night` for that date or a later one."
        )
    return publication


def _require_confirmed_ledger(db: duckdb.DuckDBPyConnection, period: Period) -> None:
    ((problem,),) = db.execute(LEDGER_PROBLEM, period.parameters(LEDGER_PROBLEM)).fetchall()
    if problem:
        raise CloseRefused(
            f"{period} can't be closed: {problem}. Have the file sent, run `send night`, then "
            "close."
        )


def _require_ended(period: Period, as_at: date) -> None:
    """Refuse a month that has not ended: its trial balance covers only a part of it."""
    if as_at < period.last_day:
        raise CloseRefused(
            f"{period} can't be closed: it runs until {period.last_day}, and the publication is "
            f"as at {as_at}. Run `send night --date {period.last_day}` or later, then close."
        )


def _require_earlier_periods_closed(period: Period, year: _Year) -> None:
    for earlier in range(1, period.financial_period):
        if earlier not in year.current:
            raise CloseRefused(
                f"{period} can't be closed while period {earlier} is open: close the periods of a "
                f"year in order, period {earlier} first."
            )
