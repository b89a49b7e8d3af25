"""docs/add-a-statutory-clock.md quotes the project as it is."""

import re

from tests.dbt.conftest import PROJECT

ROOT = PROJECT.parent
GUIDE = (ROOT / "docs" / "add-a-statutory-clock.md").read_text("utf-8")


def test_every_quoted_line_is_in_the_project():
    blocks = re.findall(r"```\w+\n(.*?)```", GUIDE, re.DOTALL)
    blocks += re.findall(r"^    .*", GUIDE, re.MULTILINE)
    quoted = {line.strip() for block in blocks for line in block.splitlines()}
    files = [
        *(PROJECT / "seeds").glob("*.csv"),
        *(PROJECT / "models" / "intermediate").rglob("*.*"),
        ROOT / "synthetic" / "answers" / "timeliness.py",
    ]
    lines = {line.strip() for file in files for line in file.read_text("utf-8").splitlines()}
    assert len(quoted) > 15
    assert quoted - lines == set()
