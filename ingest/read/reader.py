"""Reading one file: typed by its contract into the Parquet file of a batch, in one pass."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest import paths
from ingest.arrival import Arrival
from ingest.contracts import Contract
from ingest.errors import FileRejected, InternalError
from ingest.formats import as_text
from ingest.formats.csv_text import Text
from ingest.read import cells, headers, pseudonyms, raw_columns, records, row_stream
from ingest.read.batch import Batch
from ingest.read.headers import Headers
from ingest.read.row_stream import ROW
from ingest.sql import identifier, literal

MEMORY = "1GB"
FEW_BYTES = 1 << 18
QUOTES = "the quotation marks of the record don't pair"
MALFORMED = {
    "MISSING COLUMNS": "the record has fewer cells than the header",
    "TOO MANY COLUMNS": "the record has more cells than the header",
    "UNQUOTED VALUE": QUOTES,
    "LINE SIZE OVER MAXIMUM": "the record is longer than 16 MiB",
    "INVALID ENCODING": "the record holds bytes that are no text",
}


@contextmanager
def read(home: Path, arrival: Arrival) -> Iterator[Batch]:
    """Read one arrival; the batch's files are deleted when the block ends, whatever happens.

    Raises FileRejected where the file can't be read as its contract says.
    """
    if arrival.problem:
        raise FileRejected(arrival.problem)
    contract = arrival.contract
    path = paths.batch_file(home, arrival.load_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _discard(path)
    try:
        with _connect(path, arrival.size_bytes) as connection:
            batch = Batch(arrival, contract, path, connection)
            _fill(home, batch)
            yield batch
    finally:
        _discard(path)


def _connect(path: Path, size_bytes: int) -> duckdb.DuckDBPyConnection:
    """A database in memory; what outgrows the memory given goes to the disk, beside the batch."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(path.with_suffix(".spilt")),
            "arrow_large_buffer_size": True,  # a row group's texts may be more than 2 GiB
        }
    )
    if size_bytes < FEW_BYTES:  # a second thread costs a few rows more than it saves
        connection.execute("set threads = 1")
    return connection


def _discard(path: Path) -> None:
    for leftover in path.parent.glob(f"*{path.stem}.*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _fill(home: Path, batch: Batch) -> None:
    arrival, contract = batch.arrival, batch.contract
    name = f"landing/{arrival.file_path}"
    text = as_text.text_of(home, arrival, contract, batch.path.with_suffix(".txt"))
    found = headers.match(contract, name, text.headers)
    if contract.layout == "ees":
        _needs_indicators(contract, arrival, name, found)
        batch.indicators = list(found.added)
    elif found.added:
        new = headers.listed(contract, found.added)
        batch.findings.append(f"new columns, not loaded: {new}")
    if contract.keys_people:
        pseudonyms.define_hash(batch.connection, home, arrival.la_code)
    _land(batch, text, found, name)


def _needs_indicators(contract: Contract, arrival: Arrival, name: str, found: Headers) -> None:
    needed = contract.files[str(arrival.release_file)].requires
    gone = [indicator for indicator in needed if indicator not in found.added]
    if gone:
        raise FileRejected(
            f"{name} lacks the indicators {', '.join(gone)}. Found: "
            f"{headers.listed(contract, found.added)}. "
            "Where DfE renamed one, say so in the contract and in the seed dfe_measures.csv."
        )


def _land(batch: Batch, text: Text, found: Headers, name: str) -> None:
    """CSV to typed rows in one pass. Records that are no rows go to `malformed`."""
    seen = records.look(text, name)
    if seen.long_lines:  # two readers of DuckDB's, one of which begins within it, change the order
        batch.connection.execute("set threads = 1")
    query = cells.select(batch.contract, text, found, seen)
    aside = cells.aside(batch.contract)
    listed = ", ".join(raw_columns.expressions(batch.contract, batch.arrival, batch.indicators))
    try:
        stream = row_stream.write(batch.connection, query, list(aside), listed, batch.path)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        kind = str(error).partition(":")[0]
        raise InternalError(
            f"{name} can't be read for want of disk or memory ({kind}). Make room and run again."
        ) from None
    except duckdb.Error as error:
        kind = str(error).partition(":")[0]  # what follows the colon may quote a row
        raise FileRejected(f"{name} can't be read as CSV ({kind}). Send it again.") from None
    batch.rows = stream.rows
    _set_malformed_apart(batch, text, name)
    if not text.numbered:
        records.none_inside_cells(text, seen, batch.rows + batch.malformed, name)
    if not batch.may_be_empty and batch.rows + batch.malformed == 0:
        raise FileRejected(
            f"{name} has a header but no rows. Expected at least one; send it again."
        )
    _define_views(batch, aside, stream.kept_aside)
    _say_misfits(batch)


def _set_malformed_apart(batch: Batch, text: Text, name: str) -> None:
    if not batch.count("reject_errors"):
        return
    batch.connection.execute(
        "create table malformed as select line, any_value(csv_line) as raw_text, "
        "min(line_byte_position) as starts, "
        f"list_sort(list(distinct {_malformed_reason()})) as reasons "
        "from reject_errors group by line order by line"
    )
    batch.malformed = batch.count("malformed")
    swallowed = batch.connection.execute(
        "select min(line) from malformed where contains(rtrim(raw_text, chr(10)), chr(10)) "
        f"and list_contains(reasons, {literal(QUOTES)})"
    ).fetchone()
    if swallowed and swallowed[0] is not None:
        raise FileRejected(
            f"{name} opens a quotation mark in record {swallowed[0]} and never closes it, so what "
            "follows can't be told apart. Expected balanced quotes; send the file again."
        )
    if not text.numbered:
        records.number(batch.connection, text.path)


def _malformed_reason() -> str:
    whens = " ".join(f"when {literal(k)} then {literal(v)}" for k, v in MALFORMED.items())
    return f"case cast(error_type as varchar) {whens} else lower(cast(error_type as varchar)) end"


def _define_views(batch: Batch, aside: dict[str, str], kept: int) -> None:
    connection = batch.connection
    connection.execute(
        f"create view landed as select file_row_number as {ROW}, "
        f"* exclude (file_row_number){_moved_lines(batch)} "
        f"from read_parquet({literal(str(batch.path))}, file_row_number = true)"
    )
    if kept:
        file = literal(str(row_stream.aside_of(batch.path)))
        connection.execute(f"create view aside as from read_parquet({file})")
        connection.execute(f"create view numbered as from landed left join aside using ({ROW})")
    else:
        nothing = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in aside.items())
        connection.execute(f"create view numbered as select *, {nothing} from landed")
        none = f"select {ROW}, {', '.join(aside)} from numbered limit 0"
        connection.execute(f"create view aside as {none}")
    _find_duplicates(batch)
    listed = ", ".join([*batch.columns, *map(identifier, batch.indicators)])
    connection.execute(
        f"create view batch as select {ROW}, _line, {listed} from landed "
        f"where {ROW} not in (from duplicates)"
    )


