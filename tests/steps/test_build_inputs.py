"""Nothing is built where nothing that a build depends on has changed since the last one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from steps.dbt import build as dbt_build
from steps.dbt import build_inputs, process, warehouse
from steps.dbt.run_results import NodeResult, Results
from steps.reporting import StepFailed

NIGHT, LATER = "2026-11-20", "2026-11-21"
FIRST, AGAIN = ["build 1"], ["build 1", "build 2"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project."""
    copy = tmp_path / "project"
    shutil.copytree(process.PROJECT, copy)
    monkeypatch.setattr(process, "PROJECT", copy)
    return copy


@pytest.fixture
def home(tmp_path: Path, project: Path) -> Path:
    """A home with the tables that dbt reads beside raw."""
    for table in ("receipts/receipts", "receipts/due", "closes/closes", "settings_tables/groups"):
        path = tmp_path / f"{table}.parquet"
        path.parent.mkdir(exist_ok=True)
        write_rows(path, {"205": 1, "312": 1, "334": 1})
    (tmp_path / "dbt" / "target").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def builds(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The builds that dbt was started for. Each writes the warehouse and dbt's two files."""
    started: list[str] = []

    def dbt(run: Any, left_out: list[str], *options: str) -> Results:
        started.append(f"build {len(started) + 1}")
        run.warehouse.write_text(started[-1])
        write_artefacts(home, started[-1], started[-1])
        add_a_test(home, "pass")
        return {"model.send.savings": NodeResult("success")}

    monkeypatch.setattr(dbt_build._Run, "dbt", dbt)
    monkeypatch.setattr(warehouse, "delete_unreadable", lambda path: None)  # it is no database
    return started


def write_rows(path: Path, values: dict[str, int]) -> None:
    rows = ", ".join(f"('{la_code}', {value})" for la_code, value in values.items())
    duckdb.sql(f"select * from (values {rows}) as t (la_code, value)").write_parquet(str(path))


def write_artefacts(home: Path, manifest: str, results: str) -> None:
    for name, invocation in (("manifest", manifest), ("run_results", results)):
        content = {"metadata": {"invocation_id": invocation}, "nodes": {}, "results": []}
        (home / "dbt" / "target" / f"{name}.json").write_text(json.dumps(content))


def add_a_test(home: Path, status: str) -> None:
    gate = {"name": "gate", "tags": [], "config": {"meta": {}}, "relation_name": None}
    for name, (part, content) in {
        "manifest": ("nodes", {"test.send.gate": gate}),
        "run_results": ("results", [{"unique_id": "test.send.gate", "status": status}]),
    }.items():
        path = home / "dbt" / "target" / f"{name}.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {part: content}))


def test_the_same_night_again_is_not_built(home: Path, builds: list[str], caplog) -> None:
    caplog.set_level("INFO")
    assert dbt_build.build(home, NIGHT) == "build 1"
    assert dbt_build.build(home, NIGHT) == "build 1"
    assert builds == FIRST
    assert "nothing to build: no file, setting or rule has changed" in caplog.text


def append(path: str) -> Callable[[Path], None]:
    def change(home: Path) -> None:
        with (home / path).open("ab") as file:
            file.write(b"\n")

    return change


def rows_of(table: str, values: dict[str, int]) -> Callable[[Path], None]:
    return lambda home: write_rows(home / f"{table}.parquet", values)


def halve(path: Path) -> None:
    """Leave what a killed dbt has written of a file."""
    path.write_text(path.read_text()[: path.stat().st_size // 2])


CHANGES: dict[str, Callable[[Path], None]] = {
    "receipts of most": rows_of("receipts/receipts", {"205": 2, "312": 2, "334": 1}),
    "expected files of all": rows_of("receipts/due", {"205": 2, "312": 2, "334": 2}),
    "a receipt of England": rows_of(
        "receipts/receipts", {"england": 1, "205": 1, "312": 1, "334": 1}
    ),
    "a setting": append("settings_tables/groups.parquet"),
    "a new table": rows_of("closes/signed", {"205": 1, "312": 1, "334": 1}),
    "a model": append("project/models/marts/timeliness/timeliness.sql"),
    "a seed": append("project/seeds/budget_versions.csv"),
    "a macro": append("project/macros/home.sql"),
    "a test": append("project/tests/authority_gates/_authority_gates.yml"),
    "a variable": append("project/dbt_project.yml"),
    "the warehouse": append("warehouse.duckdb"),
    "no warehouse": lambda home: (home / "warehouse.duckdb").unlink(),
    "no record": lambda home: (home / "warehouse.inputs").unlink(),
    "half a record": lambda home: (home / "warehouse.inputs").write_text("[") and None,
    "a record of an earlier version": lambda home: (
        (home / "warehouse.inputs").write_text('["hash", "build 1"]') and None
    ),
    "a record of nothing": lambda home: (home / "warehouse.inputs").write_text("{}") and None,
    "a manifest of nothing": lambda home: (
        (home / "dbt" / "target" / "manifest.json").write_text("{}") and None
    ),
    "no manifest": lambda home: (home / "dbt" / "target" / "manifest.json").unlink(),
    "half a manifest": lambda home: halve(home / "dbt" / "target" / "manifest.json"),
    "half of the results": lambda home: halve(home / "dbt" / "target" / "run_results.json"),
    "results of another run": lambda home: write_artefacts(home, "build 1", "another"),
    "a manifest of another run": lambda home: write_artefacts(home, "another", "build 1"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_built_again_after_a_change(home: Path, builds: list[str], what: str) -> None:
    dbt_build.build(home, NIGHT)
    CHANGES[what](home)
    assert dbt_build.build(home, NIGHT) == "build 2"
    assert builds == AGAIN


@pytest.mark.parametrize("dates", [(LATER, None), (NIGHT, LATER)])
def test_another_date_is_built(
    home: Path, builds: list[str], dates: tuple[str, str | None]
) -> None:
    dbt_build.build(home, NIGHT)
    dbt_build.build(home, *dates)
    assert builds == AGAIN


def test_another_version_of_duckdb_builds(
    home: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt_build.build(home, NIGHT)
    monkeypatch.setattr(build_inputs, "version", lambda package: "another")
    dbt_build.build(home, NIGHT)
    assert builds == AGAIN


def test_a_home_that_was_moved_is_built(home: Path, builds: list[str]) -> None:
    """The views of its warehouse read the files of the folder where it lay."""
    dbt_build.build(home, NIGHT)
    moved = shutil.copytree(home, home.with_name("moved"))
    dbt_build.build(moved, NIGHT)
    assert builds == AGAIN


def test_a_build_that_was_killed_is_repeated(
    home: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the files have come back to those of the build before."""
    dbt_build.build(home, NIGHT)
    build = dbt_build._Run.dbt

    def killed(run: Any, left_out: list[str], *options: str) -> Results:
        raise StepFailed("killed")

    monkeypatch.setattr(dbt_build._Run, "dbt", killed)
    with pytest.raises(StepFailed, match="killed"):
        dbt_build.build(home, LATER)
    monkeypatch.setattr(dbt_build._Run, "dbt", build)
    dbt_build.build(home, NIGHT)
    assert builds == AGAIN


def test_a_build_of_which_a_test_has_no_result_is_repeated(
    home: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gate` refuses it, and the runbook says to clear `build`."""
    build = dbt_build._Run.dbt

    def without_result(run: Any, left_out: list[str], *options: str) -> Results:
        results = build(run, left_out, *options)
        add_a_test(home, "skipped")
        return results

    monkeypatch.setattr(dbt_build._Run, "dbt", without_result)
    dbt_build.build(home, NIGHT)
    dbt_build.build(home, NIGHT)
    assert builds == AGAIN


def test_a_build_without_an_authority_is_repeated(
    home: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed may have been put right in a place that is not watched."""
    monkeypatch.setattr(dbt_build, "_authorities_with_rows", lambda home: ["205", "312"])
    built = dbt_build._Run.dbt

    def fails_for_312(run: Any, left_out: list[str], *options: str) -> Results:
        results = built(run, left_out, *options)
        return results if "312" in left_out else {"model.send.savings": NodeResult("error")}

    monkeypatch.setattr(dbt_build._Run, "dbt", fails_for_312)
    dbt_build.build(home, NIGHT)
    before = len(builds)
    dbt_build.build(home, NIGHT)
    assert len(builds) > before
