"""Creates the views and tables over a batch's Parquet file that `ingest/read/batch.py` lists."""

import numpy as np

from ingest.read import malformed, row_stream, withheld
from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.sql import identifier, literal


def create(batch: Batch, withheld_rows: int) -> None:
    batch.connection.execute(
        f"create view landed as select file_row_number as {ROW}, "
        f"* exclude (file_row_number){malformed.corrected_lines(batch)} "
        f"from read_parquet({literal(str(batch.path))}, file_row_number = true)"
    )
    if withheld_rows:
        _join_withheld(batch)
    else:
        _declare_withheld(batch)
    _find_duplicates(batch)
    listed = ", ".join([*batch.columns, *map(identifier, batch.indicators)])
    batch.connection.execute(
        f"create view batch as select {ROW}, _line, {listed} from landed "
        f"where {ROW} not in (from duplicates)"
    )


def _join_withheld(batch: Batch) -> None:
    file = literal(str(row_stream.withheld_file(batch.path)))
    batch.connection.execute(f"create view withheld as from read_parquet({file})")
    batch.connection.execute(
        f"create view every_row as from landed left join withheld using ({ROW})"
    )


def _declare_withheld(batch: Batch) -> None:
    columns = withheld.columns(batch.contract)
    nulls = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
    batch.connection.execute(f"create view every_row as select *, {nulls} from landed")
    batch.connection.execute(
        f"create view withheld as select {ROW}, {', '.join(columns)} from every_row limit 0"
    )


def _find_duplicates(batch: Batch) -> None:
    """A row that repeats all cells of an earlier row of the file is a duplicate. Rows with the same
    key and other cells are left to gate 1. A row without a part of its key that it needs repeats
    none: its text is not known here, and each such row is bad.

    Rows are grouped by the hash of the key first, which needs less memory than the key itself.
    """
    connection = batch.connection
    names = [batch.contract.raw_name(name) for name in batch.contract.key]
    key = ", ".join(map(str, names))
    batch.may_repeat_keys = _has_equal_hashes(batch, key)
    if not batch.may_repeat_keys:
        connection.execute(f"create table duplicates ({ROW} bigint)")
        return
    repeated_hashes = f"select hash({key}) from landed group by hash({key}) having count(*) > 1"
    columns = batch.contract.columns
    needed = [
        batch.contract.raw_name(name) for name in batch.contract.key if columns[name].required
    ]
    filled = "".join(f"and {name} is not null " for name in needed)
    same_key = " and ".join(
        f"every_row.{name} is not distinct from repeated.{name}" for name in names
    )
    all_cells = ", ".join([*batch.columns, *map(identifier, batch.indicators), withheld.PROBLEMS])
    connection.execute(
        f"create table duplicates as with repeated as (select {key} from landed "
        f"where hash({key}) in ({repeated_hashes}) {filled}group by {key} having count(*) > 1) "
        f"select {ROW} from every_row semi join repeated on {same_key} "
        f"qualify row_number() over (partition by {all_cells} order by {ROW}) > 1"
    )


def _has_equal_hashes(batch: Batch, key: str) -> bool:
    """Whether the hashes of two keys are equal. To sort them takes a third of the time in which
    DuckDB groups them, and eight bytes of memory for a row."""
    found = batch.connection.execute(f"select hash({key}) from landed").to_arrow_reader()
    hashes, filled = np.empty(batch.rows, np.uint64), 0
    for records in found:
        hashes[filled : filled + records.num_rows] = records.column(0)
        filled += records.num_rows
    hashes.sort()
    return bool((hashes[1:] == hashes[:-1]).any())
