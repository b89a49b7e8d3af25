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
    create table marts.safety_valve_comparison as
    select '990' as la_code, '2025-26' as financial_year, 8 as line_order,
        'In-year deficit' as line_label, 100.00::decimal(18, 2) as original_gbp,
        130.20::decimal(18, 2) as latest_gbp, 131.00::decimal(18, 2) as outturn_gbp,
        30.20::decimal(18, 2) as latest_less_original_gbp,
        0.80::decimal(18, 2) as outturn_less_latest_gbp, 3.0::decimal(9, 1) as movement_pct,
        'red' as rag, 3.1::decimal(9, 1) as outturn_movement_pct, 'red' as outturn_rag;
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
    create table marts.forecast_backtest as
    select '990' as la_code, * from (values
        ('2025-26', 7, 'schools', 'straight_line', 12, -10.5::decimal(9, 1)),
        ('2025-26', 7, 'schools', 'seasonal_profile', 12, 1.1),
        ('2025-26', 6, 'schools', 'straight_line', 12, 2.2),
        ('2024-25', 7, 'high_needs', 'straight_line', 12, 3.3),
        ('2026-27', 7, 'early_years', 'straight_line', 8, 4.4)
    ) b (financial_year, financial_period, dsg_block, method, target_period, error_pct);
    create table marts.fct_ledger as
    select la_code, financial_year, 1 as financial_period, dsg_block as outturn_line,
        actual_to_date_gbp as amount_gbp,
        if(dsg_block = 'high_needs', '1.2.3', '1.0.1') as s251_line,
        'S1' as supplier_id, 'A School' as supplier_name, '100001' as provider_urn
    from marts.dsg_outturn where dsg_block <> 'total' and financial_period in (7, 12);
    insert into marts.fct_ledger values
        ('990', '2026-27', 8, 'high_needs', 99, '1.2.3', 'S1', 'A School', '100001'),
        ('990', '2026-27', 7, null, 1, null, 'S1', 'A SCHOOL *33*', '100001');
    create table marts.section_251_outturn as
    select '990' as la_code, year as financial_year, *
    from (values ('2026-27'), ('2025-26')) y (year)
    cross join (values
        ('1.0.1', 1, 'Individual schools budget', 'dsg'), ('1.2.3', 5, 'Top-up', 'dsg'),
        ('unmapped', null, 'Accounts without a section 251 line', null)
    ) l (s251_line, line_order, line_label, charged_to);
    create table marts.placement_spend as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, *
    from (values
        ('special_school', 3, 'Special schools', 'special_schools', 4,
            500.00::decimal(18, 2), 480.31::decimal(18, 2), 9000.00::decimal(18, 2)),
        ('hospital', 6, 'Hospital education', 'hospital_and_alternative_provision', 0,
            0, 120.02, null)
    ) c (spend_category, category_order, category_label, management_plan_category, plans_funded,
        committed_to_date_gbp, actual_to_date_gbp, average_annual_cost_gbp);
    create table marts.trial_balance_agreement as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, 26 as accounts,
        0 as accounts_differing, 1.00::decimal(18, 2) as ledger_gbp, 1.00 as trial_balance_gbp;
    create table ops.load_receipts as
    select '990' as la_code, 'finance_ledger' as source, 'budgets' as dataset,
        date '2026-11-20' as business_date,
        '990/finance_ledger/budgets__2026-11-20.csv' as file_path, 162 as rows_accepted,
        'ab12' as sha256, true as is_current;
"""
CLOSED = """
    create table marts.period_closes as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period,
        2 as close_version, true as is_current, date '2026-11-10' as closed_at,
        'Chief Accountant' as closed_by, 'in' as input_sha256, 'map' as mapping_sha256,
        'out' as output_sha256;
    create table marts.dsg_outturn_as_reported as
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period, dsg_block,
        known - posted - moved as reported_actual_to_date_gbp,
        posted as prior_period_adjustment_gbp, moved as remapping_gbp,
        known as actual_to_date_gbp, 800.00::decimal(18, 2) as reported_forecast_outturn_gbp,
        830.40::decimal(18, 2) as forecast_outturn_gbp
    from (values
        ('high_needs', 600.33::decimal(18, 2), 12.34::decimal(18, 2), -1.01::decimal(18, 2)),
        ('total', 965.44, 12.34, 0)
    ) k (dsg_block, known, posted, moved);
    create table marts.prior_period_adjustments as
    select '990' as la_code, '2026-27' as financial_year, period as financial_period,
        'taken_back' as adjustment, block as outturn_line, 12.34::decimal(18, 2) as amount_gbp,
        'H1' as cost_centre, '=S1' as subjective, journal as journal_id, 1 as line_number,
        date '2026-11-12' as posting_date, 'transactions__2026-11-12.csv' as file_name
    from (values (7, 'high_needs', 'J7'), (8, 'high_needs', 'J8'), (6, null, 'J6'))
        a (period, block, journal);
