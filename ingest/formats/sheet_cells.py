"""What calamine does not tell of a workbook's sheet: errors, formulas that were never calculated,
numbers shown with leading zeros, a prefix, as per cent or in another currency, hidden rows, merged
cells. They are read from the sheet's XML.

Only `sheets.py` uses it, in its child process; it imports little.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from ingest.formats import number_format

CHUNK = 1 << 20
OVERLAP = 32
RELATIONS = (  # of the two kinds of .xlsx: the usual one, and Strict Open XML
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CALCULATED_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
XLSX_MARKS = re.compile(
    rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']|\shidden=["'](?:1|true)|<(?:\w+:)?mergeCell\s"""
)
ODS_MARKS = re.compile(
    rb""":formula=|value-type=["']error["']|>0\d+<|:visibility=|:currency=["'](?!GBP)|:number-(?:rows|columns)-spanned="""
)
MERGED = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
ERROR = re.compile(r"#[A-Z/0!?_]+|Err:\d+")
SPANNED = ("rows", "columns")
MAX_ROW, MAX_COLUMN = 1 << 20, 1 << 14


@dataclass
class Cells:
    """`errors` and `formatted` (numbers with leading zeros, a prefix or as per cent) hold what the
    spreadsheet shows, by row (from 1) and column (from 0). `hidden` holds rows that it does not
    show, `merged` the first row of merged cells with the columns that they cover, `foreign` the
    rows of a column whose numbers are shown in another currency than pounds. `calculated` holds the
    last row of a column's formulas with a value, `uncalculated` the rows of those without."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formatted: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, frozenset[int]]] = field(default_factory=list)
    foreign: dict[int, list[int]] = field(default_factory=dict)
    calculated: dict[int, int] = field(default_factory=dict)
    uncalculated: dict[int, list[int]] = field(default_factory=dict)

    def add_formula(self, row: int, column: int, has_value: bool) -> None:
        if has_value:
            self.calculated[column] = row
        else:
            self.uncalculated.setdefault(column, []).append(row)

    def add_foreign(self, row: int, column: int) -> None:
        self.foreign.setdefault(column, []).append(row)

    def foreign_below(self, header: int, header_of: dict[int, str]) -> dict[str, tuple[int, int]]:
        """By the header of a column, the number of cells below it in another currency, and the
        first row of them."""
        below = {n: [row for row in self.foreign.get(n, ()) if row > header] for n in header_of}
        return {header_of[n]: (len(rows), rows[0]) for n, rows in below.items() if rows}

    def never_calculated(self, column: int, header: int) -> int | None:
        """The first row below the header with a formula without a value, where no formula of the
        column has one."""
        if self.calculated.get(column, 0) > header:
            return None
        return next((row for row in self.uncalculated.get(column, ()) if row > header), None)

    def partly_calculated(self, column: int, header: int) -> tuple[int, int] | None:
        """Where some formulas of the column below the header have a value: the number of those
        without one, and the row of the first."""
        rows = [row for row in self.uncalculated.get(column, ()) if row > header]
        return (len(rows), rows[0]) if rows and self.calculated.get(column, 0) > header else None


def read(archive: zipfile.ZipFile, sheet: str) -> Cells:
    """The cells of the sheet of that name. XML is parsed only where there can be any."""
    cells, names = Cells(), set(archive.namelist())
    if "content.xml" in names:
        _read_part(archive, "content.xml", ODS_MARKS, lambda part: _read_ods(part, sheet, cells))
        return cells
    part = _sheet_part(archive, sheet)
    if part in names:
        formats = _number_formats(archive) if "xl/styles.xml" in names else {}
        recalculates = "xl/calcChain.xml" not in names and _recalculates(archive)
        _read_part(
            archive,
            part,
            None if formats else XLSX_MARKS,
            lambda stream: _read_xlsx(stream, formats, recalculates, cells),
        )
        return cells
    raise ValueError("the sheet's part was not found, so that nobody knows what its cells hold")


def _read_part(
    archive: zipfile.ZipFile,
    part: str,
    marks: re.Pattern[bytes] | None,
    parse: Callable[[IO[bytes]], None],
) -> None:
    if marks is not None:
        with archive.open(part) as stream:
            if not _holds(stream, marks):
                return
    with archive.open(part) as stream:
        parse(stream)


def _holds(stream: IO[bytes], marks: re.Pattern[bytes]) -> bool:
    before = b""
    while chunk := stream.read(CHUNK):
        if marks.search(before + chunk):
            return True
        before = chunk[-OVERLAP:]
    return False


def _elements(stream: IO[bytes], *tags: str, events: tuple[str, ...] = ("end",)) -> Iterator[Any]:
    from lxml import etree  # type: ignore[import-untyped]  # most workbooks need no parser

    yield from etree.iterparse(
        stream, events=events, tag=tags, resolve_entities=False, huge_tree=True
    )


def _sheet_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive's member that holds a sheet of an .xlsx."""
    with archive.open("xl/workbook.xml") as stream:
        ids = {
            each.get("name"): each.get(RELATIONS[0]) or each.get(RELATIONS[1])
            for _, each in _elements(stream, "{*}sheet")
        }
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        targets = {
            each.get("Id"): each.get("Target") for _, each in _elements(stream, "{*}Relationship")
        }
    target = str(targets.get(ids.get(sheet)))
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _recalculates(archive: zipfile.ZipFile) -> bool:
    """Whether the workbook asks Excel to calculate it on opening, as libraries write it that
    calculate nothing themselves: a formula's 0 is then a placeholder."""
    with archive.open("xl/workbook.xml") as stream:
        return any(
            each.get("fullCalcOnLoad") in ("1", "true")
            for _, each in _elements(stream, "{*}calcPr")
        )


