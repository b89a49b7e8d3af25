"""Workbooks (.xlsx, .ods): converts the sheet that the contract names to CSV."""

import json
import re
import subprocess
import sys
from pathlib import Path

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import sheets
from ingest.formats.csv_text import Text
from ingest.header_name import plain


def open_text(kept: Path, name: str, contract: Contract, scratch: Path) -> Text:
    """Write the sheet to `scratch` as CSV, dates in the contract's first format.

    Raises FileRejected for a workbook that is damaged, protected by a password or too large, and
    for a missing sheet, header or title.
    """
    question = {
        "sheet": contract.sheet,
        "header_row": contract.header_rows,
        "date_format": contract.date_formats[0],
    }
    # -I keeps the folder of sheets.py off the import path
    command = [sys.executable, "-I", sheets.__file__, str(kept), str(scratch), json.dumps(question)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode != 0:
        raise FileRejected(
            f"{name} could not be read: its sheet is damaged or needs more than "
            f"{sheets.MEMORY >> 30} GiB of memory. Expected a table that fills its cells; delete "
            "what is far outside it, save and send it again."
        )
    found = json.loads(child.stdout)
    if "problem" in found:
        raise FileRejected(f"{name} {found['problem']}.")
    titles = _from_title(contract, name, found["headers"], found["above"])
    headers = [*found["headers"], *titles]
    return Text(scratch, ",", headers, tuple(titles.values()), numbered=True)


def _from_title(
    contract: Contract, name: str, headers: list[str], above: list[str]
) -> dict[str, str]:
    """Values that the title above the table gives for all rows, for columns that the table
    lacks."""
    given = {plain(header) for header in headers}
    values = {}
    for column_name, column in contract.columns.items():
        if column.from_title is None or plain(column_name) in given:
            continue
        matches = (re.search(column.from_title, cell) for cell in above)
        values[column_name] = next((match[1] for match in matches if match), "")
        if not values[column_name]:
            raise FileRejected(
                f"{name} has no {column_name} above its headers. Expected a title with "
                f"'{column.from_title}'; send it with one, or correct the contract (from_title)."
            )
    return values
