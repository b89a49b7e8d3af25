"""The columns of a raw file: name, type, and the SQL that gives each of them."""

from ingest.arrival import Arrival
from ingest.column import SQL_TYPES
from ingest.contract import Contract
from ingest.read.values import derived
from ingest.sql import constant, identifier, literal

BOOKKEEPING = {
    "la_code": "varchar",
    "_load_id": "varchar",
    "_business_date": "date",
    "_file_sha256": "varchar",
    "_line": "bigint",
}
RELEASE = {"release": "varchar", "file": "varchar"}
FIGURE = {"indicator": "varchar", "value": "varchar"}


def columns(contract: Contract) -> dict[str, str]:
    """Name and SQL type of every column of a raw file."""
    typed = {
        str(contract.raw_name(name)): SQL_TYPES.get(column.type, "varchar")
        for name, column in contract.columns.items()
        if contract.raw_name(name)
    }
    if contract.layout == "ees":
        typed = RELEASE | typed | FIGURE
    return BOOKKEEPING | typed


def expressions(contract: Contract, arrival: Arrival, indicators: list[str]) -> list[str]:
    """SQL for each column of a raw file, over the typed cells of a record and `_line`. A release's
    indicators follow; they become rows later."""
    hidden = {
        str(column.derive_from): derived.with_key_for_id(name, column)
        for name, column in contract.columns.items()
        if column.hides
    }
    made = [
        f"{derived.column(contract, name, arrival)} as {contract.raw_name(name)}"
        if not column.from_file
        else hidden.get(name, str(contract.raw_name(name)))
        for name, column in contract.columns.items()
        if contract.raw_name(name)
    ]
    return [
        f"{constant(arrival.la_code)} as la_code",
        f"{constant(arrival.load_id)} as _load_id",
        f"cast({literal(str(arrival.business_date))} as date) as _business_date",
        f"{constant(arrival.sha256)} as _file_sha256",
        "_line",
        *made,
        *map(identifier, indicators),
    ]
