"""Findings on texts that are kept as they are, and that their sender may not have meant.

A spreadsheet or a tool has rewritten them as numbers: 4.5E+09, whose last digits are lost, and
10012.0, which joins with no 10012; or as dates: 05-Mar for the cost centre 3/5. Or a database
writes NULL where there is nothing, and all rows with it would have one supplier.

In identifiers and keys scientific notation can't be read (`damaged_cells.py`); where the contract
has codes or a pattern, 10012.0 is read as 10012 (`casts.py`).
"""

from collections.abc import Iterator

from ingest.read import withheld
from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.read.text_scan import TextScan
from ingest.read.values import damaged_cells
from ingest.read.values.damaged_cells import EXPONENT

LOST = "a number in scientific notation, whose last digits are lost (export the column as text)"
WHOLE = "[0-9]+[.]0"
NULL = r"(?i)[(<]?null[)>]?|n/a|\\N"
NOTHING = (
    "a word such as NULL or N/A, kept as text (if it means an empty cell, name it under "
    "null_values in the contract)"
)
MONTHS = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
AS_DATE = (
    rf"(?i)\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}}-{MONTHS}(-\d+)?|"
    rf"{MONTHS}-\d{{2,4}}"
)
DATE = (
    "a date, which a spreadsheet may have made of an id (05-Mar of 3/5; export the column as text)"
)
DECIMAL = "a whole number written as a decimal (12.0), which is another text than 12"


def findings(batch: Batch, scan: TextScan, of_sheet: bool) -> list[str]:
    """A sentence for each column that has any; nothing is counted where the scan found none.
    `of_sheet`: the text is that of a workbook, in which any column can hold dates."""
    return [
        f"{name}: {count:,} cell(s) hold {what}, first at line {line}"
        for pattern, what in _looked_for(scan, of_sheet)
        for name, count, line in _counted(batch, pattern)
    ]


def _looked_for(scan: TextScan, of_sheet: bool) -> Iterator[tuple[str, str]]:
    if scan.may_have_exponents:
        yield EXPONENT, LOST
    if scan.may_have_decimal_wholes:
        yield WHOLE, DECIMAL
    if scan.begins_with_words_for_nothing:
        yield NULL, NOTHING
    if scan.begins_with_short_dates or of_sheet:
        yield AS_DATE, DATE


def _counted(batch: Batch, pattern: str) -> Iterator[tuple[str, int, int]]:
    """Each column of plain text or ids with such cells, their number and the first line."""
    for name, raw_name in batch.contract.stored_columns.items():
        column = batch.contract.columns[name]
        if pattern == EXPONENT and damaged_cells.identifies(batch.contract, name):
            continue
        if pattern == AS_DATE and not (column.required or name in batch.contract.key):
            continue  # a description or reference can be a date
        if column.type == "case_id":
            cell, rows = withheld.clear(raw_name), f"withheld join landed using ({ROW})"
        elif column.type == "text" and column.pattern is None:
            cell, rows = raw_name, "landed"
        else:
            continue
        found = batch.connection.execute(
            f"select count(*), min(_line) from {rows} where regexp_full_match({cell}, '{pattern}')"
        ).fetchone()
        if found and found[0]:
            yield name, int(found[0]), int(found[1])