def _moved_lines(batch: Batch) -> str:
    """Records that are no rows have lines too: the rows behind them move on by these."""
    if not batch.malformed:
        return ""
    batch.connection.execute(
        "create table before_malformed as select "
        "line - 1 - row_number() over (order by line) as rows_before from malformed"
    )
    moved = "_line + (select count(*) from before_malformed where rows_before <= file_row_number)"
    numbers = [
        f"{moved} as {batch.contract.raw_name(name)}"
        for name, column in batch.contract.columns.items()
        if column.derive == "record_number"
    ]
    return f" replace ({', '.join([f'{moved} as _line', *numbers])})"


def _say_misfits(batch: Batch) -> None:
    """Numbers that are none, in columns where the contract would rather keep the row."""
    for name, column in batch.contract.columns.items():
        if column.misfit == "remark":
            lost = batch.count(f"aside where _misfit_{batch.contract.raw_name(name)}")
            if lost:
                batch.findings.append(
                    f"{name}: not of the pattern {column.pattern}: {lost} row(s), kept without it"
                )


def _find_duplicates(batch: Batch) -> None:
    """A row that says word for word what an earlier row of the file says is a duplicate; a row
    with the same key and other content is not, and is left to the gate."""
    connection = batch.connection
    names = [batch.contract.raw_name(name) for name in batch.contract.key]
    key = ", ".join(map(str, names))
    # rows are grouped by a number made of the key, and by the key itself only where that repeats
    alike = f"select hash({key}) from landed group by hash({key}) having count(*) > 1"
    if not batch.count(f"({alike})"):
        connection.execute(f"create table duplicates ({ROW} bigint)")
        return
    same = " and ".join(f"numbered.{name} is not distinct from repeated.{name}" for name in names)
    everything = ", ".join([*batch.columns, *map(identifier, batch.indicators), "_problems"])
    connection.execute(
        f"create table duplicates as with repeated as (select {key} from landed "
        f"where hash({key}) in ({alike}) group by {key} having count(*) > 1) "
        f"select {ROW} from numbered semi join repeated on {same} "
        f"qualify row_number() over (partition by {everything} order by {ROW}) > 1"
    )
