"""The findings on a file's text: its encoding, and what was left out of it."""

from collections.abc import Mapping

from ingest.formats import encoding
from ingest.formats.csv_text import Text
from ingest.read import cells, text_scan
from ingest.read.text_scan import TextScan

EXCEL_ROWS = 1_048_576  # of a sheet, the header included; what exceeds them is cut off

OLD_EXCEL_ROWS = 65_536  # of a sheet of an .xls
# Rows below the header with which tools end an export, whatever there is more
LIMITS = {
    1_000: "Select Top 1000 Rows of SQL Server Management Studio",
    30_000: "an export of Power BI to .csv",
    150_000: "an export of Power BI to .xlsx",
}

LEFT_OUT = {
    cells.EMPTY: "empty row",
    cells.HEADERS: "repetition of the headers",
    cells.LINE: "drawn line",
    cells.OF_A_TOOL: "line that a database tool prints (such as 12 rows selected)",
    cells.OF_NO_ROW: "record without a key (rows_have)",
    cells.OF_NO_VALUE: "record without a filled cell of those side by side",
    cells.IGNORED: "row that the contract ignores (ignored_rows)",
}


def find(text: Text, scan: TextScan, left_out: Mapping[str, int]) -> list[str]:
    """The findings, none for a plain table in UTF-8."""
    found = list(text.remarks)
    if text.encoding != encoding.UTF_8:
        found.append(f"read as {text.encoding}: the file is not UTF-8")
    if scan.unreadable_characters:
        line = text_scan.first_line_with(text.path, encoding.REPLACEMENT) + text.title_rows
        found.append(
            f"{_count(scan.unreadable_characters, 'place')} with bytes that are not UTF-8, first "
            f"in line {line}: replaced by U+FFFD"
        )
    if scan.is_encoded_twice:
        line = text_scan.first_line_with(text.path, *text_scan.ENCODED_TWICE) + text.title_rows
        found.append(
            f"text that was encoded twice (\u00c2\u00a3 for \u00a3), first in line {line}: kept as "
            "it is; correct the export, which takes UTF-8 for another encoding"
        )
    if text.has_title:
        found.append(f"{_count(text.title_rows, 'title row')} above the headers skipped")
    counts = [(left_out.get(kind, 0), noun) for kind, noun in LEFT_OUT.items()]
    return [*found, *(f"{_count(count, noun)} left out" for count, noun in counts if count)]


def of_last_row(row: int, rows: int) -> list[str]:
    """The finding on a file that ends where a sheet of Excel or an export of a tool does; `row` is
    its last row, `rows` how many it holds."""
    if row in (EXCEL_ROWS, OLD_EXCEL_ROWS):
        return [
            f"the file ends in row {row:,}, the last that a sheet of Excel holds: rows after it "
            "may be missing; compare the rows with the system's, and export without Excel or in "
            "parts"
        ]
    if rows in LIMITS:
        return [
            f"the file holds {rows:,} rows, with which {LIMITS[rows]} ends: rows after them may be "
            "missing; compare the rows with the system's, and export all of them"
        ]
    return []


def _count(number: int, noun: str) -> str:
    plural = {
        "repetition": "repetitions",
        "row": "rows",
        "line": "lines",
        "record": "records",
        "place": "places",
    }
    words = [word if number == 1 else plural.get(word, word) for word in noun.split(" ")]
    return f"{number:,} {' '.join(words)}"
