"""Malformed records: records of a CSV that can't be split into the header's cells, and rows that a
stray quotation mark has made part of another row's cell.
"""

import csv
import mmap
import re
from pathlib import Path

from ingest.errors import FileRejected
from ingest.formats import surplus_cells
from ingest.formats.csv_text import Text
from ingest.read import cells
from ingest.read.batch import Batch
from ingest.read.text_scan import TextScan, count_lines
from ingest.read.values import derived
from ingest.sql import literal

MAX_CELL = 1 << 24
FEWEST_COLUMNS = 5  # with fewer, an address in one cell can have as many commas as a row
BLANK_LINE = re.compile(rb"(?<=\n)\r?\n|(?<=\r)\r")
UNPAIRED_QUOTES = (
    "the quotation marks of the record don't pair (one within a cell is written twice)"
)
REASONS = {
    "MISSING COLUMNS": "the record has fewer cells than the header",
    "TOO MANY COLUMNS": "the record has more cells than the header",
    "UNQUOTED VALUE": UNPAIRED_QUOTES,
    "LINE SIZE OVER MAXIMUM": "the record is longer than 16 MiB",
    "INVALID ENCODING": "the record holds bytes that are no text",
}

# What sqlplus, psql and SQL Server Management Studio print below a table or beside it
ROWS_STATED = (
    r"[(]?(no|\d+) rows? (affected|selected|returned|fetched)[.]?[)]?|"
    r"[(]\d+ rows?[)]"
)
OF_A_TOOL = (
    rf"(?i)({ROWS_STATED}|SQL> .*|Completion time: .*|(PL/SQL procedure|Commands) "
    "(successfully completed|completed successfully)[.]?)"
)
DRAWN = "[-=_+ ]{3,}"  # psql crosses its lines with a plus
NOTHING = "' \t\r\n' || chr(12) || chr(26)"  # spaces, the ends of a page and of a file

csv.field_size_limit(MAX_CELL)


def collect(batch: Batch, text: Text, name: str) -> None:
    """Create table `malformed` from the errors that DuckDB stored while it read, and count it.
    Records that are no rows are counted as left out.

    Raises FileRejected for a quotation mark that is never closed.
    """
    if not batch.count("reject_errors"):
        return
    mark = literal(text.delimiter + surplus_cells.MARK)
    batch.connection.execute(
        f"create table malformed as select line, replace(any_value(csv_line), {mark}, '') "
        "as raw_text, "
        "min(line_byte_position) as starts, "
        f"list_sort(list(distinct {_reason()})) as reasons "
        "from reject_errors group by line order by line"
    )
    _check_quotes_closed(batch, text.title_rows, name)
    if not text.numbered:
        _count_blank_lines(batch, text.path)
    _note_places(batch)
    batch.has_places = True
    _leave_out(batch, text.delimiter)
    if text.title_rows:
        batch.connection.execute(f"update malformed set line = line + {text.title_rows}")
    batch.malformed = batch.count("malformed")


def _reason() -> str:
    whens = " ".join(f"when {literal(k)} then {literal(v)}" for k, v in REASONS.items())
    return f"case cast(error_type as varchar) {whens} else lower(cast(error_type as varchar)) end"


def _check_quotes_closed(batch: Batch, title_rows: int, name: str) -> None:
    first = batch.connection.execute(
        "select min(line) from malformed "
        "where contains(trim(raw_text, chr(13) || chr(10)), chr(10)) "
        f"and list_contains(reasons, {literal(UNPAIRED_QUOTES)})"
    ).fetchone()
    if first and first[0] is not None:
        raise FileRejected(
            f"{name} opens a quotation mark in record {first[0] + title_rows} and never closes it, "
            "so the rows after it can't be separated. Expected balanced quotes; send the file "
            "again."
        )


def _count_blank_lines(batch: Batch, path: Path) -> None:
    """DuckDB counts the blank lines before a malformed record, but none before a row. Subtract
    them, so that `line` is the record's place in the file for both, the header being 1."""
    last = batch.connection.execute("select max(starts) from malformed").fetchone()
    if last is None or last[0] is None:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        blank = [each.start() for each in BLANK_LINE.finditer(text, 0, int(last[0]))]
    if blank:
        batch.connection.execute("create temp table blank (place bigint)")
        batch.connection.execute("insert into blank select unnest(?::bigint[])", [blank])
        batch.connection.execute(
            "update malformed set line = line - (select count(*) from blank where place < starts)"
        )


