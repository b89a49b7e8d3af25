"""Finds rows that name another authority than the folder of their file."""

import re

from ingest.errors import FileRejected
from ingest.filenames import ENGLAND
from ingest.formats.csv_text import Text
from ingest.header_name import plain
from ingest.read.headers import signs

HEADERS = {"la", "lea", "local authority", "authority"}
HEADERS |= {f"{name} {kind}" for name in HEADERS for kind in ("code", "number", "no", "id")}
HEADERS |= {"old la code", "dfe la code"}
CODE = re.compile(r"([0-9]{3})([.]0)?")


def check(la_code: str, name: str, added: dict[str, int], text: Text) -> None:
    """Raises FileRejected where a new column of authorities' codes holds others alone. One listed
    under ignored_headers is not among `added`."""
    own = {plain(each) for each in HEADERS}
    columns = {header: place for header, place in added.items() if plain(header) in own}
    if la_code == ENGLAND or not columns:
        return
    for header, cells in signs.first_cells(text, columns).items():
        codes = {match[1] for cell in cells if (match := CODE.fullmatch(cell))}
        if codes and la_code not in codes:
            named = ", ".join(sorted(codes)[:5])
            raise FileRejected(
                f"{name} lies in the folder of authority {la_code}, and its column '{header}' "
                f"holds {named} alone. Expected {la_code}; move the file to the folder of its "
                "authority, or, where the column means something else, name it under "
                "ignored_headers."
            )
