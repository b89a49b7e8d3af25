"""Three reports for the person on call: what arrived, what is missing or late, what was rejected.

Each is text made from the publication. It names files, counts and reasons, and never a person's
value. `night` is the date of a night (default: the published one), `la_code` one authority
(default: all). Each raises NothingPublished, and NoReport where the publication has no answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from publish.errors import PublishError
from publish.oncall.console import table
from publish.oncall.overdue import london
from publish.reader import has_table, open_publication
from settings import calendar

# The files of a night have its business date or arrived on that day; those of the latest night also
# include what has arrived since.
OF_THE_NIGHT = """
    (la_code = $la or $la is null)
    and (
        business_date = $night
        or cast(received_at as date) = $night
        or ($latest_night and received_at >= $night)
    )
"""
ARRIVED = f"""
    select
        la_code, coalesce(source || '/', '') || coalesce(dataset, '?'), business_date,
        case when dataset is null then file_path else file_name end, received_at,
        replace(outcome, '_', ' '), rows_read,
        case when outcome = 'superseded' then 0 else rows_accepted end, rows_quarantined,
        rows_duplicate
    from published.ops.load_receipts
    where {OF_THE_NIGHT}
    order by la_code, source, dataset nulls last, business_date, received_at, file_name
"""
MISSING = """
    select
        replace(status, '_', ' '), la_code,
        coalesce(source || '/', '') || coalesce(dataset, '?'), due_date, due_by, received_at,
        days_late, last_business_date, case when dataset is null then file_path else file_name end
    from published.ops.expected_files
    where
        status not in ('received', 'not_yet_due')
        and (la_code = $la or $la is null)
        and ($night is null or coalesce(due_date, cast(received_at as date)) = $night)
    order by
        array_position(['missing', 'unrecognised', 'rejected', 'late'], status),
        la_code, source, dataset, due_date desc, file_name
"""
REJECTED_FILES = f"""
    select
        la_code, file_path, findings, (
            select max_by(file_path, received_at) from published.ops.load_receipts as later
            where later.la_code = rejected.la_code and later.source = rejected.source
                and later.dataset = rejected.dataset
                and later.business_date = rejected.business_date
                and later.outcome in ('accepted', 'accepted_with_rejects')
                and later.received_at >= rejected.received_at
        ) as replaced_by
    from published.ops.load_receipts as rejected
    where outcome = 'rejected' and {OF_THE_NIGHT}
    order by la_code, file_path
"""
QUARANTINED_ROWS = f"""
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
# A rejected file may lie in a folder that is no authority's.
AUTHORITIES = """
    select la_code, bool_or(outcome <> 'rejected') from published.ops.load_receipts
    group by la_code
    union all
    select distinct la_code, true from published.ops.expected_files where due_date is not null
"""
REPORTING_DATE = "select max(as_at) from published.ops.publications"


class NoReport(PublishError):
    """The publication does not cover the authority, the night or the question."""


def arrived(home: Path, night: date | None = None, la_code: str | None = None) -> str:
    """Report each file of a night with its outcome and row counts."""
    with _open(home) as db:
        rows = _of_the_night(db, ARRIVED, night, la_code)
        if not rows:
            return _nothing(db, night, la_code)
    heads = ["authority", "dataset", "about", "file", "received", "outcome", "rows read"]
    lines = [[*row[:4], london(row[4]), *row[5:]] for row in rows]
    return table([*heads, "accepted", "quarantined", "duplicate"], lines)


def missing(home: Path, night: date | None = None, la_code: str | None = None) -> str:
    """Report the expected files that are missing, late or rejected, and the files whose names match
    no dataset; without a night, those of all nights."""
    with _open(home) as db:
        rows = db.execute(MISSING, {"night": night, "la": la_code}).fetchall()
        if not rows:
            return _nothing(db, night, la_code) + _no_working_day(home, night)
    heads = ["status", "authority", "dataset", "due", "due by", "received", "days late"]
    lines = [[*row[:4], london(row[4]), london(row[5]), *row[6:]] for row in rows]
    return table([*heads, "last accepted", "file"], lines)


def rejected(home: Path, night: date | None = None, la_code: str | None = None) -> str:
    """Report a night's rejected files with their findings, and its quarantined rows by reason."""
    with _open(home) as db:
        files = _of_the_night(db, REJECTED_FILES, night, la_code)
        rows = _of_the_night(db, QUARANTINED_ROWS, night, la_code)
        if not files and not rows:
            return _nothing(db, night, la_code)
    parts = []
    for code, path, findings, replaced_by in files:
        reasons = (findings or "no reason was recorded").split(" | ")
        if replaced_by:
            reasons.append(f"since then accepted: landing/{replaced_by}")
        lines = [f"REJECTED {code} landing/{path}", *(f"  {each}" for each in reasons)]
        parts.append("\n".join(lines))
    if rows:
        parts.append(table(["file", "rows quarantined because", "rows", "first line"], rows))
    return "\n\n".join(parts)


@contextmanager
def _open(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_publication(home) as db:
        if not has_table(db, "ops.expected_files"):
            raise NoReport("The publication has no list of expected files. Run `send night`.")
        yield db


def _of_the_night(
    db: duckdb.DuckDBPyConnection, query: str, night: date | None, la_code: str | None
) -> list[tuple[Any, ...]]:
    parameters = {
        "night": night or _reporting_date(db),
        "la": la_code,
        "latest_night": night is None,
    }
    return db.execute(query, parameters).fetchall()


def _reporting_date(db: duckdb.DuckDBPyConnection) -> date:
    as_at: date = db.execute(REPORTING_DATE).fetchall()[0][0]
    return as_at


def _no_working_day(home: Path, night: date | None) -> str:
    """Why nothing of a working day is missing on a Saturday, a Sunday or a closed day."""
    if night is None or calendar.read(home).is_working_day(night):
        return ""
    return f" {night:%A} {night} is no working day: no file of a working day is due."


def _nothing(db: duckdb.DuckDBPyConnection, night: date | None, la_code: str | None) -> str:
    """Return the empty report; raise NoReport where it would read as if all were well."""
    found = db.execute(AUTHORITIES).fetchall()
    if la_code is not None and la_code not in {code for code, _ in found}:
        codes = sorted({code for code, is_sender in found if is_sender})
        raise NoReport(
            f"Authority {la_code!r} is not published. Published are: {', '.join(codes)}."
        )
    as_at = _reporting_date(db)
    if night and night > as_at:
        raise NoReport(f"The publication goes up to {as_at}: {night} is not in it yet.")
    return f"Nothing, in the publication as at {as_at}."
