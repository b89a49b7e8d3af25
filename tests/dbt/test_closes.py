"""A closed period keeps its reported figures, and the difference to those known now is exact to the
penny, through late lines, a reopening and a second close."""

import json
import shutil
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import pytest

from publish import outputs, snapshot
from publish.closes import decisions, export, store
from publish.closes.period import CloseRefused
from publish.closes.record import ALL_FILES
from steps.dbt import process
from tests.conftest import Installation
from tests.dbt.closing import (
    BALANCE,
    CHART,
    FIRST,
    LATE,
    MOMENT,
    NOW,
    REMARKS,
    SELECTED,
    THEN,
    assert_versions,
    balance,
    close,
    first_night,
    period,
    publish,
    reopen,
    reported,
    select,
    send,
    written,
)
from tests.dbt.conftest import Warehouse, build

# What a close compares a ledger by.
AGREEMENT = ("+trial_balance_agreement", "load_receipts")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory):
    """A home with three posted periods, of which the trial balance covers two."""
    files = {
        "transactions": FIRST,
        "remarks": REMARKS.format("As expected"),
        "trial_balance": BALANCE + balance(1, "100.00", "10.00") + balance(2, "300.00", "10.00"),
    }
    with first_night(tmp_path_factory, **files) as home:
        yield home


