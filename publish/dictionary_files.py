"""The data dictionary of what is published, for people: one HTML page and one Excel sheet."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from publish.reader import open_publication

AUDIENCES = {
    "open": "may be passed on",
    "figures": "figures for readers inside the council",
    "cases": "rows about one child each",
    "finance": "ledger lines, prices and payments",
}
HEADS = ("Table", "Audience", "Column", "Type", "Meaning")
QUERY = """
    select
        schema_name || '.' || table_name, audience, table_description, column_name, data_type,
        coalesce(column_description, '')
    from published.ops.data_dictionary
    order by schema_name, table_name, column_order
"""
STYLE = """
body { margin: 0 auto; padding: 1.2rem; max-width: 70rem; color: #1d2733;
  font: 16px/1.45 system-ui, "Segoe UI", Roboto, Arial, sans-serif }
h2 { margin: 2rem 0 .2rem } p { margin: .2rem 0 .6rem } .of { color: #5b6875 }
table { border-collapse: collapse; width: 100% }
tbody th { white-space: nowrap; font-weight: normal }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #d7dde3; text-align: left;
  vertical-align: top } nav a { margin-right: .8rem; white-space: nowrap }
"""


@dataclass(frozen=True)
class Column:
    """A row of the data dictionary."""

    table: str  # schema.table
    audience: str
    about_table: str
    name: str
    data_type: str
    meaning: str


def write(home: Path) -> list[Path]:
    """Write `docs/data_dictionary.html` and `.xlsx` of the current publication; return the files.

    Raises NothingPublished.
    """
    with open_publication(home) as db:
        columns = [Column(*row) for row in db.execute(QUERY).fetchall()]
    folder = home / "docs"
    folder.mkdir(exist_ok=True)
    page, sheet = folder / "data_dictionary.html", folder / "data_dictionary.xlsx"
    part = folder / "data_dictionary.part"
    part.write_text(_page(columns), encoding="utf-8")
    part.replace(page)
    _write_sheet(part, columns)
    part.replace(sheet)
    return [page, sheet]


def _page(columns: Sequence[Column]) -> str:
    tables: dict[str, list[Column]] = {}
    for column in columns:
        tables.setdefault(column.table, []).append(column)
    links = "".join(f'<a href="#{name}">{name}</a>' for name in tables)
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Data dictionary</title><style>{STYLE}</style></head><body>\n"
        f"<h1>Data dictionary</h1><nav>{links}</nav>\n"
        + "\n".join(_table(name, of_table) for name, of_table in tables.items())
        + "\n</body></html>\n"
    )


def _table(name: str, columns: Sequence[Column]) -> str:
    first = columns[0]
    rows = "".join(
        f'<tr><th scope="row">{html.escape(each.name)}</th>'
        f"<td>{html.escape(each.data_type)}</td>"
        f"<td>{html.escape(each.meaning)}</td></tr>"
        for each in columns
    )
    return (
        f'<h2 id="{name}">{name}</h2><p>{html.escape(first.about_table)}</p>'
        f'<p class="of">Audience: {first.audience} ({AUDIENCES[first.audience]})</p>'
        f'<table><thead><tr><th scope="col">column</th><th scope="col">type</th>'
        f'<th scope="col">meaning</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _write_sheet(path: Path, columns: Sequence[Column]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Data dictionary")
        sheet.write_row(0, 0, HEADS, book.add_format({"bold": True}))
        for row, each in enumerate(columns, start=1):
            cells = (each.table, each.audience, each.name, each.data_type, each.meaning)
            sheet.write_row(row, 0, cells, wrapped)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 3, 28)
        sheet.set_column(4, 4, 90)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(columns), len(HEADS) - 1)
