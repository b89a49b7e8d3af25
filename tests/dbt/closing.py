"""An authority with three posted periods, and how a test closes, reopens and publishes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from publish import outputs, snapshot
from publish.closes import decisions, store
from publish.closes.decisions import CloseResult
from publish.closes.period import Period
from tests.conftest import Installation
from tests.dbt.conftest import Warehouse, build

THEN, NOW = "2026-11-20", "2026-11-21"
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BY = "Chief Accountant"
SHOWN = ("period_closes", "dsg_outturn_as_reported", "prior_period_adjustments")
SHOWN += ("dsg_outturn_by_close", "account_outturn", "outturn_remarks")
SELECTED = tuple(f"+{name}" for name in SHOWN)
SELECTED += ("+dsg_outturn", "+fct_ledger", "+ledger_accounts")
SELECTED += ("+trial_balance_agreement", "load_receipts")
SELECTED += ("closes_are_as_written", "dsg_outturn_as_reported_adds_up")
SELECTED += ("account_outturn_sums_to_the_outturn",)
REMARKS = "financial_year,period,line,remark\n2026-27,2,high_needs,{}\n"
CHART = "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
CHART += "H1,S1,high_needs,other,1.2.3\nG1,S1,general_fund,other,2.1.1\nE1,S1,{},other,1.3.1\n"
BUDGETS = "financial_year,version,cost_centre,subjective,amount\n2026-27,latest,H1,S1,1200.00\n"
LINES = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount\n"
)
BALANCE = "financial_year,period,cost_centre,subjective,balance\n"


def line(journal: str, period: int, centre: str, amount: str) -> str:
    return f"{journal},1,2026-27,{period},2026-11-03,,GL,{centre},S1,,A Name,,,{amount}\n"


def balance(period: int, high: str, early: str) -> str:
    rows = f"2026-27,{period},H1,S1,{high}\n2026-27,{period},E1,S1,{early}\n"
    return rows + f"2026-27,{period},G1,S1,5.00\n"


FIRST = LINES + line("J1", 1, "H1", "100.00") + line("J2", 1, "E1", "10.00")
FIRST += line("J3", 1, "G1", "5.00") + line("J4", 2, "H1", "200.00") + line("J5", 3, "H1", "1.00")
LATE = LINES + line("L1", 1, "H1", "7.77") + line("L2", 2, "E1", "-0.05")


def send(installation: Installation, night: str, **files: str) -> None:
    for name, content in files.items():
        installation.send(f"312/finance_ledger/{name}__{night}.csv", content)
        installation.send(f"312/finance_ledger/{name}__{night}.done", "")
    not_accepted = {
        path: receipt.findings
        for path, receipt in installation.load().items()
        if receipt.outcome != "accepted"
    }
    assert not not_accepted


@contextmanager
def first_night(factory: pytest.TempPathFactory, night: str = THEN, **files: str) -> Iterator[Path]:
    """A home whose first night is published, with these files beside a chart and budgets."""
    home = factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        chart = CHART.format("early_years")
        send(Installation(home), night, chart_of_accounts=chart, budgets=BUDGETS, **files)
        publish(home, night)
        yield home


def select(*names: str) -> tuple[str, ...]:
    """dbt's options for some models and tests."""
    return "--indirect-selection", "empty", "--select", *names


def publish(
    home: Path,
    night: str,
    held_back: frozenset[str] = frozenset(),
    selected: tuple[str, ...] = SELECTED,
) -> Warehouse:
    """Build and publish. Where tables of the night before do, `selected` are those to build."""
    warehouse = build(home, *select(*selected), as_at=night)
    snapshot.publish(home, date.fromisoformat(night), set(held_back), [outputs.TABLES])
    return warehouse


def period(number: int) -> Period:
    return Period("312", "2026-27", number)


def close(home: Path, number: int, on: str | None = None) -> CloseResult:
    return decisions.close(home, period(number), BY, MOMENT, date.fromisoformat(on) if on else None)


def reopen(home: Path, number: int, by: str = BY, reason: str = "A school's invoice was late"):
    return decisions.reopen(home, period(number), by, reason, MOMENT)


def written(home: Path) -> dict[str, bytes]:
    root = store.root(home)
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def reported(warehouse: Warehouse, number: int) -> dict[str, tuple[str, ...]]:
    """Reported, now known, difference, adjustment and remapping, by block that has any."""
    rows = warehouse.rows(
        "select dsg_block, reported_actual_to_date_gbp, actual_to_date_gbp, difference_gbp, "
        "prior_period_adjustment_gbp, remapping_gbp from marts.dsg_outturn_as_reported "
        f"where la_code = '312' and financial_period = {number} and close_version is not null"
    )
    return {block: tuple(map(str, figures)) for block, *figures in rows if any(figures)}


def assert_versions(closed: Warehouse) -> None:
    """Both closes of period 2, and what period 3 compares with the second one."""
    assert closed.rows(
        "select close_version, is_current, closed_at::varchar, closed_by, reopened_at::varchar, "
        "reopened_by, reopened_reason, actual_to_date_gbp, output_sha256 <> mapping_sha256 "
        "from marts.period_closes where financial_period = 2 order by 1"
    ) == [
        (1, False, THEN, BY, NOW, BY, "A school's invoice was late", Decimal("310.00"), True),
        (2, True, NOW, BY, None, None, None, Decimal("317.72"), True),
    ]
    assert closed.rows(
        "select close_version, reopened_by, reopened_reason, actual_to_date_gbp, actual_change_gbp "
        "from marts.dsg_outturn_by_close where financial_period = 2 and is_total order by 1"
    ) == [
        (1, BY, "A school's invoice was late", Decimal("310.00"), None),
        (2, None, None, Decimal("317.72"), Decimal("7.72")),
    ]
    assert closed.rows(
        "select close_version, remark from marts.outturn_remarks where line = 'high_needs' "
        "order by close_version nulls last"
    ) == [(1, "As expected"), (2, "A late invoice"), (None, "A late invoice")]
    # Period 3 is compared with the second close of period 2: H1 stood at 307.77 for two months.
    assert closed.rows(
        "select closed_forecast_gbp, forecast_movement_gbp = forecast_outturn_gbp - "
        "closed_forecast_gbp from marts.account_outturn "
        "where cost_centre = 'H1' and financial_period = 3"
    ) == [(Decimal("1846.62"), True)]
    assert closed.rows(
        "select closed_forecast_gbp from marts.dsg_outturn "
        "where dsg_block = 'high_needs' and financial_period = 3"
    ) == [(Decimal("1846.62"),)]
