"""Expected files: which dataset is due from which authority, for which dates and by when.

A dataset is expected from an authority from its first business date on, or from the `due_from` of
the authority's overlay. Whether an expected file was received follows from the receipts, in dbt.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest import contract_files, parquet, paths
from ingest.contract import Contract
from ingest.due import Due, IsClosed
from ingest.register import receipts
from settings import calendar

SHOWN_DAYS = 35  # after its deadline; long enough to show each month's last one
COLUMNS = {
    "la_code": "varchar",
    "source": "varchar",
    "dataset": "varchar",
    "due_date": "date",
    "covers_to": "date",
    "due_by": "timestamp",
    "is_due": "boolean",
    "shown_since": "date",
}
ExpectedSince = dict[tuple[str, str, str], dt.date]  # la_code, source, dataset → date
Row = tuple[str, str, str, dt.date, dt.date, dt.datetime, bool, dt.date]


def write(home: Path, night_of: dt.date, begins: dt.datetime) -> int:
    """Write the files expected up to a night's date to `receipts/due.parquet`; return their number.

    Grain: la_code, source, dataset, due_date. `begins` is the start of the night: a file whose
    deadline is not after it `is_due`. `due_by` is in UTC. Where an overlay can't be used, the
    dataset's own rule applies.
    """
    is_closed = calendar.read(home).is_closed
    rows = sorted(expand(expected_since(home), night_of, begins, is_closed))
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    typed = ", ".join(f"unnest(cast(? as {kind}[])) as {name}" for name, kind in COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")  # a timestamp with its zone is converted to UTC
        connection.execute(f"create table due as select {typed}", [list(c) for c in columns])
        parquet.copy(connection, "from due", paths.expected_files(home))
    return len(rows)


def expected_since(home: Path) -> ExpectedSince:
    """The date from which each dataset is expected from each authority."""
    since = receipts.first_dates(home)
    for source, dataset, la_code in contract_files.overlaid():
        contract = _contract(la_code, source, dataset)
        if contract and contract.due_from:
            since[la_code, source, dataset] = contract.due_from
    return since


def expand(
    since_dates: ExpectedSince, night_of: dt.date, begins: dt.datetime, is_closed: IsClosed
) -> Iterator[Row]:
    """Yield each expected file up to a night whose deadline is at most SHOWN_DAYS past."""
    shown_since = night_of - dt.timedelta(days=SHOWN_DAYS)
    for (la_code, source, dataset), since in since_dates.items():
        contract = _contract(la_code, source, dataset)
        if contract is None or not isinstance(contract.due, Due):
            continue
        due = contract.due
        earliest = shown_since - dt.timedelta(days=due.within_days)
        for day in due.between(max(since, earliest), night_of, is_closed):
            by = due.due_by(day)
            row = (
                la_code,
                source,
                dataset,
                day,
                due.covers_to(day, is_closed),
                by,
                by <= begins,
                shown_since,
            )
            yield row


def _contract(la_code: str, source: str, dataset: str) -> Contract | None:
    """An authority's contract of a dataset; None for a SEN2 return, which holds several."""
    if source not in contract_files.sources():
        return None
    return contract_files.of_source(source, la_code).get(dataset)
