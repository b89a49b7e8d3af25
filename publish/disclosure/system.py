"""What a reader knows of the counts behind the open tables, as linear equations and inequalities.

The unknowns are cells: the smallest groups of people that a table counts, each at least 0. A
published figure is a sum of cells (`Sum`), a percentage two inequalities. The system also holds the
sums that a reader must not learn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

HALF_A_TENTH = 0.05  # a percentage rounded to one decimal is at most this far from the exact one


@dataclass(frozen=True)
class Sum:
    """A number of known people and some unknown cells."""

    cells: tuple[int, ...] = ()
    known: int = 0


@dataclass(frozen=True)
class Secret:
    """A sum of people of one authority, and what it counts, in words for the person on call."""

    la_code: str
    counts: str
    people: Sum


@dataclass
class System:
    """`least`: the smallest number of people in each cell. `equations` and `inequalities`: pairs of
    coefficients by cell and the number that the sum of coefficient times cell equals, or is at
    most. `secrets`: the sums that a reader must not learn. `everybody`: by authority and day, the
    children with a plan, as the first table that counts them has them."""

    least: list[int] = field(default_factory=list)
    equations: list[tuple[dict[int, float], float]] = field(default_factory=list)
    inequalities: list[tuple[dict[int, float], float]] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    everybody: dict[tuple[str, date], Sum] = field(default_factory=dict)

    def cell(self, least: int) -> int:
        """Add a cell of at least so many people; return its number."""
        self.least.append(least)
        return len(self.least) - 1

    def is_known(self, people: Sum, number: int) -> None:
        """Add that the reader is shown the number of people of a sum."""
        if people.cells:
            self.equations.append((dict.fromkeys(people.cells, 1.0), number - people.known))

    def counts_everybody(self, la_code: str, day: date, people: Sum) -> None:
        """Add that a sum is all children of an authority with a plan on a day: every table that
        counts them has the same number. Raises ValueError where two tables show other numbers."""
        other = self.everybody.setdefault((la_code, day), people)
        if other == people:
            return
        if not other.cells and not people.cells:
            raise ValueError(
                f"{la_code}: two open tables count {other.known} and {people.known} plans on {day}."
            )
        row = dict.fromkeys(people.cells, 1.0) | dict.fromkeys(other.cells, -1.0)
        self.equations.append((row, other.known - people.known))

    def rate_is_known(self, part: Sum, whole: Sum, percentage: float) -> None:
        """Add that the reader is shown part of whole, in per cent with one decimal, half-up."""
        if not part.cells and not whole.cells:
            return
        for sign, share in ((1, percentage + HALF_A_TENTH), (-1, percentage - HALF_A_TENTH)):
            row: dict[int, float] = {}
            for cell in part.cells:
                row[cell] = row.get(cell, 0) + sign * 100.0
            for cell in whole.cells:
                row[cell] = row.get(cell, 0) - sign * share
            self.inequalities.append((row, sign * (share * whole.known - 100.0 * part.known)))


def total(sums: Iterable[Sum]) -> Sum:
    """The sum of sums that have no cell in common."""
    parts = list(sums)
    cells = tuple(cell for part in parts for cell in part.cells)
    return Sum(cells, sum(part.known for part in parts))
