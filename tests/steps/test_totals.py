"""Gate 2 on totals: wrong rows of some authorities hold back these, anything else stops."""

from pathlib import Path

import duckdb
import pytest

from expectations import marts as suites
from expectations.rules import REJECT, no_rows
from steps import marts
from steps.dbt import build
from steps.reporting import StepFailed

RECEIPTS = (
    "create table ops.load_receipts as select la_code, 3 as rows_read, 3 as rows_accepted, "
    "0 as rows_quarantined, 0 as rows_duplicate from (values {}) as of (la_code)"
)
TIMELINESS = (
    "create table marts.timeliness as select '205' as la_code, 10 as completed, "
    "5 as within_time, 10 as completed_excluding_exceptions, "
    "5 as within_time_excluding_exceptions, cast(50 as decimal(9, 1)) as within_time_pct, "
    "cast(50 as decimal(9, 1)) as within_time_excluding_exceptions_pct union all "
    "select '312', 10, 5, 10, 5, 50.0, 50.0"
)
BENCHMARKS = (
    "create table marts.benchmarks as select 'plans_january' as measure, '2026' as vintage, "
    "'2026' as period, 'england' as area_level, {} as value, false as is_superseded "
    "union all select 'plans_january', '2026', '2026', 'local_authority', 1, false from range(150)"
)


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Marts of two authorities that are right, in a home whose build is known."""
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    monkeypatch.setattr(build, "check_built", lambda home, build_id: None)
    monkeypatch.setattr(build, "held_back", lambda home: ["878"])
    file = tmp_path / "warehouse.duckdb"
    change(
        file,
        "create schema marts; create schema ops",
        RECEIPTS.format("('205'), ('312'), ('england')"),
        TIMELINESS,
        BENCHMARKS.format(150),
    )
    return file


def change(file: Path, *statements: str) -> None:
    with duckdb.connect(str(file)) as db:
        for each in statements:
            db.execute(each)


def test_right_totals_hold_nobody_back(warehouse: Path) -> None:
    assert marts.gate("b") == ["878"]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("update marts.timeliness set within_time = 11 where la_code = '312'", "more in time"),
        (
            "update marts.timeliness set within_time_pct = 101 where la_code = '312'",
            "within_time_pct",
        ),
        ("update ops.load_receipts set rows_read = 4 where la_code = '312'", "rows don't add up"),
    ],
)
def test_an_authority_whose_totals_are_wrong_is_held_back_alone(
    warehouse: Path, wrong: str, what: str, caplog
) -> None:
    change(warehouse, wrong)
    assert marts.gate("b") == ["312", "878"]
    assert "Totals that can't be right, of 312: " in caplog.text
    assert what in caplog.text


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("update marts.timeliness set within_time = 11", "more in time than there are"),
        ("update ops.load_receipts set rows_read = 4 where la_code = 'england'", "add up"),
        (
            "update marts.timeliness set la_code = null, within_time = 11 where la_code = '312'",
            "more",
        ),
        ("update marts.benchmarks set value = 149 where area_level = 'england'", "England row"),
    ],
    ids=["of all", "of England", "of nobody", "against England"],
)
def test_what_is_not_of_some_authorities_stops(warehouse: Path, wrong: str, what: str) -> None:
    change(warehouse, wrong, "update marts.timeliness set within_time = 12 where la_code = '205'")
    with pytest.raises(StepFailed, match=what):
        marts.gate("b")


@pytest.mark.parametrize(
    "query", ["\n  select\n la_code from {batch} where {}", "SELECT la_code FROM {batch} WHERE {}"]
)
def test_how_a_query_is_written_does_not_decide_who_is_held_back(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    written = query.replace("{}", "la_code = '312'")

    def suite(**more: bool) -> dict[str, list[object]]:
        return {"marts.timeliness": [no_rows("a wrong total", written, REJECT, **more)]}

    monkeypatch.setattr(suites, "suites", lambda: suite(by_authority=True))
    assert marts.gate("b") == ["312", "878"]
    monkeypatch.setattr(suites, "suites", suite)
    with pytest.raises(StepFailed, match="a wrong total"):
        marts.gate("b")
