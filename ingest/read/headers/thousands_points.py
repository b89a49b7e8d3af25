"""Finds amounts of which a point may separate the thousands: 12.000 is twelve thousand pounds where
decimals have a comma, and would be read as 12.00.

An amount with pence (1.496,25) can't be read without `decimal_comma`, and neither can 1.496 or
1.200.000. What is left are files of whole amounts that all end in a zero, such as budgets.
"""

import re

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.read.headers import signs
from ingest.read.headers.matching import Headers

PARQUET = ".parquet"  # its numbers are no text
THREE_DECIMALS = re.compile(r"\D*\d{1,3}[.]\d\d0\D*")
# a thousand without a separator, or with a comma
THOUSAND = re.compile(r"\d{4}|\d,\d{3}")


def check(contract: Contract, name: str, found: Headers, text: Text) -> None:
    """Raises FileRejected where the contract does not state what the point of such amounts is."""
    if contract.decimal_comma is not None or name.lower().endswith(PARQUET):
        return
    if column := doubtful_column(contract, found, text):
        raise FileRejected(
            f"{name} has amounts with three digits behind the point in {column}, such as 12.000, "
            "and none with pence: whether that is 12,000 or 12.00 is not known. Expected pounds "
            "and pence; export them so, or state in the contract what the point is: decimal_comma: "
            "true (it separates thousands) or false (it separates pence)."
        )


def doubtful_column(contract: Contract, found: Headers, text: Text) -> str | None:
    """The column whose first amounts with a point all have three decimals, and none of which is
    written as a thousand otherwise."""
    cells = [cell for column in contract.money_columns for cell in contract.cells_of(column)]
    places = {cell: found.position[cell] for cell in cells if cell in found.position}
    for cell, amounts in signs.first_cells(text, places).items():
        with_point = [amount for amount in amounts if "." in amount]
        are_alike = with_point and all(map(THREE_DECIMALS.fullmatch, with_point))
        if are_alike and not any(map(THOUSAND.search, amounts)):
            return cell.partition(".")[0]
    return None
