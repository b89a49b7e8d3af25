"""The workbook says what the marts say, adds up when it is calculated anew, and runs no text."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from publish import snapshot, workbook

AS_AT = date(2026, 11, 20)
RUN_BY_EXCEL = ["=1+1", "+44 20", "-HYPERLINK(1)", "@SUM(A1)"]
POSITION = """
    create table marts.safety_valve_position (
        la_code varchar, version varchar, financial_year varchar, line_order integer, line varchar,
        line_label varchar, amount_gbp decimal(18, 2), derived boolean, status varchar
    );
    insert into marts.safety_valve_position
    select '990', version, year, place, line, '@' || line, amount, place > 90, 'forecast'
    from (values
        ('latest', '2025-26', 2, 'hnb_allocation', 1000.10),
        ('latest', '2025-26', 3, 'block_transfer', -50),
        ('latest', '2025-26', 4, 'expenditure_before_savings', 1200.35),
        ('latest', '2025-26', 6, 'schedule_a', -20.05),
        ('latest', '2025-26', 7, 'hnb_after_savings', 1130.30),
        ('latest', '2025-26', 8, 'in_year_deficit', 130.20),
        ('latest', '2025-26', 10, 'variance_from_agreement', 30.20),
        ('latest', '2025-26', 11, 'schedule_b', -0.20),
        ('latest', '2025-26', 13, 'variance_after_mitigations', 30.00),
        ('latest', '2025-26', 14, 'total_after_mitigations', 130.00),
        ('latest', '2025-26', 15, 'safety_valve_payment', 40),
        ('latest', '2025-26', 16, 'retained_deficit', 590.00),
        ('latest', '2026-27', 2, 'hnb_allocation', 1000),
        ('latest', '2026-27', 4, 'expenditure_before_savings', 900),
        ('latest', '2026-27', 7, 'hnb_after_savings', 900),
        ('latest', '2026-27', 8, 'in_year_deficit', -100),
        ('latest', '2026-27', 14, 'total_after_mitigations', -100),
        ('latest', '2026-27', 16, 'retained_deficit', 490.00),
        ('original', '2025-26', 1, 'opening_deficit', 500),
        ('original', '2025-26', 9, 'original_agreement_position', 100),
        ('original', '2025-26', 16, 'retained_deficit', 1)
    ) lines (version, year, place, line, amount);
    create table marts.dsg_deficit as from (values
        ('990', 'latest', '2025-26', 590.00::decimal(18, 2), 560.00::decimal(18, 2), 'outturn'),
        ('990', 'latest', '2026-27', 490.00, 400.00, 'forecast'),
        ('990', 'original', '2026-27', 7.00, 7.00, 'forecast')
    ) d (la_code, version, financial_year, closing_gbp, agreement_closing_gbp, status);
"""
# Period 7 of 2026-27 and the year before as it ended.
OUTTURN = """
    create table marts.dsg_outturn as
    select
        '990' as la_code, year as financial_year, period as financial_period, dsg_block,
        budget::decimal(18, 2) as budget_gbp, actual::decimal(18, 2) as actual_to_date_gbp,
        (actual + committed + run_rate)::decimal(18, 2) as forecast_outturn_gbp,
        (actual + committed + run_rate - budget)::decimal(18, 2) as variance_gbp,
        'straight_line' as forecast_method, period as forecast_from_period,
        actual::decimal(18, 2) as forecast_from_gbp,
        committed::decimal(18, 2) as committed_remaining_gbp,
        run_rate::decimal(18, 2) as run_rate_remaining_gbp,
        null::varchar as profile_financial_year
    from (values ('2026-27', 7), ('2026-27', 8), ('2025-26', 12), ('2025-26', 14)) y (year, period)
    cross join (values
        ('schools', 500.00, 300.10, 0, 214.36), ('central_school_services', 10, 5.01, 0, 3.58),
        ('high_needs', 900, 600.33, 210.05, 20.02), ('early_years', 90, 60, 0, 42.86),
        ('carry_forward', -400, 0, 0, 0), ('total', 1100, 965.44, 210.05, 280.82)
    ) b (dsg_block, budget, actual, committed, run_rate);
    create table marts.fct_ledger as
    select la_code, financial_year, 1 as financial_period, dsg_block as outturn_line,
        actual_to_date_gbp as amount_gbp
    from marts.dsg_outturn where dsg_block <> 'total' and financial_period in (7, 12);
    insert into marts.fct_ledger values
        ('990', '2026-27', 8, 'high_needs', 99), ('990', '2026-27', 7, null, 1);
