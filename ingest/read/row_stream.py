"""A file's rows on their way from CSV to Parquet, in one pass and never all in memory.

DuckDB reads, types and writes; between the two every row gets its number, and what no fact may hold
(reasons, identifiers in clear) is parted from it into a file of its own. What is written has the
columns of a raw file, so that it can become one by its name alone.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest import parquet
from ingest.read.cells import ASIDE

ROWS_AT_ONCE = 122_880  # a row group, so that the file's groups are the same every time
HEADER = 1
FAULTS_OF_THE_FILE = ("Invalid Input Error", "Conversion Error", "Out of Range Error")
ROW = "row_id"


class Stream:
    """Rows of a query, numbered and parted; `rows` and `kept_aside` count those that went by."""

    def __init__(self, source: duckdb.DuckDBPyConnection, aside: list[str], path: Path) -> None:
        self.rows = 0
        self.kept_aside = 0
        self.broke: str | None = None
        self._source = source.to_arrow_reader(ROWS_AT_ONCE)
        self._path = path
        names = self._source.schema.names
        self._aside = [names.index(name) for name in aside]
        self._mask = names.index(ASIDE)
        self._kept = [n for n in range(len(names)) if n not in (*self._aside, self._mask)]
        self._line = names.index("row_in_sheet") if "row_in_sheet" in names else None
        fields = [self._source.schema.field(n) for n in self._kept]
        self.schema = pa.schema([*fields, pa.field("_line", pa.int64())])

    def reader(self) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(self.schema, self._watched())

    def _watched(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._parted()
        except OSError as error:  # also what pyarrow makes of any error of DuckDB's
            self.broke = str(error).partition(":")[0]  # what follows the colon may quote a row
            raise

    def _parted(self) -> Iterator[pa.RecordBatch]:
        with ExitStack() as files:
            writer = None
            for batch in self._source:
                number = pa.arange(self.rows, self.rows + batch.num_rows)
                mask = batch.column(self._mask)
                if mask.true_count:
                    told = batch.select(self._aside).append_column(ROW, number).filter(mask)
                    if writer is None:
                        writer = files.enter_context(pq.ParquetWriter(self._path, told.schema))
                    writer.write_batch(told)
                    self.kept_aside += told.num_rows
                line = self._numbers(batch)
                self.rows += batch.num_rows
                columns = [batch.column(n) for n in self._kept]
                yield pa.RecordBatch.from_arrays([*columns, line], schema=self.schema)

    def _numbers(self, batch: pa.RecordBatch) -> pa.Array:
        """The row in the sheet, or the record's place in the file, the header being 1."""
        if self._line is not None:
            return batch.column(self._line)
        first = self.rows + HEADER + 1
        return pa.arange(first, first + batch.num_rows)


def write(
    connection: duckdb.DuckDBPyConnection, query: str, aside: list[str], listed: str, path: Path
) -> Stream:
    """Run `query` and write `listed` (SQL over its columns and `_line`) to the Parquet file at
    `path`; rows with something to keep aside also to `aside_of(path)`.

    Raises duckdb.Error where the CSV can't be read, and of its kinds IOException or
    OutOfMemoryException for want of disk or memory.
    """
    stream = Stream(connection.execute(query), aside, aside_of(path))
    with connection.cursor() as writing:
        writing.register("stream", stream.reader())
        try:
            parquet.copy(writing, f"select {listed} from stream", path, mode=0o600)
        except duckdb.InvalidInputException:
            if stream.broke and stream.broke not in FAULTS_OF_THE_FILE:
                raise duckdb.IOException(stream.broke) from None
            raise
    return stream


def aside_of(path: Path) -> Path:
    return path.with_suffix(".aside")
