"""The invented schools, colleges and providers of an authority, and which are its suppliers.

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


@dataclass(frozen=True, slots=True)
class Provider:
    """A place to learn; a college has no URN here, so that both numbers occur in placements."""

    kind: str
    name: str
    urn: str
    ukprn: str
    supplier_id: str = ""


def providers(authority: Authority) -> dict[str, list[Provider]]:
    """Return an authority's providers by kind."""
    found: dict[str, list[Provider]] = {"mainstream": []}
    for number in range(MAINSTREAM_SCHOOLS):
        school = _provider(authority, "mainstream", f"Invented School {number + 1}", 500 + number)
        found["mainstream"].append(school)
    for number, name in enumerate(SUPPLIERS):
        kinds = [kind for ending, kind in KINDS.items() if name.endswith(ending)]
        for kind in kinds:
            supplier = _provider(authority, kind, name, 100 + number, f"S{number:05d}")
            found.setdefault(kind, []).append(supplier)
    return found


def supplier_rows(authority: Authority) -> list[tuple[str, str, str, str]]:
    """Return (supplier_id, urn, ukprn, provider_name) of every supplier that is a provider."""
    return sorted(
        (each.supplier_id, each.urn, each.ukprn, each.name)
        for kind in providers(authority).values()
        for each in kind
        if each.supplier_id
    )


def _provider(
    authority: Authority, kind: str, name: str, number: int, supplier_id: str = ""
) -> Provider:
    urn = "" if kind == "post_16" else f"{authority.la_code}{number}"
    return Provider(kind, name, urn, f"{authority.la_code}{number:05d}", supplier_id)
