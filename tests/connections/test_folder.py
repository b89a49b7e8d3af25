"""Files come from a folder of the machine, such as a mounted share."""

import json
import os
from pathlib import Path

import pytest

from dags.connections import connected
from steps import collect
from steps.reporting import StepFailed
from tests.conftest import Installation

NAME = "persons__2026-11-20.csv"


@pytest.fixture
def share(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "share"
    (folder / "out").mkdir(parents=True)
    (folder / "out" / NAME).write_bytes(b"a\n1\n")
    os.utime(folder / "out" / NAME, (1_790_000_000, 1_790_000_000))
    where = {"conn_type": "fs", "extra": {"path": str(folder)}}
    monkeypatch.setenv("AIRFLOW_CONN_SHARE", json.dumps(where))
    declare(installation, "{move: taken}")
    return folder


def declare(installation: Installation, after: str) -> None:
    file = installation.home / "settings" / "collect" / "312.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"feeds: [{{source: case_system, connection: share, files: out/*.csv, after: {after}}}]\n"
    )


def collect_312() -> None:
    collect.collect("case_system", "312", "2026-11-20", 0, connected)


def test_a_file_is_collected_and_moved(installation: Installation, share: Path) -> None:
    collect_312()
    assert (installation.home / "landing/312/case_system" / NAME).read_bytes() == b"a\n1\n"
    assert [str(each.relative_to(share)) for each in share.rglob("*.csv")] == [f"out/taken/{NAME}"]


def test_a_file_is_collected_and_deleted(installation: Installation, share: Path) -> None:
    declare(installation, "delete")
    collect_312()
    assert list(share.rglob("*.csv")) == []


def test_a_share_that_is_not_mounted_is_named(share: Path) -> None:
    share.rename(share.with_name("elsewhere"))
    with pytest.raises(collect.NotReached, match=r"it is not there\. Mount the share"):
        collect_312()


def test_a_folder_that_is_not_there_is_named(share: Path) -> None:
    (share / "out").rename(share / "sent")
    with pytest.raises(StepFailed, match="it does not read the folder out"):
        collect_312()
