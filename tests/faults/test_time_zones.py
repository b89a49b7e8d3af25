"""The clock of the machine may be of any time zone: the same files give the same bytes."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.faults.jobs import server
from tests.faults.small_home import send_files, state
from tests.published_period import one_published_period

ZONES = ["Pacific/Auckland", "America/Los_Angeles"]


@pytest.mark.parametrize("steps", [("load", "expect"), ("publish", "close")])
def test_each_zone_gives_the_same_bytes(steps: tuple[str, ...], tmp_path: Path) -> None:
    before = tmp_path / "before"
    if "load" in steps:
        send_files(Installation(before))
    else:
        before.mkdir()
        one_published_period(before)
    found = []
    for zone in ["Europe/London", *ZONES]:
        home = tmp_path / zone.replace("/", "-")
        shutil.copytree(before, home, symlinks=True)
        for step in steps:
            server().run(step, home, zone)
        found.append(state(home))
    assert found[0]
    assert found[1] == found[0]
    assert found[2] == found[0]
