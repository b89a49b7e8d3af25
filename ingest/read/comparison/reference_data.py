"""Collects what gate 1 compares a batch with: the rows that it refers to, the ledger lines that
were posted before, and the last extract."""

from pathlib import Path

import duckdb

from ingest import contract_files, paths
from ingest.arrival import Action, Arrival
from ingest.due import Due
from ingest.formats.sen2_tables import HEADER
from ingest.read.batch import Batch
from ingest.read.comparison import emptied_columns, last_extract, posted_lines
from ingest.read.comparison.batch_facts import BatchFacts, ReturnHeader
from ingest.receipt import Receipt
from ingest.register import receipts
from ingest.sql import literal

NOT_CHECKED = "was not checked: no"  # follows the column of a finding


def identical_file(home: Path, arrival: Arrival) -> str | None:
    """The path of an earlier file with identical content, if there is one. A full extract may be
    unchanged on a new date; the same ledger lines are a duplicate on any date."""
    if arrival.action is not Action.LOAD:
        return None
    on_any_date = arrival.contract.mode == "incremental"
    return receipts.identical_file(home, arrival, on_any_date)


def describe(home: Path, batch: Batch) -> BatchFacts:
    """Return the facts for gate 1, find the files that the batch replaces, and create
    `ref_<column>`, `posted`, `posted_before`, `last_shares` and `last_amounts` on the batch's
    connection."""
    contract, arrival = batch.contract, batch.arrival
    batch.superseded = receipts.earlier_versions(home, arrival)
    last = receipts.last_accepted(home, arrival) if contract.mode == "full" else None
    if last and _is_sent_again(batch, last):
        batch.findings.append(
            f"the same bytes as landing/{last.file_path}: either nothing changed, or the system "
            "sends an old export"
        )
    has_posted_lines = contract.mode == "incremental" and posted_lines.find(home, batch)
    figures: tuple[str, ...] = ()
    if batch.indicators:
        figures = contract.files[str(arrival.release_file)].requires
    return BatchFacts(
        suite=f"{contract.source}.{contract.dataset}",
        la_code=arrival.la_code,
        business_date=str(arrival.business_date),
        key=tuple(str(contract.raw_name(name)) for name in contract.key),
        contract_names={
            str(contract.raw_name(name)): name
            for name in contract.columns
            if contract.raw_name(name)
        },
        references=_references(home, batch),
        has_posted_lines=has_posted_lines,
        last_extract=last_extract.describe(home, batch, last) if last else None,
        emptied_columns=emptied_columns.find(home, batch, last),
        comparable=last_extract.compare(batch, paths.raw(home, last) if last else None),
        min_rows_of_last_pct=contract.min_rows_of_last_pct,
        max_lost_keys_pct=contract.max_lost_keys_pct,
        max_lost_keys=contract.max_lost_keys,
        # A file that repeats posted lines only has nothing new, and nothing to correct.
        may_be_empty=batch.may_be_empty or has_posted_lines,
        return_header=_header(home, arrival) if contract.of_return else None,
        figures=figures,
        may_repeat_keys=batch.may_repeat_keys,
        needs_whole_key=all(contract.columns[name].required for name in contract.key),
        dates_elsewhere=_dates_elsewhere(home, batch),
    )


def _is_sent_again(batch: Batch, last: Receipt) -> bool:
    """Whether an extract that is due each working day has the content of the last one."""
    due = batch.contract.due
    is_daily = isinstance(due, Due) and due.every in ("day", "weekday")
    return is_daily and last.sha256 == batch.arrival.sha256


def _references(home: Path, batch: Batch) -> dict[str, str]:
    """Each column that refers to another dataset, with that dataset."""
    contract, arrival = batch.contract, batch.arrival
    checked = {}
    for column, target in contract.references.items():
        dataset, target_column = target.split(".")
        other = contract_files.of_source(contract.source, arrival.la_code)[dataset]
        path = _accepted_rows(home, batch, dataset)
        if path is None:
            batch.findings.append(f"{column} {NOT_CHECKED} {dataset} have been accepted yet")
            continue
        name = contract.raw_name(column)
        batch.connection.execute(
            f"create view ref_{name} as select {other.raw_name(target_column)} as known, * "
            f"from read_parquet({literal(str(path))})"
        )
        checked[str(name)] = dataset
    return checked


def _dates_elsewhere(home: Path, batch: Batch) -> dict[str, str]:
    """Each column that refers to a dataset of another source, with the business date of the extract
    whose rows are in its view. The load of the extract is noted for the receipt."""
    contract, arrival, found = batch.contract, batch.arrival, {}
    for column, target in contract.references_elsewhere.items():
        source, dataset, target_column = target.split(".")
        extract = receipts.current_extract(home, arrival, dataset, source)
        batch.referred[f"{source}.{dataset}"] = extract.load_id if extract else ""
        if extract is None:
            batch.findings.append(f"{column} {NOT_CHECKED} {dataset} have been accepted yet")
            continue
        other = contract_files.of_source(source, arrival.la_code)[dataset]
        name = str(contract.raw_name(column))
        batch.connection.execute(
            f"create view ref_{name} as select {other.raw_name(target_column)} as known "
            f"from read_parquet({literal(str(paths.raw(home, extract)))})"
        )
        found[name] = str(extract.business_date)
    return found


def _accepted_rows(home: Path, batch: Batch, dataset: str) -> Path | None:
    """The raw file of another dataset: of the same return, or of the current extract. A rejected
    table of the return counts as one without rows."""
    arrival = batch.arrival
    if not batch.contract.of_return:
        return _raw(home, receipts.current_extract(home, arrival, dataset))
    path = _raw(home, receipts.table_of_return(home, arrival, dataset))
    if path is None and receipts.has_table(home, arrival, dataset):
        return paths.columns_only(home, arrival.source, dataset)
    return path


def _raw(home: Path, receipt: Receipt | None) -> Path | None:
    return paths.raw(home, receipt) if receipt else None


def _header(home: Path, arrival: Arrival) -> ReturnHeader:
    """The header of the table's return; without one, year and date of the business date."""
    path = _raw(home, receipts.table_of_return(home, arrival, HEADER))
    if path is not None:
        with duckdb.connect() as connection:
            found = connection.execute(
                f"select collection_year, cast(reference_date as varchar) from {literal(str(path))}"
            ).fetchone()
        if found:
            return ReturnHeader(*found)
    date = str(arrival.business_date)
    return ReturnHeader(date[:4], date)
