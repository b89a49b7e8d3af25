"""A damaged publication is made again with the same bytes; held-back rows come from a whole one."""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from publish import checksums, outputs, snapshot
from publish.errors import PublishError
from tests.publish.test_snapshot import completed, every_byte

pytestmark = pytest.mark.slow

NAMES = ["send.duckdb", "marts/timeliness.parquet", "SHA256SUMS"]


def publish(home: Path, *held_back: str) -> snapshot.Publication:
    return snapshot.publish(home, date(2026, 11, 20), set(held_back), [outputs.TABLES])


def damage(file: Path, how: str) -> None:
    content = file.read_bytes()
    file.chmod(0o600)
    if how == "gone":
        file.unlink()
    elif how == "cut":
        file.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


@pytest.mark.parametrize("how", ["cut", "flipped", "gone"])
@pytest.mark.parametrize("name", NAMES)
def test_the_next_night_makes_it_again(home, build_warehouse, name: str, how: str) -> None:
    build_warehouse({"990": 10})
    first = publish(home)
    before = every_byte(home)
    damage(first.path / name, how)
    again = publish(home)
    assert any(str(first.path.name) in line for line in again.damaged)
    assert checksums.damaged(again.path) == []
    assert every_byte(home) == before
    assert completed(home) == {"990": 10}
    assert publish(home).damaged == ()
    assert again.publication_id == first.publication_id
    build_warehouse({"990": 11})
    publish(home)
    assert not first.path.exists()


@pytest.mark.parametrize("why", ["damaged", "written anew"])
def test_readers_find_one_while_it_is_made_again(
    home: Path, build_warehouse, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    build_warehouse({"990": 10})
    first = publish(home)
    if why == "damaged":
        damage(first.path / "marts/timeliness.parquet", "cut")
    else:
        snapshot.write_all_next(home)
    found = []

    def watch(name: str) -> None:
        real = getattr(os, name)

        def done(*args: Any, **kwargs: Any) -> None:
            real(*args, **kwargs)
            found.append((home / "published" / "send.duckdb").exists())

        monkeypatch.setattr(os, name, done)

    for name in ("rename", "replace", "unlink", "rmdir"):
        watch(name)
    again = publish(home)
    assert len(found) > 1
    assert all(found)
    assert first.path.exists(), "a reader may have resolved the link before"
    assert again.path != first.path
    monkeypatch.undo()
    assert publish(home).path == again.path
    snapshot.forget_earlier(home)
    assert [path.name for path in first.path.parent.iterdir()] == [again.path.name]


def test_a_held_back_authority_has_its_rows_of_the_newest_whole_publication(
    home, build_warehouse
) -> None:
    build_warehouse({"990": 10, "991": 20})
    publish(home)
    build_warehouse({"990": 11, "991": 21})
    second = publish(home)
    damage(second.path / "send.duckdb", "cut")
    build_warehouse({"990": 12, "991": 22})
    third = publish(home, "991")
    assert completed(home) == {"990": 12, "991": 20}
    assert [line.partition(":")[0] for line in third.damaged] == [
        f"DAMAGED {second.path}/send.duckdb"
    ]


def test_without_a_whole_one_nothing_is_published(home, build_warehouse) -> None:
    build_warehouse({"990": 10, "991": 20})
    first = publish(home)
    damage(first.path / "send.duckdb", "flipped")
    build_warehouse({"990": 12, "991": 22})
    with pytest.raises(PublishError, match="earlier rows of 991, held back in this night"):
        publish(home, "991")


def test_a_lost_link_is_set_again(home, build_warehouse) -> None:
    build_warehouse({"990": 10})
    publish(home)
    (home / "published").unlink()
    publish(home)
    assert completed(home) == {"990": 10}
    shutil.rmtree(home / "publications")
    publish(home)
    assert completed(home) == {"990": 10}
