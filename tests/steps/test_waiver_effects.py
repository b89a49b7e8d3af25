"""`send settings check` names the waivers that can have no effect, and no other."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import contract_files
from steps import dates, settings, waiver_effects
from tests.ingest import shapes

ENTRY = """
- la_code: "{la_code}"
  source: {source}
  dataset: {dataset}
  check: "{check}"
  until: {until}
  accepted_by: Head of SEND data
  reason: the supplier corrects it
"""
RULE = "request_outcome_date: before received_date"


@pytest.fixture
def waive(installation, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: dt.date(2026, 11, 20))

    def write(check=RULE, la_code="205", until="2026-12-31", dataset="case_system.requests"):
        source, _, name = dataset.partition(".")
        path = installation.home / "settings" / "waivers.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            ENTRY.format(la_code=la_code, source=source, dataset=name, check=check, until=until)
        )
        return settings.problems()

    return write


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"la_code": "9900"}, "entry 1.la_code: found '9900', expected the three digits of an"),
        (
            {"check": "request_outcome_date: before recieved_date"},
            "expected the rule_name or expectation of a check of requests (did you mean "
            "'request_outcome_date: before received_date'?)",
        ),
        ({"check": "nosuch check"}, "entry 1.check: found 'nosuch check', expected the rule_name"),
        ({"check": "unique key"}, "entry 1.check: found 'unique key', expected a check that can b"),
    ],
)
def test_a_waiver_that_can_never_apply_is_named(waive, change, expected):
    [problem] = waive(**change)
    assert expected in problem
    assert problem.startswith("settings/waivers.yml: entry 1.")
    assert problem.endswith("Correct it; until then it waives nothing.")


@pytest.mark.parametrize(
    "check",
    [
        RULE,
        "the rows collapsed",
        "fewer than 50 % of the 1234 rows of the last extract are left",
        "keys vanished",
        "120 of the 1,234 keys of the last extract would vanish (9.7 %), more than 5 %",
        "an empty column",
        "a column that the last extract filled is empty in every row",
        "team: filled in the last extract and now empty in every row",
        "received_date: outside its range",
        "received_date: outside 1990-01-01 to 2025-03-31",
        "person_id: not among the persons accepted so far",
    ],
)
def test_a_waiver_of_a_check_that_a_file_can_have_is_none(waive, check):
    assert waive(check) == []


def test_each_dataset_has_checks_to_name(installation):
    for source in contract_files.sources():
        for dataset in contract_files.of_source(source, ""):
            assert any(waiver_effects._names(source, dataset).values()), dataset


def test_every_check_of_loaded_files_is_known(installation):
    files = {"persons": shapes.persons(40), "requests": shapes.requests(40)}
    for day in ("2026-11-19", "2026-11-20"):
        for dataset, text in files.items():
            installation.send(f"205/case_system/{dataset}__{day}.csv", text)
        ledger = shapes.transactions()
        installation.send(f"205/finance_ledger/transactions__{day}.csv", ledger)
    for receipt in installation.load().values():
        names = waiver_effects._names(receipt.source, receipt.dataset)
        for check in receipt.checks:
            if check.rule != "every cell can be read":
                assert waiver_effects._form(check.rule) in names
            if check.rule not in ("every cell can be read", "an empty column"):
                assert waiver_effects._form(check.check) in names


def test_a_waiver_of_the_past_is_a_remark_and_no_problem(waive):
    assert waive(until="2026-11-19") == []
    [remark] = settings.remarks()
    assert remark.startswith("settings/waivers.yml: entry 1.until: 2026-11-19 is past: ")
    waive(until="2026-11-20")
    assert settings.remarks() == []


def test_a_wrong_file_of_waivers_has_its_own_problem_alone(waive):
    [problem] = waive(check="nosuch check", dataset="case_system.request")
    assert "expected a source and dataset that exist" in problem
    assert settings.remarks() == []


def test_settings_without_waivers_are_checked_without_great_expectations(tmp_path: Path) -> None:
    """It takes longer to import than all settings to check."""
    script = (
        "import sys; from steps import settings; print(settings.problems()); "
        "settings.write_tables(); print('great_expectations' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "SEND_HOME": str(tmp_path), "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.splitlines() == ["[]", "False"]
