"""A night of the real DAGs with stand-ins for the other rooms; a process of its own runs it.

Files in landing say by their text what becomes of them: `good`, `bad`, `bug` (a fault in our code).
"""

import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any

import duckdb

from dags import dates, dbt_build, night, options, walk

RECEIPTS: dict[str, Any] = {}
WAVES = {"persons": 0, "requests": 1}


def take_in(
    source: str, as_at: str | None, again: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    if again:
        walk.say(f"asked for {json.dumps(again)}")
    return [
        {
            "load_id": f"{path.parts[-3]}-{path.stem}",
            "la_code": path.parts[-3],
            "source": source,
            "dataset": path.stem,
            "release_file": None,
            "business_date": as_at,
            "precedence": path.stem,
            "file_path": str(path.relative_to(walk.home() / "landing")),
            "wave": WAVES.get(path.stem, 0),
            "judged_before": False,
        }
        for path in sorted(walk.home().glob(f"landing/*/{source}/*.csv"))
    ]


def load_file(arrival: dict[str, Any]) -> dict[str, Any]:
    text = (walk.home() / "landing" / arrival.file_path).read_text()
    if text == "bug":
        raise KeyError("Alice Example")
    rows = dict.fromkeys(("rows_read", "rows_accepted", "rows_quarantined", "rows_duplicate"), 0)
    outcome = {"good": "accepted", "bad": "rejected"}[text]
    findings = ["column received_date is missing. Send it again."] if text == "bad" else []
    receipt = {**arrival, **rows, "outcome": outcome, "findings": findings}
    RECEIPTS[arrival.load_id] = receipt
    walk.say(walk.rejection(receipt) if outcome == "rejected" else outcome, receipt=receipt)
    return receipt


def build(home: Path, as_at: str) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema if not exists marts")
        db.execute(
            f"create or replace table marts.seen as select '990' as la_code, '{as_at}' as on"
        )
        # nobody has issued a plan, so there is no page to draw
        db.execute("create or replace table marts.timeliness_weekly (la_code varchar)")
    print("noise of a library")  # noqa: T201


dates.today = lambda: dt.date(2026, 11, 21)
walk.take_in = take_in
walk.load_file = load_file
walk.receipts_of = lambda arrivals: RECEIPTS
walk.unfinished = lambda arrivals: {each.load_id for each in arrivals} - set(RECEIPTS)
walk.standing = lambda source: []
walk.check_published_totals = lambda: None
dbt_build.build = build
options.be_known = lambda la_code, dataset: None
dbt_build.held_back = lambda home: []
if os.environ.get("NOTHING_HANDED_OVER"):
    asked_by_the_night = iter([dates.reporting_date])

    def reporting_date(as_at: str | None) -> str:
        for answer in asked_by_the_night:
            return answer(as_at)
        raise walk.StepFailed("no date to hand over")

    dates.reporting_date = reporting_date
if wrong := os.environ.get("TOTALS_WRONG"):

    def check() -> None:
        raise walk.StepFailed(json.loads(wrong))

    walk.check_published_totals = check

sys.exit(night.main(sys.argv[1:]))
