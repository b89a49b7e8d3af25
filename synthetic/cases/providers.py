"""The invented schools and colleges of an authority, its suppliers, and how each one bills.

URNs and UKPRNs begin with the invented la_code; the national registers, GIAS and UKRLP, have none
that do.
"""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.authority import Authority

SUPPLIERS = tuple(
    f"{place} {kind}"
    for kind in (
        "School",
        "College",
        "Learning Ltd",
        "Care and Education",
        "Therapies",
        "Tuition",
        "Travel",
        "Outreach",
    )
    for place in (
        "Hollowmere",
        "Cragside Fold",
        "Wintlebrook",
        "Sallow Bank",
        "Tarnhouse",
        "Merrilees",
        "Oxlip Grange",
        "Starling Court",
    )
)
MAINSTREAM_SCHOOLS = 40
# The kind of provider by the end of the supplier's name; the other suppliers are not providers.
KINDS = {
    "School": "special",
    "College": "post_16",
    "Learning Ltd": "independent",
    "Care and Education": "independent",
}
# How the providers of a kind bill, in their order: `list` sends one line for all children;
# `reference` and `number` send a line for each child, with the placement's id or with an invoice
# number only; `twelfths` and `termly` send a twelfth of the price a month or a third a term.
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
    """A school or college; colleges have a UKPRN only, so that both numbers occur in placements.

    `place` counts the providers of a kind from 0.
    """

    kind: str
    name: str
    urn: str
    ukprn: str
    supplier_id: str
    place: int

    @property
    def billing(self) -> str:
        """Return how the provider bills, see BILLING."""
        methods = BILLING[self.kind]
        return methods[self.place % len(methods)]


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
