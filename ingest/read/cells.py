"""SQL that reads a CSV: a trimmed text `cell_<n>` for each column of the file."""

from ingest.formats.csv_text import Text
from ingest.read.text_scan import TextScan
from ingest.sql import literal

LONGEST_RECORD = 1 << 24
READ_AHEAD = 1 << 25
UNTRIMMED = r"\p{Z}\p{Cc}\p{Cf}"
ROW_IN_SHEET = "row_in_sheet"
IS_EMPTY = "_is_empty"


def select(text: Text, scan: TextScan, null_values: tuple[str, ...]) -> str:
    """`cell_0`, `cell_1` and so on, empty cells and `null_values` as null; with `row_in_sheet`
    where the text is numbered. The cells that hold for every row come last."""
    in_file = _count(text)
    trimmed = [_trimmed(f"c{n}", text, scan) for n in range(in_file)]
    cells = [f"{_or_null(cell, null_values)} as cell_{n}" for n, cell in enumerate(trimmed)]
    cells += [f"{literal(each)} as cell_{n}" for n, each in enumerate(text.constants, in_file)]
    if text.numbered:
        cells.append(ROW_IN_SHEET)
    return f"select {', '.join(cells)} from {_read_csv(text)}"


def is_empty(text: Text) -> str:
    """SQL that is true for a record whose every cell in the file is empty."""
    in_file = ", ".join(f"cell_{n}" for n in range(_count(text)))
    return f"coalesce({in_file}) is null"


def _count(text: Text) -> int:
    return len(text.headers) - len(text.constants)


def _or_null(cell: str, null_values: tuple[str, ...]) -> str:
    if not null_values:
        return cell
    words = ", ".join(literal(word.strip().lower()) for word in null_values)
    return f"case when lower({cell}) not in ({words}) then {cell} end"


def _trimmed(cell: str, text: Text, scan: TextScan) -> str:
    """Characters that nobody sees are trimmed like spaces.

    `trim` costs more than all casts together, and three times as much with a tab in its list. So
    tabs are named only where there are any, and where a cell can only have plain spaces at its
    ends, only cells with one there are trimmed."""
    if scan.may_have_unseen:
        at_ends = f"^[{UNTRIMMED}]+|[{UNTRIMMED}]+$"
        trimmed = f"nullif(regexp_replace({cell}, '{at_ends}', '', 'g'), '')"
        return f"case when regexp_matches({cell}, '{at_ends}') then {trimmed} else {cell} end"
    if scan.has_tabs and text.delimiter != "\t":
        return f"nullif(trim({cell}, ' \t\r\n\u00a0'), '')"
    trimmed = f"nullif(trim({cell}), '')"
    if scan.may_have_wide_spaces:
        return trimmed
    if scan.has_quotes:  # a quoted cell can end with a line end
        trimmed = f"nullif(trim({cell}, ' \r\n'), '')"
        ends = " or ".join(f"suffix({cell}, {end})" for end in ("' '", "chr(10)", "chr(13)"))
        return f"case when {cell} < '!' or {ends} then {trimmed} else {cell} end"
    return f"case when {cell} < '!' or suffix({cell}, ' ') then {trimmed} else {cell} end"


def _read_csv(text: Text) -> str:
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(_count(text)))
    if text.numbered:
        columns += f", '{ROW_IN_SHEET}': 'BIGINT'"
    return (
        f"read_csv({literal(str(text.path))}, auto_detect = false, header = true, "
        f"delim = {literal(text.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {READ_AHEAD})"
    )
