"""Counts the rows that refer to a quarantined row. If the sender corrects the quarantined row, the
rows that refer to it are accepted too."""

from collections.abc import Iterator
from pathlib import Path

from ingest import contract_files, paths
from ingest.read.batch import Batch
from ingest.register import receipts
from ingest.sql import literal


def findings(home: Path, batch: Batch) -> list[str]:
    """A sentence for each column that refers to quarantined rows of the other dataset's current
    extract. No id is shown."""
    return [
        f"{column}: {rows:,} of the rows whose id is not among the {dataset} accepted so far refer "
        f"to rows in quarantine (landing/{file_path}); correct the rows there, and these are "
        "accepted too"
        for column, dataset, file_path, rows in _found(home, batch)
    ]


def _found(home: Path, batch: Batch) -> Iterator[tuple[str, str, str, int]]:
    """Column, dataset, path of its file, and how many rows refer to a quarantined one."""
    contract, arrival = batch.contract, batch.arrival
    if contract.of_return:
        return
    for column, target in contract.references.items():
        dataset, target_column = target.split(".")
        key = contract_files.of_source(contract.source, arrival.la_code)[dataset].key
        receipt = receipts.current_extract(home, arrival, dataset)
        if receipt is None or key != (target_column,):
            continue
        file, name = paths.quarantine(home, receipt), contract.raw_name(column)
        if not file.exists():
            continue
        rows = batch.count(
            f"landed semi join read_parquet({literal(str(file))}) as parents on "
            f"landed.{name} = parents.row_key anti join ref_{name} as known on "
            f"landed.{name} = known.known"
        )
        if rows:
            yield column, dataset, receipt.file_path, rows
