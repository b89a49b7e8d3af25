"""Somebody who reads the published profile and works out what was hidden, with a linear programme.

The unknowns are the cells of one table (an authority on a day). What is shown, in every breakdown,
is an equation; a hidden row stands for at least one child, since a row of none is not there.
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
    """One table as published: the count of every row, None where it is hidden."""

    rows: dict[Key, int | None]

    def cells(self) -> list[Key]:
        return sorted(key for key in self.rows if "total" not in key)


def _within(cell: Key, row: Key) -> bool:
    return all(part in ("total", own) for own, part in zip(cell, row, strict=True))


def certainty(known: Known, enough: int) -> dict[Key, float]:
    """How far apart the least and the most that each hidden row can be are; `enough` or more is
    given as `enough` at least."""
    unknown = [cell for cell in known.cells() if known.rows[cell] is None]
    hidden = [row for row, count in known.rows.items() if count is None]
    if not hidden:
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
        [[i for i, c in enumerate(unknown) if _within(c, r)] for r in hidden], len(unknown)
    )
    return dict(zip(hidden, _widths(equations, np.array(left), sums, enough), strict=True))


def _matrix(lines: list[list[int]], columns: int) -> Any:
    places = [(row, column) for row, inside in enumerate(lines) for column in inside]
    rows, at = ([place[i] for place in places] for i in (0, 1))
    return coo_array((np.ones(len(places)), (rows, at)), shape=(len(lines), columns)).tocsr()


def _widths(equations: Any, left: Any, sums: Any, enough: int) -> list[float]:
    """Widths of all sums: a few random corners of what is possible settle most, the rest are
    looked at one by one."""

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
    """Nothing published limits this."""
