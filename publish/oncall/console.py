"""Aligned tables of text for the console."""

from collections.abc import Sequence
from decimal import Decimal

NUMBERS = (int, float, Decimal)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows under their heads as text; columns of numbers are aligned right."""
    return "\n".join(aligned([heads, *rows]))


def aligned(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return one line for each row, with columns of equal width."""
    cells = [[_text(value) for value in row] for row in rows]
    columns = range(len(rows[0]) if rows else 0)
    widths = [max(len(row[i]) for row in cells) for i in columns]
    right = [any(isinstance(row[i], NUMBERS) for row in rows) for i in columns]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if type(value) is int else str(value)
