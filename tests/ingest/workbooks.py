"""Small workbooks, written without the library that reads them.

A cell is text, a number, a date, a truth value or nothing, and lands as just that.
"""

import datetime as dt
import io
import re
import zipfile
from xml.sax.saxutils import escape

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
FIRST_DAY = dt.date(1899, 12, 30)  # Excel's day 0


def typed(csv: str) -> list[list]:
    """The rows of a plain CSV, each cell as a person would have typed it into a spreadsheet."""
    return [[_cell(cell) for cell in line.split(",")] for line in csv.splitlines()]


def _cell(text: str):
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return dt.date.fromisoformat(text)
    if re.fullmatch(r"-?\d{1,12}([.]\d+)?", text):
        return float(text)
    return {"TRUE": True, "FALSE": False}.get(text, text)


def xlsx(sheets: dict[str, list[list]], hidden: tuple[str, ...] = ()) -> bytes:
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(names, 1)
    )
    links += f'<Relationship Id="rs" Type="{OFFICE}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        body = "".join(_xlsx_row(number, row) for number, row in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
        )
    return packed(parts)


def _xlsx_row(number: int, row: list) -> str:
    cells = "".join(_xlsx_cell(f"{letters(n)}{number}", cell) for n, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def letters(place: int) -> str:
    return (letters(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


def _xlsx_cell(place: str, cell) -> str:
    match cell:
        case "" | None:
            return f'<c r="{place}"/>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case dt.date():
            return f'<c r="{place}" s="1"><v>{(cell - FIRST_DAY).days}</v></c>'
        case float() | int():
            return f'<c r="{place}"><v>{cell!r}</v></c>'
        case _:
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def ods(sheets: dict[str, list[list]], mimetype: bool = True, manifest: str = "") -> bytes:
    """As LibreOffice packs it; DfE's publications come without the member `mimetype`."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(_ods_row, rows))}'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(f'xmlns:{each}="{OASIS}:{each}:1.0"' for each in ("office", "table", "text"))
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"} if mimetype else {}
    parts["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    parts["content.xml"] = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(parts)


def _ods_row(row: list) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell) -> str:
    match cell:
        case "" | None:
            return "<table:table-cell/>"
        case bool():
            value = f'boolean" office:boolean-value="{str(cell).lower()}"'
        case dt.date():
            value = f'date" office:date-value="{cell.isoformat()}"'
        case float() | int():
            value = f'float" office:value="{cell!r}"'
        case _:
            value = 'string"'
    shown = f"<text:p>{escape(str(cell))}</text:p>"
    return f'<table:table-cell office:value-type="{value}>{shown}</table:table-cell>'


def packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            head = "" if name == "mimetype" else '<?xml version="1.0" encoding="UTF-8"?>'
            archive.writestr(name, head + content)
    return file.getvalue()
