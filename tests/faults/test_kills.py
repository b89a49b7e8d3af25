"""`kill -9` of single steps at random moments: the step run again leaves what an undisturbed one
leaves, byte for byte. test_kills_of_commands.py kills whole commands, with dbt."""

import random
import shutil
from pathlib import Path

import pytest

from tests.conftest import Installation
from tests.faults.jobs import server
from tests.faults.small_home import leftovers, send_files, state
from tests.published_period import one_published_period

KILLS = 1  # of each step; more with --faults
STARTS_FROM = {
    "load": "landed",
    "erase": "loaded",
    "retain": "loaded",
    "publish": "built",
    "close": "published",
}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The homes that the steps start from."""
    found = {name: tmp_path_factory.mktemp("homes") / name for name in STARTS_FROM.values()}
    send_files(Installation(found["landed"]))
    shutil.copytree(found["landed"], found["loaded"])
    server().run("load", found["loaded"])
    found["published"].mkdir()
    one_published_period(found["published"])
    shutil.copytree(found["published"], found["built"], symlinks=True)
    (found["built"] / "published").unlink()
    shutil.rmtree(found["built"] / "publications")
    return found


def copied(home: Path, to: Path) -> Path:
    shutil.copytree(home, to, symlinks=True)
    return to


@pytest.mark.parametrize("step", STARTS_FROM)
def test_a_killed_step_run_again_leaves_the_same(
    homes: dict[str, Path], step: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    before = homes[STARTS_FROM[step]]
    undisturbed = copied(before, tmp_path / "undisturbed")
    seconds = server().run(step, undisturbed)
    expected, moments = state(undisturbed), random.Random(step)
    assert leftovers(undisturbed) == []
    kills = max(KILLS, pytestconfig.getoption("--faults"))
    while kills:
        home = copied(before, tmp_path / "killed")
        if server().kill(step, home, moments.uniform(0, seconds)):
            kills -= 1
        else:
            seconds /= 2  # it was quicker than the undisturbed one and had ended
        server().run(step, home)
        assert state(home) == expected
        assert leftovers(home) == []
        shutil.rmtree(home)
