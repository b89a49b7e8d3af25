"""Which night a source hands over, and whether build_marts starts for it at once."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from commands.airflow import command
from dags import handover
from dags.assets import LOADED_AGAIN, PUBLICATION, SOURCES
from publish import reader
from steps import dates
from steps.reporting import StepFailed

NIGHT = "2026-11-20"
LANDED = ["2026-11-18", "2026-11-20", "2026-11-22"]


class Events(list[Any]):
    """The events of an asset, as a task reads them."""

    def after(self, _: str) -> "Events":
        return self

    def ascending(self, _: bool) -> "Events":
        return Events(reversed(self))

    def limit(self, number: int) -> "Events":
        return Events(self[:number])


def event(night: str = NIGHT, **extra: Any) -> Any:
    return SimpleNamespace(partition_key=night, extra=extra)


def run(
    night: str | None = NIGHT, by: str = "scheduled", asked_for: str | None = None, **events: Any
) -> dict[str, Any]:
    """The context of a task: `events` are those of each source's asset."""
    known = {asset: Events(events.get(source, [])) for source, asset in SOURCES.items()}
    return {
        "dag_run": SimpleNamespace(
            partition_key=night, run_type=by, run_after=datetime(2026, 11, 21, 9, tzinfo=UTC)
        ),
        "params": {"as_at": asked_for},
        "inlet_events": known,
    }


def all_sources(*events: Any) -> dict[str, Any]:
    return {source: list(events) for source in SOURCES}


@pytest.fixture
def landed(monkeypatch: pytest.MonkeyPatch) -> None:
    def latest(_: Any, not_after: date) -> date:
        return date.fromisoformat(max(each for each in LANDED if each <= not_after.isoformat()))

    monkeypatch.setattr("ingest.arrive.register_arrivals.latest_business_date", latest)
    monkeypatch.setattr(dates, "check_night", lambda day: None)


@pytest.mark.parametrize(
    ("context", "as_at", "night"),
    [
        (run("2026-11-20"), "2026-11-20", "2026-11-20"),
        (run("2026-11-19"), "2026-11-18", "2026-11-19"),  # nothing arrived for the 19th
        (run(None, "manual"), "2026-11-22", "2026-11-22"),
        (run(None, "manual", asked_for="2026-11-18"), "2026-11-18", "2026-11-18"),
    ],
)
def test_the_night_is_the_partition_and_no_later_file_counts(
    landed: None, context: dict[str, Any], as_at: str, night: str
) -> None:
    assert handover.reporting_date(context) == as_at
    assert handover.night(context, as_at) == night


def test_a_run_by_hand_is_about_the_last_night_that_began() -> None:
    assert handover.night(run(None, "manual"), "2026-11-18") == "2026-11-20"


@pytest.mark.parametrize(
    ("context", "is_again"),
    [
        (run(), False),
        (run(**(all_sources(event(scheduled=True)) | {"dfe_census": []})), False),
        (run(**all_sources(event(scheduled=True))), True),
        (run(**all_sources(event("2026-11-19", scheduled=True))), False),
        (run(by="manual", **all_sources(event(scheduled=True))), True),
        # what was handed over by hand in the afternoon is stale for the night's own runs
        (run(**all_sources(event(scheduled=False))), False),
        (run(by="manual", **all_sources(event(scheduled=False))), True),
        (
            run(
                by="manual",
                **all_sources(event(scheduled=False))
                | {"case_system": [event(scheduled=False), event(scheduled=True)]},
            ),
            False,
        ),
    ],
)
def test_a_source_starts_the_marts_alone_only_when_all_have_handed_the_night_over(
    context: dict[str, Any], is_again: bool
) -> None:
    assert handover.is_again(context, NIGHT) is is_again


def of_sources(*events: dict[str, Any], as_at: str | None = None) -> dict[str, Any]:
    """The context of a task of build_marts."""
    triggered = {LOADED_AGAIN: [SimpleNamespace(extra=each) for each in events]}
    return {
        "params": {"as_at": as_at},
        "triggering_asset_events": triggered,
        "inlet_events": {PUBLICATION: Events([SimpleNamespace(extra={"night": "2026-11-23"})])},
    }


@pytest.mark.parametrize(
    ("context", "as_at", "night"),
    [
        (
            of_sources(
                {"as_at": "2026-11-24", "night": "2026-11-25", "asked_for": False},
                {"as_at": "2026-11-23", "night": "2026-11-25", "asked_for": False},
            ),
            *("2026-11-24", "2026-11-25"),
        ),
        # the correction of an older night changes the published figures and not their date
        (
            of_sources({"as_at": "2026-11-20", "night": "2026-11-20", "asked_for": False}),
            *("2026-11-22", "2026-11-23"),
        ),
        (
            of_sources({"as_at": "2026-11-18", "night": "2026-11-18", "asked_for": True}),
            *("2026-11-18", "2026-11-18"),
        ),
        (of_sources(as_at="2026-11-19"), "2026-11-19", "2026-11-19"),
    ],
)
def test_the_marts_are_of_the_night_or_of_the_published_one_if_later(
    dags: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    context: dict[str, Any],
    as_at: str,
    night: str,
) -> None:
    monkeypatch.setattr(dates, "check_night", lambda day: None)
    monkeypatch.setattr(reader, "published_date", lambda home: date(2026, 11, 22))
    tasks = dags["build_marts"]
    found = tasks.get_task("as_at").python_callable(**context)
    assert (found, tasks.get_task("night").python_callable(found, **context)) == (as_at, night)


def test_an_airflow_backfill_is_refused_with_the_command_that_does(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        assert dag.allowed_run_types is None or "backfill" not in dag.allowed_run_types
    assert {d for d, dag in dags.items() if dag.schedule is not None} == {
        dag_id for dag_id, dag in dags.items() if dag.allowed_run_types is not None
    }
    with pytest.raises(StepFailed, match="send backfill --from"):
        command.airflow(["backfill", "create", "--dag-id", "case_system"])


def test_a_source_has_handed_over_the_night_that_its_asset_has_and_no_other() -> None:
    context = run(geography=[event("2026-11-19")])
    assert handover.has_handed_over(context, SOURCES["geography"], "2026-11-19")
    assert not handover.has_handed_over(context, SOURCES["geography"], NIGHT)
    assert not handover.has_handed_over(context, SOURCES["case_system"], "2026-11-19")
