"""What `workbook.py` asks about a workbook and what its child process `sheets.py` answers, as JSON.

Both processes import it, so it imports little.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class SheetQuestion:
    """The table of a workbook to be read, and how.

    `sheet` is its name, or None; `header_row` the first and last row of its header, from 1, or
    None. `known_headers` show where the header is. Dates are written in `date_format`, and numbers
    below `text_headers` as the sheet shows them. `memory` (bytes), `seconds` (of processor time)
    and `unpacked_mb` bound the reading. Where `is_personal`, a message names sheets by their place,
    since there may be one for each child.
    """

    sheet: str | None
    header_row: tuple[int, int] | None
    date_format: str
    known_headers: tuple[str, ...]
    text_headers: tuple[str, ...]
    memory: int
    seconds: int
    unpacked_mb: int
    is_personal: bool

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        content: dict[str, Any] = json.loads(text)
        header_row = content["header_row"]
        return cls(
            **content
            | {
                "header_row": (header_row[0], header_row[1]) if header_row else None,
                "known_headers": tuple(content["known_headers"]),
                "text_headers": tuple(content["text_headers"]),
            }
        )


@dataclass(frozen=True)
class SheetAnswer:
    """The headers of the table that was read, and what is to be known about its cells.

    `above` are the cells above the header and `title_rows` their filled rows. By header:
    `never_calculated` has the first row of a column of formulas without values; `partly_calculated`
    the number of its formulas without a value, and their first row; `foreign` the number of cells
    in another currency, and their first row. `merged` are merged cells: their first row and
    headers. `hidden_rows` are the rows that the sheet does not show.
    """

    headers: tuple[str, ...]
    above: tuple[str, ...]
    title_rows: int
    never_calculated: dict[str, int]
    partly_calculated: dict[str, tuple[int, int]]
    foreign: dict[str, tuple[int, int]]
    merged: tuple[tuple[int, tuple[str, ...]], ...]
    hidden_rows: tuple[int, ...]

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        return cls(
            headers=tuple(content["headers"]),
            above=tuple(content["above"]),
            title_rows=content["title_rows"],
            never_calculated=content["never_calculated"],
            partly_calculated=_pairs(content["partly_calculated"]),
            foreign=_pairs(content["foreign"]),
            merged=tuple((row, tuple(headers)) for row, headers in content["merged"]),
            hidden_rows=tuple(content["hidden_rows"]),
        )


def _pairs(content: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {header: (count, first) for header, (count, first) in content.items()}
