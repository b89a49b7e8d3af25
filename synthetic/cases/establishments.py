"""The authorities' schools and colleges as the register of Get Information about Schools has them.

The file has the columns of DfE's `edubasealldata` that the warehouse reads. The last mainstream
school of each authority is not in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from synthetic.authority import Authority
from synthetic.cases.providers import MAINSTREAM_SCHOOLS, Provider, providers
from synthetic.files import set_arrival_time, write_bytes

REGISTERED = date(2026, 3, 2)
# Types of establishment by kind of provider, in turn (TypeOfEstablishment of GIAS, which writes
# codes of one digit with a zero in front).
TYPES = {
    "mainstream": ("1", "34", "2", "28", "35"),
    "special": ("7", "44", "36", "12"),
    "independent": ("10", "8", "11"),
    "post_16": ("18", "18", "32"),
}
PUPIL_REFERRAL_UNIT = ("mainstream", MAINSTREAM_SCHOOLS - 2)
NOT_REGISTERED = ("mainstream", MAINSTREAM_SCHOOLS - 1)
TYPE_NAMES = {
    "1": "Community school",
    "2": "Voluntary aided school",
    "7": "Community special school",
    "8": "Non-maintained special school",
    "10": "Other independent special school",
    "11": "Other independent school",
    "12": "Foundation special school",
    "14": "Pupil referral unit",
    "18": "Further education",
    "28": "Academy sponsor led",
    "32": "Special post 16 institution",
    "34": "Academy converter",
    "35": "Free schools",
    "36": "Free schools special",
    "44": "Academy special converter",
}
PRIMARY_SCHOOLS = 5  # of the mainstream schools with a school census; see school_census.py
SECONDARY_SCHOOLS = 8
CAPACITIES = {"mainstream": 420, "special": 120, "independent": 60, "post_16": 2400}
COLUMNS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity",
    "NumberOfPupils", "UKPRN", "FurtherEducationType (name)", "Section41Approved (name)",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity",
    "SenUnitOnRoll", "SenUnitCapacity", "AdministrativeWard (code)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Establishment:
    """An establishment of the register; `urn` is there for colleges too."""

    authority: Authority
    provider: Provider
    urn: str
    type_code: str


def establishments(authority: Authority) -> Iterator[Establishment]:
    """Yield the establishments of an authority that are in the register."""
    for kind, known in providers(authority).items():
        for provider in known:
            place = (kind, provider.place)
            if place == NOT_REGISTERED:
                continue
            types = TYPES[kind]
            found = "14" if place == PUPIL_REFERRAL_UNIT else types[provider.place % len(types)]
            # A college's URN is in the register only: its placements name it by UKPRN.
            urn = provider.urn or f"{authority.la_code}{provider.ukprn[-3:]}"
            yield Establishment(authority, provider, urn, found)


def write_establishments(folder: Path, authorities: Iterable[Authority]) -> int:
    """Write the register below `england/dfe_census`; return its number of rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = [_row(each) for authority in authorities for each in establishments(authority)]
    writer.writerows(rows)
    path = folder / f"edubasealldata{REGISTERED:%Y%m%d}.csv"
    write_bytes(path, text.getvalue().encode("cp1252"))
    set_arrival_time(path, REGISTERED)
    return len(rows)


def _row(each: Establishment) -> list[str]:
    authority, provider = each.authority, each.provider
    phase, low, high = _phase(provider)
    capacity = CAPACITIES[provider.kind] + 30 * (provider.place % 3)
    base = provider.kind == "mainstream" and provider.place % 4 == 0
    unit = provider.kind == "mainstream" and provider.place % 8 == 1
    return [
        each.urn, authority.la_code, authority.name, provider.name, each.type_code.zfill(2),
        TYPE_NAMES[each.type_code], "Open", "01-09-1998", "", phase, low, high, str(capacity),
        str(capacity - 11), provider.ukprn,
        "General Further Education College" if each.type_code == "18" else "Not applicable",
        "Approved" if each.type_code in ("10", "32") else "Not applicable",
        "Resourced provision" if base else "SEN unit" if unit else "",
        "9" if base else "", "12" if base else "", "6" if unit else "", "8" if unit else "",
        f"E0599{authority.la_code}{provider.place % 9}",
    ]  # fmt: skip


def _phase(provider: Provider) -> tuple[str, str, str]:
    """Return the phase of education and the lowest and highest age."""
    if provider.kind == "post_16":
        return "16 plus", "16", "99"
    if provider.kind != "mainstream":
        return "Not applicable", "4", "19"
    if PRIMARY_SCHOOLS <= provider.place < SECONDARY_SCHOOLS:
        return "Secondary", "11", "18"
    return "Primary", "4", "11"
