"""`make close`, `make reopen` and the DAG close_period: their messages and their store."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from dags import closing, night, walk
from publish import outputs, snapshot
from publish.closes import store
from publish.closes.period import Period

WAREHOUSE = """
    create schema marts; create schema ops;
    create table marts.fct_ledger as select
        '312' as la_code, 'J1' as journal_id, 1::bigint as line_number,
        '2026-27' as financial_year, 1 as financial_period, 'H1' as cost_centre,
        'S1' as subjective, 'high_needs' as outturn_line, 1234.50::decimal(18, 2) as amount_gbp;
    create table marts.ledger_accounts as select
        '312' as la_code, 'H1' as cost_centre, 'S1' as subjective, 'high_needs' as dsg_block,
        'other' as spend_category, '1.2.3' as s251_line, 'high_needs' as outturn_line;
    create table marts.dsg_outturn as select
        '312' as la_code, '2026-27' as financial_year, 1 as financial_period, dsg_block,
        2000.00::decimal(18, 2) as budget_gbp, 1234.50::decimal(18, 2) as actual_to_date_gbp,
        2000.00::decimal(18, 2) as forecast_outturn_gbp, 0.00::decimal(18, 2) as variance_gbp
        from (values ('high_needs'), ('total')) as blocks (dsg_block);
    create table marts.trial_balance_agreement as select
        '312' as la_code, '2026-27' as financial_year, 1 as financial_period,
        0::bigint as accounts_differing;
    create table ops.load_receipts as select
        '312' as la_code, 'finance_ledger' as source, 'transactions' as dataset,
        date '2026-05-11' as business_date, 't.csv' as file_name, 'ab' as sha256, 'x' as load_id,
        true as is_current;
