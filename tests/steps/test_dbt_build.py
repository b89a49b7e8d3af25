"""Gate 2 on dbt's results: a test that did not run, or is not known, stops the publication."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from steps.dbt import build, process, run_results
from steps.dbt.run_results import NodeResult, Results
from steps.reporting import StepFailed

GATE = "test.send.gate_open_requests"
KEY = "test.send.unique_key"
REMARK = "test.send.finding_late"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose warehouse holds the stored failures of the gate, of authority 991, and of the
    finding, of seven authorities."""
    (tmp_path / "dbt" / "target").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create schema test_failures")
        db.execute("create table test_failures.gate_open_requests as select '991' as la_code")
        db.execute(
            "create table test_failures.finding_late as select (300 + n)::varchar as la_code "
            "from range(7) a (n) cross join range(7) b (m) where n <= m"
        )
    return tmp_path


def ran(home: Path, invocation: str = "this night", **statuses: tuple[str, int]) -> None:
    """Write dbt's two artefacts; a test that is not in `statuses` is known but did not run."""
    tags: dict[str, list[str]] = {GATE: ["authority_gate"], KEY: [], REMARK: ["finding"]}
    nodes: dict[str, Any] = {
        name: {
            "name": name.split(".")[-1],
            "tags": tag,
            "config": {"meta": {}},
            "relation_name": f'"warehouse"."test_failures"."{name.split(".")[-1]}"',
        }
        for name, tag in tags.items()
    }
    results = [
        {"unique_id": f"test.send.{name}", "status": status, "failures": failures, "message": "Got"}
        for name, (status, failures) in statuses.items()
    ]
    manifest = {"metadata": {"invocation_id": "this night"}, "nodes": nodes}
    found = {"metadata": {"invocation_id": invocation}, "results": results}
    target = home / "dbt" / "target"
    (target / "manifest.json").write_text(json.dumps(manifest))
    (target / "run_results.json").write_text(json.dumps(found))
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        for name, (_, failures) in statuses.items():
            if not failures and name != "unique_key":  # it stores no rows
                db.execute(f"delete from test_failures.{name}")


PASSED = {"unique_key": ("pass", 0), "finding_late": ("pass", 0), "gate_open_requests": ("pass", 0)}


def test_an_authority_that_was_not_built_is_held_back_by_its_rows_of_the_build_before(
    home: Path,
) -> None:
    """A build of 205 alone counts no row of 991, and replaces only the rows of 205."""
    ran(home, **PASSED)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("insert into test_failures.gate_open_requests values ('991')")
    assert build.held_back(home) == ["991"]


def test_no_authority_is_held_back_when_all_tests_pass(home: Path) -> None:
    ran(home, **PASSED)
    assert build.held_back(home) == []


def test_an_authority_is_held_back_and_a_finding_is_not_a_reason(home: Path) -> None:
    ran(home, **PASSED | {"gate_open_requests": ("warn", 1), "finding_late": ("warn", 5)})
    assert build.held_back(home) == ["991"]


def test_a_finding_names_the_authorities_with_most_rows(home: Path, caplog) -> None:
    """Authority 300 has seven rows, 301 six, and so on to 306 with one: 28 in all."""
    ran(home, **PASSED | {"finding_late": ("warn", 28)})
    with caplog.at_level("INFO"):
        build.held_back(home)
    assert "3 tests; none held back; 1 finding" in caplog.messages
    most = "300: 7, 301: 6, 302: 5, 303: 4, 304: 3, and 2 more authorities"
    assert f"finding_late: 28 rows ({most})" in caplog.messages
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create or replace table test_failures.finding_late as select 1 as measure")
    with caplog.at_level("INFO"):
        build.held_back(home)
    assert "finding_late: 1 row" in caplog.messages


def test_a_failing_gate_names_its_first_rows_and_counts_the_others(home: Path, caplog) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(
            "create or replace table test_failures.gate_open_requests as select * from (values "
            "('305', 3, 27364.00, 'b.csv'), ('305', 2, 27364.00, 'b.csv'), ('305', 4, 1, 'b.csv'), "
            "('305', 5, 1, 'b.csv'), ('991', 1, 0.01, 'x.csv')) "
            "as rows (la_code, financial_period, ledger_gbp, balance_file)"
        )
    ran(home, **PASSED | {"gate_open_requests": ("warn", 5)})
    manifest = home / "dbt" / "target" / "manifest.json"
    content = json.loads(manifest.read_text())
    shown = {"columns_in_messages": ["financial_period", "ledger_gbp", "balance_file"]}
    content["nodes"][GATE]["config"]["meta"] = shown
    manifest.write_text(json.dumps(content))
    with caplog.at_level("INFO"):
        build.held_back(home)
    line = (
        "305 gate_open_requests: 4 rows: "
        "financial_period 2, ledger_gbp 27364.00, balance_file b.csv; "
        "financial_period 3, ledger_gbp 27364.00, balance_file b.csv; "
        "financial_period 4, ledger_gbp 1.00, balance_file b.csv; and 1 more"
    )
    assert line in caplog.messages
    assert build.failing_rows_of(home, "305") == [line]
    assert build.failing_rows_of(home, "312") == []


