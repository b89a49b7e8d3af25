"""A release of DfE's "Education, health and care plans" that includes the invented authorities.

`england/*.csv` holds England's published figures: the National rows (all, and by sex) of DfE's
release of 26 June 2025, Open Government Licence v3. The authorities' rows are counted from their
case files as at each January and calendar year.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from synthetic.answers.case_system import third_thursday_of_january
from synthetic.authority import Authority
from synthetic.cases.case_files import CaseFiles
from synthetic.cases.datasets import Extracts, Row
from synthetic.cases.extracts import extracts_as_at
from synthetic.dfe import release_figures as figures
from synthetic.files import set_arrival_time, write_bytes

RELEASE = "education-health-and-care-plans_2026"
PUBLISHED = date(2026, 6, 25)
ENGLAND = Path(__file__).parent / "england"
FLOW_YEARS = (2024, 2025)
CENSUS_YEARS = (2024, 2025, 2026)
SEXES = {"All": "", "Female": "F", "Male": "M"}
AREA = ("region_code", "region_name", "new_la_code", "old_la_code", "la_name")


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the release; a census counts on a January day, other tables a calendar year."""

    name: str
    count: Callable[[Extracts, int, Row], figures.Figures]
    years: tuple[int, ...]
    is_census: bool = False


TABLES = (
    Table("caseload", figures.caseload, CENSUS_YEARS, is_census=True),
    Table("newplans", figures.new_plans, FLOW_YEARS),
    Table("requests", figures.requests, FLOW_YEARS),
    Table("timeliness_20_week", figures.timeliness, FLOW_YEARS),
    Table("sen_needs_all_plans", figures.needs, CENSUS_YEARS[1:], is_census=True),
)


def write_release(folder: Path, cases: list[tuple[Authority, CaseFiles]]) -> dict[str, int]:
    """Write the five files of the release; return their numbers of rows."""
    counts = {}
    for table in TABLES:
        columns, england = _england(table)
        rows = england + [
            row
            for authority, files in cases
            for year in table.years
            for row in _authority_rows(table, authority, files, england, year)
        ]
        if table.name == "caseload":
            rows += [
                row
                for authority, _ in cases
                for row in _earlier_caseloads(authority, england, rows)
            ]
        rows.sort(key=lambda row: row["time_period"])
        path = folder / RELEASE / f"{table.name}.csv"
        _write(path, columns, rows)
        set_arrival_time(path, PUBLISHED)
        counts[table.name] = len(rows)
    return counts


def _england(table: Table) -> tuple[list[str], list[Row]]:
    """Return the columns and England's rows of a table."""
    with (ENGLAND / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, columns: list[str], rows: list[Row]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode("utf-8-sig"))


def _authority_rows(
    table: Table, authority: Authority, files: CaseFiles, england: list[Row], year: int
) -> Iterator[Row]:
    """Yield an authority's rows of a period: the total, then by sex."""
    # A year is collected at the next January census, with the later outcomes of its requests.
    collected = third_thursday_of_january(year if table.is_census else year + 1)
    period = f"{year - 1}{year % 100:02d}" if table.is_census else str(year)
    model = _totals(england)[-1]
    extracts = extracts_as_at(files, collected)
    for sex, code in SEXES.items():
        found = table.count(_of_sex(extracts, code), year, model)
        row = {column: _cell(column, found, model[column]) for column in model}
        row |= _identification(authority, model, period)
        if code:
            row |= {"breakdown_topic": "Sex", "breakdown": sex}
        yield row


def _totals(england: list[Row]) -> list[Row]:
    """Return England's rows without a breakdown, one for each period."""
    return [row for row in england if row["breakdown"] == row["breakdown_topic"]]


def _identification(authority: Authority, model: Row, period: str) -> Row:
    """Return the columns that tell which area and period a row is about."""
    area = ("E12999999", "Demonstration", authority.new_la_code, authority.la_code, authority.name)
    names = ("time_identifier", "country_code", "country_name", "breakdown_topic", "breakdown")
    return {
        "time_period": period,
        "geographic_level": "Local authority",
        **dict(zip(AREA, area, strict=True)),
        **{name: model[name] for name in names},
    }


def _of_sex(extracts: Extracts, sex: str) -> Extracts:
    """Return the rows of one sex, of requests, assessments and plans; all rows without a sex."""
    if not sex:
        return extracts
    people = {p["person_id"] for p in extracts["persons"] if p["sex"] == sex}
    rows = {
        name: [r for r in extracts[name] if r["person_id"] in people]
        for name in ("requests", "plans")
    }
    requests = {r["request_id"] for r in rows["requests"]}
    rows["assessments"] = [a for a in extracts["assessments"] if a["request_id"] in requests]
    return {**extracts, **rows}


def _cell(column: str, found: figures.Figures, england: str) -> str:
    """Format a figure as DfE does; a figure that was not counted is `x`, as not available."""
    if column not in found:
        return england if england in ("", "x", "z") else "x"
    figure = found[column]
    if figure is None:
        return "x"
    return figures.tenths(figure) if figures.is_rate(column) else str(figure)


def _earlier_caseloads(authority: Authority, england: list[Row], rows: list[Row]) -> list[Row]:
    """Return totals of the years before the first census, in proportion to England's."""
    first = next(row for row in rows if row["old_la_code"] == authority.la_code)
    totals = _totals(england)
    base = next(row for row in totals if row["time_period"] == first["time_period"])
    earlier = []
    for row in totals:
        if row["time_period"] < base["time_period"]:
            count = int(first["ehcplans"]) * int(row["ehcplans"]) // int(base["ehcplans"])
            cells = {column: _cell(column, {"ehcplans": count}, row[column]) for column in row}
            earlier.append({**cells, **_identification(authority, row, row["time_period"])})
    return earlier
