"""The sheets of the workbook: formulas, text, and how they are read and printed."""

import re
from pathlib import Path

import pytest

from publish.sheets import workbook
from tests.publish.invented_marts import MARTS, RUN_BY_EXCEL, publish
from tests.publish.workbook_cells import cells, parts

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return publish(tmp_path / "a home", *MARTS)


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
