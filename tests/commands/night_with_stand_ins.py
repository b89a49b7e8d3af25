"""A night of the real DAGs with stand-ins for ingest, dbt and the checks; it runs as a process.

The text of a file in landing decides its outcome: `good`, `bad`, `bug` (a fault in our code).
"""

import datetime as dt
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from commands.main import app
from commands.night import dag_order
from ingest.arrival import Arrival
from ingest.receipt import Outcome, Receipt
from ingest.reload_request import ReloadRequest
from publish import outputs
from steps import choice, dates, marts, reporting, sources
from steps.dbt import build as dbt_build
from steps.reporting import StepFailed, home
from tests import invented

RECEIPTS: dict[str, Receipt] = {}
WAVES = {"persons": 0, "requests": 1}
# Each other source costs a second of processor time; EVERY_SOURCE=1 runs them too.
FEW_DAGS = {"geography", "case_system", "build_marts"}


def register_arrivals(
    source: str,
    as_at: str | None,
    reload: ReloadRequest | None = None,
    settle_seconds: float = 1,
) -> list[Arrival]:
    if os.environ.get("ARRIVE_FAILS"):
        raise StepFailed("the files can't be registered")
    if reload:
        reporting.report(f"asked for {json.dumps(reload.to_json())}")
    return [
        invented.arrival(
            load_id=f"{path.parts[-3]}-{path.stem}",
            la_code=path.parts[-3],
            source=source,
            dataset=path.stem,
            business_date=as_at,
            precedence=path.stem,
            file_path=str(path.relative_to(home() / "landing")),
            wave=WAVES.get(path.stem, 0),
        )
        for path in sorted(home().glob(f"landing/*/{source}/*.csv"))
    ]


def load_arrival(arrival: Arrival) -> Receipt:
    text = (home() / "landing" / arrival.file_path).read_text()
    if text == "bug":
        raise KeyError("Alice Example")
    is_bad = {"good": False, "bad": True}[text]
    receipt = invented.receipt(
        load_id=arrival.load_id,
        la_code=arrival.la_code,
        source=arrival.source,
        dataset=arrival.dataset,
        business_date=arrival.business_date,
        file_path=arrival.file_path,
        outcome=Outcome.REJECTED if is_bad else Outcome.ACCEPTED,
        findings=("column received_date is missing. Send it again.",) if is_bad else (),
    )
    RECEIPTS[arrival.load_id] = receipt
    sources.report_loaded(receipt)
    return receipt


def build(folder: Path, as_at: str) -> str:
    if os.environ.get("BUILD_WAITS"):
        (folder / "building").touch()
        time.sleep(120)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as db:
        db.execute("create schema if not exists marts")
        db.execute(
            f"create or replace table marts.seen as select '990' as la_code, '{as_at}' as on"
        )
    print("noise of a library")  # noqa: T201
    return as_at


every_dag = dag_order.load_dags


def load_dags() -> dict[str, Any]:
    is_for_all = os.environ.get("EVERY_SOURCE")
    return {name: dag for name, dag in every_dag().items() if is_for_all or name in FEW_DAGS}


dag_order.load_dags = load_dags
dates.today = lambda: dt.date(2026, 11, 21)
sources.register_arrivals = register_arrivals
sources.load_arrival = load_arrival
sources.receipts_of = lambda arrivals: RECEIPTS
sources.unfinished = lambda arrivals: {each.load_id for each in arrivals} - set(RECEIPTS)
sources.unresolved_rejections = lambda source: []
sources.unreplaced = list
sources.report_registered = lambda *_: []
marts.check_totals = list
marts.withheld = list
outputs.NIGHTLY = (outputs.TABLES,)  # the others need a data dictionary
dbt_build.build = build
choice.check = lambda chosen, source=None: None  # the register is a stand-in too
dbt_build.held_back = lambda folder: []
dbt_build.check_built = lambda folder, expected: None
if os.environ.get("ASSET_NOT_UPDATED"):
    asked_by_the_command = iter([dates.reporting_date])

    def reporting_date(as_at: str | None, night: str | None = None) -> str:
        for answer in asked_by_the_command:
            return answer(as_at)
        raise StepFailed("no reporting date")

    dates.reporting_date = reporting_date
if wrong := os.environ.get("TOTALS_WRONG"):

    def check() -> list[str]:
        raise StepFailed(json.loads(wrong))

    marts.check_totals = check

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests ignore it
app(sys.argv[1:], prog_name="send")
