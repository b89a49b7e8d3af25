"""Finds the columns that earlier files filled and that are empty in every row of a batch.

Which earlier files: of a full dataset the last extract, of a release the last one (of the same
file of it), of an incremental dataset the last FILES of the same part (AP, GL). Of a release with
columns that only files of some months fill (`asked_in`), the last FILES releases too.
"""

import datetime as dt
from pathlib import Path

from ingest import paths
from ingest.column import Column
from ingest.read.batch import Batch
from ingest.read.comparison.batch_facts import EmptiedColumns
from ingest.receipt import Receipt
from ingest.register import receipts
from ingest.sql import literal

FILES = 20  # a month of working days
FEW_ROWS = 2  # values of so few rows can be removed by hand
FEWEST_LINES = 20  # fewer lines can be one journal, whose columns are empty by chance
WORDS = {
    "full": "the last extract",
    "release": "the last release",
    "incremental": f"the last files (up to {FILES}) of its kind",
    "several": f"the last releases (up to {FILES})",
}


def find(home: Path, batch: Batch, last: Receipt | None) -> EmptiedColumns | None:
    """None where no earlier file is there to compare with. `last`: the last extract's receipt.

    An empty column of a ledger is only a remark, since a batch of journals has no suppliers. It
    rejects the file where all the columns that it may leave empty are: then no line can be
    recognised. So is one of a SEN2 return: each year's return asks for other columns. So are those
    that the last extract filled in a row or two, since a plan that is reopened loses its end.
    """
    contract = batch.contract
    is_ledger = contract.mode == "incremental"
    asked_at_times = {name for name, column in contract.columns.items() if column.asked_in}
    several = is_ledger or bool(asked_at_times)
    filled = receipts.filled_columns(home, batch.arrival, FILES if several else 1)
    month = dt.date.fromisoformat(str(batch.arrival.business_date)).month
    compared = [
        name
        for name, column in contract.columns.items()
        if (contract.raw_name(name) or name) in filled and _is_compared(column, month)
    ]
    if not compared:
        return None
    names = _emptied(batch, compared)
    reject = not contract.of_return
    if contract.mode == "release" and set(names) <= set(batch.without_header) - asked_at_times:
        reject = False  # a publisher may drop a column that the contract has as optional
    if is_ledger:
        optional = [name for name in compared if not contract.columns[name].required]
        reject = len(optional) > 1 and names == optional and batch.rows >= FEWEST_LINES
    if last and reject and names:
        of_few = _filled_in_few_rows(home, batch, last, names)
        reject = set(names) > of_few
        names = [name for name in names if name not in of_few] if reject else names
    return EmptiedColumns(
        WORDS["several" if asked_at_times else contract.mode],
        tuple(names),
        tuple(name for name in names if name in batch.without_header),
        reject,
    )


def _is_compared(column: Column, month: int) -> bool:
    """Whether files of a month carry the column. One that is derived, such as a ward by the lookup,
    is none of the sender's; nor is one for which SEN2 returns ask no more."""
    is_asked = not column.asked_in or month in column.asked_in
    return column.from_file and column.last_year is None and is_asked


def _filled_in_few_rows(home: Path, batch: Batch, last: Receipt, names: list[str]) -> set[str]:
    """Those of the columns, with a header, that the last extract filled in at most FEW_ROWS rows
    and in less than half of its rows."""
    raw_file = paths.raw(home, last)
    stored = {
        name: raw
        for name, raw in batch.contract.stored_columns.items()
        if name in names and name not in batch.without_header
    }
    if not stored or not raw_file.exists():
        return set()
    rows, *filled = _counts(batch, f"read_parquet({literal(str(raw_file))})", stored)
    few = min(FEW_ROWS, (rows - 1) // 2)
    return {name for name, count in zip(stored, filled, strict=True) if count <= few}


def _counts(batch: Batch, table: str, stored: dict[str, str]) -> tuple[int, ...]:
    """The number of rows, and of those that each column is filled in."""
    counts = ", ".join(["count(*)", *(f"count({raw})" for raw in stored.values())])
    return batch.connection.execute(f"select {counts} from {table}").fetchone() or (0,)


def _emptied(batch: Batch, columns: list[str]) -> list[str]:
    """Those of which no row of the batch holds a value."""
    if not batch.count("batch"):
        return []
    stored = {name: raw for name, raw in batch.contract.stored_columns.items() if name in columns}
    _, *counts = _counts(batch, "batch", stored)
    filled = {name for name, count in zip(stored, counts, strict=True) if count}
    return [name for name in columns if name not in filled | batch.filled_unstored]