def _number_formats(archive: zipfile.ZipFile) -> dict[str, str]:
    """The number format by style (position in cellXfs), where a number is shown by it with other
    characters than its own."""
    codes = dict(number_format.BUILT_IN)
    formats: dict[str, str] = {}
    with archive.open("xl/styles.xml") as stream:
        for _, each in _elements(stream, "{*}numFmt", "{*}cellXfs"):
            if each.tag.endswith("}numFmt"):
                code = str(each.get("formatCode"))
                if number_format.changes_text(code) or number_format.is_foreign(code):
                    codes[str(each.get("numFmtId"))] = code
            else:
                styles = [codes.get(str(style.get("numFmtId"))) for style in each]
                formats = {str(n): code for n, code in enumerate(styles) if code}
    return formats


def _read_xlsx(
    stream: IO[bytes], formats: dict[str, str], recalculates: bool, cells: Cells
) -> None:
    row = 0
    for _, element in _elements(stream, "{*}row", "{*}mergeCell"):
        if element.tag.endswith("}mergeCell"):
            _note_merged(str(element.get("ref")), cells)
            continue
        row, column = int(element.get("r") or row + 1), -1
        if element.get("hidden") in ("1", "true"):
            cells.hidden.add(row)
        for cell in element:
            place = cell.get("r")
            column = _column(place) if place else column + 1
            _note_xlsx_cell(cell, row, column, formats, recalculates, cells)
        _free(element)


def _note_merged(place: str, cells: Cells) -> None:
    """Note the columns of which merged cells, such as B4:C7, leave a cell without a value."""
    if found := MERGED.fullmatch(place):
        left, right = _column(found[1]), _column(found[3])
        first = left if found[4] != found[2] else left + 1
        cells.merged.append((int(found[2]), frozenset(range(first, right + 1))))


def _note_xlsx_cell(
    cell: Any, row: int, column: int, formats: dict[str, str], recalculates: bool, cells: Cells
) -> None:
    kind, code = cell.get("t"), formats.get(cell.get("s"))
    value = (cell.findtext("{*}v") or "").strip()
    is_number = kind in (None, "n")
    if kind == "e":
        cells.errors[row, column] = _error(value)
    elif code and is_number and value and number_format.is_foreign(code):
        cells.add_foreign(row, column)
    elif code and is_number and (text := number_format.as_shown(code, value)):
        cells.formatted[row, column] = text
    if cell.find("{*}f") is not None:
        has_none = is_number and (not value or (recalculates and float(value) == 0))
        cells.add_formula(row, column, not has_none)


def _column(place: str) -> int:
    """The column of a place such as AB12, from 0."""
    column = 0
    for letter in place.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _read_ods(stream: IO[bytes], sheet: str, cells: Cells) -> None:
    row, name = 1, None
    tags = (f"{TABLE}table", f"{TABLE}table-row")
    for event, element in _elements(stream, *tags, events=("start", "end")):
        if element.tag == tags[0]:
            row, name = 1, element.get(f"{TABLE}name") if event == "start" else None
        elif event == "end":
            repeated = int(element.get(f"{TABLE}number-rows-repeated") or 1)
            if name == sheet:
                is_hidden = element.get(f"{TABLE}visibility") in ("collapse", "filter")
                for each in range(row, min(row + repeated, MAX_ROW + 1)):
                    if not _read_ods_row(element, each, cells):
                        break
                    if is_hidden:
                        cells.hidden.add(each)
            row += repeated
            _free(element)


def _read_ods_row(element: Any, row: int, cells: Cells) -> bool:
    """Whether the row holds anything."""
    column, is_filled = 0, False
    for cell in element:
        repeated = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        if len(cell) or cell.get(f"{TABLE}formula"):
            is_filled = True
            for each in range(column, min(column + repeated, MAX_COLUMN)):
                _note_ods_cell(cell, row, each, cells)
        column += repeated
    return is_filled


def _note_ods_cell(cell: Any, row: int, column: int, cells: Cells) -> None:
    shown = "".join(cell.xpath("string(*[local-name() = 'p'])")).strip()
    kind, formula = cell.get(f"{OFFICE}value-type"), cell.get(f"{TABLE}formula")
    if cell.get(CALCULATED_TYPE) == "error" or (formula and ERROR.fullmatch(shown)):
        cells.errors[row, column] = _error(shown)
    elif kind == "float" and _is_padded(shown, cell.get(f"{OFFICE}value")):
        cells.formatted[row, column] = shown
    if kind == "currency" and cell.get(f"{OFFICE}currency") not in (None, "GBP"):
        cells.add_foreign(row, column)
    rows, columns = (int(cell.get(f"{TABLE}number-{each}-spanned") or 1) for each in SPANNED)
    if rows > 1 or columns > 1:
        first = column if rows > 1 else column + 1
        cells.merged.append((row, frozenset(range(first, column + columns))))
    if formula:
        cells.add_formula(row, column, kind is not None)


def _is_padded(shown: str, value: str | None) -> bool:
    return re.fullmatch(r"0\d+", shown) is not None and float(value or -1) == int(shown)


def _error(shown: str) -> str:
    return shown if shown.startswith("#") else "#VALUE!"


def _free(element: Any) -> None:
    """Free the memory of a row that has been read."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
