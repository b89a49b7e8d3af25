"""SQL that reads a CSV: a trimmed text `cell_<n>` for each column of the file."""

from ingest.contract import Contract
from ingest.formats.csv_text import Text
from ingest.read.text_scan import TextScan
from ingest.read.values import text_marks
from ingest.sql import literal

LONGEST_RECORD = 1 << 24
READ_AHEAD = 1 << 25
UNTRIMMED = r"\p{Z}\p{Cc}\p{Cf}"
ROW_IN_SHEET = "row_in_sheet"
LEFT_OUT = "_left_out"
EMPTY, HEADERS, LINE, IGNORED = "empty", "headers", "line", "ignored"
OF_A_TOOL = "of a tool"
OTHER_HEADERS = "other headers"
OF_NO_ROW = "of no row"
OF_NO_VALUE = "of no value"  # no cell side by side is filled
OTHER_ROW = "other row"  # of a record that has a row, or is counted as another kind
FEWEST_HEADERS = 3  # cells that make a record the headers of other columns, or in another order
DRAWN_LINE = "[-=_]{3,}"


def select(text: Text, scan: TextScan, null_values: tuple[str, ...]) -> str:
    """`cell_0`, `cell_1` and so on, empty cells and `null_values` as null; with `row_in_sheet`
    where the text is numbered. The cells that hold for every row come last."""
    in_file = _count(text)
    trimmed = [_trimmed(f"c{n}", text, scan) for n in range(in_file)]
    cells = [f"{or_null(cell, null_values)} as cell_{n}" for n, cell in enumerate(trimmed)]
    cells += [f"{literal(each)} as cell_{n}" for n, each in enumerate(text.constants, in_file)]
    if text.numbered:
        cells.append(ROW_IN_SHEET)
    return f"select {', '.join(cells)} from {_read_csv(text)}"


def left_out(text: Text) -> str:
    """SQL for what a record is that is no row: empty, the headers again (on each page of a report),
    or a drawn line; null for a row."""
    names = [f"cell_{n}" for n in range(_count(text))]
    whens = [f"coalesce({', '.join(names)}) is null then {literal(EMPTY)}"]
    whens.append(f"{_repeats_headers(text, names)} then {literal(HEADERS)}")
    cells = f"concat_ws('', {', '.join(names)})"
    begins = " or ".join(f"prefix({names[0]}, '{mark}')" for mark in ("--", "==", "__"))
    drawn = f"regexp_full_match({cells}, {literal(DRAWN_LINE)})"
    whens.append(f"({begins}) and {drawn} then {literal(LINE)}")
    return f"case when {' when '.join(whens)} end"


def headers_again(text: Text) -> list[str]:
    """SQL conditions, each with what a record that can't be read is: the headers in another case,
    or headers of other columns or in another order, whose rows would be read by the wrong ones."""
    names = [f"cell_{n}" for n in range(_count(text))]
    headers = [" ".join(each.split()).lower() for each in text.headers[: len(names)]]
    filled = sorted({each for each in headers if each})
    listed = ", ".join(map(literal, filled))
    equal = f"list_filter([{', '.join(names)}], lambda cell: lower(cell) in ({listed}))"
    least = max(FEWEST_HEADERS, len(filled) // 2)
    cells = f"concat_ws(chr(31), {', '.join(names)})"
    again = literal("\x1f".join(each for each in headers if each))
    return [
        f"lower({cells}) = {again} then {literal(HEADERS)}",
        f"len({equal}) >= {least} then {literal(OTHER_HEADERS)}",
    ]


def is_ignored(contract: Contract, text: Text) -> str:
    """SQL that is true for a record that begins with a pattern of the contract's `ignored_rows`."""
    names = ", ".join(f"cell_{n}" for n in range(_count(text)))
    return f"regexp_full_match(coalesce({names}), {literal(ignored_pattern(contract))})"


def ignored_pattern(contract: Contract) -> str:
    """The pattern of the first filled cell of a record that the contract ignores."""
    return f"(?i)(?:{'|'.join(f'(?:{each})' for each in contract.ignored_rows)})"


def _repeats_headers(text: Text, names: list[str]) -> str:
    """The first filled header is compared first, and decides for nearly every record."""
    headers = [" ".join(header.split()) for header in text.headers[: len(names)]]
    equal = [f"{name} = {literal(each)}" for name, each in zip(names, headers, strict=True) if each]
    empty = [f"{name} is null" for name, each in zip(names, headers, strict=True) if not each]
    return " and ".join([*equal, *empty]) if equal else "false"


def _count(text: Text) -> int:
    return len(text.headers) - len(text.constants)


def or_null(cell: str, null_values: tuple[str, ...]) -> str:
    """SQL for a cell, null where it is one of the words that mean an empty cell."""
    if not null_values:
        return cell
    words = ", ".join(literal(word.strip().lower()) for word in null_values)
    return f"case when lower({cell}) not in ({words}) then {cell} end"


def _trimmed(cell: str, text: Text, scan: TextScan) -> str:
    trimmed = _without_spaces(cell, text, scan)
    return text_marks.removed_sql(trimmed) if scan.may_have_text_marks else trimmed


def _without_spaces(cell: str, text: Text, scan: TextScan) -> str:
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
