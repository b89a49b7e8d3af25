"""The workbook has the figures of the marts, adds up when recalculated, and runs no text."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from publish.reader import NothingPublished
from publish.sheets import workbook
from tests.publish.invented_marts import (
    AS_AT,
    CLOSED,
    MARTS,
    NO_AGREEMENT,
    OPEN,
    OUTTURN,
    POSITION,
    RECONCILED,
    RUN_BY_EXCEL,
    SAVINGS,
    publish,
)


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


def assert_figures_are_those_of_the_marts(file: Path) -> None:
    position = by_label(file, "Position")
    assert position["Line"][:2] == ["2025-26", "2026-27"]
    (compared,) = [row for row in cells(file, "Agreement compared") if row[0] == "2025-26"]
    assert pounds(compared[2:7]) == pounds(["100", "130.20", "131", "30.20", "0.80"])
    assert compared[7:] == [3.0, "red", 3.1, "red"]
    assert pounds(position["@hnb_after_savings"]) == pounds(["1130.30", "900"])
    assert pounds(position["@variance_after_mitigations"][:1]) == pounds(["30"])
    assert pounds(position["@retained_deficit"]) == pounds(["590", "490"])
    assert pounds(position["Above the agreement"]) == pounds(["30", "90"])
    beside = by_label(file, "Forecast and agreement")
    assert pounds(beside["In-year"]) == pounds(
        ["-100", "-100", "-169.60", "-199.60", "-139.60", "-69.60", "-69.60"]
    )
    assert pounds(beside["of which budget"][2:3]) == pounds(["-100"])
    assert pounds(beside["Retained"][5:]) == pounds(["20.40", "-69.60"])
    assert pounds(beside["=1+1"][:3]) == pounds(["4", "3.50", "0.50"])
    assert pounds(beside["All workstreams reported"][:3]) == pounds(["5", "4.75", "0.25"])
    outturn = by_label(file, "Outturn by block")
    high_needs = outturn["High needs block"]
    assert pounds(high_needs[:4]) == pounds(["900", "600.33", "830.40", "-69.60"])
    assert high_needs[4:6] == ["", ""]
    assert pounds(high_needs[6:8]) == pounds(["800", "30.40"])
    assert high_needs[8] == "=Two invoices came late"
    assert pounds(outturn["Schools block"][4:6]) == pounds(["460.46", "568.46"])
    assert outturn["Schools block"][6:] == ["", "", ""]
    assert pounds(outturn["Sub-total"][:2]) == pounds(["1500", "965.44"])
    assert pounds(outturn["Grant income"][:2]) == pounds(["-1500", "-875"])
    assert pounds(outturn["Total"][2:4]) == pounds(["-43.69", "356.31"])
    made = by_label(file, "Forecast")
    assert pounds(made["High needs block"][:5]) == pounds(
        ["600.33", "220.05", "-10", "20.02", "830.40"]
    )
    assert made["High needs block"][5:] == [
        "Commitments; rest in a straight line", 7, "", -2.1, "", "", "",
    ]  # fmt: skip
    assert made["Schools block"][5:] == [
        "Straight line", 7, "", -10.5, 10.5, "Straight line", "9 of 11",
    ]  # fmt: skip
    assert made["Early years block"][8] == ""
    reported = by_label(file, "As reported")
    assert pounds(reported["High needs block"][:4]) == pounds(["589", "12.34", "-1.01", "600.33"])
    assert pounds(reported["Total"][3:6]) == pounds(["965.44", "800", "830.40"])
    spending = by_label(file, "Spending by category")
    assert pounds(spending["Special schools"][1:8]) == pounds(
        ["700", "480.31", "700.40", "0.40", "20.40", "500", "-19.69"]
    )
    assert spending["Special schools"][8:] == [4, 9000, ""]
    assert spending["Hospital education"][10] == "One term only"
    assert pounds(spending["Total"][1:7]) == pounds(
        ["900", "600.33", "830.40", "-69.60", "30.40", "500"]
    )
    section = by_label(file, "Section 251")
    assert pounds(section["1.2.3"][2:7]) == pounds(["900", "600.33", "830.40", "-69.60", "30.40"])
    assert section["1.2.3"][7] == "Of section 251"
    assert pounds(section["unmapped"][2:4]) == pounds(["5", "1"])
    assert section["unmapped"][4:6] == ["", ""]
    assert section["unmapped"][1] == "General Fund"
    assert pounds(section["Total of the grant"][2:6]) == pounds(
        ["-400", "90.44", "-43.69", "356.31"]
    )
    assert pounds(section["Total"][2:4]) == pounds(["-395", "91.44"])
    assert section["Total"][4:6] == ["", ""]
    (account,) = [row for row in cells(file, "Accounts") if row[0] == "H1"]
    assert account[1:5] == ["S1", "=H1", "High needs block", "1.2.3"]
    assert pounds(account[5:10]) == pounds(["700", "480.31", "700.40", "0.40", "20.40"])
    assert account[10] == "Of an account"
    accounts = by_label(file, "Accounts")
    assert pounds(accounts["Total of the grant"][4:8]) == pounds(
        ["-400", "90.44", "-43.69", "356.31"]
    )
    assert pounds(accounts["Total"][4:6]) == pounds(["-395", "91.44"])
    reconciled = by_label(file, "Reconciliation")
    assert reconciled["Line"] == [
        "High needs block: month", "High needs block: to date",
        "Not in chart: month", "Not in chart: to date",
    ]  # fmt: skip
    assert pounds(reconciled["Ledger total"]) == pounds(["100", "600.33", "3", "3"])
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


def test_the_workbook_has_the_figures_of_the_marts(home: Path):
    file = workbook.write(home, "990")
    assert file == home / "workbooks/990_2026-27_period-07_as-at-2026-11-20.xlsx"
    assert_figures_are_those_of_the_marts(file)
    sheets = CalamineWorkbook.from_path(str(file)).sheet_names
    assert sheets == [
        "Cover", "Forecast and agreement", "Position", "Agreement compared", "Outturn by block",
        "Forecast", "As reported", "Closes", "Spending by category", "Section 251", "Accounts",
        "Reconciliation", "Differences", "Savings", "Files", "Checks",
    ]  # fmt: skip
    assert all(cells(file, sheet)[1][1] == AS_AT for sheet in sheets)
    assert all(cells(file, sheet)[2][0] for sheet in sheets)  # how to read it


def test_the_cover_describes_the_period_and_its_publication(home: Path):
    file = workbook.write(home, "990")
    cover = {what: row[0] for what, row in by_label(file, "Cover").items()}
    assert cover["Authority"] == "Ashmere (990)"
    assert cover["Period"] == "7 (October 2026)"
    assert cover["Reporting date"] == AS_AT
    assert cover["Publication"] == (home / "published").resolve().name
    assert cover["State of the period"].startswith("Closed as v2 on 2026-11-10 by Chief Accountant")
    assert cover["Lines as closed, SHA-256"] == "in"
    assert cover["Trial balance"] == (
        "Agrees with the ledger in all 26 accounts, to the penny (balance of 2026-11-12). "
        "No balance has confirmed the 2 lines of 64.00 pounds in all that came later."
    )
    assert "overspends are positive" in cover["Signs"]
    assert "Declared by the installation" in cover["RAG limits"]
    assert cover["All checks: sum of differences"] == 0
    (landed,) = cells(file, "Files")[4:]
    assert landed[1:] == [
        "budgets", date(2026, 11, 20), "990/finance_ledger/budgets__2026-11-20.csv", 162, "ab12",
    ]  # fmt: skip


def test_an_open_period_is_shown_as_open(tmp_path: Path):
    home = publish(tmp_path / "home", POSITION, OUTTURN, OPEN, RECONCILED, SAVINGS)
    file = workbook.write(home, "990")
    assert by_label(file, "Cover")["State of the period"][0].startswith("Open")
    assert "The period is open: nothing has been reported for it." in by_label(file, "As reported")


def test_every_version_of_a_close_is_listed_with_who_reopened_it_and_why(home: Path):
    rows = cells(workbook.write(home, "990"), "Closes")[4:]
    assert [(row[0], row[1], row[2], row[4], row[5], row[7]) for row in rows] == [
        (7, "v1", "High needs block", 588, 799, ""), (7, "v1", "Total", 900, 800, ""),
        (7, "v2", "High needs block", 589, 800, 1), (7, "v2", "Total", 954.11, 800, 54.11),
    ]  # fmt: skip
    first, _, again, _ = (row[9:] for row in rows)
    assert first[:3] == [date(2026, 11, 8), "Chief Accountant", date(2026, 11, 9)]
    assert first[3:] == ["Head of SEND Commissioning", "A late invoice", "As first closed"]
    assert again[2:] == ["", "", "", "As closed again"]


def test_without_an_agreement_its_sheets_say_so(tmp_path: Path):
    home = publish(tmp_path / "home", *MARTS, NO_AGREEMENT)
    file = workbook.write(home, "990")
    for sheet in ("Forecast and agreement", "Position", "Agreement compared"):
        [note] = [row[0] for row in cells(file, sheet)[4:] if row[0]]
        assert note == "No Safety Valve agreement has been received for this authority."
    [note] = [row[0] for row in cells(file, "Savings")[4:] if row[0]]
    assert note.startswith("No report of savings workstreams")
    for number in range(1, 17):
        sheet = parts(file)[f"xl/worksheets/sheet{number}.xml"]
        [second] = re.findall(r'<col min="2" max="\d+" width="([\d.]+)"', sheet)
        assert float(second) > 13, "a date that is wider than its column shows as ####"


def test_the_printed_differences_hold_the_key_of_the_placement(home: Path):
    made = parts(workbook.write(home, "990"))
    [area] = re.findall(r"'?Differences'?!(\$A\$1:\$[A-Z]+\$\d+)<", made["xl/workbook.xml"])
    assert area == "$A$1:$O$8"
    assert (
        cells(home / "workbooks/990_2026-27_period-07_as-at-2026-11-20.xlsx", "Differences")[3][14]
        == "Placement key"
    )


def test_changes_since_the_close_are_listed_by_line(home: Path):
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


def test_a_recalculation_gives_the_same_figures(home: Path, tmp_path: Path):
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
    profile, recalculated = (
        f"-env:UserInstallation=file://{tmp_path}/profile",
        str(tmp_path / "recalculated"),
    )
    subprocess.run(
        [
            office,
            profile,
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            recalculated,
            str(bare),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert_figures_are_those_of_the_marts(tmp_path / "recalculated" / "bare.xlsx")


def test_totals_are_formulas_and_text_is_never_a_formula(home: Path):
    file = workbook.write(home, "990")
    found = {row[0] for row in cells(file, "Savings")}
    assert found >= set(RUN_BY_EXCEL)
    sheets = [part for name, part in parts(file).items() if name.startswith("xl/worksheets/sheet")]
    formulas = [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]
    assert len(formulas) > 100
    assert not {text.lstrip("=") for text in RUN_BY_EXCEL} & set(formulas)
    assert not any("J1" in formula and "/1" in formula for formula in formulas)
    assert "SUM(B5:B8)" in formulas


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path):
    long = "update marts.savings_workstreams set workstream = rpad(workstream, 40000, 'x')"
    home = publish(tmp_path / "home", *MARTS, long)
    written = {row[0] for row in cells(workbook.write(home, "990"), "Savings")}
    cut = [text for text in written if len(text) == 32_767]
    assert len(cut) == len(RUN_BY_EXCEL)
    for text in cut:
        assert text.endswith("x … (cut off; the marts have all 40,000 characters)")


def test_every_sheet_is_set_up_for_reading_and_printing(home: Path):
    made = parts(workbook.write(home, "990"))
    for number in range(1, 17):
        sheet = made[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'paperSize="9"' in sheet
        assert number == 1 or 'fitToHeight="0"' in sheet  # the cover is one page
        [second] = re.findall(r'<col min="2" max="\d+" width="([\d.]+)"', sheet)
        assert float(second) > 13, "a date that is wider than its column shows as ####"
    assert "[$£-809]#,##0.00" in made["xl/styles.xml"]


def test_the_same_marts_give_the_same_bytes(home: Path):
    first = workbook.write(home, "990").read_bytes()
    again = workbook.write(home, "990")
    assert again.read_bytes() == first
    assert "2026-11-20T00:00:00Z" in parts(again)["docProps/core.xml"]
    assert [path.name for path in (home / "workbooks").iterdir()] == [again.name]


def test_the_year_end_includes_its_adjustments(home: Path):
    file = workbook.write(home, "990", date(2026, 3, 31))
    assert file.name == "990_2025-26_period-14_as-at-2026-11-20.xlsx"
    assert "Nothing is reconciled for 2025-26 period 14." in by_label(file, "Reconciliation")


def test_the_tables_missing_from_an_older_publication_are_named(tmp_path: Path):
    home = publish(tmp_path / "home", POSITION, OUTTURN, CLOSED, SAVINGS)
    missing = "has no marts.outturn_reconciliation, marts.reconciliation_items: run send night"
    with pytest.raises(workbook.NoWorkbook, match=missing):
        workbook.write(home, "990")


@pytest.mark.parametrize(
    ("broken", "check", "excess"),
    [
        ("update marts.dsg_outturn set variance_gbp = 1 where dsg_block = 'high_needs'",
         "Outturn, High needs block: Variance: overspend positive", "-70.60"),
        ("update marts.fct_ledger set amount_gbp = 60.01 where outturn_line = 'early_years'",
         "Outturn, Early years block: actual equals the ledger's lines", "-0.01"),
        ("update marts.outturn_reconciliation set amount_gbp = 61 where dsg_block = 'early_years'",
         "Outturn, Early years block: actual equals the start of the reconciliation from April",
         "-1.00"),
        ("update marts.safety_valve_position set amount_gbp = 591 where line = 'retained_deficit'"
         " and financial_year = '2025-26'", "Position, 2025-26: @retained_deficit", "-1.00"),
        ("update marts.safety_valve_comparison set outturn_less_latest_gbp = 0.81",
         "Agreement, 2025-26: In-year deficit, outturn less latest", "-0.01"),
        ("update marts.forecast_against_agreement set gap_to_latest_gbp = 0 where line_order = 3",
         "Forecast and agreement, In-year: gap to the agreement in force", "-69.60"),
        ("update marts.forecast_against_agreement set forecast_gbp = 830.41 where line_order = 2",
         "Forecast and agreement: hnb after savings equals the outturn", "0.01"),
        ("update marts.account_outturn set forecast_outturn_gbp = 130.01 where cost_centre = 'H2'",
         "Spending by category: high needs: forecast outturn", "0.01"),
        ("update marts.account_outturn set actual_to_date_gbp = 2 where cost_centre = 'G1'",
         "Accounts: they sum to the whole ledger", "1.00"),
        ("update marts.dsg_outturn set forecast_movement_gbp = 0 where dsg_block = 'high_needs'",
         "Outturn, High needs block: movement since last month's close", "30.40"),
        ("update marts.outturn_reconciliation set amount_to_date_gbp = 1 where line = 'timing'",
         "Reconciliation, High needs: the lines to date sum to the ledger", "6.50"),
        ("update marts.dsg_outturn_as_reported set remapping_gbp = 0",
         "As reported, High needs block: reported, posted and remapped sum to the actual", "1.01"),
        ("delete from marts.account_outturn where s251_line is null",
         "Section 251: the lines sum to the whole ledger", "-1.00"),
        ("update marts.outturn_reconciliation set amount_gbp = 81 where line = 'matched'",
         "Reconciliation, High needs: the lines sum to the ledger", "1.00"),
        ("delete from marts.reconciliation_items where journal_lines = 'J2/1'",
         "Differences, High needs: paid without placement sums to its line", "-5.50"),
    ],
)  # fmt: skip
def test_marts_that_disagree_give_no_workbook(tmp_path: Path, broken: str, check: str, excess: str):
    home = publish(tmp_path / "home", *MARTS, broken)
    message = re.escape(f"{check}: the workbook exceeds the marts by £{excess}")
    with pytest.raises(workbook.NoWorkbook, match=message):
        workbook.write(home, "990")
    assert list((home / "workbooks").iterdir()) == []


@pytest.mark.parametrize(
    ("la_code", "day", "message"),
    [
        ("991", None, "991 has no outturn of 2026-27 period 7: its ledger has no such year."),
        ("990", date(2026, 12, 31), "is after the reporting date 2026-11-20"),
        ("990", date(2024, 6, 30), "990 has no outturn of 2024-25 period 3"),
        ("992", None, "992 was held back on 2026-11-20"),
    ],
)
def test_the_message_says_why_a_month_has_no_workbook(
    home: Path, la_code: str, day: date | None, message: str
):
    publish(home, *MARTS, held_back={"992"})
    with pytest.raises(workbook.NoWorkbook, match=message):
        workbook.write(home, la_code, day)


def test_without_a_publication_there_is_no_workbook(tmp_path: Path):
    with pytest.raises(NothingPublished, match="Run `send night`"):
        workbook.write(tmp_path, "990")
