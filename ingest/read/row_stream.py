"""Streams a file's rows from CSV to Parquet in one pass, never all of them in memory.

DuckDB reads and types the rows and writes them. In between, each row gets its number, and the
withheld columns go to a file of their own. The written file has the columns of a raw file, so that
it can become one by a rename.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest import parquet
from ingest.read import withheld
from ingest.read.cells import LEFT_OUT, OTHER_ROW, ROW_IN_SHEET

ROWS_AT_ONCE = 122_880  # DuckDB's row group, so that a file has the same groups every time
ERRORS_OF_THE_FILE = ("Invalid Input Error", "Conversion Error", "Out of Range Error")
ROW = "row_id"


class Replacement(Protocol):
    """What takes the place of a column's texts before they are stored: their keys, or wards."""

    def replacements(self, texts: pa.Array) -> pa.Array:
        """The replacements of one batch of rows."""


class RowStream:
    """Numbers the rows of a query from `first_line` on, leaves out what is no row and separates
    the withheld columns. A record is as many rows of the query as its cells are read side by side.
    It ends where there are more than `max_rows`: then it `is_cut`. `rows`, `records`, `left_out`
    (by its kind) and `withheld_rows` count what has passed; `filled` are the columns
    that are not stored and held a value; `last_line` is the line of the last record, 0 without any;
    `error` is the kind of DuckDB's error that ended the query."""

    def __init__(
        self,
        query: duckdb.DuckDBPyConnection,
        withheld_columns: list[str],
        withheld_file: Path,
        first_line: int,
        max_rows: int,
        rows_of_record: int,
        replacements: Mapping[str, Replacement],
    ) -> None:
        self.is_cut = False
        self._max_rows = max_rows
        self.rows = 0
        self._passed = 0
        self.left_out: Counter[str] = Counter()
        self.withheld_rows = 0
        self.filled: set[str] = set()
        self.last_line = 0
        self.error: str | None = None
        self._batches = query.to_arrow_reader(ROWS_AT_ONCE)
        self._withheld_file = withheld_file
        self._first_line = first_line
        names = self._batches.schema.names
        self._rows_of_record = rows_of_record
        self._withheld = [names.index(name) for name in withheld_columns]
        self._has_withheld = names.index(withheld.HAS_ANY)
        self._left_out = names.index(LEFT_OUT)
        marked = (name for name in names if name.startswith(withheld.FILLED))
        self._filled = {each.removeprefix(withheld.FILLED): names.index(each) for each in marked}
        left_out = {*self._withheld, self._has_withheld, self._left_out, *self._filled.values()}
        self._stored = [n for n in range(len(names)) if n not in left_out]
        self._replacements = {names.index(name): each for name, each in replacements.items()}
        self._row_in_sheet = names.index(ROW_IN_SHEET) if ROW_IN_SHEET in names else None
        fields = [self._batches.schema.field(n) for n in self._stored]
        self.schema = pa.schema([*fields, pa.field("_line", pa.int64())])

    @property
    def records(self) -> int:
        return self._passed // self._rows_of_record

    def reader(self) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(self.schema, self._noting_errors())

    def _noting_errors(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._stored_batches()
        except OSError as error:  # pyarrow raises it for every error of DuckDB's too
            self.error = str(error).partition(":")[0]  # the text after the colon may quote a row
            raise

    def _stored_batches(self) -> Iterator[pa.RecordBatch]:
        with ExitStack() as files:
            writer = None
            for records in self._batches:
                all_lines = self._lines(records)
                self._passed += records.num_rows
                if records.num_rows:
                    self.last_line = all_lines[-1].as_py()
                batch, lines = self._without_left_out(records, all_lines)
                self.filled |= {
                    name for name, place in self._filled.items() if batch.column(place).true_count
                }
                separated = self._separate(batch)
                if separated is not None:
                    if writer is None:
                        writer = files.enter_context(
                            pq.ParquetWriter(self._withheld_file, separated.schema)
                        )
                    writer.write_batch(separated)
                    self.withheld_rows += separated.num_rows
                self.rows += batch.num_rows
                if self._passed > self._max_rows:
                    self.is_cut = True
                    return
                columns = [self._column(batch, n) for n in self._stored]
                yield pa.RecordBatch.from_arrays([*columns, lines], schema=self.schema)

    def _column(self, batch: pa.RecordBatch, place: int) -> pa.Array:
        replacement = self._replacements.get(place)
        return replacement.replacements(batch.column(place)) if replacement else batch.column(place)

    def _without_left_out(
        self, records: pa.RecordBatch, lines: pa.Array
    ) -> tuple[pa.RecordBatch, pa.Array]:
        kinds = records.column(self._left_out)
        if kinds.null_count == len(kinds):
            return records, lines
        self.left_out.update(
            each for each in kinds.to_pylist() if each is not None and each != OTHER_ROW
        )
        is_row = pc.is_null(kinds)
        return records.filter(is_row), lines.filter(is_row)

    def _separate(self, batch: pa.RecordBatch) -> pa.RecordBatch | None:
        """The withheld columns, with the row id, of the rows that have any."""
        has_withheld = batch.column(self._has_withheld)
        if not has_withheld.true_count:
            return None
        row_ids = pa.arange(self.rows, self.rows + batch.num_rows)
        return batch.select(self._withheld).append_column(ROW, row_ids).filter(has_withheld)

    def _lines(self, records: pa.RecordBatch) -> pa.Array:
        """The row in the sheet, or the record's place in the file."""
        if self._row_in_sheet is not None:
            return records.column(self._row_in_sheet)
        if self._rows_of_record == 1:
            first = self._passed + self._first_line
            return pa.arange(first, first + records.num_rows)
        numbers = pa.arange(self._passed, self._passed + records.num_rows)
        return pc.add(pc.divide(numbers, self._rows_of_record), self._first_line)


def write(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    withheld_columns: list[str],
    stored: str,
    path: Path,
    first_line: int,
    max_rows: int,
    rows_of_record: int,
    replacements: Mapping[str, Replacement],
) -> RowStream:
    """Run `query`, replace the columns `replacements`, and write `stored` (SQL over its columns and
    `_line`) to the Parquet file at `path`. Rows with anything withheld go to `withheld_file(path)`
    too. `first_line` is the line of the first record.

    Raises duckdb.Error where the CSV can't be read; of its kinds, IOException and
    OutOfMemoryException mean that disk or memory ran out.
    """
    stream = RowStream(
        connection.execute(query),
        withheld_columns,
        withheld_file(path),
        first_line,
        max_rows,
        rows_of_record,
        replacements,
    )
    with connection.cursor() as writing:
        writing.register("stream", stream.reader())
        try:
            parquet.copy(writing, f"select {stored} from stream", path, mode=0o600)
        except duckdb.InvalidInputException:
            if stream.error and stream.error not in ERRORS_OF_THE_FILE:
                raise duckdb.IOException(stream.error) from None
            raise
    return stream


def withheld_file(path: Path) -> Path:
    return path.with_suffix(".withheld")
