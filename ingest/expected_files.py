"""The calendar: which authority owes which dataset, for which dates and by when.

An authority owes a dataset from the first date that a file of it spoke of, or from what its
overlay's `due_from` says; nothing else is configured. What came of each is told by the receipts.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb

from ingest import contracts, parquet, paths
from ingest.contract import Contract
from ingest.due import Due
from ingest.errors import ContractError
from ingest.register import receipts

SHOWN_DAYS = 35  # a deadline stays in sight for so long, so that a month's last one always is
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
Owed = dict[tuple[str, str, str], dt.date]  # la_code, source, dataset → since
Row = tuple[str, str, str, dt.date, dt.date, dt.datetime, bool, dt.date]


def write(home: Path, night_of: dt.date, begins: dt.datetime) -> int:
    """Write what is owed up to a night's date to `receipts/due.parquet`; return how many rows.

    Grain: la_code, source, dataset, due_date. `begins` is when that night begins: what was to be
    there by then `is_due`. `due_by` is in UTC. Raises ContractError where a dataset's own contract
    is wrong; where an authority's overlay is, the dataset's own rule holds for it.
    """
    rows = sorted(expand(owed(home), night_of, begins))
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    typed = ", ".join(f"unnest(cast(? as {kind}[])) as {name}" for name, kind in COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")  # a moment with its zone becomes UTC's
        connection.execute(f"create table due as select {typed}", [list(c) for c in columns])
        parquet.copy(connection, "from due", paths.expected_files(home))
    return len(rows)


def owed(home: Path) -> Owed:
    """Since when each authority owes each dataset, from what has landed and its overlays."""
    since = receipts.first_dates(home)
    for source, dataset, la_code in contracts.overlaid():
        contract = _contract(la_code, source, dataset)
        if contract and contract.due_from:
            since[la_code, source, dataset] = contract.due_from
    return since


def expand(owed_since: Owed, night_of: dt.date, begins: dt.datetime) -> Iterator[Row]:
    """Yield each date up to the night's that is owed, and whose deadline isn't long past."""
    shown_since = night_of - dt.timedelta(days=SHOWN_DAYS)
    for (la_code, source, dataset), since in owed_since.items():
        contract = _contract(la_code, source, dataset)
        if contract is None or not isinstance(contract.due, Due):
            continue
        due = contract.due
        earliest = shown_since - dt.timedelta(days=due.within_days)
        for day in due.between(max(since, earliest), night_of):
            by = due.due_by(day)
            row = (la_code, source, dataset, day, due.covers_to(day), by, by <= begins, shown_since)
            yield row


def broken_overlays() -> list[str]:
    """Say which overlays can't be used: what they say of `due` does not count."""
    said = set()
    for source, _, la_code in contracts.overlaid():
        try:
            contracts.of_source(source, la_code)
        except ContractError as wrong:
            said.add(str(wrong))
    return sorted(said)


def _contract(la_code: str, source: str, dataset: str) -> Contract | None:
    """An authority's contract; None for what is no dataset, such as a return of several."""
    if source not in contracts.sources():
        return None
    try:
        return contracts.of_source(source, la_code).get(dataset)
    except ContractError:  # its files' receipts say so; what it owes doesn't end with that
        return contracts.of_source(source, "").get(dataset)
