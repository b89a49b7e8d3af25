"""The least and the most that each secret sum can be, by linear programmes.

Two programmes for each sum would take too long. So `_seen` first solves a few programmes over many
sums; each gives counts of people that fit all figures. A sum that differs enough between two of
them can't be derived. Only for the other sums `ends` calculates the exact least and most, each in
the part of the system that is connected with the sum.

The time that a programme takes grows faster than its size, so `_batches` divides a system into
smaller ones that have no figure in common.
"""

import functools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from publish.disclosure.small_counts import SMALL, SMALLEST_SHOWN
from publish.disclosure.system import Secret, System

WIDE_ENOUGH = 3  # people between the least and the most of a sum that can't be derived
BATCH = 2_000  # cells; fewer cost more calls of the solver, more cost more time for each cell
WORTH_ANOTHER = 4  # sums: where a programme widens fewer, those left are cheaper one by one
MOST = 100_000  # people in a cell; no authority has as many
CLOSE = 1e-6  # the solver's accuracy


def derivable(system: System) -> list[Secret]:
    """Return the secrets whose least and most are closer than WIDE_ENOUGH people and allow a count
    of 1 to 5. Raises Impossible where no counts of people fit the figures."""
    import numpy as np

    derived = [
        each for each in system.secrets if not each.people.cells and each.people.known in SMALL
    ]
    secrets = [each for each in system.secrets if each.people.cells]
    if not secrets:
        return derived
    least, most = np.zeros(len(secrets)), np.zeros(len(secrets))
    sums = _matrix([dict.fromkeys(each.people.cells, 1.0) for each in secrets], system)
    for programme, cells in _batches(_of(system), sums):
        of_batch = _rows_with(sums, cells)
        least[of_batch], most[of_batch] = _ends(programme, sums[of_batch][:, cells])
    known = np.array([each.people.known for each in secrets], dtype=float)
    least, most = least + known, most + known
    narrow = most - least < WIDE_ENOUGH - CLOSE
    small = (least < SMALLEST_SHOWN - CLOSE) & (most > CLOSE)
    return derived + [secrets[at] for at in np.flatnonzero(narrow & small)]


def _ends(programme: "_Programme", sums: Any) -> tuple[Any, Any]:
    """The least and the most of each sum; where they are WIDE_ENOUGH apart, two numbers between
    them that are so too."""
    import numpy as np

    least, most = _seen(programme, sums)
    for at in np.flatnonzero(most - least < WIDE_ENOUGH - CLOSE):
        least[at], most[at] = programme.ends(sums[[at]].indices)
    return least, most


def _seen(programme: "_Programme", sums: Any) -> tuple[Any, Any]:
    """The least and the most of each sum in a few possible counts of all cells: the true least is
    at most that, the true most at least that. Each programme makes the narrow sums large together,
    until one widens fewer than WORTH_ANOTHER of them."""
    import numpy as np

    random = np.random.default_rng(1)
    number_of_cells = sums.shape[1]
    possible = [programme.corner(sign * random.normal(size=number_of_cells)) for sign in (1, -1)]
    narrow_before = sums.shape[0] + WORTH_ANOTHER
    while True:
        seen = np.array([sums @ counts for counts in possible])
        least, most = seen.min(axis=0), seen.max(axis=0)
        narrow = most - least < WIDE_ENOUGH - CLOSE
        if narrow_before - narrow.sum() < WORTH_ANOTHER:
            return least, most
        narrow_before = narrow.sum()
        # A narrow sum of one cell is wide enough at this limit. Above it, it would only take people
        # that other sums of the same total need to become large.
        of_one_cell = narrow & (sums.sum(axis=1) == 1)
        limit = np.full(number_of_cells, MOST)
        limit[sums[of_one_cell].indices] = least[of_one_cell] + WIDE_ENOUGH
        weights = sums.T @ (narrow * random.uniform(1, 2, len(narrow)))
        possible.append(programme.corner(-weights, limit))


