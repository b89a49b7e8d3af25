"""Files and lines of the dbt project stay short."""

import pytest

from tests.dbt.conftest import PROJECT


@pytest.mark.parametrize("folder", ["models", "macros", "seeds", "tests"])
def test_lines_and_files_stay_short(folder: str):
    for path in sorted((PROJECT / folder).rglob("*")):
        if path.suffix not in (".sql", ".yml"):
            continue
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= (120 if path.suffix == ".sql" else 250), path
        # A row of a unit test is easier to read on one long line.
        if not path.name.endswith("_unit_tests.yml"):
            assert [line for line in lines if len(line) > 100] == [], path