"""
OPEN = (
    CLOSED
    + """
    delete from marts.period_closes; delete from marts.dsg_outturn_as_reported;
    delete from marts.prior_period_adjustments;
"""
)
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
    select '990' as la_code, '2026-27' as financial_year, 7 as financial_period,
        amount_gbp as ledger_gbp, 0.00::decimal(18, 2) as committed_gbp,
        null::varchar as placement_key, 1 as lines, 'twelfth_of_price' as match_method, *
    from (values
        ('high_needs', 'paid_without_placement', 5.50::decimal(18, 2), 'J2/1', null::decimal(3, 2),
            date '2026-10-06', 45, 'S9', '100001'),
        ('high_needs', 'paid_without_placement', 20.00, '=J1/1', 0.90, date '2026-10-05', 46,
            'S1', null),
        ('high_needs', 'timing', -5.50, 'J3/1', 1, date '2026-10-06', 45, null, '999999'),
        ('not_in_chart', 'unattributable', 3.00, 'J4/1', null, date '2026-10-07', 44, null, null),
        ('schools', 'unattributable', 7.00, 'J5/1', null, date '2026-10-07', 44, 'S1', null)
    ) i (dsg_block, class, amount_gbp, journal_lines, confidence, first_seen, age_days, supplier_id,
        provider_urn);
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


MARTS = (POSITION, OUTTURN, CLOSED, RECONCILED, SAVINGS)


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
    return publish(tmp_path / "a home", *MARTS)


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
    (compared,) = [row for row in cells(file, "Agreement compared") if row[0] == "2025-26"]
    assert pounds(compared[2:7]) == pounds(["100", "130.20", "131", "30.20", "0.80"])
    assert compared[7:] == [3.0, "red", 3.1, "red"]
    assert pounds(position["@hnb_after_savings"]) == pounds(["1130.30", "900"])
    assert pounds(position["@variance_after_mitigations"][:1]) == pounds(["30"])
    assert pounds(position["@retained_deficit"]) == pounds(["590", "490"])
    assert pounds(position["Above the agreement"]) == pounds(["30", "90"])
    outturn = by_label(file, "Outturn by block")
    assert pounds(outturn["High needs block"][:7]) == pounds(
        ["900", "600.33", "600.33", "210.05", "20.02", "830.40", "-69.60"]
    )
    assert outturn["Schools block"][7:] == ["Straight line", 7, "", -10.5]
    assert {outturn[block][10] for block in ("High needs block", "Early years block")} == {""}
    assert pounds(outturn["Sub-total"][:2]) == pounds(["1500", "965.44"])
    assert pounds(outturn["Total"][5:7]) == pounds(["1456.31", "356.31"])
    reported = by_label(file, "As reported")
    assert pounds(reported["High needs block"][:4]) == pounds(["589", "12.34", "-1.01", "600.33"])
    assert pounds(reported["Total"][3:6]) == pounds(["965.44", "800", "830.40"])
    spending = by_label(file, "Spending by category")
    assert pounds(spending["Special schools"][2:]) == pounds(["500", "480.31", "-19.69", "9000"])
    assert pounds(spending["Total"][2:5]) == pounds(["500", "600.33", "100.33"])
    section = by_label(file, "Section 251")
    assert pounds(section["1.2.3"][2:]) == pounds(["600.33"])
    assert pounds(section["unmapped"][2:]) == pounds(["1"])
    assert pounds(section["Total"][2:]) == pounds(["966.44"])
    reconciled = by_label(file, "Reconciliation")
    assert reconciled["Line"] == ["High needs block", "Not in chart"]
    assert pounds(reconciled["Ledger total"][:2]) == pounds(["100", "3"])
    assert pounds(reconciled["Paid in another period"][:1]) == pounds(["-5.50"])
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
    assert sheets == [
        "Cover", "Position", "Agreement compared", "Outturn by block", "As reported",
        "Spending by category", "Section 251", "Reconciliation", "Differences", "Savings", "Files",
        "Checks",
    ]  # fmt: skip
    assert all(cells(file, sheet)[1][1] == AS_AT for sheet in sheets)
    assert all(cells(file, sheet)[2][0] for sheet in sheets)  # how to read it


def test_the_cover_says_what_it_is_and_what_it_was_made_of(home: Path):
    file = workbook.write(home, "990")
    said = {what: row[0] for what, row in by_label(file, "Cover").items()}
    assert said["Period"] == "7 (October 2026)"
    assert said["Reporting date"] == AS_AT
    assert said["Publication"] == (home / "published").resolve().name
    assert said["State of the period"].startswith("Closed as v2 on 2026-11-10 by Chief Accountant")
    assert said["Lines as closed, SHA-256"] == "in"
    assert said["Trial balance"].startswith("Agrees with the ledger in all 26 accounts")
    assert "overspends are positive" in said["Signs"]
    assert "Declared by the authority" in said["RAG limits"]
    assert said["All checks: sum of differences"] == 0
    (landed,) = cells(file, "Files")[4:]
    assert landed[1:] == [
        "budgets", date(2026, 11, 20), "990/finance_ledger/budgets__2026-11-20.csv", 162, "ab12",
    ]  # fmt: skip


def test_an_open_period_says_so(tmp_path: Path):
    home = publish(tmp_path / "home", POSITION, OUTTURN, OPEN, RECONCILED, SAVINGS)
    file = workbook.write(home, "990")
    assert by_label(file, "Cover")["State of the period"][0].startswith("Open")
    assert "The period is open: nothing of it has been reported." in by_label(file, "As reported")


def test_what_came_since_the_close_is_listed_by_line(home: Path):
    rows = cells(workbook.write(home, "990"), "As reported")
    lines = [row for row in rows if row[0] == "Taken back"]
    assert [(row[1], row[2], row[5], row[6]) for row in lines] == [
        (6, "Outside the grant", "=S1", "J6/1"), (7, "High needs block", "=S1", "J7/1"),
    ]  # fmt: skip


def test_differences_name_the_provider_and_leave_out_blocks_without_placements(home: Path):
    rows = cells(workbook.write(home, "990"), "Differences")[4:]
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("High needs block", "Paid without a placement", "A School", 20.0),
        ("High needs block", "Paid without a placement", "A School", 5.5),
        ("High needs block", "Paid in another period", "", -5.5),
        ("Not in chart", "No placement to compare with", "", 3.0),
    ]


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
    for number in range(1, 13):
        sheet = made[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'paperSize="9"' in sheet
        assert 'fitToHeight="0"' in sheet
        [second] = re.findall(r'<col min="2" max="\d+" width="([\d.]+)"', sheet)
        assert float(second) > 13, "a date that is wider than its column shows as ####"
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


def test_a_publication_of_an_earlier_version_says_what_it_lacks(tmp_path: Path, capsys):
    home = publish(tmp_path / "home", POSITION, OUTTURN, CLOSED, SAVINGS)
    assert workbook.main(["--home", str(home), "--la", "990"]) == 2
    said = capsys.readouterr().err
    assert "has no marts.outturn_reconciliation, marts.reconciliation_items: run make night" in said


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("update marts.dsg_outturn set variance_gbp = 1 where dsg_block = 'high_needs'",
         "Outturn, High needs block: Variance: overspend positive: £-70.60"),
        ("update marts.fct_ledger set amount_gbp = 60.01 where outturn_line = 'early_years'",
         "Outturn, Early years block: actual is the ledger's lines: £-0.01"),
        ("update marts.safety_valve_position set amount_gbp = 591 where line = 'retained_deficit'"
         " and financial_year = '2025-26'", "Position, 2025-26: @retained_deficit: £-1.00"),
        ("update marts.safety_valve_comparison set outturn_less_latest_gbp = 0.81",
         "Agreement, 2025-26: In-year deficit, outturn less latest: £-0.01"),
        ("update marts.dsg_outturn_as_reported set remapping_gbp = 0",
         "As reported, High needs block: reported and moved is known: £1.01"),
        ("delete from marts.section_251_outturn where s251_line = 'unmapped'",
         "Section 251: the lines sum to all that is posted: £-1.00"),
        ("update marts.outturn_reconciliation set amount_gbp = 81 where line = 'matched'",
         "Reconciliation, High needs: the lines sum to the ledger: £1.00"),
        ("delete from marts.reconciliation_items where journal_lines = 'J2/1'",
         "Differences, High needs: paid without placement sums to its line: £-5.50"),
    ],
)  # fmt: skip
def test_marts_that_disagree_are_not_filed(tmp_path: Path, broken: str, said: str):
    home = publish(tmp_path / "home", *MARTS, broken)
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
    publish(home, *MARTS, held={"992"})
    assert workbook.main(["--home", str(home), *asked]) == 2
    assert said in capsys.readouterr().err


def test_nothing_published_is_said(tmp_path: Path, capsys):
    assert workbook.main(["--home", str(tmp_path), "--la", "990"]) == 2
    assert "Run `make night`" in capsys.readouterr().err
