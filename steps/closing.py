"""Close a financial period, so that its figures are kept as reported, and reopen it.

Both write the record of the decision and change no mart: the next build shows it, so that the
periods of a year can be closed one after the other and the marts built once. Both also write the
tables by which a record is known, so that one which is deleted before that build is named.
"""

from dataclasses import dataclass
from datetime import date, datetime

from steps import lock
from steps.reporting import StepFailed, home, log


@dataclass(frozen=True)
class CloseDecision:
    """Who decided on which period. `period` is 1 (April) to 14, `year` as in 2026-27.

    `moment` is recorded and decides nothing; `on` must be the published reporting date, if given.
    """

    la_code: str
    year: str
    period: str
    by: str
    moment: datetime
    on: date | None = None


def close(decision: CloseDecision) -> str:
    """Close a period as it is published; return what was closed, in one sentence.

    Raises StepFailed where the period cannot be closed.
    """
    from publish.closes import decisions
    from publish.closes.period import Period
    from publish.errors import PublishError

    try:
        period = Period.of(decision.la_code, decision.year, decision.period)
        with lock.alone(home(), lock.PATIENCE):
            result = decisions.close(home(), period, decision.by, decision.moment, decision.on)
            write_closes()
    except PublishError as refused:
        raise StepFailed(str(refused)) from None
    record = result.close.record
    version, as_at = record.version, record.closed_at
    if not result.is_new:
        return f"{period} is already closed as v{version} of {as_at}, same figures: unchanged."
    actual = record.totals.actual_to_date_gbp
    return f"{period} closed as v{version}, as at {as_at}: £{actual:,.2f} to date. {_next(as_at)}"


def reopen(decision: CloseDecision, reason: str) -> str:
    """Reopen the latest closed period of a year; return what was reopened, in one sentence.

    Raises StepFailed where it cannot be reopened.
    """
    from publish.closes import decisions
    from publish.closes.period import Period
    from publish.errors import PublishError

    try:
        period = Period.of(decision.la_code, decision.year, decision.period)
        with lock.alone(home(), lock.PATIENCE):
            opened = decisions.reopen(
                home(), period, decision.by, reason, decision.moment, decision.on
            )
            write_closes()
    except PublishError as refused:
        raise StepFailed(str(refused)) from None
    return f"{period}, closed as v{opened.version}, is open again. {_next(opened.reopened_at)}"


def write_closes() -> None:
    """Write the closes as dbt reads them. Where a record was changed or deleted by hand, the log
    shows it and the authority gate holds the authority back."""
    from publish.closes import export

    for line in delete_damaged():
        log.warning(line)
    for damage in export.export(home()):
        log.warning(str(damage))


def delete_damaged() -> list[str]:
    """Delete what dbt reads of the closes where it can't be read, and return a line about it."""
    from publish.closes import known

    return known.delete_damaged(home())


def _next(as_at: date | str) -> str:
    return f"The marts show it after `send night --date {as_at}`."
