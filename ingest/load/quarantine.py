"""Quarantine: rows that are not loaded, with all their reasons; one Parquet file for each load."""

from pathlib import Path

from ingest import parquet, paths
from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.sql import literal

COLUMNS = {
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
WHOLE_FILE = "the whole file was rejected"


def write(home: Path, batch: Batch, whole_file: bool) -> None:
    """Write the rows of table `bad` and the malformed records; with `whole_file`, every row."""
    arrival = batch.arrival
    selects = [_rows(batch, whole_file)]
    if batch.malformed:
        selects.append(_malformed_records(batch))
    parquet.copy(
        batch.connection,
        f"select {literal(arrival.load_id)} as load_id, {literal(arrival.la_code)} as la_code, "
        f"{literal(arrival.source)} as source, {literal(str(arrival.dataset))} as dataset, "
        f"cast({literal(str(arrival.business_date))} as date) as business_date, * "
        f"from ({' union all '.join(selects)}) order by line_number",
        paths.quarantine(home, arrival),
    )


def _rows(batch: Batch, whole_file: bool) -> str:
    reasons = f"coalesce(bad.reasons, [{literal(WHOLE_FILE)}])" if whole_file else "bad.reasons"
    join = "left join" if whole_file else "join"
    return (
        f"select cast(_line as bigint) as line_number, {_row_key(batch)} as row_key, "
        f"{reasons} as reasons, {_text(batch)} as raw_text from every_row {join} bad using ({ROW})"
    )


def _row_key(batch: Batch) -> str:
    """The contract's key, its parts joined by a slash; ? for a part that can't be read."""
    names = (batch.contract.raw_name(name) for name in batch.contract.key)
    return " || '/' || ".join(f"coalesce(cast({name} as varchar), '?')" for name in names)


def _text(batch: Batch) -> str:
    """The record as received, or its typed values. For datasets about people always the typed
    values, which hold keys and no identifiers."""
    values = ", ".join(f"{literal(name)}: {name}" for name in batch.columns)
    typed = f"cast(to_json({{{values}}}) as varchar)"
    return typed if batch.contract.personal else f"coalesce(_raw, {typed})"


def _malformed_records(batch: Batch) -> str:
    text = "null" if batch.contract.personal else "raw_text"
    return f"select cast(line as bigint), null, reasons, {text} from malformed"
