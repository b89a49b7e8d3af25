"""Reads one file: types it by its contract into the Parquet file of a batch, in one pass."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest import paths
from ingest.arrival import Arrival
from ingest.errors import FileRejected, InternalError
from ingest.formats import as_text, line_ends, surplus_cells
from ingest.formats.csv_text import Text
from ingest.read import (
    batch_views,
    cells,
    doubtful_texts,
    last_record,
    malformed,
    pseudonyms,
    raw_columns,
    row_stream,
    text_findings,
    text_scan,
    typed_rows,
    wards,
    withheld,
)
from ingest.read.batch import Batch
from ingest.read.headers import checks, matching
from ingest.read.headers.matching import Headers
from ingest.read.keyed_texts import KeyedTexts
from ingest.read.text_scan import TextScan
from ingest.read.wards import WardLookup
from settings import bounds
from settings.bounds import Bounds


@dataclass(frozen=True)
class _FileText:
    """The text of the file `name`, its headers by the contract, and what a scan of it found."""

    name: str
    text: Text
    found: Headers
    scan: TextScan


@contextmanager
def read(home: Path, arrival: Arrival) -> Iterator[Batch]:
    """Read one arrival. The batch's files are deleted when the block ends, however it ends.

    Raises FileRejected where the file can't be read by its contract.
    """
    if arrival.problem:
        raise FileRejected(arrival.problem)
    contract = arrival.contract
    path = paths.batch_file(home, arrival.load_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _discard(path)
    try:
        limits = bounds.read(home)
        with _connect(path, limits) as connection:
            batch = Batch(arrival, contract, path, connection, limits)
            _fill(home, batch)
            yield batch
    finally:
        _discard(path)


def _connect(path: Path, limits: Bounds) -> duckdb.DuckDBPyConnection:
    """A database in memory, of one thread. What exceeds its limit goes to the disk, beside the
    batch.

    A second thread nearly doubles the processor time of a row, because the rows pass through one
    stream in their order. Files of several authorities are loaded at the same time instead. A list
    of codes is compared code by code: DuckDB would join each list, which takes a file of few rows
    an eighth of its time, and a file of many rows no less time.
    """
    return duckdb.connect(
        config={
            "memory_limit": f"{limits.memory_mb}MiB",
            "temp_directory": str(path.with_suffix(".spilt")),
            "arrow_large_buffer_size": True,  # the texts of a row group can exceed 2 GiB
            "threads": 1,
            "disabled_optimizers": "in_clause",
        }
    )


def _discard(path: Path) -> None:
    for leftover in path.parent.glob(f"*{path.stem}.*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _fill(home: Path, batch: Batch) -> None:
    file = _read_text(home, batch)
    stream = _type_rows(home, batch, file)
    _check_records(batch, file, stream)


def _read_text(home: Path, batch: Batch) -> _FileText:
    """Read the file as one text and match its headers. Adds to the batch the line of its first
    record, its indicators and findings on its headers."""
    arrival, contract = batch.arrival, batch.contract
    name = f"landing/{arrival.file_path}"
    text = as_text.text_of(home, arrival, contract, batch.bounds, batch.path.with_suffix(".txt"))
    matching.check_number(contract, name, text.headers, batch.bounds.max_names)
    found = matching.match(contract, name, text.headers)
    batch.without_header = matching.columns_without(contract, found)
    checks.check(batch, found, text, name)
    scan = text_scan.scan(text, name)
    if scan.has_mixed_line_ends or scan.has_inner_order_marks:
        text = line_ends.normalised(text, batch.path.with_suffix(".lines"))
    if scan.has_delimiters_at_line_ends and not (text.numbered or arrival.return_id):
        text = surplus_cells.marked(text, batch.path.with_suffix(".marked"))
    if not text.numbered:
        batch.first_line += text.title_rows
    return _FileText(name, text, found, scan)


def _type_rows(home: Path, batch: Batch, file: _FileText) -> row_stream.RowStream:
    """Type the rows into the batch's Parquet file. Adds to the batch the numbers of rows and of
    records that are left out, and the lookup of wards."""
    contract = batch.contract
    if contract.keys_people:
        pseudonyms.define_hash(batch.connection, home, batch.arrival.la_code)
    lookups = {column: wards.lookup_for(home, batch.arrival) for column in contract.ward_columns}
    stream = _write_rows(batch, file, {**_keyed(home, batch), **lookups})
    _note_wards(batch, lookups)
    if stream.is_cut:
        raise FileRejected(
            f"{file.name} holds more than {batch.bounds.max_rows:,} rows. Expected fewer; send it "
            f"in parts, {bounds.stated('max_rows')}."
        )
    batch.rows, batch.left_out = stream.rows, stream.left_out
    batch.further_rows = batch.records_split - stream.records
    batch.filled_unstored = stream.filled
    if batch.left_out[cells.OTHER_HEADERS]:
        raise FileRejected(
            f"{file.name} has headers again below its first rows, in another order or of other "
            "columns, so that the rows below them would be read by the wrong ones. Expected one "
            "table; send each table as a file of its own."
        )
    return stream


def _check_records(batch: Batch, file: _FileText, stream: row_stream.RowStream) -> None:
    """Check the records as a whole. Adds to the batch the malformed records, its views and
    findings on its rows."""
    text, scan = file.text, file.scan
    malformed.collect(batch, text, file.name)
    records = batch.records_split + batch.malformed
    if scan.ends_in_line:
        last_line = records + text.title_rows + 1
        batch.findings += last_record.check(batch.contract, text, file.found, last_line, file.name)
    _check_rows(batch, text, scan, file.name)
    batch_views.create(batch, stream.withheld_rows)
    _note_unreadable(batch)
    batch.findings += doubtful_texts.findings(batch, scan, text.numbered)
    batch.findings += text_findings.find(text, scan, batch.left_out)
    last_row = stream.last_line if text.numbered else records + text.title_rows + 1
    batch.findings += text_findings.of_last_row(last_row, batch.records_with_rows + batch.malformed)


def _note_wards(batch: Batch, lookups: dict[str, WardLookup]) -> None:
    for column, lookup in lookups.items():
        batch.ward_lookup = lookup.load_id
        if lookup.unknown:
            batch.findings.append(
                f"{column}: {lookup.unknown} postcode(s) are not in the lookup, kept without ward"
            )


def _write_rows(
    batch: Batch, file: _FileText, replacements: Mapping[str, row_stream.Replacement]
) -> row_stream.RowStream:
    query = typed_rows.select(batch.contract, file.text, file.found, file.scan)
    separate = list(withheld.columns(batch.contract))
    stored = ", ".join(raw_columns.expressions(batch.contract, batch.arrival, batch.indicators))
    try:
        return row_stream.write(
            batch.connection,
            query,
            separate,
            stored,
            batch.path,
            batch.first_line,
            batch.bounds.max_rows,
            batch.contract.rows_of_record,
            replacements,
        )
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise InternalError(
            f"{file.name} can't be read, because the disk or the memory is full ({_kind(error)}). "
            "Free space and run again."
        ) from None
    except duckdb.Error as error:
        raise FileRejected(
            f"{file.name} can't be read as CSV ({_kind(error)}). Send it again."
        ) from None


def _keyed(home: Path, batch: Batch) -> dict[str, KeyedTexts]:
    """The columns whose texts a key replaces: the placement that a reference may name."""
    names = [
        name for name, each in batch.contract.columns.items() if each.derive == "placement_key"
    ]
    if not names:
        return {}
    keys = pseudonyms.keys_of(pseudonyms.authority_key(home, batch.arrival.la_code), "placement")
    return {name: KeyedTexts(keys) for name in names}


def _kind(error: duckdb.Error) -> str:
    """The kind of an error without its text, which may quote a row."""
    return str(error).partition(":")[0]


def _check_rows(batch: Batch, text: Text, scan: TextScan, name: str) -> None:
    rows = batch.records_with_rows + batch.malformed
    if not text.numbered:
        malformed.check_no_rows_in_cells(text, scan, rows + batch.left_out.total(), name)
        malformed.check_rows_stated(batch, name)
    if not batch.may_be_empty and rows == 0:
        empty_day = ""
        if batch.contract.mode == "incremental":
            empty_day = ' Where nothing was posted, state it in a control file: {"rows": 0}.'
        raise FileRejected(
            f"{name} has a header but no rows. Expected at least one; send it again.{empty_day}"
        )


def _note_unreadable(batch: Batch) -> None:
    """Count the cells that can't be read in columns whose contract keeps the row without them, and
    the credits that count as debits."""
    for name, column in batch.contract.columns.items():
        raw_name = str(batch.contract.raw_name(name))
        if column.misfit == "remark" and column.from_file:
            expected = f"of the pattern {column.pattern}" if column.pattern else "a known code"
            _note(batch, withheld.unreadable(raw_name), f"{name}: not {expected}", "without it")
        if column.derive == "debit_minus_credit":
            _note(
                batch,
                withheld.negative_credit(raw_name),
                f"{name}: a minus in {column.credit_headers[0]}",
                "counted as a debit; where credits are printed so, the contract needs "
                "derive: debit_plus_credit",
            )


def _note(batch: Batch, flag: str, what: str, how: str) -> None:
    rows = batch.count(f"withheld where {flag}")
    if rows:
        batch.findings.append(f"{what}: {rows} row(s), kept {how}")
