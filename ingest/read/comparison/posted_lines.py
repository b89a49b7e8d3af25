"""Compares the lines of an incremental dataset with those that earlier files have posted.

Two files about one date both count, unless the later one replaces the earlier one: by its name, or
because more than half of its keys are those of the earlier one (docs/decisions/0017).
"""

from pathlib import Path

from ingest import paths
from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.receipt import Receipt
from ingest.register import receipts
from ingest.sql import literal


def find(home: Path, batch: Batch) -> bool:
    """Find the lines whose key an earlier file of the authority has posted (`posted_before`), and
    add the files that the batch replaces to `superseded`. Equal lines are duplicates; gate 1
    quarantines the others. Return whether there are any such lines."""
    keys = key_range(batch, "batch")
    if keys is None:
        return False
    replaced = {each.load_id for each in batch.superseded}
    found = receipts.earlier_files(home, batch.arrival, keys)
    earlier = [each for each in found if each.load_id not in replaced]
    same_keys = _with_most_keys(home, batch, earlier)
    batch.superseded += same_keys
    files = [each for each in earlier if each not in same_keys]
    return bool(files) and _compare(home, batch, files)


def key_range(batch: Batch, relation: str) -> tuple[str, str] | None:
    """The least and the greatest value of the first column of the key in a view; None without
    any."""
    first = f"cast({batch.contract.raw_name(batch.contract.key[0])} as varchar)"
    row = batch.connection.execute(f"select min({first}), max({first}) from {relation}").fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


def _with_most_keys(home: Path, batch: Batch, earlier: list[Receipt]) -> list[Receipt]:
    """The earlier files of the batch's date that hold more than half of its keys; keys that were
    posted on an earlier date are not counted."""
    date = batch.arrival.business_date
    same_date = [each for each in earlier if each.business_date == date]
    if not same_date:
        return []
    key = _key(batch)
    before = [each for each in earlier if each.business_date != date]
    new = f"anti join {_raw(home, before)} using ({key})" if before else ""
    batch.connection.execute(
        f"create temporary table new_keys as select distinct {key} from batch {new}"
    )
    keys = batch.count("new_keys")
    return [
        each
        for each in same_date
        if 2 * batch.count(f"new_keys semi join {_raw(home, [each])} using ({key})") > keys
    ]


def _compare(home: Path, batch: Batch, files: list[Receipt]) -> bool:
    columns, key = ", ".join(batch.columns), _key(batch)
    batch.connection.execute(f"create view posted as select {columns} from {_raw(home, files)}")
    # by key first: where all lines are new, only the key columns of earlier files are read
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


def _key(batch: Batch) -> str:
    return ", ".join(str(batch.contract.raw_name(name)) for name in batch.contract.key)


def _raw(home: Path, files: list[Receipt]) -> str:
    listed = ", ".join(literal(str(paths.raw(home, each))) for each in files)
    return f"read_parquet([{listed}])"
