"""The least and the most that each secret sum can be, by linear programmes over the whole system.

Two programmes for each sum would take too long. So `_seen` first solves a few programmes over the
whole system; each gives counts of people that fit all figures. A sum that differs enough between
two of them can't be derived. Only for the other sums `ends` calculates the exact least and most,
each in the part of the system that is connected with the sum.
"""

from contextlib import suppress
from typing import Any

from publish.disclosure.system import Secret, System

WIDE_ENOUGH = 3  # people between the least and the most of a sum that can't be derived
SMALLEST_SHOWN = 6  # counts of 1 to 5 could identify a child (DfE's rule for SEN2)
WORTH_ANOTHER = 25  # sums: where a programme widens fewer, those left are cheaper one by one
MOST = 100_000  # people in a cell; no authority has as many
CLOSE = 1e-6  # the solver's accuracy


def derivable(system: System) -> list[Secret]:
    """Return the secrets whose least and most are closer than WIDE_ENOUGH people and allow a count
    of 1 to 5. Raises Impossible where no counts of people fit the figures."""
    import numpy as np

    secrets = [each for each in system.secrets if each.people.cells]
    derived = [each for each in system.secrets if not each.people.cells and _is_small(each)]
    if not secrets:
        return derived
    programme = _Programme(system)
    sums = _matrix([dict.fromkeys(each.people.cells, 1.0) for each in secrets], system)
    known = np.array([each.people.known for each in secrets], dtype=float)
    least, most = _seen(programme, sums)
    for at in np.flatnonzero(most - least < WIDE_ENOUGH - CLOSE):
        least[at], most[at] = programme.ends(secrets[at].people.cells)
    least, most = least + known, most + known
    narrow = most - least < WIDE_ENOUGH - CLOSE
    small = (least < SMALLEST_SHOWN - CLOSE) & (most > CLOSE)
    return derived + [secrets[at] for at in np.flatnonzero(narrow & small)]


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


def _is_small(shown: Secret) -> bool:
    return 0 < shown.people.known < SMALLEST_SHOWN


class _Programme:
    """The equations and inequalities of a system as matrices, for any objective."""

    def __init__(self, system: System) -> None:
        import numpy as np
        from scipy.sparse.csgraph import connected_components

        self._equal = _matrix([row for row, _ in system.equations], system)
        self._equals = np.array([number for _, number in system.equations], dtype=float)
        self._below = _matrix([row for row, _ in system.inequalities], system)
        self._is_below = np.array([number for _, number in system.inequalities], dtype=float)
        self._least = np.array(system.least, dtype=float)
        together = abs(self._equal.T) @ abs(self._equal) + abs(self._below.T) @ abs(self._below)
        _, self._parts = connected_components(together, directed=False)

    def corner(self, direction: Any, most: Any = None) -> Any:
        """Return possible counts of all cells, none above `most`, for which the sum of `direction`
        times count is least. Where no possible counts keep below `most`, it is ignored."""
        rows = (self._equal, self._equals), (self._below, self._is_below)
        if most is not None:
            with suppress(Impossible):
                return _solve(direction, *rows, self._least, most)
        return _solve(direction, *rows, self._least)

    def ends(self, cells: tuple[int, ...]) -> tuple[float, float]:
        """Return the least and the most that a sum of cells can be."""
        import numpy as np

        # Only cells that equations connect with the sum, and only equations that have such cells.
        connected = np.flatnonzero(np.isin(self._parts, self._parts[list(cells)]))
        equal, below = self._equal[:, connected], self._below[:, connected]
        equal_rows, below_rows = np.diff(equal.indptr) > 0, np.diff(below.indptr) > 0
        weights = np.isin(connected, cells).astype(float)
        values = [
            weights
            @ _solve(
                sign * weights,
                (equal[equal_rows], self._equals[equal_rows]),
                (below[below_rows], self._is_below[below_rows]),
                self._least[connected],
            )
            for sign in (1, -1)
        ]
        return values[0], values[1]


class Impossible(ValueError):
    """No counts of people fit the figures of the open tables."""


def _solve(direction: Any, equal: Any, below: Any, least: Any, most: Any = None) -> Any:
    import numpy as np
    from scipy.optimize import linprog

    found = linprog(
        direction,
        A_eq=equal[0] if len(equal[1]) else None,
        b_eq=equal[1] if len(equal[1]) else None,
        A_ub=below[0] if len(below[1]) else None,
        b_ub=below[1] if len(below[1]) else None,
        bounds=np.column_stack([least, np.full(len(least), MOST) if most is None else most]),
        method="highs",
    )
    if found.status:
        raise Impossible(f"No counts of people fit the open tables: {found.message}")
    return found.x


def _matrix(rows: list[dict[int, float]], system: System) -> Any:
    from scipy.sparse import coo_array

    numbers = [number for row in rows for number in row.values()]
    at = [place for place, row in enumerate(rows) for _ in row]
    cells = [cell for row in rows for cell in row]
    return coo_array((numbers, (at, cells)), shape=(len(rows), len(system.least))).tocsr()
