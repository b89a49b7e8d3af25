"""The least and the most that each secret sum can be, by linear programmes over the whole system.

Possible counts that differ show that a sum can differ. One programme makes as many sums as it can
large together, until nothing more is gained; only for those that are left, the least and the most
are calculated, each in the part of the system that has something to do with it.
"""

from contextlib import suppress
from typing import Any

from publish.disclosure.system import Secret, System

WIDE_ENOUGH = 3  # people between the least and the most
SMALLEST_SHOWN = 6  # counts of 1 to 5 could identify a child (DfE's rule for SEN2)
WORTH_ANOTHER = 25  # sums that a programme of the whole must settle to cost less than each alone
MOST = 100_000  # people in a cell; a bound that no authority reaches
CLOSE = 1e-6  # the solver's accuracy


def derivable(system: System) -> list[Secret]:
    """The secrets that a reader can place within fewer than WIDE_ENOUGH people, and that may be a
    count of 1 to 5. Raises Impossible where no counts of people fit the figures."""
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
    """The least and the most of each sum in some possible counts."""
    import numpy as np

    random = np.random.default_rng(1)
    cells = np.zeros(sums.shape[1])
    counts = [programme.corner(sign * random.normal(size=len(cells))) for sign in (1, -1)]
    left = sums.shape[0] + WORTH_ANOTHER
    while True:
        seen = np.array([sums @ each for each in counts])
        least, most = seen.min(axis=0), seen.max(axis=0)
        narrow = most - least < WIDE_ENOUGH - CLOSE
        if left - narrow.sum() < WORTH_ANOTHER:
            return least, most
        left = narrow.sum()
        # No cell needs to be larger than wide enough, so that the others can be large too.
        alone = narrow & (sums.sum(axis=1) == 1)
        limit = np.full(len(cells), MOST)
        limit[sums[alone].indices] = least[alone] + WIDE_ENOUGH
        wanted = sums.T @ (narrow * random.uniform(1, 2, len(narrow)))
        counts.append(programme.corner(-wanted, limit))


def _is_small(shown: Secret) -> bool:
    return 0 < shown.people.known < SMALLEST_SHOWN


class _Programme:
    """The linear programme of a system, to be solved in any direction."""

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
        """Possible counts of all cells, none above `most`, that make `direction` times them least;
        without these limits, where no counts keep them."""
        rows = (self._equal, self._equals), (self._below, self._is_below)
        if most is not None:
            with suppress(Impossible):
                return _solve(direction, *rows, self._least, most)
        return _solve(direction, *rows, self._least)

    def ends(self, cells: tuple[int, ...]) -> tuple[float, float]:
        """The least and the most that a sum of cells can be."""
        import numpy as np

        inside = np.flatnonzero(np.isin(self._parts, self._parts[list(cells)]))
        equal, below = self._equal[:, inside], self._below[:, inside]
        rows, lower_rows = np.diff(equal.indptr) > 0, np.diff(below.indptr) > 0
        weights = np.isin(inside, cells).astype(float)
        values = [
            weights
            @ _solve(
                sign * weights,
                (equal[rows], self._equals[rows]),
                (below[lower_rows], self._is_below[lower_rows]),
                self._least[inside],
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