@dataclass(frozen=True)
class _Programme:
    """Equations and inequalities of cells as matrices, each with the numbers that its rows equal or
    are at most, and the least of each cell; for any objective."""

    equal: Any
    equals: Any
    below: Any
    is_below: Any
    least: Any

    def of_cells(self, cells: Any) -> "_Programme":
        """The programme of some cells, which no row joins with others."""
        equal, below = _rows_with(self.equal, cells), _rows_with(self.below, cells)
        return _Programme(
            self.equal[equal][:, cells],
            self.equals[equal],
            self.below[below][:, cells],
            self.is_below[below],
            self.least[cells],
        )

    @functools.cached_property
    def parts(self) -> Any:
        """For each cell the number of its part: rows join cells to parts."""
        return _joined(self.equal, self.below)

    def corner(self, direction: Any, most: Any = None) -> Any:
        """Return possible counts of all cells, none above `most`, for which the sum of `direction`
        times count is least. Where no possible counts keep below `most`, it is ignored."""
        if most is not None:
            with suppress(Impossible):
                return self._solve(direction, most)
        return self._solve(direction, MOST)

    def ends(self, cells: Any) -> tuple[float, float]:
        """Return the least and the most that a sum of cells can be."""
        import numpy as np

        connected = np.flatnonzero(np.isin(self.parts, self.parts[cells]))
        programme = self.of_cells(connected)
        weights = np.isin(connected, cells).astype(float)
        least, most = (weights @ programme.corner(sign * weights) for sign in (1, -1))
        return least, most

    def _solve(self, direction: Any, most: Any) -> Any:
        import numpy as np
        from scipy.optimize import linprog

        found = linprog(
            direction,
            A_eq=self.equal if len(self.equals) else None,
            b_eq=self.equals if len(self.equals) else None,
            A_ub=self.below if len(self.is_below) else None,
            b_ub=self.is_below if len(self.is_below) else None,
            bounds=np.column_stack([self.least, np.broadcast_to(most, self.least.shape)]),
            method="highs",
            options={"presolve": False},  # it takes longer than it saves in programmes of this size
        )
        if found.status:
            raise Impossible(f"No counts of people fit the open tables: {found.message}")
        return found.x


class Impossible(ValueError):
    """No counts of people fit the figures of the open tables."""


def _of(system: System) -> _Programme:
    import numpy as np

    return _Programme(
        _matrix([row for row, _ in system.equations], system),
        np.array([number for _, number in system.equations], dtype=float),
        _matrix([row for row, _ in system.inequalities], system),
        np.array([number for _, number in system.inequalities], dtype=float),
        np.array(system.least, dtype=float),
    )


def _batches(programme: _Programme, sums: Any) -> Iterator[tuple[_Programme, Any]]:
    """Divide a programme between parts that no row and no sum joins, into batches of about BATCH
    cells; return each with its cells."""
    import numpy as np

    parts = _joined(programme.equal, programme.below, sums)
    first_of_part = np.cumsum(np.bincount(parts)) - np.bincount(parts)
    batch = (first_of_part // BATCH)[parts]
    for number in np.unique(batch):
        cells = np.flatnonzero(batch == number)
        yield programme.of_cells(cells), cells


def _joined(*matrices: Any) -> Any:
    """For each cell the number of its part: the rows of the matrices join cells to parts."""
    from scipy.sparse import block_array, vstack
    from scipy.sparse.csgraph import connected_components

    rows = vstack(matrices)
    by_cell = block_array([[None, rows.T], [rows, None]])  # a graph of cells and rows
    return connected_components(by_cell, directed=False)[1][: rows.shape[1]]


def _rows_with(matrix: Any, cells: Any) -> Any:
    """The rows of a matrix that have one of the cells."""
    import numpy as np

    return np.flatnonzero(np.diff(matrix[:, cells].indptr))


def _matrix(rows: list[dict[int, float]], system: System) -> Any:
    from scipy.sparse import coo_array

    numbers = [number for row in rows for number in row.values()]
    at = [place for place, row in enumerate(rows) for _ in row]
    cells = [cell for row in rows for cell in row]
    return coo_array((numbers, (at, cells)), shape=(len(rows), len(system.least))).tocsr()
