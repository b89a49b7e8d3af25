"""Raw: the facts as accepted, in Parquet that any engine reads; only ever added to."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import contracts, expected_files, parquet, paths
from ingest.contracts import Contract
from ingest.read import derived
from ingest.sql import identifier, literal

if TYPE_CHECKING:
    from ingest.read.batch import Batch

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
    """One file of no rows for every dataset, for quarantine and the calendar, so that what is built
    on them has all its columns before the first file has come."""
    wanted = {
        paths.raw_dataset(home, source, dataset) / "_" / "none.parquet": columns(contract)
        for source in contracts.sources()
        for dataset, contract in contracts.of_source(source, "").items()
    }
    parquet.declare(
        wanted
        | {
            home / "quarantine" / "_" / "none.parquet": QUARANTINE,
            paths.due(home): expected_files.COLUMNS,
        }
    )


def expressions(batch: Batch) -> list[str]:
    """SQL for each column of a raw file, over what a CSV's rows were typed to and `_line`; for a
    release, which is turned later, its indicators follow."""
    arrival, contract = batch.arrival, batch.contract
    made = [
        f"{derived.column(contract, name, arrival)} as {contract.raw_name(name)}"
        if not column.from_file
        else str(contract.raw_name(name))
        for name, column in contract.columns.items()
        if contract.raw_name(name)
    ]
    return [
        f"{literal(arrival['la_code'])} as la_code",
        f"{literal(arrival['load_id'])} as _load_id",
        f"cast({literal(arrival['business_date'])} as date) as _business_date",
        f"{literal(arrival['sha256'])} as _file_sha256",
        "_line",
        *made,
        *map(identifier, batch.indicators),
    ]


def write(home: Path, batch: Batch, whole: bool) -> str:
    """The accepted rows of a batch; return the file's sha256. Where every row of a table is
    accepted, the batch's own file becomes raw by its name, and can't be read under the other."""
    path = paths.raw(home, batch.arrival)
    if batch.contract.layout == "ees":
        listed = ", ".join([*BOOKKEEPING, *RELEASE, *batch.columns, *FIGURE])
        parquet.copy(batch.connection, f"select {listed} from {_figures(batch)}", path)
    elif whole and not batch.malformed:
        parquet.rename(batch.path, path)
    else:
        listed = ", ".join([*BOOKKEEPING, *batch.columns])
        parquet.copy(batch.connection, f"select {listed} from accepted", path)
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _figures(batch: Batch) -> str:
    """A published table on its side: one row for each figure, its symbol kept as printed."""
    arrival = batch.arrival
    indicators = ", ".join(map(identifier, batch.indicators))
    return (
        f"(select *, {literal(arrival['release'])} as release, "
        f"{literal(arrival['release_file'])} as file "
        f"from (unpivot accepted on {indicators} into name indicator value value))"
    )


def filled(home: Path, batch: Batch) -> list[str]:
    """The columns in which any accepted row holds a value, so that the next extract's silence in
    one of them is noticed."""
    known = parquet.filled(paths.raw(home, batch.arrival))
    return [name for name in batch.columns if name in known]
