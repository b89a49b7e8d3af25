"""The invented schools, colleges and providers of an authority, and how each of them bills.

Their numbers begin with the demonstration la_code, where neither GIAS nor UKRLP has any.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.authority import Authority
from synthetic.ledger import SUPPLIERS

MAINSTREAM_SCHOOLS = 40
# what a supplier's kind of name is as a place to learn; therapists are none
KINDS = {
    "School": "special",
    "College": "post_16",
    "Learning Ltd": "independent",
    "Care and Education": "independent",
}
# How the providers of a kind bill, one after the other: all children in one line; each by the
# placement's id or by an invoice number of their own; a twelfth of the price; a third each term.
BILLING = {
    "mainstream": ("list", "list", "reference", "list", "list", "number", "list", "list"),
    "special": ("list", "list", "number", "list", "list", "reference", "list", "list"),
    "independent": ("reference", "number", "termly", "number", "reference", "twelfths"),
    "post_16": ("list", "reference", "list", "list", "number", "list", "twelfths"),
}
TUTORS = tuple(
    (f"S{number:05d}", name) for number, name in enumerate(SUPPLIERS) if name.endswith("Tuition")
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A place to learn; a college has no URN here, so that both numbers occur in placements.
    `place` is its own among those of its kind."""

    kind: str
    name: str
    urn: str
    ukprn: str
    supplier_id: str
    place: int

    @property
    def billing(self) -> str:
        """How it bills."""
        ways = BILLING[self.kind]
        return ways[self.place % len(ways)]


def providers(authority: Authority) -> dict[str, list[Provider]]:
    """Return an authority's providers by kind."""
    found: dict[str, list[Provider]] = {kind: [] for kind in BILLING}
    for number in range(MAINSTREAM_SCHOOLS):
        name = f"Invented School {number + 1}"
        _add(found, authority, "mainstream", name, (500 + number, 500 + number))
    for number, name in enumerate(SUPPLIERS):
        for kind in [kind for ending, kind in KINDS.items() if name.endswith(ending)]:
            _add(found, authority, kind, name, (100 + number, number))
    return found


def supplier_rows(authority: Authority) -> list[tuple[str, str, str, str]]:
    """Return (supplier_id, urn, ukprn, provider_name) of every provider."""
    return sorted(
        (each.supplier_id, each.urn, each.ukprn, each.name)
        for kind in providers(authority).values()
        for each in kind
    )


def _add(
    found: dict[str, list[Provider]],
    authority: Authority,
    kind: str,
    name: str,
    numbers: tuple[int, int],
) -> None:
    establishment, supplier = numbers
    urn = "" if kind == "post_16" else f"{authority.la_code}{establishment}"
    ukprn = f"{authority.la_code}{establishment:05d}"
    place = len(found[kind])
    found[kind].append(Provider(kind, name, urn, ukprn, f"S{supplier:05d}", place))
