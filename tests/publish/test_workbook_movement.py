"""Movement since last month's close: each sheet has the sum of the outturn."""

from pathlib import Path

import pytest

from publish.sheets import workbook
from tests.publish.invented_marts import MARTS, publish
from tests.publish.workbook_cells import by_label, pounds

pytestmark = pytest.mark.slow
MOVED = "Accounts that are new, or were in another line at last month's close"
# H1 moved by 20.40 and H2 by 10.00; high needs moved by 30.40.
NEW = """
    update marts.account_outturn set closed_forecast_gbp = null, forecast_movement_gbp = null
    where cost_centre = 'H2';
"""
LEFT_THE_GRANT = """
    update marts.dsg_outturn set closed_forecast_gbp = -55.69, forecast_movement_gbp = 12.00
    where dsg_block = 'total' and financial_period = 7;
"""


def test_a_new_account_has_its_movement_in_a_line_of_its_own(tmp_path: Path) -> None:
    file = workbook.write(publish(tmp_path / "home", *MARTS, NEW), "990")
    spending = by_label(file, "Spending by category")
    assert spending["Hospital education"][5] == ""
    assert pounds(spending["Special schools"][5:6]) == pounds(["20.40"])
    assert pounds(spending[MOVED][5:6]) == pounds(["10"])
    assert pounds(spending["Total"][1:6]) == pounds(["900", "600.33", "830.40", "-69.60", "30.40"])


def test_an_account_that_left_the_grant_has_its_forecast_in_a_line_of_its_own(
    tmp_path: Path,
) -> None:
    """It was forecast at 18.40 when last month was closed: 30.40 of the others less 18.40."""
    file = workbook.write(publish(tmp_path / "home", *MARTS, LEFT_THE_GRANT), "990")
    for sheet, movement in (("Section 251", 6), ("Accounts", 8)):
        shown = by_label(file, sheet)
        assert pounds(shown[MOVED][movement : movement + 1]) == pounds(["-18.40"]), sheet
        total = shown["Total of the grant"][movement : movement + 1]
        assert pounds(total) == pounds(["12"]), sheet
    assert pounds(by_label(file, "Outturn by block")["Total"][7:8]) == pounds(["12"])
    assert MOVED not in by_label(file, "Spending by category")
