"""The placements of children with a plan, one after the other, and the agreed price of each.

The mix is that of England's caseload at January 2025 (DfE, "Education, health and care plans" 2025,
caseload): 43.6 % mainstream, 30.4 % special including independent, 13.8 % further education.
Mean prices a year are £12,000 for a special school top-up and £55,000 for an independent school.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic.authority import HORIZON, Authority
from synthetic.cases.journeys import Plan
from synthetic.cases.providers import Provider, providers

HISTORY_FROM = date(2024, 1, 1)
KINDS = ("mainstream", "special", "independent", "post_16", "elsewhere")
UNDER_16, FROM_16 = (54, 31, 6, 0, 9), (10, 16, 6, 56, 12)
EARLY_YEARS, SCHOOL_AGE = ("EYP", "EYP", "OTH"), ("EHE", "OLA", "OTH", "OPA")
POST_16 = ("NEET", "NEET", "OLA", "NIEC", "NIEO")
PHASES = (4, 11, 16, 19)  # ages on 31 August at which a child changes school
SECOND_PLACEMENT = 0.11  # share of placements with tuition beside the school
BREAKDOWNS_PER_YEAR = 0.04
# spend category, mean pounds a year in 2025-26, price basis
PRICES = {
    "mainstream": ("mainstream_top_up", 4_800, "financial_year"),
    "special": ("special_school", 12_000, "financial_year"),
    "independent": ("independent_nmss", 55_000, "academic_year"),
    "post_16": ("post_16", 7_500, "academic_year"),
    "elsewhere": ("alternative_provision", 16_000, "daily"),
}
JOINTLY_FUNDED = 0.06  # share of independent placements
# percentages of education, social care and health
SHARES = (("50", "30", "20"), ("62.5", "25", "12.5"), ("66.67", "0", "33.33"), ("45", "55", "0"))
EDUCATION_ONLY = ("100", "0", "0")


@dataclass(slots=True)
class Cost:
    """An agreed price of a placement in pence a year; `end` is the agreed end, None without one."""

    cost_id: str
    spend_category: str
    pence: int
    price_basis: str
    weeks: str
    start: date
    end: date | None
    shares: tuple[str, str, str]


@dataclass(slots=True)
class Placement:
    """One placement; the case system records `leaves` on that day and not before."""

    placement_id: str
    plan: Plan
    entry: date
    details: dict[str, str]
    leaves: date | None = None
    costs: list[Cost] = field(default_factory=list)


def invent_placements(
    authority: Authority, seed: int, plans: Iterable[tuple[Plan, date]]
) -> list[Placement]:
    """Invent the placements of every plan, given with its date of birth, up to the horizon."""
    rng = Random(f"{seed}:{authority.la_code}:placements")
    known = providers(authority)
    found: list[Placement] = []
    for plan, born in plans:
        placements = list(_placements(rng, known, plan, born))
        for number, (placement, kind) in enumerate(placements, start=1):
            placement.placement_id = f"PC{plan.plan_id[2:]}{number:02d}"
            placement.costs = list(_costs(rng, placement, kind))
            found.append(placement)
    return found


def _placements(
    rng: Random, known: dict[str, list[Provider]], plan: Plan, born: date
) -> Iterator[tuple[Placement, str]]:
    """Yield placements in order, each with its kind, some with a second one at the same time."""
    after_last = plan.ceases or HORIZON + timedelta(days=1)
    entry: date | None = _first_entry(rng, plan, born)
    while entry is not None and entry < after_last:
        ends = _next_move(rng, max(entry, plan.start, HISTORY_FROM), born)
        leaves = min(ends, plan.ceases) if plan.ceases else ends
        age = (max(entry, HISTORY_FROM) - born).days / 365.25
        kind = rng.choices(KINDS, FROM_16 if age >= 16 else UNDER_16)[0]
        details = _details(rng, known, kind, age, plan)
        yield Placement("", plan, entry, details | {"placement_rank": "1"}, leaves), kind
        if rng.random() < SECOND_PLACEMENT and kind != "elsewhere":
            second = {**_without_school("OLA"), "placement_rank": "2"}
            start = max(entry, plan.start)
            yield Placement("", plan, start, second, leaves), "elsewhere"
        entry = _next_entry(leaves)


def _first_entry(rng: Random, plan: Plan, born: date) -> date:
    """Return the first day at school: up to 700 days before the plan, from the age of two."""
    earlier = plan.start - timedelta(days=rng.randint(0, 700))
    return max(earlier, born + timedelta(days=730)) if earlier < plan.start else plan.start


def _next_move(rng: Random, settled: date, born: date) -> date:
    """Return the end of a placement: the summer of a phase transfer, or an earlier breakdown."""
    breakdown = settled + timedelta(days=20 + int(rng.expovariate(BREAKDOWNS_PER_YEAR) * 365))
    summers = (date(year, 7, 22) for year in range(settled.year, HORIZON.year + 30))
    moves = (d for d in summers if d > settled and _age_in_september(born, d.year) in PHASES)
    return min(breakdown, next(moves, breakdown))


def _next_entry(left: date) -> date | None:
    """Return 2 September after a summer, else a fortnight later; None after the horizon."""
    entry = date(left.year, 9, 2) if left.month in (7, 8) else left + timedelta(days=14)
    return entry if entry <= HORIZON else None


def _age_in_september(born: date, year: int) -> int:
    return year - born.year - ((born.month, born.day) > (8, 31))


def _details(
    rng: Random, known: dict[str, list[Provider]], kind: str, age: float, plan: Plan
) -> dict[str, str]:
    if kind == "elsewhere":
        return _without_school(
            rng.choice(EARLY_YEARS if age < 4.5 else SCHOOL_AGE if age < 16 else POST_16)
        )
    provider = rng.choice(known[kind])
    chance = rng.random() if kind == "mainstream" else 1.0
    return {
        "urn": provider.urn,
        "ukprn": "" if provider.urn else provider.ukprn,
        "sen_setting": "",
        "sen_setting_other": "",
        "sen_unit": "1" if chance < 0.03 else "0",
        "resourced_provision": "1" if 0.03 <= chance < 0.09 else "0",
        "res": plan.details["plan_res"] if kind in ("independent", "special") else "",
        "wbp": plan.details["plan_wbp"] if kind == "post_16" else "",
    }


def _without_school(setting: str) -> dict[str, str]:
    flags = {"sen_unit": "0", "resourced_provision": "0", "res": "", "wbp": ""}
    other = "" if setting != "OTH" else "type of setting named, no school"
    return {"urn": "", "ukprn": "", "sen_setting": setting, "sen_setting_other": other, **flags}


def _costs(rng: Random, placement: Placement, kind: str) -> Iterator[Cost]:
    """Yield a price for each academic year where prices are yearly, else one for the placement."""
    category, mean, basis = PRICES[kind]
    details = placement.details
    if details["resourced_provision"] == "1":
        category, mean = "resourced_provision", 9_000
    free = details["sen_setting"] not in ("", "OLA")
    if free or (kind == "mainstream" and category == "mainstream_top_up" and rng.random() < 0.45):
        return
    pence = int(mean * rng.lognormvariate(-0.04, 0.28)) * 100
    shares = EDUCATION_ONLY
    if kind == "independent" and rng.random() < JOINTLY_FUNDED:
        shares = rng.choice(SHARES)
    weeks = {"A": "38", "B": "52"}.get(details["res"], "")
    if weeks:
        pence, basis = pence * 3, "weekly"
    start = max(placement.entry, placement.plan.start, HISTORY_FROM)
    for number, (begins, ends) in enumerate(_spans(start, placement.leaves, basis), start=1):
        risen = pence * 105 ** (number - 1) // 100 ** (number - 1)
        cost_id = f"C{placement.placement_id[2:]}{number:02d}"
        yield Cost(cost_id, category, risen, basis, weeks, begins, ends, shares)


def _spans(start: date, leaves: date | None, basis: str) -> Iterator[tuple[date, date | None]]:
    """Yield start and end of each price: academic years end on 31 August, others are open."""
    last = min(leaves or HORIZON, HORIZON)
    while basis == "academic_year" and start <= last:
        summer = date(start.year + (start.month > 8), 8, 31)
        yield start, summer
        start = summer + timedelta(days=1)
    if basis != "academic_year" and start <= last:
        yield start, None