def _note_places(batch: Batch) -> None:
    """Create table `before_malformed`: for each malformed record that rows follow, how many rows
    are before it."""
    batch.connection.execute(
        "create table before_malformed as from ("
        "select line - 1 - row_number() over (order by line) as rows_before from malformed"
        f") where rows_before < {batch.records_split}"
    )


def _leave_out(batch: Batch, delimiter: str) -> None:
    """Remove what is no row: a record of delimiters alone, whatever their number, with the mark of
    a file's end (^Z) or a page's; what the contract ignores, by the record's first cell; a drawn
    line; and what a database tool prints, of which the numbers of rows are kept."""
    text = f"trim(translate(raw_text, {literal(delimiter)} || '\"', ''), {NOTHING})"
    kinds = {cells.EMPTY: f"{text} = ''"}
    if batch.contract.ignored_rows:
        starts = f"ltrim(raw_text, {literal(delimiter)} || '\"' || {NOTHING})"
        first = f"trim(split_part({starts}, {literal(delimiter)}, 1), '\"' || {NOTHING})"
        pattern = literal(cells.ignored_pattern(batch.contract))
        kinds[cells.IGNORED] = f"regexp_full_match({first}, {pattern})"
    kinds[cells.LINE] = f"regexp_full_match({text}, {literal(DRAWN)})"
    kinds[cells.OF_A_TOOL] = f"regexp_full_match({text}, {literal(OF_A_TOOL)})"
    for kind, condition in kinds.items():
        if kind == cells.OF_A_TOOL:
            batch.rows_stated += _rows_stated(batch, text)
        batch.left_out[kind] += batch.count(f"malformed where {condition}")
        batch.connection.execute(f"delete from malformed where {condition}")


def _rows_stated(batch: Batch, text: str) -> list[int]:
    """The numbers of rows that a database tool states; "no rows" are 0."""
    found = batch.connection.execute(
        f"select coalesce(try_cast(regexp_extract({text}, '\\d+') as bigint), 0) from malformed "
        f"where regexp_full_match({text}, {literal('(?i)' + ROWS_STATED)}) order by line"
    ).fetchall()
    return [int(number) for (number,) in found]


def check_rows_stated(batch: Batch, name: str) -> None:
    """Raises FileRejected where a database tool has printed other numbers of rows than the file
    holds. Several results can be printed into one file, and a total that the contract ignores, or a
    row without a value, can be one of a result."""
    stated = batch.rows_stated
    rows = batch.records_with_rows + batch.malformed + batch.rows_erased
    may_count = (cells.IGNORED, cells.EMPTY, cells.OF_NO_ROW, cells.OF_NO_VALUE)
    most = rows + sum(batch.left_out[each] for each in may_count)
    if stated and not any(rows <= each <= most for each in (*stated, sum(stated))):
        numbers = " and ".join(f"{each:,}" for each in stated)
        raise FileRejected(
            f"{name} holds {rows:,} rows, and the tool that wrote it states {numbers} below them. "
            "Expected as many as stated; send the whole file again."
        )


def check_no_rows_in_cells(text: Text, scan: TextScan, records: int, name: str) -> None:
    """Two stray quotation marks make one well-formed cell of all the rows between them.

    Raises FileRejected for a cell of several lines that has as many delimiters as these lines
    would have as rows.
    """
    width = len(text.headers)
    if not scan.has_quotes or width < FEWEST_COLUMNS or count_lines(text.path) <= records + 1:
        return
    with text.path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        try:
            for line, record in enumerate(csv.reader(stream, delimiter=text.delimiter), 1):
                if any(_holds_rows(cell, text.delimiter, width) for cell in record):
                    raise FileRejected(
                        f"{name} opens a quotation mark in record {line + text.title_rows} and "
                        "closes it rows later, so that they became the text of one cell. Expected "
                        "balanced quotes; send the file again."
                    )
        except csv.Error:
            return  # DuckDB has read the file, and such a record is in `malformed`


def _holds_rows(cell: str, delimiter: str, width: int) -> bool:
    breaks = max(cell.count("\n"), cell.count("\r"))
    return breaks > 0 and cell.count(delimiter) == breaks * (width - 1)


def corrected_lines(batch: Batch) -> str:
    """SQL `replace (...)` that adds the malformed records before a row to its line number; empty
    where there are none."""
    if not batch.has_places or not batch.count("before_malformed"):
        return ""
    place = f"_line - {batch.first_line}"
    line = f"_line + (select count(*) from before_malformed where rows_before <= {place})"
    numbers = [
        f"{derived.record_number(column, line)} as {batch.contract.raw_name(name)}"
        for name, column in batch.contract.columns.items()
        if column.derive == "record_number"
    ]
    return f" replace ({', '.join([f'{line} as _line', *numbers])})"
