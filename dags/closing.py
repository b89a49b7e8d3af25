"""`make close` and `make reopen`: a financial period as it was reported, kept or opened again.

The steps are those of the DAG close_period. They write the record of the decision and touch no
mart: the next build shows it, so that the periods of a year can be closed one after the other and
the marts be built once.
"""

import argparse
import sys
from datetime import UTC, date, datetime

from dags import airflow_home, walk
from dags.night import alone


def main(arguments: list[str] | None = None) -> int:
    """Close or reopen a period; return 0, or 2 where it was refused."""
    parser = argparse.ArgumentParser(prog="make", description="Close a financial period.")
    parser.add_argument("decision", choices=["close", "reopen"])
    parser.add_argument("--la", required=True, metavar="312")
    parser.add_argument("--year", required=True, metavar="2026-27")
    parser.add_argument("--period", required=True, metavar="7")
    parser.add_argument("--by", required=True, metavar="ROLE", help="a role, never a person")
    parser.add_argument("--reason", default="", help="why it is reopened, without names")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="must be the published date")
    given = parser.parse_args(arguments)
    asked = (given.la, given.year, given.period, given.by, datetime.now(UTC), given.date)
    home = walk.home()
    try:
        airflow_home.configure(home)
        with alone(home):
            if given.decision == "close":
                print(close(*asked))
            else:
                print(reopen(*asked, given.reason))
    except (walk.StepFailed, OSError) as stopped:
        print(stopped, file=sys.stderr)
        return 2
    return 0


def close(la_code: str, year: str, period: str, by: str, moment: datetime, on: str | None) -> str:
    """Close a period as it is published; say what was closed.

    `moment` is recorded and decides nothing. Raises StepFailed where the close is refused.
    """
    from publish.closes import decisions
    from publish.closes.period import Period
    from publish.errors import PublishError

    try:
        asked = Period.of(la_code, year, period)
        result = decisions.close(walk.home(), asked, by, moment, _day(on))
    except PublishError as refused:
        raise walk.StepFailed(str(refused)) from None
    closed = result.close.record
    version, as_at = closed.version, closed.closed_at
    if not result.is_new:
        return f"{asked} stands closed as v{version} of {as_at}, and says the same: unchanged."
    actual = closed.totals.actual_to_date_gbp
    return f"{asked} closed as v{version}, as at {as_at}: £{actual:,.2f} to date. {_next(as_at)}"


def reopen(
    la_code: str,
    year: str,
    period: str,
    by: str,
    moment: datetime,
    on: str | None,
    reason: str,
) -> str:
    """Reopen the latest closed period of a year; say what was reopened.

    Raises StepFailed where it is refused.
    """
    from publish.closes import decisions
    from publish.closes.period import Period
    from publish.errors import PublishError

    try:
        asked = Period.of(la_code, year, period)
        opened = decisions.reopen(walk.home(), asked, by, reason, moment, _day(on))
    except PublishError as refused:
        raise walk.StepFailed(str(refused)) from None
    return f"{asked}, closed as v{opened.version}, is open again. {_next(opened.reopened_at)}"


def write_closes() -> None:
    """Write what dbt reads of the closes; an authority whose record was tampered with is held back
    by its own gate, and the log says what is wrong."""
    from publish.closes import export

    for damage in export.export(walk.home()):
        walk.log.warning(str(damage))


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise walk.StepFailed(f"A date is written 2026-11-20; found {written!r}.") from None


def _next(as_at: date | str) -> str:
    return f"The marts show it after `make night DATE={as_at}`."


if __name__ == "__main__":
    sys.exit(main())