"""
RECONCILED = """
    create table marts.outturn_reconciliation as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        ('high_needs', 0, 'ledger_total', 100.00::decimal(18, 2)),
        ('high_needs', 1, 'matched', 80.00), ('high_needs', 2, 'paid_without_placement', 25.50),
        ('high_needs', 5, 'timing', -5.50), ('not_in_chart', 0, 'ledger_total', 3.00),
        ('not_in_chart', 7, 'unattributable', 3.00)
    ) l (dsg_block, line_order, line, amount_gbp);
    create table marts.reconciliation_items as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        ('high_needs', 'paid_without_placement', 20.00::decimal(18, 2), '=J1/1',
            0.90::decimal(3, 2), date '2026-10-05', 46),
        ('high_needs', 'paid_without_placement', 5.50, 'J2/1', null, date '2026-10-06', 45),
        ('high_needs', 'timing', -5.50, 'J3/1', 1, date '2026-10-06', 45),
        ('not_in_chart', 'unattributable', 3.00, 'J4/1', null, date '2026-10-07', 44)
    ) i (dsg_block, class, amount_gbp, journal_lines, confidence, first_seen, age_days);
"""
SAVINGS = f"""
    create table marts.savings_workstreams as
    select
        '990' as la_code, workstream, year as financial_year, reported as as_at, 'A' as schedule,
        target::decimal(18, 2) as target_gbp, 0.10::decimal(18, 2) as delivered_gbp,
        null::decimal(18, 2) as forecast_gbp, 33.3::decimal(9, 1) as delivered_pct,
        null::decimal(9, 1) as forecast_pct, 'green' as rag, null::varchar as reported_rag
    from unnest({RUN_BY_EXCEL}) w (workstream)
    cross join (values ('2025-26', date '2026-09-30', 0.30), ('2026-27', date '2026-09-30', 1.01),
        ('2026-27', date '2026-06-30', 77), ('2026-27', date '2026-12-31', 88)
    ) y (year, reported, target);
"""


def publish(home: Path, *tables: str, held: set[str] = frozenset()) -> Path:
    home.mkdir(exist_ok=True)
    (home / "warehouse.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "warehouse.duckdb")) as db:
        db.execute("create schema marts; create schema ops")
        for each in tables:
            db.execute(each)
    snapshot.publish(home, AS_AT, set(held))
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return publish(tmp_path / "a home", POSITION, OUTTURN, RECONCILED, SAVINGS)


def cells(file: Path, sheet: str) -> list[list[Any]]:
    """Rows of a sheet as its stored values."""
    read = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet)
    return read.to_python(skip_empty_area=False)


def by_label(file: Path, sheet: str) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in cells(file, sheet)}


def pounds(values: list[Any]) -> list[Decimal]:
    return [Decimal(str(value)).quantize(Decimal("0.01")) for value in values]


def parts(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def assert_says_what_the_marts_say(file: Path) -> None:
    position = by_label(file, "Position")
    assert position["Line"][:2] == ["2025-26", "2026-27"]
    assert pounds(position["@hnb_after_savings"]) == pounds(["1130.30", "900"])
    assert pounds(position["@variance_after_mitigations"][:1]) == pounds(["30"])
    assert pounds(position["@retained_deficit"]) == pounds(["590", "490"])
    assert pounds(position["Above the agreement"]) == pounds(["30", "90"])
    outturn = by_label(file, "Outturn by block")
    assert pounds(outturn["High needs block"][:7]) == pounds(
        ["900", "600.33", "600.33", "210.05", "20.02", "830.40", "-69.60"]
    )
    assert pounds(outturn["Sub-total"][:2]) == pounds(["1500", "965.44"])
    assert pounds(outturn["Total"][5:7]) == pounds(["1456.31", "356.31"])
    reconciled = by_label(file, "Reconciliation")
    assert pounds(reconciled["Ledger total"][:2]) == pounds(["100", "3"])
    assert pounds(reconciled["Timing"][:1]) == pounds(["-5.50"])
    savings = by_label(file, "Savings")
    assert pounds(savings["Total 2025-26"][3:5]) == pounds(["1.20", "0.40"])
    assert pounds(savings["Total 2026-27"][3:4]) == pounds(["4.04"])
    checks = cells(file, "Checks")[4:]
    assert checks[0][3] == 0
    assert len(checks) > 40
    for what, here, marts, difference in checks[1:]:
        assert pounds([here]) == pounds([marts]), what
        assert difference == 0, what


def test_the_workbook_says_what_the_marts_say(home: Path):
    file = workbook.write(home, "990")
    assert file == home / "workbooks/990_2026-27_period-07_as-at-2026-11-20.xlsx"
    assert_says_what_the_marts_say(file)
    sheets = CalamineWorkbook.from_path(str(file)).sheet_names
    assert sheets == ["Position", "Outturn by block", "Reconciliation", "Savings", "Checks"]
    assert all(cells(file, sheet)[1][1] == AS_AT for sheet in sheets)


def test_calculated_anew_it_comes_to_the_same(home: Path, tmp_path: Path):
    """LibreOffice gets the formulas without their values."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice (LibreOffice Calc) is not installed: formulas are not recalculated")
    file = workbook.write(home, "990")
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(bare, "w") as archive:
        for name, part in parts(file).items():
            archive.writestr(name, re.sub(r"(<f>[^<]*</f>)<v>[^<]*</v>", r"\1", part))
    assert by_label(bare, "Outturn by block")["Total"][0] in ("", 0)
    profile, anew = f"-env:UserInstallation=file://{tmp_path}/profile", str(tmp_path / "anew")
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", anew, str(bare)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert_says_what_the_marts_say(tmp_path / "anew" / "bare.xlsx")