@pytest.fixture
def home(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that home, whose periods a test can close."""
    copy = tmp_path / "a home"
    shutil.copytree(published, copy, symlinks=True)
    monkeypatch.setenv("SEND_HOME", str(copy))
    return copy


def assert_adjustments(moved: Warehouse) -> None:
    """The lines that came after the close."""
    adjustments = moved.rows(
        "select journal_id, financial_period, adjustment, amount_gbp, outturn_line, "
        "business_date::varchar, file_name from marts.prior_period_adjustments order by 1"
    )
    file = f"transactions__{NOW}.csv"
    assert adjustments == [
        ("L1", 1, "posted", Decimal("7.77"), "high_needs", NOW, file),
        ("L2", 2, "posted", Decimal("-0.05"), "schools", NOW, file),
    ]


def test_reported_figures_stay_and_the_difference_is_exact_to_the_penny(home: Path):
    close(home, 1)
    first = close(home, 2).close
    assert first.record.totals.actual_to_date_gbp == Decimal("310.00")
    before = written(home)

    send(
        Installation(home),
        NOW,
        chart_of_accounts=CHART.format("schools"),
        transactions=LATE,
        remarks=REMARKS.format("A late invoice"),
        trial_balance=BALANCE + balance(1, "107.77", "10.00") + balance(2, "307.77", "9.95"),
    )
    moved = publish(home, NOW)
    assert reported(moved, 2) == {
        "high_needs": ("300.00", "307.77", "7.77", "7.77", "0.00"),
        "early_years": ("10.00", "0.00", "-10.00", "0.00", "-10.00"),
        "schools": ("0.00", "9.95", "9.95", "-0.05", "10.00"),
        "total": ("310.00", "317.72", "7.72", "7.72", "0.00"),
    }
    assert reported(moved, 1)["total"] == ("110.00", "117.77", "7.77", "7.77", "0.00")
    assert_adjustments(moved)

    with pytest.raises(
        CloseRefused, match=r"already closed as v1 of 2026-11-20.*removed since: 3 "
    ):
        close(home, 2)
    with pytest.raises(CloseRefused, match="period 2 is closed: reopen the latest first"):
        reopen(home, 1)
    reopen(home, 2)
    assert {name: written(home)[name] for name in before} == before
    opened = publish(home, NOW)
    assert reported(opened, 2) == {}
    assert reported(opened, 1)["total"][2] == "7.77"

    again = close(home, 2)
    assert (again.close.record.version, again.is_new) == (2, True)
    closed = publish(home, NOW)
    assert reported(closed, 2)["total"] == ("317.72", "317.72", "0.00", "0.00", "0.00")
    assert_versions(closed)
    as_then = build(home, *select(*SELECTED), as_at=THEN)
    assert reported(as_then, 2)["total"] == ("310.00", "310.00", "0.00", "0.00", "0.00")


def test_closing_the_same_figures_again_records_nothing_new(home: Path, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(home, other, symlinks=True)
    first = close(home, 1)
    assert first.is_new
    before = written(home)
    again = close(home, 1)
    assert not again.is_new
    assert again.close == first.close
    assert written(home) == before
    assert sorted(before) == sorted(f"312/2026-27/1/v1/{n}" for n in [*ALL_FILES, "close.json"])
    elsewhere = close(other, 1).close
    assert (elsewhere.record, elsewhere.seal) == (first.close.record, first.close.seal)
    assert written(other) == before


def test_records_need_only_landing_and_name_nobody(home: Path):
    close(home, 1)
    export.export(home)
    tables = {p.name: p.read_bytes() for p in (home / "closes").iterdir()}
    shutil.rmtree(home / "closes")
    assert export.export(home) == []
    assert {p.name: p.read_bytes() for p in (home / "closes").iterdir()} == tables
    with duckdb.connect() as db:
        ledger = str(store.root(home) / "312/2026-27/1/v1/ledger.parquet")
        kept = db.execute("select journal_id from read_parquet($1)", [ledger]).fetchall()
        assert {journal for (journal,) in kept} == {"J1", "J2", "J3"}
    assert not [name for name, content in written(home).items() if b"A Name" in content]
    recorded = json.loads(written(home)["312/2026-27/1/v1/close.json"])
    assert recorded["close_recorded_at"] == "2026-11-21T09:30:00"


@pytest.mark.parametrize(
    ("number", "on", "message"),
    [
        (2, None, "period 1 is open"),
        (3, None, "no trial balance for that period"),
        (4, None, "nothing is posted"),
        (1, NOW, "publication is as at 2026-11-20, not 2026-11-21"),
    ],
)
def test_a_refused_close_has_a_message_and_writes_nothing(home: Path, number, on, message):
    with pytest.raises(CloseRefused, match=message):
        close(home, number, on)
    assert written(home) == {}


@pytest.mark.parametrize("by", ["", "Jane Smith", "Jane Smith, Chief Accountant"])
def test_only_a_role_can_close(home: Path, by):
    with pytest.raises(CloseRefused, match="a role"):
        decisions.close(home, period(1), by, MOMENT)
    assert written(home) == {}


def test_lines_after_the_trial_balance_are_adjustments_and_hold_nobody_back(home: Path):
    close(home, 1)
    send(Installation(home), NOW, transactions=LATE)
    warehouse = publish(home, NOW, selected=(*AGREEMENT, "+prior_period_adjustments"))
    assert warehouse.rows(
        "select financial_period, accounts_differing, balance_date::varchar, later_lines, "
        "later_gbp::varchar from marts.trial_balance_agreement order by 1"
    ) == [(1, 0, THEN, 1, "7.77"), (2, 0, THEN, 2, "7.72")]
    assert warehouse.rows(
        "select journal_id, financial_period, amount_gbp::varchar, business_date::varchar "
        "from marts.prior_period_adjustments"
    ) == [("L1", 1, "7.77", NOW)]
    with pytest.raises(CloseRefused, match="lines of it came after its trial balance"):
        close(home, 2)


def test_a_ledger_that_differs_from_its_trial_balance_cannot_be_closed(home: Path):
    lacks_late_lines = BALANCE + balance(1, "100.00", "10.00") + balance(2, "300.00", "10.00")
    send(Installation(home), NOW, transactions=LATE, trial_balance=lacks_late_lines)
    publish(home, NOW, frozenset({"312"}), AGREEMENT)
    with pytest.raises(CloseRefused, match="312 is held back"):
        close(home, 1)
    snapshot.publish(home, date.fromisoformat(NOW), set(), [outputs.TABLES])
    with pytest.raises(CloseRefused, match="differs from its trial balance"):
        close(home, 1)
    assert written(home) == {}


def test_only_a_closed_period_is_reopened_and_only_with_a_reason(home: Path):
    with pytest.raises(CloseRefused, match="not closed"):
        reopen(home, 1)
    close(home, 1)
    with pytest.raises(CloseRefused, match="needs its reason"):
        reopen(home, 1, reason=" ")
    with pytest.raises(CloseRefused, match="a role"):
        reopen(home, 1, by="Jane Smith")
    first, before = reopen(home, 1), written(home)
    assert reopen(home, 1) == first  # the command was killed after it had recorded it
    assert written(home) == before
    with pytest.raises(CloseRefused, match="not closed: its v1 was reopened by Chief Accountant"):
        reopen(home, 1, reason="A grant was returned")


@pytest.mark.parametrize("name", [*ALL_FILES, "close.json", "missing", "v1"])
def test_a_changed_record_is_reported_and_stops_further_decisions(home: Path, name):
    close(home, 1)
    close(home, 2)
    folder = store.root(home) / "312" / "2026-27" / "1" / "v1"
    if name == "v1":
        shutil.rmtree(folder)
    elif name == "missing":
        (folder / "ledger.parquet").unlink()
    else:
        path = folder / name
        path.chmod(0o640)
        path.write_bytes(path.read_bytes().replace(b"110.00", b"110.01") + b" ")
        if name == "close.json":
            assert b"110.01" in path.read_bytes()
    (damage,) = export.export(home)
    assert "backup of landing" in str(damage)
    assert "Errno" not in str(damage)
    if name == "missing":
        assert "2026-27/1/v1: ledger.parquet is missing" in str(damage)
    assert "2026-27" in str(damage)
    with duckdb.connect() as db:
        damaged = str(home / "closes" / "damaged.parquet")
        assert db.execute("select la_code from read_parquet($1)", [damaged]).fetchall() == [
            ("312",)
        ]
    with pytest.raises(CloseRefused, match="earlier closes are damaged"):
        close(home, 2)


def test_the_build_holds_back_an_authority_with_a_changed_record(home: Path):
    close(home, 1)
    outturn = store.root(home) / "312" / "2026-27" / "1" / "v1" / "outturn.parquet"
    outturn.chmod(0o640)
    outturn.write_bytes(b"not what was written")
    built = publish(home, THEN, selected=("+closes_are_as_written",))
    assert built.rows("select la_code, to_do from test_failures.closes_are_as_written") == [
        ("312", "restore it from the backup of landing")
    ]


def test_a_build_of_other_authorities_reads_no_close(home: Path, monkeypatch):
    """It reads no ledger of 312, so all lines that 312 reported would seem to be taken back."""
    close(home, 1)
    of_others = partial(process.environment, only=["205"])
    monkeypatch.setattr(process, "environment", of_others)
    marts = ("period_closes", "prior_period_adjustments", "dsg_outturn_as_reported")
    others = build(home, *select(*(f"+{mart}" for mart in marts)), as_at=THEN)
    for mart in marts:
        assert others.rows(f"from marts.{mart}") == []
