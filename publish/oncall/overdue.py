"""Datasets that are overdue: missing, or late the last time they were due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from publish.oncall.console import aligned
from publish.reader import has_table, open_publication

CLOCK = ZoneInfo("Europe/London")
OVERDUE = """
    with deadlines as (
        select *, max(case when status <> 'not_yet_due' then due_date end)
            over (partition by la_code, source, dataset) as last_due
        from published.ops.expected_files
        where due_date is not null
    )
    select
        status, la_code, source || '/' || dataset, max(due_date), count(*),
        max(last_business_date), max(received_at)
    from deadlines
    where status = 'missing' or (status = 'late' and due_date = last_due)
    group by status, la_code, source, dataset
    order by status desc, la_code, source, dataset
"""


@dataclass(frozen=True)
class Overdue:
    """An overdue dataset of an authority (`dataset` is source/dataset). `status` is missing or
    late, `times` on how many due dates it is so."""

    la_code: str
    dataset: str
    status: str
    detail: str
    times: int


def overdue_datasets(home: Path) -> list[Overdue]:
    """Return the overdue datasets of the publication; raise NothingPublished."""
    with open_publication(home) as db:
        return read(db)


def read(db: duckdb.DuckDBPyConnection) -> list[Overdue]:
    """Return the overdue datasets of an open publication; none without expected files."""
    if not has_table(db, "ops.expected_files"):
        return []
    found = []
    for status, la_code, dataset, due, times, last, received in db.execute(OVERDUE).fetchall():
        detail = _missing(last, times) if status == "missing" else f"came {london(received)}"
        found.append(Overdue(la_code, dataset, status, f"due {due}, {detail}", times))
    return found


def lines(found: list[Overdue]) -> list[str]:
    """Write one line for each overdue dataset."""
    return aligned(
        [[each.status.upper(), each.la_code, each.dataset, each.detail] for each in found]
    )


def _missing(last: date | None, times: int) -> str:
    text = f"last came {last}" if last else "never came"
    return f"{text}; {times} dates missing" if times > 1 else text


def london(moment: datetime | None) -> str | None:
    """Write a moment of the marts (UTC, without zone) in London's time."""
    return f"{moment.replace(tzinfo=UTC).astimezone(CLOCK):%Y-%m-%d %H:%M}" if moment else None
