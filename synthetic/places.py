"""The places that an authority plans and forecasts to need: a few schemes of every status."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypedDict

from synthetic.authority import Authority
from synthetic.cases.providers import providers
from synthetic.files import WrittenFile, write_rows

SENT = date(2026, 3, 31)
MADE = "2026-02-27"


class Scheme(NamedTuple):
    """One scheme, with the columns of the file."""

    scheme_id: str
    scheme_name: str
    urn: str
    place_type: str
    phase: str
    primary_need: str
    places: str
    opens_on: str
    status: str
    confidence_pct: str


class Forecast(NamedTuple):
    """The children who will need one kind of place in one year, with the columns of the file."""

    forecast_id: str
    made_on: str
    method: str
    academic_year: str
    place_type: str
    phase: str
    primary_need: str
    children: str


class PlaceAnswers(TypedDict):
    """Planned places by academic year, those of them that are committed, and children who will
    need a special place by academic year."""

    planned: dict[str, int]
    committed: dict[str, int]
    forecast_need: dict[str, int]


def schemes(authority: Authority) -> list[Scheme]:
    """Return the schemes of an authority; the first one is open and planned no more."""
    known = providers(authority)
    base, special = known["mainstream"][4], known["special"][1]
    size = authority.persons // 100
    return [
        Scheme("PS1", "Unit", base.urn, "sen_unit", "primary", "SLCN", "8", "2025-09-01", "open",
               "100"),
        Scheme("PS2", "Annexe", special.urn, "special", "primary", "ASD", str(size), "2027-09-01",
               "building", "95"),
        Scheme("PS3", "Base", base.urn, "resourced_provision", "primary", "ASD", "10",
               "2027-09-01", "approved", "80"),
        Scheme("PS4", "New school", "", "special", "secondary", "SEMH", str(2 * size),
               "2028-09-01", "proposed", "40"),
        Scheme("PS5", "College course", "", "post_16", "post_16", "", "12", "2027-09-01",
               "proposed", ""),
    ]  # fmt: skip


def forecasts(authority: Authority) -> list[Forecast]:
    """Return the children who will need a special place in five academic years."""
    now = authority.persons // 6
    return [
        Forecast(
            f"PF{n}", MADE, "SCAP", f"{2026 + n}-{27 + n}", "special", "", "", f"{now + 9 * n}"
        )
        for n in range(5)
    ]


def write_places(folder: Path, authority: Authority) -> list[WrittenFile]:
    """Write the planned places and the forecast below an authority's landing folder."""
    written = []
    for dataset, columns, rows in (
        ("planned_places", Scheme._fields, schemes(authority)),
        ("place_forecasts", Forecast._fields, forecasts(authority)),
    ):
        path = folder / "places" / f"{dataset}__{SENT}.csv"
        write_rows(path, columns, rows, authority.cases)
        written.append(WrittenFile(path, dataset, SENT, len(rows)))
    return written


def place_answers(authority: Authority) -> PlaceAnswers:
    """Count planned places and need by academic year."""
    planned: Counter[str] = Counter()
    committed: Counter[str] = Counter()
    for scheme in schemes(authority):
        year = int(scheme.opens_on[:4])  # they open in September
        if scheme.status != "open":
            planned[f"{year}-{year % 100 + 1}"] += int(scheme.places)
        if scheme.status in ("approved", "building"):
            committed[f"{year}-{year % 100 + 1}"] += int(scheme.places)
    return {
        "planned": dict(planned),
        "committed": dict(committed),
        "forecast_need": {f.academic_year: int(f.children) for f in forecasts(authority)},
    }