def test_totals_are_formulas_and_text_never_is(home: Path):
    file = workbook.write(home, "990")
    found = {row[0] for row in cells(file, "Savings")}
    assert found >= set(RUN_BY_EXCEL)
    sheets = [part for name, part in parts(file).items() if name.startswith("xl/worksheets/sheet")]
    formulas = [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]
    assert len(formulas) > 100
    assert not {text.lstrip("=") for text in RUN_BY_EXCEL} & set(formulas)
    assert not any("J1" in formula and "/1" in formula for formula in formulas)
    assert "SUM(B5:B8)" in formulas


def test_it_is_made_to_be_read_and_printed(home: Path):
    made = parts(workbook.write(home, "990"))
    for number in range(1, 6):
        sheet = made[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'paperSize="9"' in sheet
        assert 'fitToHeight="0"' in sheet
    assert "[$£-809]#,##0.00" in made["xl/styles.xml"]


def test_the_same_marts_give_the_same_bytes(home: Path):
    first = workbook.write(home, "990").read_bytes()
    again = workbook.write(home, "990")
    assert again.read_bytes() == first
    assert "2026-11-20T00:00:00Z" in parts(again)["docProps/core.xml"]
    assert [path.name for path in (home / "workbooks").iterdir()] == [again.name]


def test_the_year_end_is_filed_with_its_adjustments(home: Path):
    file = workbook.write(home, "990", date(2026, 3, 31))
    assert file.name == "990_2025-26_period-14_as-at-2026-11-20.xlsx"
    assert "Nothing is reconciled for 2025-26 period 14." in by_label(file, "Reconciliation")


def test_a_publication_without_reconciliation_says_so(tmp_path: Path):
    home = publish(tmp_path / "home", POSITION, OUTTURN, SAVINGS)
    said = by_label(workbook.write(home, "990"), "Reconciliation")
    assert "This publication has no reconciliation." in said


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("update marts.dsg_outturn set variance_gbp = 1 where dsg_block = 'high_needs'",
         "Outturn, High needs block: Variance (overspend positive): £-70.60"),
        ("update marts.fct_ledger set amount_gbp = 60.01 where outturn_line = 'early_years'",
         "Outturn, Early years block: actual is the ledger's lines: £-0.01"),
        ("update marts.safety_valve_position set amount_gbp = 591 where line = 'retained_deficit'"
         " and financial_year = '2025-26'", "Position, 2025-26: @retained_deficit: £-1.00"),
        ("update marts.outturn_reconciliation set amount_gbp = 81 where line = 'matched'",
         "Reconciliation, High needs: the lines sum to the ledger: £1.00"),
        ("delete from marts.reconciliation_items where journal_lines = 'J2/1'",
         "Reconciliation, High needs: items of paid without placement sum to the line: £-5.50"),
    ],
)  # fmt: skip
def test_marts_that_disagree_are_not_filed(tmp_path: Path, broken: str, said: str):
    home = publish(tmp_path / "home", POSITION, OUTTURN, RECONCILED, SAVINGS, broken)
    with pytest.raises(workbook.NotToBeFiled, match=re.escape(said)):
        workbook.write(home, "990")
    assert list((home / "workbooks").iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--la", "991"], "991 has no outturn of 2026-27 period 7: its ledger has none of it."),
        (["--la", "990", "--date", "2026-12-31"], "lies after the reporting date 2026-11-20"),
        (["--la", "990", "--date", "2024-06-30"], "990 has no outturn of 2024-25 period 3"),
        (["--la", "992"], "992 was held back on 2026-11-20"),
    ],
)
def test_a_month_that_is_not_there_is_said(home: Path, capsys, asked: list[str], said: str):
    publish(home, POSITION, OUTTURN, RECONCILED, SAVINGS, held={"992"})
    assert workbook.main(["--home", str(home), *asked]) == 2
    assert said in capsys.readouterr().err


def test_nothing_published_is_said(tmp_path: Path, capsys):
    assert workbook.main(["--home", str(tmp_path), "--la", "990"]) == 2
    assert "Run `make night`" in capsys.readouterr().err
