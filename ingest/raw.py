"""Raw: the facts as accepted, in Parquet that any engine reads; only ever added to."""

from pathlib import Path

from ingest import calendar, contracts, parquet
from ingest import home as at
from ingest.batch import Batch
from ingest.casts import identifier, quoted
from ingest.contracts import Contract

TYPES = {
    "date": "date",
    "integer": "bigint",
    "decimal": "decimal(9, 4)",
    "flag": "boolean",
    "money": "decimal(18, 2)",
}
BOOKKEEPING = {
    "la_code": "varchar",
    "_load_id": "varchar",
    "_business_date": "date",
    "_file_sha256": "varchar",
    "_line": "bigint",
}
RELEASE = {"release": "varchar", "file": "varchar"}
FIGURE = {"indicator": "varchar", "value": "varchar"}
QUARANTINE = {
    "load_id": "varchar",
    "la_code": "varchar",
    "source": "varchar",
    "dataset": "varchar",
    "business_date": "date",
    "line_number": "bigint",
    "row_key": "varchar",
    "reasons": "varchar[]",
    "raw_text": "varchar",
}


def columns(contract: Contract) -> dict[str, str]:
    """Name and SQL type of every column of a raw file."""
    typed = {
        str(contract.raw_name(name)): TYPES.get(column.type, "varchar")
        for name, column in contract.columns.items()
        if contract.raw_name(name)
    }
    if contract.layout == "ees":
        typed = RELEASE | typed | FIGURE
    return BOOKKEEPING | typed


def declare(home: Path) -> None:
    """One file of no rows for every dataset, for quarantine, receipts and the calendar, so that
    what is built on them has all its columns before the first file has come."""
    for source in contracts.sources():
        for dataset, contract in contracts.of_source(source, "").items():
            _declare(
                at.raw_dataset(home, source, dataset) / "_" / "none.parquet", columns(contract)
            )
    _declare(home / "quarantine" / "_" / "none.parquet", QUARANTINE)
    _declare(at.due(home), calendar.COLUMNS)
    if not (home / "receipts" / "_" / "none.json").exists():
        at.write_json(home / "receipts" / "_" / "none.json", [])


def _declare(path: Path, wanted: dict[str, str]) -> None:
    if not parquet.holds(path, wanted):
        parquet.empty(wanted, path)


def write(home: Path, batch: Batch) -> None:
    """The accepted rows of a batch, with load id, file hash and line on every row."""
    arrival = batch.arrival
    bookkeeping = [
        f"{quoted(arrival['la_code'])} as la_code",
        f"{quoted(arrival['load_id'])} as _load_id",
        f"cast({quoted(arrival['business_date'])} as date) as _business_date",
        f"{quoted(arrival['sha256'])} as _file_sha256",
        "cast(_line as bigint) as _line",
    ]
    if batch.contract.layout == "ees":
        rows, listed = _figures(batch), [*RELEASE, *batch.columns, *FIGURE]
    else:
        rows, listed = "accepted", batch.columns
    select = f"select {', '.join([*bookkeeping, *listed])} from {rows}"
    parquet.copy(batch.connection, select, at.raw(home, arrival))


def _figures(batch: Batch) -> str:
    """A published table on its side: one row for each figure, its symbol kept as printed."""
    arrival = batch.arrival
    indicators = ", ".join(map(identifier, batch.indicators))
    return (
        f"(select *, {quoted(arrival['release'])} as release, "
        f"{quoted(arrival['release_file'])} as file "
        f"from (unpivot accepted on {indicators} into name indicator value value))"
    )


def filled(batch: Batch) -> list[str]:
    """The columns in which any accepted row holds a value, so that the next extract's silence in
    one of them is noticed."""
    counts = ", ".join(f"count({name})" for name in batch.columns)
    row = batch.connection.execute(f"select {counts} from accepted").fetchone()
    return [name for name, count in zip(batch.columns, row or (), strict=True) if count]
