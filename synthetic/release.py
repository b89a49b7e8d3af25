"""A release in the shape of DfE's "Education, health and care plans", with invented authorities.

`england/*.csv` holds England's own published figures: the National rows (all, and by sex) of
DfE's 2025 release, 26 June 2025, Open Government Licence v3. The authorities' rows agree with
their case files as at each January and calendar year.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from synthetic import release_figures as figures
from synthetic.answers import third_thursday_of_january
from synthetic.authority import Authority
from synthetic.cases import CaseFiles
from synthetic.extracts import Row, extracts_as_at
from synthetic.files import sent, write_bytes

RELEASE = "education-health-and-care-plans_2026"
PUBLISHED = date(2026, 6, 25)
ENGLAND = Path(__file__).parent / "england"
FLOW_YEARS = (2024, 2025)
CENSUS_YEARS = (2024, 2025, 2026)
SEXES = {"All": "", "Female": "F", "Male": "M"}
AREA = ("region_code", "region_name", "new_la_code", "old_la_code", "la_name")

Maker = Callable[[dict[str, list[Row]], int, Row], figures.Figures]


def write_release(folder: Path, known: list[tuple[Authority, CaseFiles]]) -> dict[str, int]:
    """Write the five files; return their row counts."""
    makers: dict[str, Maker] = {
        "caseload": figures.caseload,
        "newplans": figures.new_plans,
        "requests": figures.requests,
        "timeliness_20_week": figures.timeliness,
        "sen_needs_all_plans": figures.needs,
    }
    counts = {}
    for name, maker in makers.items():
        with (ENGLAND / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            england, columns = list(reader), list(reader.fieldnames or ())
        census = name in ("caseload", "sen_needs_all_plans")
        years = CENSUS_YEARS if census else FLOW_YEARS
        if name == "sen_needs_all_plans":
            years = CENSUS_YEARS[1:]
        rows = england + [
            row
            for authority, files in known
            for year in years
            for row in _authority_rows(authority, files, england, year, census, maker)
        ]
        if name == "caseload":
            rows += [r for a, files in known for r in _earlier_caseloads(a, england, rows)]
        rows.sort(key=lambda row: row["time_period"])
        path = folder / RELEASE / f"{name}.csv"
        _write(path, columns, rows)
        sent(path, PUBLISHED)
        counts[name] = len(rows)
    return counts


def _write(path: Path, columns: list[str], rows: list[Row]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode("utf-8-sig"))


def _authority_rows(
    authority: Authority,
    files: CaseFiles,
    england: list[Row],
    year: int,
    census: bool,
    maker: Maker,
) -> Iterable[Row]:
    """Yield an authority's rows of a period: everybody, then by sex."""
    # Collected at the census after the year, so late answers to the year's requests are in.
    collected = third_thursday_of_january(year if census else year + 1)
    model = [row for row in england if row["breakdown"] == row["breakdown_topic"]][-1]
    extract = extracts_as_at(files, collected)
    period = f"{year - 1}{year % 100:02d}" if census else str(year)
    for sex, code in SEXES.items():
        found = maker(_of_sex(extract, code), year, model)
        row = {column: _shown(column, found, model[column]) for column in model}
        row |= _place(authority, model, period)
        if code:
            row |= {"breakdown_topic": "Sex", "breakdown": sex}
        yield row


def _place(authority: Authority, model: Row, period: str) -> Row:
    values = ("E12999999", "Demonstration", authority.new_la_code, authority.la_code)
    names = ("time_identifier", "country_code", "country_name", "breakdown_topic", "breakdown")
    return {
        "time_period": period,
        "geographic_level": "Local authority",
        **dict(zip(AREA, (*values, authority.name), strict=True)),
        **{name: model[name] for name in names},
    }


def _of_sex(extract: dict[str, list[Row]], sex: str) -> dict[str, list[Row]]:
    if not sex:
        return extract
    people = {p["person_id"] for p in extract["persons"] if p["sex"] == sex}
    rows = {
        name: [r for r in extract[name] if r["person_id"] in people]
        for name in ("requests", "plans")
    }
    asked = {r["request_id"] for r in rows["requests"]}
    rows["assessments"] = [a for a in extract["assessments"] if a["request_id"] in asked]
    return {**extract, **rows}


def _shown(column: str, found: figures.Figures, england: str) -> str:
    """Write a figure as DfE does; what DfE does not have, nobody has."""
    if column not in found:
        return england if england in ("", "x", "z") else "x"
    figure = found[column]
    return (
        "x"
        if figure is None
        else figures.tenths(figure)
        if figures.is_rate(column)
        else str(figure)
    )


def _earlier_caseloads(authority: Authority, england: list[Row], rows: list[Row]) -> list[Row]:
    """Carry the first January back along England's own growth: total only, no settings."""
    everybody = [r for r in england if r["breakdown"] == r["breakdown_topic"]]
    mine = next(r for r in rows if r["old_la_code"] == authority.la_code)
    base = next(r for r in everybody if r["time_period"] == mine["time_period"])
    earlier = []
    for row in everybody:
        if row["time_period"] < base["time_period"]:
            count = int(mine["ehcplans"]) * int(row["ehcplans"]) // int(base["ehcplans"])
            blank = {column: _shown(column, {"ehcplans": count}, row[column]) for column in row}
            earlier.append({**blank, **_place(authority, row, row["time_period"])})
    return earlier
