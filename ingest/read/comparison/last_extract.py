"""What gate 1 compares a batch with of the last extract: its keys, its shares of codes and sums of
amounts. They are kept as tables of the batch's database only."""

from pathlib import Path

from ingest import paths
from ingest.contract import Contract
from ingest.read.batch import Batch
from ingest.read.comparison.batch_facts import ComparableColumns, LastExtract
from ingest.receipt import Receipt
from ingest.sql import literal

# With fewer rows, a single row moves a share by a point or more.
FEWEST_ROWS = 100
CODED = ("code", "flag")


def describe(home: Path, batch: Batch, last: Receipt) -> LastExtract:
    """The last extract's rows, and how many of its keys the batch lacks: only those with values of
    `full_within` that the batch has too."""
    contract, raw_file = batch.contract, paths.raw(home, last)
    if not raw_file.exists():  # its retention period has ended
        return LastExtract(0 if contract.full_within else last.rows_accepted)
    rows = f"(from read_parquet({literal(str(raw_file))}) as last"
    if contract.full_within:
        rows += f" semi join batch on {_same(contract, contract.full_within)}"
    rows += ") as last"
    lost = batch.count(f"{rows} anti join batch on {_same(contract, contract.key)}")
    return LastExtract(batch.count(rows) if contract.full_within else last.rows_accepted, lost)


def _same(contract: Contract, columns: tuple[str, ...]) -> str:
    names = map(contract.raw_name, columns)
    return " and ".join(f"last.{each} is not distinct from batch.{each}" for each in names)


def compare(batch: Batch, raw_file: Path | None) -> ComparableColumns:
    """Create `last_shares` (name, code, pct of the rows; a null code is an empty cell) and
    `last_amounts` (name, pounds without signs, how many); return the columns that can be compared:
    none where either extract has fewer than FEWEST_ROWS."""
    if raw_file is None or not raw_file.exists():
        return ComparableColumns()
    last = f"read_parquet({literal(str(raw_file))})"
    if min(batch.count(last), batch.count("batch")) < FEWEST_ROWS:
        return ComparableColumns()
    columns = batch.contract.columns.items()
    codes = [name for name, column in columns if column.type in CODED and column.from_file]
    if codes:
        batch.connection.execute(
            f"create table last_shares as with last as materialized "
            f"(select {', '.join(codes)} from {last}) "
            + " union all ".join(_shares(name) for name in codes)
        )
    amounts = batch.contract.money_columns
    if amounts:
        batch.connection.execute(
            "create table last_amounts as "
            + " union all ".join(_amounts(name, last) for name in amounts)
        )
    return ComparableColumns(tuple(codes), tuple(amounts))


def _shares(name: str) -> str:
    return (
        f"select {literal(name)} as name, cast({name} as varchar) as code, "
        f"100.0 * count(*) / sum(count(*)) over () as pct from last group by {name}"
    )


def _amounts(name: str, last: str) -> str:
    return (
        f"select {literal(name)} as name, sum(abs({name})) as pounds, count({name}) as amounts "
        f"from {last}"
    )