"""
PERIOD = ["--la=312", "--year=2026-27", "--period=1"]
ROLE = "--by=Chief Accountant"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute(WAREHOUSE)
    snapshot.publish(home, date(2026, 5, 11), set(), [outputs.TABLES])
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "it's a home"
    shutil.copytree(published, copy, symlinks=True)
    for name, value in (("SEND_HOME", copy), ("AIRFLOW_HOME", copy / "airflow")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(closing.airflow_home, "configure", _folders)
    return copy


def _folders(home: Path) -> None:
    (home / "airflow").mkdir(exist_ok=True)


def kept(home: Path) -> list[str]:
    return sorted(str(p.relative_to(store.root(home))) for p in store.root(home).rglob("v*"))


def test_close_reopen_and_close_again_print_their_results(home: Path, capsys) -> None:
    folder = "312/2026-27/1/v1"
    leftover = store.root(home) / "312" / "2026-27" / "1" / ".unfinished-7"
    leftover.mkdir(parents=True)  # of a close that was killed
    assert closing.main(["close", *PERIOD, ROLE]) == 0
    printed = capsys.readouterr().out
    assert "312 2026-27 period 1 closed as v1, as at 2026-05-11: £1,234.50" in printed
    assert "make night DATE=2026-05-11" in printed
    assert kept(home) == [folder]
    assert not leftover.exists()
    assert closing.main(["close", *PERIOD, ROLE]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert closing.main(["reopen", *PERIOD, ROLE, "--reason=A school's late invoice"]) == 0
    assert "closed as v1, is open again" in capsys.readouterr().out
    assert kept(home) == [folder, f"{folder}.reopened.json"]
    assert closing.main(["close", *PERIOD, ROLE]) == 0
    assert "closed as v2" in capsys.readouterr().out
    (one, two), damaged = store.read(home)
    assert damaged == []
    assert one.fingerprints["output_sha256"] == two.fingerprints["output_sha256"]


def test_a_changed_or_missing_reopening_is_damage(home: Path, capsys) -> None:
    closing.main(["close", *PERIOD, ROLE])
    closing.main(["reopen", *PERIOD, ROLE, "--reason=A school's late invoice"])
    closing.main(["close", *PERIOD, ROLE])
    reopened = store.root(home) / "312/2026-27/1/v1.reopened.json"
    written = reopened.read_text("utf-8")
    reopened.unlink()
    (missing,) = store.read(home)[1]
    assert "the record that v1 was reopened is missing" in str(missing)
    reopened.write_text(written.replace("Chief", "Deputy"), "utf-8")
    (changed,) = store.read(home)[1]
    assert "v1.reopened.json is not what was written" in str(changed)
    reopened.unlink()
    reopened.with_name("v2.reopened.json").write_text(written, "utf-8")
    assert "v2.reopened.json is of another close" in " ".join(map(str, store.read(home)[1]))
    capsys.readouterr()
    assert closing.main(["close", *PERIOD, ROLE]) == 2
    assert "Records of earlier closes are damaged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([*PERIOD, "--by=Alice Example"], "a role"),
        (["--la=31", "--year=2026-27", "--period=1", ROLE], "three digits"),
        (["--la=../..", "--year=2026-27", "--period=1", ROLE], "three digits"),
        (["--la=312", "--year=2026-28", "--period=1", ROLE], "written 2026-27"),
        (["--la=312", "--year=2026-27", "--period=15", ROLE], "1 (April) to 14"),
        (["--la=312", "--year=2026-27", "--period=seven", ROLE], "1 (April) to 14; found 'seven'"),
        (["--la=312", "--year=2026-27", "--period=", ROLE], "1 (April) to 14; found ''"),
        (["--la=312", "--year=2026-27", "--period=2", ROLE], "nothing is posted"),
        (["--la=313", "--year=2026-27", "--period=1", ROLE], "chart of accounts"),
        ([*PERIOD, ROLE, "--date=20.11.2026"], "written 2026-11-20"),
    ],
)
def test_a_refused_close_prints_one_line_and_writes_nothing(
    home: Path, capsys, arguments, message
) -> None:
    assert closing.main(["close", *arguments]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Alice" not in printed.err
    assert len(printed.err.splitlines()) == 1
    assert not store.root(home).exists()


def test_a_month_that_has_not_ended_is_not_closed(home: Path, capsys) -> None:
    """Its trial balance may agree with the part of the month that is posted."""
    snapshot.publish(home, date(2026, 4, 29), set(), [outputs.TABLES])
    assert closing.main(["close", *PERIOD, ROLE]) == 2
    printed = capsys.readouterr().err
    assert "runs until 2026-04-30, and the publication is as at 2026-04-29" in printed
    assert "make night DATE=2026-04-30" in printed
    assert not store.root(home).exists()
    snapshot.publish(home, date(2026, 4, 30), set(), [outputs.TABLES])
    assert closing.main(["close", *PERIOD, ROLE]) == 0


@pytest.mark.parametrize(
    ("period", "last_day"),
    [
        ("1", date(2027, 4, 30)),
        ("9", date(2027, 12, 31)),
        ("11", date(2028, 2, 29)),
        ("12", date(2028, 3, 31)),
        ("14", date(2028, 3, 31)),
    ],
)
def test_a_period_ends_with_its_month_and_the_adjustments_with_the_year(period, last_day) -> None:
    assert Period.of("312", "2027-28", period).last_day == last_day


def test_without_a_publication_nothing_is_closed(home: Path, capsys) -> None:
    (home / "published").unlink()
    assert closing.main(["close", *PERIOD, ROLE]) == 2
    assert "make night" in capsys.readouterr().err


def test_no_decision_is_dated_before_the_last_one(home: Path, capsys) -> None:
    assert closing.main(["close", *PERIOD, ROLE]) == 0
    snapshot.publish(home, date(2026, 5, 10), set(), [outputs.TABLES])
    assert closing.main(["reopen", *PERIOD, ROLE, "--reason=too early by a day"]) == 2
    assert "the latest decision on 2026-27 is of 2026-05-11" in capsys.readouterr().err


def test_the_dag_is_started_by_hand_and_does_the_same(
    dags: dict[str, Any], home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dag = dags["close_period"]
    assert dag.schedule is None
    assert dag not in night.in_order(dags)
    (task,) = dag.tasks
    run = SimpleNamespace(run_after=datetime(2026, 5, 12, 8, tzinfo=UTC))
    params = {name: dag.params[name] for name in dag.params}
    params |= {"la_code": "312", "financial_year": "2026-27", "by": "Chief Accountant"}
    task.python_callable(params=params, dag_run=run)
    ((close,), _) = store.read(home)
    assert close.record.recorded_at.isoformat() == "2026-05-12T08:00:00"
    with pytest.raises(walk.StepFailed, match="needs its reason"):
        task.python_callable(params=params | {"decision": "reopen"}, dag_run=run)
    again = params | {"decision": "reopen", "reason": "A school's late invoice"}
    task.python_callable(params=again, dag_run=run)
    ((close,), _) = store.read(home)
    assert close.reopening is not None
