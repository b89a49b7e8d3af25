"""Finds records that are no rows: totals, ends of reports, page numbers."""

import re

from ingest.column import Column
from ingest.formats.csv_text import Text
from ingest.sql import literal
from ingest.suggest.values import Cells

# Patterns of the first filled cell, as `ignored_rows` takes them. They show no value of the file.
FOOTERS = (
    r"(sub-?\s?|grand |report |page |group |overall )?totals?\b.*",
    r"\W*end of (report|file|data|extract).*",
    r"\*{1,4}",  # SAP's totals
    r"page \d+.*",
    r"\d+ (rows|records|lines|items).*",
    r"(printed|generated|produced|extracted|run)( on| by| at|:).*",
)


def alone(text: Text) -> tuple[str, ...]:
    """The patterns of the lines that hold a footer alone, without a delimiter, which are no records
    of the table."""
    if text.numbered:
        return ()
    with text.path.open(encoding="utf-8", errors="replace") as stream:
        lines = [line.strip(' "\r\n') for line in stream if text.delimiter not in line]
    return tuple(
        pattern
        for pattern in FOOTERS
        if any(re.fullmatch(pattern, line, re.IGNORECASE) for line in lines)
    )


def remove(found: Cells, positions: dict[str, int], headers: int) -> tuple[str, ...]:
    """Remove the footers from the cells, and return their patterns.

    `headers` is the number of columns of the file. A record with all that a row needs is a row,
    whatever it begins with."""
    contract = found.contract
    needed = [
        _is_no(contract.columns[name], f"cell_{position}")
        for name, position in positions.items()
        if name in contract.key or contract.columns[name].required
    ]
    if not needed:
        return ()
    first = f"coalesce({', '.join(f'cell_{n}' for n in range(headers))})"
    return tuple(
        pattern
        for pattern in FOOTERS
        if found.remove(
            f"regexp_full_match({first}, {literal('(?i)' + pattern)}) and ({' or '.join(needed)})"
        )
    )


def _is_no(column: Column, cell: str) -> str:
    """SQL for whether a cell is no value that a row needs: it is empty, or the number of rows below
    a column of codes that are words."""
    if column.type != "code" or any(code.isdigit() for code in column.codes):
        return f"{cell} is null"
    return f"({cell} is null or regexp_full_match({cell}, '[0-9,.]+'))"
