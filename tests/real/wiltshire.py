"""Case files of invented people that have the counts of Wiltshire's own chart of 2010 to 2020."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

LA_CODE, NIGHT = "865", "2024-12-31"
PERSONS = ("person_id", "upn", "uln", "upn_unknown", "surname", "forename", "birth_date", "sex",
           "ethnicity", "postcode")  # fmt: skip
PLANS = ("plan_id", "person_id", "request_id", "start_date", "plan_res", "plan_wbp", "pb", "oa",
         "dp", "cease_date", "cease_reason", "transfer_la")  # fmt: skip


def land(landing: Path, januaries: dict[int, int], begun: dict[int, int]) -> None:
    """Write one night's persons and plans.

    Plans begin in March and cease in August, the oldest first. Each year as many cease as give the
    number of the next January.
    """
    folder = landing / LA_CODE / "case_system"
    folder.mkdir(parents=True)
    plans = list(_plans(januaries, begun))
    with (folder / f"plans__{NIGHT}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PLANS)
        writer.writeheader()
        for number, (start, cease) in enumerate(plans):
            row = {"plan_id": f"PL{number}", "person_id": f"P{number}", "start_date": start}
            reason = "9" if cease else ""
            writer.writerow(row | {"cease_date": cease or "", "cease_reason": reason})
    with (folder / f"persons__{NIGHT}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PERSONS)
        writer.writeheader()
        for number in range(len(plans)):
            born = {"birth_date": date(2003, 5, 5), "upn": f"A865{number:09d}"}
            writer.writerow({"person_id": f"P{number}"} | born)


def _plans(januaries: dict[int, int], begun: dict[int, int]) -> Iterator[tuple[date, date | None]]:
    years = sorted(begun)
    active = [date(years[0] - 1, 9, 1)] * januaries[years[0]]
    for year in years:
        active += [date(year, 3, 2)] * begun[year]
        ceasing = len(active) - januaries[year + 1]
        assert ceasing >= 0, year
        yield from ((start, date(year, 8, 31)) for start in active[:ceasing])
        active = active[ceasing:]
    yield from ((start, None) for start in active)
