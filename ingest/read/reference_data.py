"""What is known already, put beside a batch so that gate 1 can compare: the rows that references
point to, the ledger lines posted before, the size and columns of the last extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ingest import contracts, paths
from ingest.paths import Arrival
from ingest.read import derived, last_extract
from ingest.register import receipts
from ingest.sql import literal

ROW = "row_id"

if TYPE_CHECKING:
    from ingest.read.batch import Batch


def said_already(home: Path, arrival: Arrival) -> str | None:
    """The path of the file whose words this one repeats, if one does: a full extract may be
    unchanged on a new date, but the same ledger lines are the same lines under any date."""
    if arrival["problem"] or arrival["nothing_to_load"]:
        return None
    contract = contracts.of_source(arrival["source"], arrival["la_code"])[arrival["dataset"]]
    return receipts.said_already(home, arrival, under_any_date=contract.mode == "incremental")


def describe(home: Path, batch: Batch) -> None:
    """Fill `batch.facts` and create `ref_<column>`, `posted`, `last_shares` and `last_amounts` in
    the batch's file."""
    contract, arrival = batch.contract, batch.arrival
    last = receipts.last_accepted(home, arrival) if contract.mode == "full" else None
    batch.facts = {
        "suite": f"{contract.source}.{contract.dataset}",
        "business_date": arrival["business_date"],
        "key": [contract.raw_name(name) for name in contract.key],
        "spelt": {contract.raw_name(name): name for name in contract.columns},
        "references": _references(home, batch),
        "posted": contract.mode == "incremental" and _posted(home, batch),
        "rows_of_last": last["rows_accepted"] if last else None,
        "filled_in_last": last["filled_columns"] if last else [],
        "compared_with_last": last_extract.with_last(
            batch, paths.raw(home, last) if last else None
        ),
        "min_rows_of_last_pct": contract.min_rows_of_last_pct,
        "may_be_empty": batch.may_be_empty,
        "la_code": arrival["la_code"],
        "return": _header(home, arrival) if contract.of_return else None,
        "figures": contract.files[arrival["release_file"]].requires if batch.indicators else (),
    }


def _references(home: Path, batch: Batch) -> dict[str, str]:
    """Columns whose values must be known elsewhere, with the dataset that knows them."""
    contract, arrival = batch.contract, batch.arrival
    checked = {}
    for column, target in contract.references.items():
        dataset, target_column = target.split(".")
        other = contracts.of_source(contract.source, arrival["la_code"])[dataset]
        path = _extract(home, arrival, dataset, contract.of_return)
        if path is None and contract.of_return and receipts.came(home, arrival, dataset):
            path = paths.raw_dataset(home, contract.source, dataset) / "_" / "none.parquet"
        if path is None:
            batch.findings.append(f"{column} was not checked: no {dataset} have been accepted yet")
            continue
        name = contract.raw_name(column)
        batch.connection.execute(
            f"create view ref_{name} as select {other.raw_name(target_column)} as known, * "
            f"from read_parquet({literal(str(path))})"
        )
        checked[str(name)] = dataset
    return checked


def _extract(home: Path, arrival: Arrival, dataset: str, of_return: bool) -> Path | None:
    """The accepted extract of another dataset that held on this business date, or that is part of
    the same return."""
    held = receipts.held_on(home, arrival, dataset, of_return)
    return paths.raw(home, held) if held else None


def _header(home: Path, arrival: Arrival) -> dict[str, str]:
    """Collection year and reference date (yyyy-mm-dd) of the return that a table is part of;
    where its header did not come, those of its business date."""
    path = _extract(home, arrival, derived.RETURN_HEADER, of_return=True)
    if path is not None:
        with duckdb.connect() as connection:
            found = connection.execute(
                f"select collection_year, cast(reference_date as varchar) from {literal(str(path))}"
            ).fetchone()
        if found:
            return {"year": found[0], "reference_date": found[1]}
    return {"year": arrival["business_date"][:4], "reference_date": arrival["business_date"]}


def _posted(home: Path, batch: Batch) -> bool:
    """Find the lines that this authority's files of earlier dates have posted: the same again is a
    duplicate, other content under one key is left to the gate (`posted_before`)."""
    forerunners = receipts.forerunners(home, batch.arrival)
    paths = [literal(str(paths.raw(home, each))) for each in forerunners]
    if not paths:
        return False
    columns = ", ".join(batch.columns)
    key = ", ".join(str(batch.contract.raw_name(name)) for name in batch.contract.key)
    batch.connection.execute(
        f"create view posted as select {columns} from read_parquet([{', '.join(paths)}])"
    )
    # by key first, so that a night of new lines reads two columns of its forerunners and no more
    batch.connection.execute(
        f"create table posted_before as select {ROW} from batch semi join posted using ({key})"
    )
    if not batch.count("posted_before"):
        return False
    same = " and ".join(f"b.{name} is not distinct from p.{name}" for name in batch.columns)
    batch.connection.execute(
        f"insert into duplicates select {ROW} "
        f"from (from batch semi join posted_before using ({ROW})) b "
        f"semi join (from posted semi join batch using ({key})) p on {same}"
    )
    return True


def totals(batch: Batch, table: str) -> dict[str, Any]:
    """Sum of each amount column over a table of the batch, in pounds as text."""
    names = batch.contract.money_columns
    if not names:
        return {}
    sums = ", ".join(f"cast(coalesce(sum({name}), 0) as varchar)" for name in names)
    row = batch.connection.execute(f"select {sums} from {table}").fetchone()
    return dict(zip(names, row or (), strict=True))
