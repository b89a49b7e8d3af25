"""The wards of an authority: the lookup of its postcodes, the outlines, and plans by ward.

A postcode's district (ZZ7 is 7) gives its ward. District 19 is not in the lookup, as if it were in
another authority's area.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

from synthetic.authority import Authority
from synthetic.cases.datasets import Extracts
from synthetic.files import WrittenFile, write_bytes, write_rows

SENT = date(2026, 3, 2)
WARDS = 9
NOT_IN_LOOKUP = 19
NAMES = (
    "Abbey", "Bridge", "Castle", "Down", "Elms", "Ferry", "Grange", "Heath", "Ings",
)  # fmt: skip
COLUMNS = ("postcode", "ward_code", "ward_name", "lsoa_code")
WEST, SOUTH, DEGREES = -0.4, 51.4, 0.04


def ward_code(authority: Authority, ward: int) -> str:
    """Return the code of a ward, 0 to 8, as establishments have it."""
    return f"E0599{authority.la_code}{ward}"


def ward_of(authority: Authority, postcode: str) -> str | None:
    """Return the ward of a postcode; None where the lookup does not have it."""
    district = int(postcode[2:].split()[0])
    return None if district == NOT_IN_LOOKUP else ward_code(authority, district % WARDS)


def write_geography(folder: Path, authority: Authority, rows: Extracts) -> list[WrittenFile]:
    """Write the lookup of the persons' postcodes and the outlines of the wards."""
    postcodes = sorted({person["postcode"] for person in rows["persons"] if person["postcode"]})
    found = [(each, ward_of(authority, each)) for each in postcodes]
    areas = [
        (postcode, code, NAMES[int(code[-1])], f"E01{authority.la_code}00{code[-1]}")
        for postcode, code in found
        if code
    ]
    lookup = folder / "geography" / f"postcode_areas__{SENT}.csv"
    write_rows(lookup, COLUMNS, areas, authority.cases)
    outlines = folder / "geography" / f"ward_boundaries__{SENT}.geojson"
    features = [_feature(authority, ward) for ward in range(WARDS)]
    collection = {"type": "FeatureCollection", "features": features}
    write_bytes(outlines, (json.dumps(collection) + "\n").encode())
    return [
        WrittenFile(lookup, "postcode_areas", SENT, len(areas)),
        WrittenFile(outlines, "ward_boundaries", SENT, WARDS),
    ]


def _feature(authority: Authority, ward: int) -> dict[str, object]:
    """Return a ward of a grid of three by three, with a bent western side."""
    west, south = WEST + DEGREES * (ward % 3), SOUTH + DEGREES * (ward // 3)
    east, north = west + DEGREES, south + DEGREES
    ring = [
        [west, south], [east, south], [east + 0.008, south + DEGREES / 2], [east, north],
        [west, north], [west + 0.008, south + DEGREES / 2], [west, south],
    ]  # fmt: skip
    rounded = [[round(x, 4), round(y, 4)] for x, y in ring]
    return {
        "type": "Feature",
        "properties": {"WD25CD": ward_code(authority, ward), "WD25NM": NAMES[ward]},
        "geometry": {"type": "Polygon", "coordinates": [rounded]},
    }


def plans_by_ward(authority: Authority, rows: Extracts, day: date) -> dict[str, int]:
    """Count the plans maintained on a day by the ward of the child, which is the same every day."""
    wards = {p["person_id"]: p["postcode"] for p in rows["persons"]}
    counts: Counter[str] = Counter()
    for plan in rows["plans"]:
        begun = date.fromisoformat(plan["start_date"]) <= day
        ended = plan["cease_date"] and date.fromisoformat(plan["cease_date"]) <= day
        if begun and not ended:
            postcode = wards[plan["person_id"]]
            ward = ward_of(authority, postcode) if postcode else None
            counts[ward or "not_recorded"] += 1
    return dict(sorted(counts.items()))
