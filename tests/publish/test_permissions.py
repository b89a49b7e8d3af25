"""Who reads a publication: its owner, and the group of settings/readers.yml where there is one."""

import grp
import os
from datetime import date
from pathlib import Path

import pytest

from publish import outputs, snapshot

OTHER_GROUP = 4242


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of a group `readers`: any number for root, who may give files to each group."""
    number = OTHER_GROUP if os.geteuid() == 0 else os.getegid()
    entry = grp.struct_group(("readers", "x", number, []))
    monkeypatch.setattr(grp, "getgrnam", {"readers": entry}.__getitem__)
    return number


def publish(home: Path) -> Path:
    return snapshot.publish(home, date(2026, 11, 20), set(), [outputs.TABLES]).path


def modes(folder: Path) -> set[tuple[bool, int, int]]:
    found = [path.stat() for path in [folder, *folder.rglob("*")]]
    return {(each.st_mode & 0o040000 > 0, each.st_mode & 0o777, each.st_gid) for each in found}


def test_without_a_setting_only_the_owner_reads(home, build_warehouse) -> None:
    build_warehouse({"990": 1})
    folder = publish(home)
    assert {mode for _, mode, _ in modes(folder)} == {0o400, 0o700}
    assert folder.parent.stat().st_mode & 0o777 == 0o700


def test_a_group_reads_publications_and_nothing_else_of_the_home(
    home, build_warehouse, group
) -> None:
    build_warehouse({"990": 1})
    home.chmod(0o700)
    before = publish(home)  # published before there was the setting
    (home / "settings").mkdir()
    (home / "settings" / "readers.yml").write_text("group: readers\n")
    folder = publish(home)
    assert folder == before
    assert modes(folder) == {(False, 0o440, group), (True, 0o750, group)}
    assert modes(folder.parent) >= {(True, 0o750, group)}
    assert (home.stat().st_mode & 0o777, home.stat().st_gid) == (0o710, group)
    (home / "settings" / "readers.yml").write_text("")
    assert {mode for _, mode, _ in modes(publish(home))} == {0o400, 0o700}


def test_a_home_that_others_may_enter_keeps_its_group(home, build_warehouse, group) -> None:
    """Senders may reach landing through it."""
    build_warehouse({"990": 1})
    home.chmod(0o711)
    owner = home.stat().st_gid
    (home / "settings").mkdir()
    (home / "settings" / "readers.yml").write_text("group: readers\n")
    publish(home)
    assert (home.stat().st_mode & 0o777, home.stat().st_gid) == (0o711, owner)
