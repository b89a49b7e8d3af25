"""Derives bounds of the suppressed counts of a needs profile, with a linear programme.

The unknowns are the suppressed cells of one table (an authority on a day). Each count that is
shown, in any breakdown, is an equation. A suppressed row counts at least one child, because a row
without children is not published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

DIMENSIONS = ("primary_need", "phase", "setting_type", "sex")
Key = tuple[str, ...]


@dataclass
class Known:
    """One table as published: the count of every row, None where it is suppressed."""

    rows: dict[Key, int | None]

    def cells(self) -> list[Key]:
        return sorted(key for key in self.rows if "total" not in key)


def _within(cell: Key, row: Key) -> bool:
    return all(part in ("total", own) for own, part in zip(cell, row, strict=True))


def interval_widths(known: Known, enough: int) -> dict[Key, float]:
    """Return the distance between the least and the most that each suppressed row can count.

    A width below `enough` is exact. Any other is at least `enough`, and may be less than exact.
    """
    unknown = [cell for cell in known.cells() if known.rows[cell] is None]
    suppressed = [row for row, count in known.rows.items() if count is None]
    if not suppressed:
        return {}
    lines, left = [], []
    for row, count in known.rows.items():
        inside = [i for i, cell in enumerate(unknown) if _within(cell, row)]
        if "total" in row and count is not None:
            shown = (c for c in known.cells() if known.rows[c] is not None and _within(c, row))
            lines.append(inside)
            left.append(count - sum(known.rows[c] or 0 for c in shown))
    equations = _matrix(lines, len(unknown))
    sums = _matrix(
        [[i for i, c in enumerate(unknown) if _within(c, r)] for r in suppressed], len(unknown)
    )
    return dict(zip(suppressed, _widths(equations, np.array(left), sums, enough), strict=True))


def _matrix(lines: list[list[int]], columns: int) -> Any:
    places = [(row, column) for row, inside in enumerate(lines) for column in inside]
    rows, at = ([place[i] for place in places] for i in (0, 1))
    return coo_array((np.ones(len(places)), (rows, at)), shape=(len(lines), columns)).tocsr()


def _widths(equations: Any, left: Any, sums: Any, enough: int) -> list[float]:
    """Return the width of each sum.

    A few random corners of the possible counts show that most are wide enough; the least and the
    most of each other sum are then calculated.
    """

    def corner(weights: Any) -> Any:
        found = linprog(weights, A_eq=equations, b_eq=left, bounds=(1, None), method="highs")
        assert found.status in (0, 3), found.message
        if found.status == 3:
            raise Unbounded
        return sums @ found.x

    rng = np.random.default_rng(5)
    directions: Iterable[Any] = (rng.normal(size=sums.shape[1]) for _ in range(60))
    least = np.full(sums.shape[0], np.inf)
    most = -least
    for weights in directions:
        try:
            seen = corner(weights)
        except Unbounded:
            continue
        least, most = np.minimum(least, seen), np.maximum(most, seen)
    for row in np.flatnonzero(~(most - least >= enough)):
        weights = sums[[row], :].toarray()[0]
        for sign in (1, -1):
            try:
                seen = corner(sign * weights)
            except Unbounded:
                most[row] = np.inf
                continue
            least, most = np.minimum(least, seen), np.maximum(most, seen)
    return [float(width) for width in np.round(most - least, 6)]


class Unbounded(Exception):
    """The published counts set no bound to a sum."""
