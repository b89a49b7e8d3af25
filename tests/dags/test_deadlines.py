"""A run that misses its deadline is reported."""

import asyncio
import logging
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commands.airflow import configuration
from dags import deadlines
from steps import expected_files
from tests.conftest import SOURCES
from tests.dags.test_dags import ROOT

pytestmark = pytest.mark.slow

LONDON = ZoneInfo("Europe/London")
MISSED = {
    "dag_run": {"dag_id": "case_system", "dag_run_id": "scheduled__1", "state": "running"},
    "deadline": {"id": "1", "deadline_time": "2026-11-21T05:30:00+00:00"},
}


def test_the_marts_are_due_by_half_past_six_at_any_time_of_the_year(dags: dict[str, Any]) -> None:
    for night in ("2026-01-09", "2026-07-09", "2026-03-28", "2026-10-24"):  # the clocks change
        begins = expected_files.begins(date.fromisoformat(night)).astimezone(UTC)
        due = {
            dag_id: f"{(begins + dag.deadline[0].interval).astimezone(LONDON):%H:%M}"
            for dag_id, dag in dags.items()
            if dag.deadline
        }
        assert due == dict.fromkeys(SOURCES, "05:30") | {"build_marts": "06:30"}, night


class Runs:
    """The runs of a DAG in Airflow's metadata, by run id, with their nights."""

    def __init__(self, **nights: str | None) -> None:
        self.nights = nights

    def execute(self, query: Any) -> Any:
        conditions = query.compile().params.values()
        found = [each for each in self.nights.items() if {*each} & {*conditions}]
        return SimpleNamespace(all=lambda: found)


@pytest.mark.parametrize(
    ("runs", "begins"),
    [
        (Runs(now="2026-07-20"), datetime(2026, 7, 21, 1, tzinfo=UTC)),
        (Runs(now="2026-11-20", before="2026-11-19"), datetime(2026, 11, 21, 2, tzinfo=UTC)),
        (Runs(now="2026-11-20", before="2026-11-20"), None),  # after a correction, at any hour
        (Runs(now=None), None),
    ],
)
def test_a_deadline_counts_from_the_night_of_the_run(runs: Runs, begins: datetime | None) -> None:
    reference = deadlines.NightBegins()
    found = reference._evaluate_with(session=runs, dag_id="build_marts", run_id="now")
    assert found == begins


def test_airflow_can_keep_and_read_the_deadlines(dags: dict[str, Any], tmp_path: Path) -> None:
    """Its own processes find the reference by the plugin."""
    script = (
        "from airflow.serialization.serialized_objects import DagSerialization as S;"
        "from airflow.serialization.decoders import decode_deadline_reference as decode;"
        "from airflow.serialization.encoders import encode_deadline_reference as encode;"
        "from dags.deadlines import NightBegins;"
        "print(decode(encode(NightBegins())).reference_name)"
    )
    environment = os.environ | configuration.settings(tmp_path) | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert run.stdout.split()[-1:] == ["NightBegins"], run.stderr


def test_airflow_finds_the_callback_by_its_name(dags: dict[str, Any]) -> None:
    from airflow.sdk._shared.module_loading import import_string

    for dag in (dag for dag in dags.values() if dag.deadline):
        assert import_string(dag.deadline[0].callback.path) is deadlines.missed


def test_a_missed_deadline_is_an_error_and_a_line_in_the_alerts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    for _ in range(2):
        asyncio.run(deadlines.missed(context=MISSED))
    line = "LATE case_system scheduled__1 (running): its deadline was 2026-11-21 05:30:00Z."
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert line in caplog.text
    lines = (tmp_path / "logs" / "alerts.log").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert line in lines[1]


def test_the_last_night_is_that_of_yesterday_once_it_has_begun() -> None:
    """At 02:00 on the 21st the night of the 20th begins, in London's time."""
    begun = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert expected_files.last_night(begun) == "2026-11-20"
    assert expected_files.last_night(begun - timedelta(minutes=1)) == "2026-11-19"
    in_summer = datetime(2026, 7, 1, 1, tzinfo=UTC)
    assert expected_files.last_night(in_summer) == "2026-06-30"
    assert expected_files.last_night(in_summer - timedelta(minutes=1)) == "2026-06-29"
