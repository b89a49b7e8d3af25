"""Unprintable names and links: only that file is rejected, and its name is printed with codes in
place of the unprintable bytes."""

import os

import pytest

from ingest.arrive import byte_store
from ingest.deletion import erase
from ingest.deletion.erasure_list import ErasureRequest
from ingest.register import export
from steps import dates, sources
from tests.ingest import shapes

pytestmark = pytest.mark.slow

GOOD = "205/case_system/persons__2026-11-20.csv"
FOLDER = "205/case_system"
NAMES = {
    b"requests__2026-11-20__\xff.csv": "requests__2026-11-20__\\xff.csv",
    b"requests__2026-11-20\xfe.zip": "requests__2026-11-20\\xfe.zip",
    b"old\xff/requests__2026-11-20.csv": "old\\xff/requests__2026-11-20.csv",
    b"requests__2026-11-20__a\nALL IS WELL.csv": "requests__2026-11-20__a\\nALL IS WELL.csv",
    b"requests__2026-11-20__\x1b[2J\x07.csv": "requests__2026-11-20__\\x1b[2J\\x07.csv",
    "requests__2026-11-20__\u202egnp.csv".encode(): "requests__2026-11-20__\\u202egnp.csv",
    b"requests__2999-01-01__\xff.csv": "requests__2999-01-01__\\xff.csv",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_an_unprintable_name_is_rejected_until_it_is_renamed(installation, name):
    installation.send(GOOD, shapes.persons())
    file = installation.send(f"{FOLDER}/{os.fsdecode(name)}", shapes.requests())
    shown = f"{FOLDER}/{NAMES[name]}"
    assert dates.reporting_date(None) == "2026-11-20"
    found = installation.load()
    assert {path: receipt.outcome for path, receipt in found.items()} == {
        GOOD: "accepted",
        shown: "rejected",
    }
    message = sources.rejection(found[shown])
    assert f"landing/{shown} has a name" in message
    assert message.isprintable()
    export.write(installation.home)
    assert installation.load() == {}
    assert [each.file_path for each in sources.unresolved_rejections("case_system")] == [shown]
    renamed = f"{FOLDER}/requests__2026-11-21.csv"
    file.rename(installation.home / "landing" / renamed)
    assert sources.unresolved_rejections("case_system") == []
    assert installation.load()[renamed].outcome == "accepted"


def test_a_link_is_rejected_and_not_followed(installation, tmp_path):
    installation.send(GOOD, shapes.persons())
    target_file = installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(7))
    landing = installation.home / "landing"
    links = {
        f"{FOLDER}/persons__2026-11-21.csv": target_file,
        f"{FOLDER}/plans__2026-11-20.csv": landing / "nowhere.csv",
        f"{FOLDER}/more": landing,
        f"{FOLDER}/needs__2026-11-20.xlsx": "/etc/hostname",
    }
    for path, target in links.items():
        (landing / path).symlink_to(target)
    found = installation.load()
    assert {path for path, each in found.items() if each.outcome == "rejected"} == set(links)
    for path in links:
        assert f"landing/{path} is a link" in found[path].findings[0]
        assert (landing / path).is_symlink()
    assert [each.file_path for each in sources.unresolved_rejections("case_system")] == sorted(
        links
    )
    assert installation.rows("select count(*) from '{raw}/case_system/persons/205/*.parquet'") == [
        (40,)
    ]
    (landing / f"{FOLDER}/more").unlink()
    assert len(sources.unresolved_rejections("case_system")) == 3


def test_a_control_file_that_is_a_link_is_not_followed(installation):
    file = installation.send(GOOD, shapes.persons())
    elsewhere = installation.send("312/claims.json.part", '{"rows": 40}')
    file.with_name("persons__2026-11-20.control.json").symlink_to(elsewhere)
    assert installation.load()[GOOD].outcome == "rejected"


def test_a_file_that_changes_while_it_is_copied_has_not_arrived(installation, monkeypatch):
    file = installation.send(GOOD, shapes.persons(40))
    decodes = byte_store._decodes

    def write_on(*given, **named):
        if not named:
            file.write_text(shapes.persons(41))
        return decodes(*given, **named)

    with monkeypatch.context() as while_copied:
        while_copied.setattr(byte_store, "_decodes", write_on)
        assert installation.load() == {}
    stored = installation.home / "landing" / ".received" / "bytes"
    assert [path for path in stored.rglob("*") if path.is_file()] == []
    assert installation.load()[GOOD].rows_accepted == 41


def test_an_erasure_deletes_files_that_cannot_be_read_from_landing(installation):
    installation.send(GOOD, shapes.persons())
    name = os.fsdecode(b"persons__2026-11-21__\xff.csv")
    odd = installation.send(f"{FOLDER}/{name}", shapes.persons())
    target_file = installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons(7))
    link = odd.with_name("persons__2026-11-22.csv")
    link.symlink_to(target_file)
    installation.load()
    request = ErasureRequest("2026-11-23", "DPO", "x")
    assert len(erase.erase(installation.home, "205", "P7", request).deleted) == 2
    assert not odd.exists()
    assert not link.is_symlink()
    assert target_file.exists()
