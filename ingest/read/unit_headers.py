"""Finds a header that states its amounts in thousands or millions of pounds.

They would be stored as pounds, a thousand times too small.
"""

import re

from ingest.contract import Contract
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.read.headers import Headers

LONGEST = 100  # characters of a header that are compared
# £000, £'000, £k, £m, (000s), thousands, millions
NOT_POUNDS = re.compile(
    r"£\s*['\u2018\u2019]?000s?\b|£\s*(k|m|mn|bn)\b|['\u2018\u2019]000s?\b|\b000s?\b|"
    r"\b(thousand|million)s?\b",
    re.IGNORECASE,
)


def check(contract: Contract, name: str, headers: list[str], found: Headers) -> None:
    """Raises FileRejected where an amount is read from such a header."""
    for column in contract.money_columns:
        places = (found.position.get(cell) for cell in contract.cells_of(column))
        for header in (headers[place] for place in places if place is not None):
            if NOT_POUNDS.search(header[:LONGEST]):
                raise FileRejected(
                    f"{name} has {column} in '{printable(header[:LONGEST])}', which states "
                    "thousands or millions of pounds: they would be stored as pounds. Expected "
                    "pounds; export it so, under a header without the unit."
                )
