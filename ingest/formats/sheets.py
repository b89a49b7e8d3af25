"""Writes a workbook's sheet as UTF-8 CSV. It is a program of its own, and imports little.

`workbook.py` runs it as a child process with a memory limit: one cell in the last corner of a sheet
makes calamine allocate half a terabyte and abort. Then one file is rejected and the night goes on.
"""

import csv
import datetime as dt
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from ingest.formats import header_search, other_format, sheet_cells
from ingest.formats.sheet_cells import Cells
from ingest.formats.sheet_question import SheetAnswer, SheetQuestion
from ingest.header_name import plain

MANIFEST = "META-INF/manifest.xml"
BINARY = "xl/workbook.bin"
PROTECTED = (
    "is protected by a password, or an .xls under another name. Expected .xlsx or .ods without "
    "password; save it so and send it again"
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
FURTHEST_LEFT = 1000  # column, from 0: no table begins beyond it
FIRST_INEXACT = 1 << 53  # the first whole number of which a sheet does not keep every digit
Row = tuple[int, list[str]]


class UnreadableError(Exception):
    """Why the workbook can't be read, and what to do. The caller puts the file's name before it."""


def main(kept: str, scratch: str, question: str) -> None:
    """Write the sheet's rows to `scratch`, each with the number of its row in the sheet at its end;
    print a SheetAnswer as JSON. `question` is a SheetQuestion.

    Printed instead: `problem`, a fault of the workbook, or `fault`, one of our disk.
    """
    asked = SheetQuestion.from_json(question)
    resource.setrlimit(resource.RLIMIT_AS, (asked.memory, asked.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (asked.seconds, asked.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no core dump, which would hold rows
    try:
        found = asdict(_convert(Path(kept), Path(scratch), asked))
    except UnreadableError as error:
        found = {"problem": str(error)}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, KeyError):
        found = {"problem": other_format.no_workbook(Path(kept))}
    except OSError as error:
        found = {"fault": error.strerror}
    except (calamine.CalamineError, ValueError, SyntaxError):
        found = {"problem": "is not a readable workbook. Save it again as .xlsx and resend it"}
    print(json.dumps(found))  # noqa: T201 - read by the caller


def _convert(kept: Path, scratch: Path, asked: SheetQuestion) -> SheetAnswer:
    rows, shown, named = _read(kept, scratch, asked)
    title_rows = _title_rows(rows, asked)
    first, last = asked.header_row or [rows[title_rows][0]] * 2
    body = [row for row in rows if row[0] > last]
    header_of = _header_of(_headers(rows, first, last), body)
    if not header_of:
        raise UnreadableError(
            f"has nothing in row {first} of {named}. Expected the "
            "headers there; send it so, or name their row in the contract (header_row)"
        )
    as_shown = {n for n, name in header_of.items() if plain(name) in asked.text_headers}
    _format(body, shown, as_shown)
    _write(scratch, header_of, body)
    never = {name: shown.never_calculated(n, last) for n, name in header_of.items()}
    partly = {name: shown.partly_calculated(n, last) for n, name in header_of.items()}
    return SheetAnswer(
        headers=tuple(header_of.values()),
        above=tuple(cell for number, cells in rows if number < first for cell in cells if cell),
        title_rows=title_rows,
        never_calculated={name: row for name, row in never.items() if row is not None},
        partly_calculated={name: found for name, found in partly.items() if found is not None},
        foreign=shown.foreign_below(last, header_of),
        merged=tuple(
            (row, tuple(header_of[n] for n in columns if n in header_of))
            for row, columns in shown.merged
            if row > last
        ),
        hidden_rows=tuple(number for number, _ in body if number in shown.hidden),
    )


def _read(kept: Path, scratch: Path, asked: SheetQuestion) -> tuple[list[Row], Cells, str]:
    """The rows of the sheet as text, what its cells show, and how a message names it."""
    _copy_checked(kept, scratch, asked.unpacked_mb)
    with calamine.CalamineWorkbook.from_path(str(scratch)) as workbook:
        sheet = _sheet(workbook, asked)
        with zipfile.ZipFile(scratch) as archive:
            shown = sheet_cells.read(archive, sheet.name)
        named = _named(workbook, [sheet.name], asked)
        return list(_text_rows(sheet, named, asked.date_format, shown)), shown, named


def _header_of(headers: list[str], body: list[Row]) -> dict[int, str]:
    """The header of each column that has one or a filled cell; none where no column has a header.
    A column without a header is named by its letters."""
    if not any(headers):
        return {}
    return {
        n: header or f"column {_letters(n)}"
        for n, header in enumerate(headers)
        if header or any(cells[n] for _, cells in body)
    }


def _write(scratch: Path, header_of: dict[int, str], body: list[Row]) -> None:
    with scratch.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        write([*header_of.values(), "row"])
        for number, cells in body:
            write([*(cells[n] for n in header_of), number])


def _title_rows(rows: list[Row], asked: SheetQuestion) -> int:
    """The filled rows above the first row with known headers. None where the contract names the
    rows of the header."""
    if asked.header_row:
        return 0
    first_rows = [cells for _, cells in rows[: header_search.MAX_TITLE_ROWS + 1]]
    return header_search.place([first_rows], set(asked.known_headers))


def _format(rows: list[Row], shown: Cells, columns: set[int]) -> None:
    """Write numbers in these columns as the sheet shows them."""
    if not any(column in columns for _, column in shown.formatted):
        return
    for number, cells in rows:
        for column in columns:
            cells[column] = shown.formatted.get((number, column), cells[column])


def _copy_checked(kept: Path, scratch: Path, unpacked_mb: int) -> None:
    """Copy the archive to `scratch` after checking each member's size and checksum.

    OpenDocument requires a `mimetype` member, and calamine reads nothing without it. DfE's
    publications lack it, so it is added to the copy.
    """
    with kept.open("rb") as file:
        if file.read(4) == other_format.OLE:
            raise UnreadableError(PROTECTED)
    with zipfile.ZipFile(kept) as archive:
        if sum(member.file_size for member in archive.infolist()) > unpacked_mb << 20:
            raise UnreadableError(
                f"unpacks to more than {unpacked_mb:,} MB. Expected less; send it in parts, or "
                "raise max_unpacked_mb in settings/bounds.yml"
            )
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        names = set(archive.namelist())
        if BINARY in names:
            raise UnreadableError(
                "is a binary workbook (.xlsb). Expected .xlsx or .ods; save it as .xlsx and resend"
            )
        if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
            raise UnreadableError(PROTECTED)
    scratch.write_bytes(kept.read_bytes())
    if "content.xml" in names and "mimetype" not in names:
        with zipfile.ZipFile(scratch, "a") as archive:
            archive.writestr("mimetype", MIMETYPE)


def _sheet(workbook: Any, asked: SheetQuestion) -> Any:
    """The sheet that the contract names; else the visible one with the known headers, or where none
    has them the one whose first rows have the most filled cells: a cover has few."""
    sheets = [m for m in workbook.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    name = asked.sheet
    if name is not None:
        among = [m.name for m in sheets if m.name.strip().casefold() == name.casefold()]
        if not among:
            raise UnreadableError(
                f"has no sheet '{name}'. Found: "
                f"{_named(workbook, [each.name for each in sheets], asked)}. Name the sheet so, or "
                "state its name in the contract (sheet)"
            )
    else:
        among = [m.name for m in sheets if m.visible == calamine.SheetVisibleEnum.Visible]
    known = set(asked.known_headers)
    headers = {each: _known_headers(workbook.get_sheet_by_name(each), known) for each in among}
    filled = {each: counts for each, counts in headers.items() if counts is not None}
    if not filled:
        which = f"sheet '{name}'" if name else "any visible sheet"
        raise UnreadableError(f"has no cell filled in {which}. Expected a header and rows; resend")
    return workbook.get_sheet_by_name(_one_with_headers(workbook, filled, asked))


def _one_with_headers(
    workbook: Any, filled: dict[str, tuple[int, int]], asked: SheetQuestion
) -> str:
    most = max(known for known, _ in filled.values())
    if most < header_search.FEWEST_KNOWN:
        return max(filled, key=lambda name: filled[name][1])
    with_headers = [name for name, (known, _) in filled.items() if 2 * known > most]
    if len(with_headers) > 1:
        raise UnreadableError(
            f"has the headers in {_named(workbook, with_headers, asked)}. Expected one table; name "
            "its sheet in the contract (sheet), or send each sheet as a file of its own"
        )
    return max(filled, key=lambda name: filled[name])


def _named(workbook: Any, names: list[str], asked: SheetQuestion) -> str:
    """Sheets as a message names them."""
    if not asked.is_personal:
        return ", ".join(f"sheet '{name}'" for name in names)
    return ", ".join(f"sheet {workbook.sheet_names.index(name) + 1}" for name in names)


def _known_headers(sheet: Any, known: set[str]) -> tuple[int, int] | None:
    """The known headers in the row that has the most, and the filled cells in the one that has the
    most; None for a sheet without a filled cell."""
    rows = sheet.iter_rows()
    first = [[str(cell) for cell in row] for row in islice(rows, header_search.MAX_TITLE_ROWS + 1)]
    if not any(cell.strip() for row in (*first, *_later(rows, first)) for cell in row):
        return None
    most = max((header_search.count(row, known) for row in first), default=0)
    return most, max((sum(bool(cell.strip()) for cell in row) for row in first), default=0)


def _later(rows: Iterator[Any], first: list[list[str]]) -> Iterator[list[str]]:
    """The rest of a sheet whose first rows are empty."""
    if not any(cell.strip() for row in first for cell in row):
        yield from ([str(cell) for cell in row] for row in rows)


def _text_rows(sheet: Any, named: str, date_format: str, shown: Cells) -> Iterator[Row]:
    """Each row that is not blank, with its number in the sheet (from 1) and its cells from A on. An
    error is its word (#N/A), which calamine leaves empty. `named` is the sheet in a message."""
    with_errors = {row for row, _ in shown.errors}
    _, left = sheet.start  # calamine returns blank rows above the first cell, but not blank columns
    if left > FURTHEST_LEFT:
        raise UnreadableError(
            f"has its first filled cell in column {_letters(left)} of {named}. "
            "Expected a table that begins near column A; delete what is far outside it and resend"
        )
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number not in with_errors and all(cell == "" for cell in row):
            continue  # a cell far to the right gives each blank row above it thousands of cells
        cells = [""] * left + [_text(cell, date_format) for cell in row]
        if number in with_errors:
            cells = [shown.errors.get((number, n), cell) for n, cell in enumerate(cells)]
        if any(cells):
            yield number, cells


def _text(cell: Any, date_format: str) -> str:
    """A cell as CSV text; a truth value is no number. A number has 15 significant digits, as the
    spreadsheet shows it: an amount keeps its pennies, and the residue of binary arithmetic is
    dropped. If its last digits are lost, it is in scientific notation, which is no column's id."""
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if not cell.is_integer():
            return format(Decimal(f"{cell:.15g}"), "f")
        case float() if abs(cell) > FIRST_INEXACT:
            return format(cell, ".14E")
        case float():
            return str(int(cell))
        case dt.datetime() if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            return cell.isoformat(" ")
        case dt.date():
            return cell.strftime(date_format)
        case _:
            return str(cell)


def _headers(rows: list[Row], first: int, last: int) -> list[str]:
    """Each column's header. The parts of a header in several rows are joined from top to bottom."""
    width = max(len(cells) for _, cells in rows)
    among = [cells for number, cells in rows if first <= number <= last]
    columns = ([cells[n] for cells in among if cells[n]] for n in range(width))
    return [" ".join(" ".join(parts).split()) for parts in columns]


def _letters(place: int) -> str:
    """The column's letters as the spreadsheet shows them: 0 → A, 26 → AA."""
    higher, place = divmod(place, 26)
    return (_letters(higher - 1) if higher else "") + chr(ord("A") + place)


if __name__ == "__main__":
    main(*sys.argv[1:])
