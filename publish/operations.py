"""The questions of the person on call: what arrived, what is missing or late, what was refused?

`make arrived | missing | refused [DATE=2026-11-20] [LA=990]`: from what is published, never a value
of a person: files, counts, and reasons, which show of a cell its shape at most.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from publish.console import aligned, day, holds, published, table

CLOCK = ZoneInfo("Europe/London")
# A file of a night is about its date, or has come on that day; about the last night: since then.
OF_THE_NIGHT = """
    (la_code = $la or $la is null)
    and (
        business_date = $night
        or cast(received_at as date) = $night
        or ($last_night and received_at >= $night)
    )
"""
OVERDUE = """
    with judged as (
        select *, max(case when status <> 'not_yet_due' then due_date end)
            over (partition by la_code, source, dataset) as last_due
        from published.ops.expected_files
        where due_date is not null
    )
    select
        status, la_code, source || '/' || dataset, max(due_date), count(*),
        max(last_business_date), max(received_at)
    from judged
    where status = 'missing' or (status = 'late' and due_date = last_due)
    group by status, la_code, source, dataset
    order by status desc, la_code, source, dataset
"""
ARRIVED = f"""
    select
        la_code, source || '/' || coalesce(dataset, '?'), business_date, file_name, received_at,
        replace(outcome, '_', ' '), rows_read, rows_accepted, rows_quarantined, rows_duplicate
    from published.ops.load_receipts
    where {OF_THE_NIGHT}
    order by la_code, source, dataset nulls last, business_date, received_at, file_name
"""
MISSING = """
    select
        replace(status, '_', ' '), la_code, source || '/' || coalesce(dataset, '?'), due_date,
        due_by, received_at, days_late, last_business_date, file_name
    from published.ops.expected_files
    where
        status not in ('received', 'not_yet_due')
        and (la_code = $la or $la is null)
        and ($night is null or coalesce(due_date, cast(received_at as date)) = $night)
    order by
        array_position(['missing', 'unrecognised', 'rejected', 'late'], status),
        la_code, source, dataset, due_date desc, file_name
"""
REFUSED_FILES = f"""
    select la_code, file_path, findings
    from published.ops.load_receipts
    where outcome = 'rejected' and {OF_THE_NIGHT}
    order by la_code, file_path
"""
REFUSED_ROWS = f"""
    with files as (
        select la_code, load_id, file_path
        from published.ops.load_receipts
        where outcome <> 'rejected' and {OF_THE_NIGHT}
    )
    select file_path, reasons, count(*), min(line_number)
    from published.ops.quarantined_rows
    join files using (la_code, load_id)
    group by file_path, reasons
    order by file_path, count(*) desc, reasons
"""

AUTHORITIES = """
    select la_code from published.ops.load_receipts
    union select la_code from published.ops.expected_files
"""
REPORTING_DATE = "select max(as_at) from published.ops.publications"
NOTHING = "Nothing."


def overdue_lines(home: Path) -> list[str]:
    """Return a line for each dataset of an authority that is missing, or late the last time."""
    with published(home) as db:
        return overdue(db)


def overdue(db: duckdb.DuckDBPyConnection) -> list[str]:
    """As `overdue_lines`, from what is open already; none where nothing says what was due."""
    if not holds(db, "ops.expected_files"):
        return []
    rows = []
    for status, la_code, dataset, due, times, last, received in db.execute(OVERDUE).fetchall():
        if status == "missing":
            said = f"last came {last}" if last else "never came"
            said += f"; {times} dates missing" if times > 1 else ""
        else:
            said = f"came {_london(received)}"
        rows.append([status.upper(), la_code, dataset, f"due {due}, {said}"])
    return aligned(rows)


def arrived(db: duckdb.DuckDBPyConnection, night: date | None, la_code: str | None) -> str:
    """Say what became of each file of a night (default: the one published)."""
    rows = _of_the_night(db, ARRIVED, night, la_code)
    heads = ["authority", "dataset", "about", "file", "received", "outcome", "rows read"]
    said = [[*row[:4], _london(row[4]), *row[5:]] for row in rows]
    return table([*heads, "accepted", "quarantined", "duplicate"], said) if rows else NOTHING


def missing(db: duckdb.DuckDBPyConnection, night: date | None, la_code: str | None) -> str:
    """Say what was due and didn't come, came late or was refused, and what no name matched."""
    rows = db.execute(MISSING, {"night": night, "la": la_code}).fetchall()
    heads = ["status", "authority", "dataset", "due", "due by", "came", "days late"]
    said = [[*row[:4], _london(row[4]), _london(row[5]), *row[6:]] for row in rows]
    return table([*heads, "last accepted", "file"], said) if rows else NOTHING


def refused(db: duckdb.DuckDBPyConnection, night: date | None, la_code: str | None) -> str:
    """Say which files of a night were refused and why, and for which reasons rows were."""
    parts = []
    for code, path, findings in _of_the_night(db, REFUSED_FILES, night, la_code):
        said = [f"  {each}" for each in (findings or "no reason was recorded").split(" | ")]
        parts.append("\n".join([f"REFUSED {code} landing/{path}", *said]))
    if rows := _of_the_night(db, REFUSED_ROWS, night, la_code):
        parts.append(table(["file", "rows held back because", "rows", "first line"], rows))
    return "\n\n".join(parts) or NOTHING


QUESTIONS: dict[str, Callable[[duckdb.DuckDBPyConnection, date | None, str | None], str]] = {
    "arrived": arrived,
    "missing": missing,
    "refused": refused,
}


def _of_the_night(
    db: duckdb.DuckDBPyConnection, query: str, night: date | None, la_code: str | None
) -> list[tuple[Any, ...]]:
    last_night = night is None
    if last_night:
        found = db.execute(REPORTING_DATE).fetchone()
        night = found[0] if found else None
    return db.execute(query, {"night": night, "la": la_code, "last_night": last_night}).fetchall()


def _not_known(
    db: duckdb.DuckDBPyConnection, night: date | None, la_code: str | None
) -> str | None:
    """Say why "Nothing." is no answer: it would be taken for a good one."""
    codes = {code for (code,) in db.execute(AUTHORITIES).fetchall()}
    if la_code is not None and la_code not in codes:
        return f"Nothing is known of {la_code!r}. Published are: {', '.join(sorted(codes))}."
    [(as_at,)] = db.execute(REPORTING_DATE).fetchall()
    if night and night > as_at:
        return f"What is published goes up to {as_at}: nothing is known of {night} yet."
    return None


def _london(moment: datetime | None) -> str | None:
    return f"{moment.replace(tzinfo=UTC).astimezone(CLOCK):%Y-%m-%d %H:%M}" if moment else None


def main(arguments: list[str] | None = None) -> int:
    """Answer one question; return 0, or 2 where what is published can't answer it."""
    parser = argparse.ArgumentParser(prog="python -m publish.operations", description=__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("--home", type=Path, required=True, help="$SEND_HOME")
    parser.add_argument("--date", type=day, metavar="YYYY-MM-DD")
    parser.add_argument("--la", metavar="CODE", help="one authority; default: all")
    asked = parser.parse_args(arguments)
    try:
        with published(asked.home) as db:
            if holds(db, "ops.expected_files"):
                answer = QUESTIONS[asked.question](db, asked.date, asked.la)
                unknown = answer == NOTHING and _not_known(db, asked.date, asked.la)
                if unknown:
                    print(unknown, file=sys.stderr)
                    return 2
                print(answer)
                return 0
            print("Published before the calendar was kept. Run `make night`.", file=sys.stderr)
    except FileNotFoundError as nothing:
        print(nothing, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
