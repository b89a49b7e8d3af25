"""The workbook has the figures of the marts, adds up when recalculated, and runs no text."""

import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from publish.sheets import workbook
from tests.publish.invented_marts import (
    AS_AT,
    MARTS,
    NO_AGREEMENT,
    OPEN,
    OUTTURN,
    POSITION,
    RECONCILED,
    SAVINGS,
    publish,
)
from tests.publish.workbook_cells import by_label, cells, parts, pounds

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return publish(tmp_path / "a home", *MARTS)


def assert_figures_are_those_of_the_marts(file: Path) -> None:
    assert_agreement(file)
    assert_outturn(file)
    assert_accounts(file)
    assert_reconciliation_and_savings(file)
    assert_checks(file)


def assert_agreement(file: Path) -> None:
    position = by_label(file, "Position")
    assert position["Line"][:2] == ["2025-26", "2026-27"]
    (compared,) = [row for row in cells(file, "Agreement compared") if row[0] == "2025-26"]
    assert pounds(compared[2:7]) == pounds(["100", "130.20", "131", "30.20", "0.80"])
    assert compared[7:] == [3.0, "red", 3.1, "red"]
    assert pounds(position["@hnb_after_savings"]) == pounds(["1130.30", "900"])
    assert pounds(position["@variance_after_mitigations"][:1]) == pounds(["30"])
    assert pounds(position["@retained_deficit"]) == pounds(["590", "490"])
    assert pounds(position["Above the agreement"]) == pounds(["30", "90"])
    assert position["Above since the end of"][:2] == ["2025-26", "2025-26"]
    beside = by_label(file, "Forecast and agreement")
    assert pounds(beside["In-year"]) == pounds(
        ["-100", "-100", "-169.60", "-199.60", "-139.60", "-69.60", "-69.60"]
    )
    assert pounds(beside["of which budget"][2:3]) == pounds(["-100"])
    assert pounds(beside["Retained"][5:]) == pounds(["20.40", "-69.60"])
    assert pounds(beside["=1+1"][:3]) == pounds(["4", "3.50", "0.50"])
    assert pounds(beside["All workstreams reported"][:3]) == pounds(["5", "4.75", "0.25"])


def assert_outturn(file: Path) -> None:
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


def assert_accounts(file: Path) -> None:
    spending = by_label(file, "Spending by category")
    assert pounds(spending["Special schools"][1:9]) == pounds(
        ["700", "480.31", "700.40", "0.40", "20.40", "500", "20.31", "-40"]
    )
    assert spending["Special schools"][9:] == [4, 9000, ""]
    assert spending["Hospital education"][11] == "One term only"
    assert pounds(spending["Total"][1:8]) == pounds(
        ["900", "600.33", "830.40", "-69.60", "30.40", "500", "20.31"]
    )
    section = by_label(file, "Section 251")
    assert pounds(section["1.2.3"][2:7]) == pounds(["900", "600.33", "830.40", "-69.60", "30.40"])
    assert section["1.2.3"][7] == "Of section 251"
    unmapped = [row for row in cells(file, "Section 251") if row[0] == "unmapped"]
    assert [row[2] for row in unmapped] == ["General Fund", "Not in chart"]
    assert [pounds(row[3:5]) for row in unmapped] == [pounds(["5", "1"]), pounds(["90", "0"])]
    assert [row[5:7] for row in unmapped] == [["", ""]] * 2
    assert pounds(section["Total of the grant"][2:6]) == pounds(
        ["-400", "90.44", "-43.69", "356.31"]
    )
    assert pounds(section["Total"][2:4]) == pounds(["-305", "91.44"])
    assert section["Total"][4:6] == ["", ""]
    (account,) = [row for row in cells(file, "Accounts") if row[0] == "H1"]
    assert account[1:5] == ["S1", "=H1", "High needs block", "1.2.3"]
    assert pounds(account[5:10]) == pounds(["700", "480.31", "700.40", "0.40", "20.40"])
    assert account[10] == "Of an account"
    accounts = by_label(file, "Accounts")
    assert pounds(accounts["Total of the grant"][4:8]) == pounds(
        ["-400", "90.44", "-43.69", "356.31"]
    )
    assert pounds(accounts["Total"][4:6]) == pounds(["-305", "91.44"])


def assert_reconciliation_and_savings(file: Path) -> None:
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


def assert_checks(file: Path) -> None:
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


def test_the_same_marts_give_the_same_bytes(home: Path):
    first = workbook.write(home, "990").read_bytes()
    again = workbook.write(home, "990")
    assert again.read_bytes() == first
    assert "2026-11-20T00:00:00Z" in parts(again)["docProps/core.xml"]
    assert [path.name for path in (home / "workbooks").iterdir()] == [again.name]


def test_a_workbook_that_somebody_changed_is_replaced_only_where_it_is_asked(home: Path):
    file = workbook.write(home, "990")
    made = file.read_bytes()
    file.write_bytes(b"with notes")
    with pytest.raises(workbook.NoWorkbook, match="Move it, or replace it with --replace"):
        workbook.write(home, "990")
    assert file.read_bytes() == b"with notes"
    assert workbook.write(home, "990", replace=True).read_bytes() == made
    assert [path.name for path in (home / "workbooks").iterdir()] == [file.name]


def test_the_year_end_includes_its_adjustments(home: Path):
    file = workbook.write(home, "990", date(2026, 3, 31))
    assert file.name == "990_2025-26_period-14_as-at-2026-11-20.xlsx"
    assert "Nothing is reconciled for 2025-26 period 14." in by_label(file, "Reconciliation")
