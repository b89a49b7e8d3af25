"""Finds texts in single quotation marks, as in an SQL insert: the marks would become a part of the
ids, and 'C100' is no cost centre."""

import re

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.read.headers import signs
from ingest.read.headers.matching import Headers

QUOTED = re.compile("'.+'", re.DOTALL)


def check(contract: Contract, name: str, found: Headers, text: Text) -> None:
    """Raises FileRejected where all first cells of a column of the key are written so."""
    places = {each: found.position[each] for each in contract.key if each in found.position}
    for column, texts in signs.first_cells(text, places).items():
        if texts and all(map(QUOTED.fullmatch, texts)):
            raise FileRejected(
                f"{name} has {column} in single quotation marks, which are read as a part of the "
                'cell. Expected double quotation marks (") or none; export it so and send it again.'
            )
