"""SQL for cells side by side: each record becomes one row for each of them (Need 1, Need 2)."""

from collections.abc import Iterator
from dataclasses import replace

from ingest import contract_headers
from ingest.contract import Contract
from ingest.formats.csv_text import Text
from ingest.read import cells
from ingest.read.headers.matching import Headers
from ingest.read.values.derived import ROW_OF_RECORD
from ingest.sql import literal

FIRST = "_first_filled"  # the first row of the record that is one; 0 for a record without any


def with_cells(contract: Contract, text: Text, found: Headers) -> Headers:
    """The positions with those of the cells that `select` adds: one for all cells side by side."""
    added = (each for each in _cells(contract) if _is_there(found, each))
    position = {each: len(text.headers) + n for n, each in enumerate(added)}
    return replace(found, position=found.position | position)


def select(contract: Contract, found: Headers) -> str:
    """The records of `cells`, each as many times as it can be rows, with the cells of each row.
    `found` is what `with_cells` returns."""
    rows = contract.rows_of_record
    of_row = "".join(
        f", case {ROW_OF_RECORD} "
        + " ".join(
            f"when {row} then {_cell(found, f'{each}{contract_headers.SIDE}{row}')}"
            for row in range(1, rows + 1)
        )
        + f" end as {_cell(found, each)}"
        for each in _cells(contract)
        if each in found.position
    )
    filled = " ".join(
        f"when {_is_filled(contract, found, row)} then {row}" for row in range(1, rows + 1)
    )
    return (
        f"select *, case {filled} else 0 end as {FIRST}{of_row} "
        f"from (select *, unnest(range(1, {rows + 1})) as {ROW_OF_RECORD} from cells)"
    )


def left_out(contract: Contract, found: Headers, kind: str) -> str:
    """SQL for why a row is left out: `kind`, or no cell of it is filled. What is left out counts
    once for each record that has no row."""
    is_filled = " ".join(
        f"when {row} then {_is_filled(contract, found, row)}"
        for row in range(1, contract.rows_of_record + 1)
    )
    return (
        f"case when {kind} is not null then {once(kind, '1')} "
        f"when {FIRST} = 0 then {once(literal(cells.OF_NO_VALUE), '1')} "
        f"when not (case {ROW_OF_RECORD} {is_filled} end) then {literal(cells.OTHER_ROW)} end"
    )


def once(kind: str, row: str) -> str:
    """SQL for a kind that counts for one row of the record."""
    return f"case when {ROW_OF_RECORD} = {row} then {kind} else {literal(cells.OTHER_ROW)} end"


def _is_filled(contract: Contract, found: Headers, row: int) -> str:
    """SQL for whether any cell is filled that is read for this row alone."""
    read = [
        cells.or_null(f"cell_{found.position[cell]}", column.null_values)
        for name, column in contract.columns.items()
        for cell in [f"{name}{contract_headers.SIDE}{row}"]
        if column.side_by_side and cell in found.position
    ]
    return f"coalesce({', '.join([*read, 'null'])}) is not null"


def _cells(contract: Contract) -> Iterator[str]:
    """The names that cells side by side share."""
    shared = (contract_headers.of_rows(each) for each in contract.headers)
    return iter(dict.fromkeys(each for each in shared if each not in contract.headers))


def _is_there(found: Headers, cell: str) -> bool:
    return any(contract_headers.of_rows(each) == cell for each in found.position)


def _cell(found: Headers, name: str) -> str:
    place = found.position.get(name)
    return "cast(null as varchar)" if place is None else f"cell_{place}"
