"""Workbooks (.xlsx, .xlsm, .ods): converts the sheet that the contract names to CSV."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.contract import Contract
from ingest.errors import FileRejected, InternalError
from ingest.formats import header_rows, sheets
from ingest.formats.csv_text import Text
from ingest.formats.sheet_question import SheetAnswer, SheetQuestion
from ingest.header_name import plain
from settings import bounds as bounds_file
from settings.bounds import Bounds

CODE = Path(__file__).parents[2]
AS_SHOWN = ("text", "case_id", "personal_number", "postcode", "decimal")


def open_text(kept: Path, name: str, contract: Contract, bounds: Bounds, scratch: Path) -> Text:
    """Write the sheet to `scratch` as CSV, dates in the contract's first format.

    Raises FileRejected for a workbook that is damaged, protected by a password or too large, and
    for a missing sheet, header or title.
    """
    found = _ask(kept, name, _question(contract, bounds), bounds, scratch)
    _check_calculated(contract, name, found.never_calculated)
    _check_pounds(contract, name, found.foreign)
    titles = header_rows.title_values(contract, name, list(found.headers), list(found.above))
    return Text(
        scratch,
        ",",
        [*found.headers, *titles],
        tuple(titles.values()),
        numbered=True,
        title_rows=found.title_rows,
        has_title=found.title_rows > 0,
        title=found.above,
        remarks=(
            *_partly_calculated(contract, found.partly_calculated),
            *_merged(contract, found.merged),
            *_hidden(found.hidden_rows),
        ),
    )


def _question(contract: Contract, bounds: Bounds) -> SheetQuestion:
    return SheetQuestion(
        sheet=contract.sheet,
        header_row=contract.header_rows,
        date_format=contract.day_format,
        known_headers=tuple(sorted(header_rows.known_headers(contract))),
        text_headers=tuple(sorted(_text_headers(contract))),
        memory=bounds.workbook_memory_mb << 20,
        seconds=bounds.workbook_seconds,
        unpacked_mb=bounds.max_unpacked_mb,
        is_personal=contract.personal,
    )


def _ask(
    kept: Path, name: str, question: SheetQuestion, bounds: Bounds, scratch: Path
) -> SheetAnswer:
    """Run `sheets.py` as a child process. Raises FileRejected for a workbook that it can't read and
    InternalError where the disk is full."""
    places = [str(kept.resolve()), str(scratch.resolve())]
    command = [sys.executable, "-E", "-s", "-m", sheets.__name__, *places, question.to_json()]
    child = subprocess.run(command, cwd=CODE, capture_output=True, text=True, check=False)
    if child.returncode != 0:
        raise FileRejected(_why_it_ended(name, child.returncode, bounds))
    found = json.loads(child.stdout)
    if "fault" in found:
        raise InternalError(
            f"{name} can't be read, because the disk is full ({found['fault']}). Free space on it "
            "and run again."
        )
    if "problem" in found:
        raise FileRejected(f"{name} {found['problem']}.")
    return SheetAnswer.from_json(found)


def _why_it_ended(name: str, return_code: int, bounds: Bounds) -> str:
    is_slow = return_code in (-signal.SIGXCPU, -signal.SIGKILL)
    bound = "workbook_seconds" if is_slow else "workbook_memory_mb"
    needs = (
        f"needs more than {bounds.workbook_seconds:,} seconds"
        if is_slow
        else f"is damaged or needs more than {bounds.workbook_memory_mb:,} MB of memory"
    )
    return (
        f"{name} could not be read: its sheet {needs}. Expected a table that fills its cells; "
        "delete what is far outside it, save and send it again, "
        f"{bounds_file.stated(bound)}."
    )


def _text_headers(contract: Contract) -> set[str]:
    """The headers of columns whose numbers are read as the sheet shows them: texts, identifiers,
    percentages, and codes that begin with a zero."""
    return {
        plain(header)
        for name, column in contract.columns.items()
        if column.type in AS_SHOWN
        or any(re.match(r"0\d", code) for code in (*column.codes, *column.code_map))
        for header in (name, *column.aliases)
    }


def _check_calculated(contract: Contract, name: str, never_calculated: dict[str, int]) -> None:
    """Only the columns that are read matter."""
    is_read = header_rows.read_headers(contract)
    for header, row in never_calculated.items():
        if plain(header) in is_read:
            raise FileRejected(
                f"{name}: column '{header}' (row {row}) holds a formula that was never "
                "calculated; open it in Excel and save it, then send it again."
            )


def _check_pounds(contract: Contract, name: str, foreign: dict[str, tuple[int, int]]) -> None:
    """Only the columns that amounts are read from matter. The number of a cell does not tell its
    currency."""
    cells = (cell for column in contract.money_columns for cell in contract.cells_of(column))
    of_money = {plain(header) for cell in cells for header in contract.headers[cell]}
    for header, (count, first) in foreign.items():
        if plain(header) in of_money:
            raise FileRejected(
                f"{name}: column '{header}' is shown in another currency than pounds in "
                f"{count:,} cell(s), first in row {first}. Expected pounds; convert the "
                "amounts, or correct their format, and send it again."
            )


def _partly_calculated(contract: Contract, columns: dict[str, tuple[int, int]]) -> Iterator[str]:
    """A sentence for each column that is read and of which some formulas have no value, or a 0 that
    may be a placeholder."""
    is_read = header_rows.read_headers(contract)
    for header, (count, first) in columns.items():
        if plain(header) in is_read:
            yield (
                f"column '{header}': {count:,} formula(s) without a value, or with a 0 where the "
                f"workbook asks to be calculated, first in row {first}, read as they are; open it "
                "in Excel, save it and send it again if that is wrong"
            )


def _merged(contract: Contract, merged: Sequence[tuple[int, Sequence[str]]]) -> Iterator[str]:
    """A sentence about merged cells of columns that are read: of their rows, only the first has the
    value."""
    is_read = header_rows.read_headers(contract)
    found = [
        (row, [header for header in headers if plain(header) in is_read]) for row, headers in merged
    ]
    found = [(row, headers) for row, headers in found if headers]
    if found:
        columns = ", ".join(sorted({f"'{header}'" for _, headers in found for header in headers}))
        yield (
            f"{len(found):,} merged cell(s) in {columns}, first in row {found[0][0]}: their value "
            "is read for the first row and column alone, the other cells are empty; unmerge them, "
            "fill in each cell and send it again if that is wrong"
        )


def _hidden(rows: Sequence[int]) -> Iterator[str]:
    """A sentence about rows that the sheet does not show."""
    if rows:
        yield (
            f"{len(rows):,} row(s) that the sheet hides were read, first row {rows[0]}: a filter "
            "hides rows and removes none"
        )
