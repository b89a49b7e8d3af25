"""Workbooks (.xlsx, .ods): converts the sheet that the contract names to CSV."""

import json
import subprocess
import sys
from pathlib import Path

from ingest.contract import Contract
from ingest.errors import FileRejected
from ingest.formats import header_rows, sheets
from ingest.formats.csv_text import Text


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
    titles = header_rows.title_values(contract, name, found["headers"], found["above"])
    headers = [*found["headers"], *titles]
    return Text(scratch, ",", headers, tuple(titles.values()), numbered=True)
