"""Raw: the accepted rows of each load in one Parquet file, which any engine reads.

A new load of the arrival replaces the file, also after an erasure. Once its retention period is
over, it is deleted.
"""

import hashlib
from pathlib import Path

from ingest import contract_files, expected_files, parquet, paths
from ingest.load.quarantine import COLUMNS as QUARANTINE_COLUMNS
from ingest.read import raw_columns
from ingest.read.batch import Batch
from ingest.sql import identifier, literal


def declare(home: Path) -> None:
    """Write a Parquet file without rows for each dataset, for quarantine and for expected files, so
    that dbt finds all their columns before the first file."""
    wanted = {
        paths.columns_only(home, source, dataset): raw_columns.columns(contract)
        for source in contract_files.sources()
        for dataset, contract in contract_files.of_source(source, "").items()
    }
    wanted[home / "quarantine" / "_" / "none.parquet"] = QUARANTINE_COLUMNS
    wanted[paths.expected_files(home)] = expected_files.COLUMNS
    parquet.declare(wanted)


def write(home: Path, batch: Batch, all_accepted: bool) -> str:
    """Write the accepted rows of a batch and return the file's sha256. Where every row of a table
    is accepted, the batch's own file is renamed to the raw file."""
    path = paths.raw(home, batch.arrival)
    if batch.contract.layout == "ees":
        selected = ", ".join(
            [
                *raw_columns.BOOKKEEPING,
                *raw_columns.RELEASE,
                *batch.columns,
                *raw_columns.FIGURE,
            ]
        )
        parquet.copy(batch.connection, f"select {selected} from {_figures(batch)}", path)
    elif all_accepted and not batch.malformed:
        parquet.rename(batch.path, path)
    else:
        selected = ", ".join([*raw_columns.BOOKKEEPING, *batch.columns])
        parquet.copy(batch.connection, f"select {selected} from accepted", path)
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _figures(batch: Batch) -> str:
    """A release's table with one row for each figure; DfE's symbols stay as printed."""
    arrival = batch.arrival
    indicators = ", ".join(map(identifier, batch.indicators))
    return (
        f"(select *, {literal(str(arrival.release))} as release, "
        f"{literal(str(arrival.release_file))} as file "
        f"from (unpivot accepted on {indicators} into name indicator value value))"
    )


def filled_columns(home: Path, batch: Batch) -> tuple[str, ...]:
    """The columns in which an accepted row holds a value, and those that raw does not store in
    which any row does, for the checks of the next file."""
    filled = parquet.filled(paths.raw(home, batch.arrival))
    unstored = sorted(batch.filled_unstored)
    return (*(name for name in batch.columns if name in filled), *unstored)
