"""Checks the columns of a contract that are read from several cells of a record, each of which is
in a row of its own (Need 1, Need 2)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.contract import Contract

MOST_ROWS = 60  # of one record: the months of five years


def rows_of_record(contract: "Contract") -> int:
    """How many rows a record can be; 1 where the contract reads no cells side by side."""
    return max((len(each) for _, _, each in _lists(contract)), default=1)


def _lists(contract: "Contract") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Column, key and values of each list with a value for each row of a record."""
    for name, column in contract.columns.items():
        if column.side_by_side:
            yield name, "side_by_side", column.side_by_side
        if column.constants:
            yield name, "constants", column.constants
        for part in column.made_of:
            if not isinstance(part, str):
                yield name, "made_of", part


def check(contract: "Contract") -> None:
    """Raise ValueError where it is not clear which rows a record is, or where the rows of one
    record would have the same key."""
    lists = list(_lists(contract))
    if not lists:
        return
    if len({len(values) for _, _, values in lists}) > 1:
        listed = ", ".join(f"{name} ({key}) {len(values)}" for name, key, values in lists)
        raise ValueError(
            f"the columns side by side state different numbers of rows of a record: {listed}. Name "
            "as many in each, with '' where a row has no such header"
        )
    if not 2 <= len(lists[0][2]) <= MOST_ROWS:
        raise ValueError(f"side by side are 2 to {MOST_ROWS} headers")
    if not any(key == "side_by_side" for _, key, _ in lists):
        raise ValueError(
            "constants, or a made_of with lists, has no effect without a column that is read "
            "side_by_side"
        )
    if contract.layout != "table" or contract.of_return:
        raise ValueError("side_by_side is for a table, and not for a release or a SEN2 return")
    if not {name for name, _, _ in lists} & set(contract.key):
        raise ValueError(
            f"the rows of one record would have the same {' and '.join(contract.key)}. Read it "
            "side_by_side too, give it constants, or make it of headers side by side (made_of)"
        )