def test_an_authority_that_the_build_left_out_is_held_back(home: Path) -> None:
    ran(home, **PASSED | {"gate_open_requests": ("warn", 1)})
    results = home / "dbt" / "target" / "run_results.json"
    content = json.loads(results.read_text())
    content["metadata"]["env"] = {"LEFT_OUT": "205 312"}
    results.write_text(json.dumps(content))
    assert build.held_back(home) == ["205", "312", "991"]


def failing_with(patch: pytest.MonkeyPatch, wrong: set[str], name: str) -> list[list[str]]:
    """Let dbt fail in a model or test while it builds for any of some authorities; return what each
    run left out."""
    everybody = ["205", "312", "878"]
    runs: list[list[str]] = []

    def dbt(run: Any, left_out: list[str], *options: str) -> Results:
        runs.append(list(left_out))
        fails = wrong & ({*everybody, "nobody"} - set(left_out))
        return {name: NodeResult("error" if fails else "success", "too large")}

    patch.setattr(build._Run, "dbt", dbt)
    patch.setattr(run_results, "build_id", lambda home: "this build")
    patch.setattr(build, "_authorities_with_rows", lambda home: everybody)
    return runs


@pytest.mark.parametrize("wrong", [{"205"}, {"312"}, {"205", "878"}])
@pytest.mark.parametrize("name", ["model.send.savings", "test.send.unique_key.1f"])
def test_a_build_that_fails_for_some_is_run_without_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog, wrong: set[str], name: str
) -> None:
    runs = failing_with(monkeypatch, wrong, name)
    build.build(home, "2026-11-20")
    assert set(runs[-1]) == wrong
    assert f"The build fails for {', '.join(sorted(wrong))}" in caplog.text


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"nobody"}, "model.send.savings"),  # it fails whichever authority is left out
        ({"312"}, "model.send.hist_case_system__plans"),  # staging leaves nothing out of a history
        ({"312"}, "test.send.unique_key_hist_case_system__plans_la_code.1f"),
        ({"312"}, "operation.send.on-run-start-0"),
    ],
)
def test_a_build_that_fails_for_no_authority_stops(
    home: Path, monkeypatch: pytest.MonkeyPatch, wrong: set[str], name: str
) -> None:
    failing_with(monkeypatch, wrong, name)
    with pytest.raises(StepFailed, match="too large"):
        build.build(home, "2026-11-20")


def test_any_other_failing_test_stops(home: Path) -> None:
    ran(home, **PASSED | {"unique_key": ("warn", 2)})
    with pytest.raises(StepFailed, match="test unique_key"):
        build.held_back(home)


@pytest.mark.parametrize("status", ["skipped", "error"])
def test_a_test_that_came_to_no_result_stops(home: Path, status: str) -> None:
    ran(home, **PASSED | {"unique_key": (status, 0)})
    with pytest.raises(StepFailed, match="1 of 3 tests came to no result"):
        build.held_back(home)


def test_a_test_that_did_not_run_stops(home: Path) -> None:
    ran(home, unique_key=("pass", 0), finding_late=("pass", 0))
    with pytest.raises(StepFailed, match="1 of 3 tests came to no result"):
        build.held_back(home)


def test_no_tests_stop(home: Path) -> None:
    ran(home)
    manifest = home / "dbt" / "target" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"nodes": {}}))
    with pytest.raises(StepFailed, match="without one test"):
        build.held_back(home)


def test_results_of_another_night_stop(home: Path) -> None:
    ran(home, invocation="last night", **PASSED)
    with pytest.raises(StepFailed, match="of different runs"):
        build.held_back(home)


def test_no_results_stop(home: Path) -> None:
    with pytest.raises(StepFailed, match="the marts were not built"):
        build.held_back(home)


def test_a_gate_that_names_no_authority_stops(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("update test_failures.gate_open_requests set la_code = null")
    ran(home, **PASSED | {"gate_open_requests": ("warn", 1)})
    with pytest.raises(StepFailed, match="names no authority"):
        build.held_back(home)


def test_a_project_that_does_not_parse_is_reported_without_a_traceback(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: send\nversion: '1.0.0'\nprofile: send\n")
    (project / "profiles.yml").write_text(
        "send: {target: d, outputs: {d: {type: duckdb, path: ':memory:'}}}"
    )
    (project / "models" / "a.sql").write_text("select * from {{ ref('nowhere') }}")
    monkeypatch.setattr(process, "PROJECT", project)
    with pytest.raises(StepFailed) as stopped:
        build.build(home, "2026-11-20")
    assert "nowhere" in str(stopped.value)
    assert "Traceback" not in str(stopped.value)
