"""Withheld columns: what is known of a row while it is loaded and no raw file may hold.

`_problems`: why cells can't be read. `_raw`: the record as received. `_unreadable_<column>`: a cell
that a contract's `misfit: remark` leaves empty. `_negative_credit_<column>`: a credit with a
minus. `_clear_<column>`: an identifier in clear, for the people map. They are written to a file of
their own, which is deleted with the batch.
"""

from collections.abc import Iterator

from ingest.contract import Contract

PROBLEMS, RECORD = "_problems", "_raw"
HAS_ANY = "_has_withheld"
FILLED = "_filled_"  # before a column that is not stored: whether its cell holds a value


def unreadable(raw_name: str) -> str:
    return f"_unreadable_{raw_name}"


def negative_credit(raw_name: str) -> str:
    return f"_negative_credit_{raw_name}"


def clear(raw_name: str) -> str:
    return f"_clear_{raw_name}"


def columns(contract: Contract) -> dict[str, str]:
    """Name and SQL type of each withheld column."""
    return {PROBLEMS: "varchar", RECORD: "varchar", **dict(_of_cells(contract))}


def condition(contract: Contract) -> str:
    """SQL that is true for a row with anything withheld; `_has_problem` is whether it has any
    problem."""
    others = [
        name if kind == "boolean" else f"{name} is not null" for name, kind in _of_cells(contract)
    ]
    return " or ".join(["_has_problem", *others])


def _of_cells(contract: Contract) -> Iterator[tuple[str, str]]:
    for name, raw_name in contract.stored_columns.items():
        column = contract.columns[name]
        if column.misfit == "remark":
            yield unreadable(raw_name), "boolean"
        if column.derive == "debit_minus_credit":
            yield negative_credit(raw_name), "boolean"
        if column.type == "case_id":
            yield clear(raw_name), "varchar"
