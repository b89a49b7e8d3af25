"""Gate 2 checks the totals of a build once, and again after any change of what it checks or how."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from expectations import runner
from expectations.runner import WrongTotal
from steps import checked_totals, marts
from steps.dbt import build


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a warehouse, and a copy of the code of the checks."""
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr(build, "check_built", lambda home, build_id: None)
    monkeypatch.setattr(build, "held_back", lambda home: ["878"])
    code = tmp_path / "expectations"
    shutil.copytree(checked_totals.CHECKS, code)
    monkeypatch.setattr(checked_totals, "CHECKS", code)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute("create table built as select 1 as number")
    return tmp_path


@pytest.fixture
def checks(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[WrongTotal]]:
    """What each run of the checks found."""
    ran: list[list[WrongTotal]] = []

    def check(folder: Path) -> list[WrongTotal]:
        ran.append([])
        return ran[-1]

    monkeypatch.setattr(runner, "check_marts", check)
    return ran


def write_to_the_warehouse(home: Path) -> None:
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("update built set number = 2")


def change_a_check(home: Path) -> None:
    with (home / "expectations" / "marts.py").open("a") as file:
        file.write("# changed\n")


def damage_the_record(home: Path) -> None:
    (home / "warehouse.checked").write_bytes(b"\xff")


def test_the_totals_of_a_build_are_checked_once(home: Path, checks: list[object], caplog) -> None:
    caplog.set_level("INFO")
    assert [marts.gate("first"), marts.gate("first")] == [["878"], ["878"]]
    assert len(checks) == 1
    assert "totals: found right when these marts were built" in caplog.text


@pytest.mark.parametrize(
    "change", [write_to_the_warehouse, change_a_check, damage_the_record], ids=lambda f: f.__name__
)
def test_they_are_checked_again_after_a_change(
    home: Path, checks: list[object], change: Callable[[Path], None]
) -> None:
    marts.gate("first")
    change(home)
    marts.gate("first")
    assert len(checks) == 2


def test_they_are_checked_again_for_another_build(home: Path, checks: list[object]) -> None:
    marts.gate("first")
    marts.gate("second")
    assert len(checks) == 2


@pytest.mark.parametrize("package", checked_totals.PACKAGES)
def test_they_are_checked_again_by_another_version(
    home: Path, checks: list[object], monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    marts.gate("first")
    version = checked_totals.version
    monkeypatch.setattr(
        checked_totals, "version", lambda name: "0" if name == package else version(name)
    )
    marts.gate("first")
    assert len(checks) == 2


def test_wrong_totals_hold_back_each_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "check_marts", lambda folder: [WrongTotal("more", ("312",))])
    assert marts.gate("first") == ["312", "878"]
    assert marts.gate("first") == ["312", "878"]


def test_checks_that_crashed_run_again(
    home: Path, checks: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(folder: Path) -> None:
        raise RuntimeError("crashed")

    with monkeypatch.context() as crashing:
        crashing.setattr(runner, "check_marts", crash)
        with pytest.raises(RuntimeError):
            marts.gate("first")
    marts.gate("first")
    assert len(checks) == 1
