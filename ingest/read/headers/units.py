"""Finds a header, or a title above the headers, that states amounts in another unit than pounds:
thousands or millions of pounds, pence, another currency.

They would be stored as pounds: a thousand times too small, a hundred times too large, or unchanged
where they had to be converted.
"""

import re

from ingest.contract import Contract
from ingest.display import printable
from ingest.errors import FileRejected
from ingest.read.headers.matching import Headers

LONGEST = 100  # characters of a header that are compared
OTHER_UNITS = {
    # £000, £'000, £k, £m, (000s), thousands, millions
    "thousands or millions of pounds": re.compile(
        r"£\s*['\u2018\u2019]?000s?\b|£\s*(k|m|mn|bn)\b|['\u2018\u2019]000s?\b|\b000s?\b|"
        r"\b(thousand|million)s?\b",
        re.IGNORECASE,
    ),
    # Amount (pence), AmountPence, Amount (p), Value in p
    "pence": re.compile(r"pence\b|\bpennies\b|\(\s*p\s*\)|\b(in|as) p\b", re.IGNORECASE),
    "another currency": re.compile(
        r"[€$¥]|\b(eur|usd|chf|cad|aud|jpy|sek|nok|dkk|pln|euros?|dollars?)\b", re.IGNORECASE
    ),
}
# A title is a sentence, so that it needs the unit as it is written beside amounts: (£000), in pence
UNIT_OF_TITLE = re.compile(
    r"£\s*['\u2018\u2019]?000s?\b|£\s*(k|m|mn|bn)\b|['\u2018\u2019]000s?\b|\b000s\b|"
    r"\bin (thousands|millions|pence|euros?|eur|dollars?|usd)\b",
    re.IGNORECASE,
)


def check_title(contract: Contract, name: str, title: tuple[str, ...]) -> None:
    """Raises FileRejected where the title of a dataset with amounts states another unit."""
    if contract.money_columns and any(UNIT_OF_TITLE.search(cell) for cell in title):
        raise FileRejected(
            f"{name} states thousands, millions, pence or another currency in its title above the "
            "headers: its amounts would be stored as pounds. Expected pounds; export them so, and "
            "leave that title out."
        )


def check(contract: Contract, name: str, headers: list[str], found: Headers) -> None:
    """Raises FileRejected where an amount is read from such a header."""
    for column in contract.money_columns:
        places = (found.position.get(cell) for cell in contract.cells_of(column))
        for header in (headers[place] for place in places if place is not None):
            if unit := other_unit(header):
                raise FileRejected(
                    f"{name} has {column} in '{printable(header[:LONGEST])}', which states "
                    f"{unit}: its amounts would be stored as pounds. Expected pounds; export them "
                    "so, under a header without the unit."
                )


def other_unit(header: str) -> str | None:
    """The unit that a header states, where it is not pounds."""
    text = header[:LONGEST].replace("_", " ")
    return next((unit for unit, pattern in OTHER_UNITS.items() if pattern.search(text)), None)
