"""A run that misses its deadline is reported."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dags import deadlines
from steps import expected_files
from tests.dags.test_dags import SOURCES

LONDON = ZoneInfo("Europe/London")
MISSED = {
    "dag_run": {"dag_id": "case_system", "dag_run_id": "scheduled__1", "state": "running"},
    "deadline": {"id": "1", "deadline_time": "2026-11-21T05:30:00+00:00"},
}


def test_the_marts_are_due_by_half_past_six_at_any_time_of_the_year(dags: dict[str, Any]) -> None:
    for started in ("2026-01-10", "2026-07-10", "2026-03-29", "2026-10-25"):  # the clocks change
        night = datetime.fromisoformat(f"{started}T02:00").replace(tzinfo=LONDON).astimezone(UTC)
        for source in SOURCES:
            [sources] = dags[source].deadline
            [marts] = dags["build_marts"].deadline
            through = (night + sources.interval + marts.interval).astimezone(LONDON)
            assert f"{through:%H:%M}" == "06:30", started


def test_each_counts_from_what_its_runs_have(dags: dict[str, Any]) -> None:
    """A run that the clock starts has its date; one that assets start has none, but is queued; one
    that is started by hand has no deadline."""
    awaited = {dag_id: dag for dag_id, dag in dags.items() if dag.schedule is not None}
    counted = {dag_id: dag.deadline[0].reference.reference_name for dag_id, dag in awaited.items()}
    marts = {"build_marts": "DagRunQueuedAtDeadline"}
    assert counted == dict.fromkeys(SOURCES, "DagRunLogicalDateDeadline") | marts


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


def test_a_run_started_by_the_clock_is_about_the_night_before() -> None:
    """At 02:00 on the 21st the files of the 20th are due, whatever arrived last."""
    started = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert expected_files.night_of("2026-11-18", started) == "2026-11-20"
    assert expected_files.night_of("2026-11-25", started) == "2026-11-25"
    assert expected_files.night_of("2026-11-18", None) == "2026-11-18"
    in_summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert expected_files.night_of("2026-06-01", in_summer) == "2026-07-01"
    assert expected_files.night_of("2026-06-01", in_summer - timedelta(hours=1)) == "2026-06-30"
