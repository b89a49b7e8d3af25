"""The workbook shows the version of the Safety Valve agreement in force, whatever its name."""

from pathlib import Path

import pytest

from publish.sheets import workbook
from tests.publish.invented_marts import MARTS, publish
from tests.publish.workbook_cells import by_label, pounds

pytestmark = pytest.mark.slow
IN_FORCE = """
    update marts.safety_valve_position set version = 'Autumn 2026' where version = 'latest';
"""


def test_a_version_whose_name_sorts_before_the_original_is_shown(tmp_path: Path) -> None:
    file = workbook.write(publish(tmp_path / "home", *MARTS, IN_FORCE), "990")
    position = by_label(file, "Position")
    assert pounds(position["@retained_deficit"]) == pounds(["590", "490"])
    assert pounds(position["Above the agreement"]) == pounds(["30", "90"])
