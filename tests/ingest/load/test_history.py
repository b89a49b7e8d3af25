"""The same files give the same facts: twice, in any order, after a crash, after a rebuild."""

import datetime as dt
import itertools
import os

import pytest

from ingest.arrive import register_arrivals
from ingest.register import receipts
from tests.ingest import shapes

pytestmark = pytest.mark.slow

NIGHTS = {
    "205/case_system/persons__2026-11-19.csv": shapes.persons(40),
    "205/case_system/persons__2026-11-20.csv": shapes.persons(41),
    "205/case_system/requests__2026-11-19.csv": shapes.requests(40),
    "205/finance_ledger/transactions__2026-11-19.csv": shapes.transactions(40),
}


def test_a_second_run_changes_nothing(installation):
    for path, content in NIGHTS.items():
        installation.send(path, content)
    installation.load()
    before = installation.files()
    assert installation.load() == {}
    assert installation.files() == before


@pytest.mark.parametrize("order", list(itertools.permutations(NIGHTS))[::5])
def test_any_order_of_arrival_gives_the_same_facts(tmp_path_factory, monkeypatch, order):
    from tests.conftest import Installation

    results = []
    for paths, one_by_one in ((list(NIGHTS), False), (order, True)):
        home = tmp_path_factory.mktemp("home")
        monkeypatch.setenv("SEND_HOME", str(home))
        installation = Installation(home)
        for path in paths:
            installation.send(path, NIGHTS[path])
            if one_by_one:
                installation.load()
        installation.load()
        results.append(installation.files())
    assert results[0] == results[1]


def test_identical_content_is_a_duplicate_on_one_date_and_an_extract_on_another(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons())
    installation.send("205/case_system/persons__2026-11-19__again.csv", shapes.persons())
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    loaded = installation.load()
    assert {path: receipt.outcome for path, receipt in loaded.items()} == {
        "205/case_system/persons__2026-11-19.csv": "accepted",
        "205/case_system/persons__2026-11-19__again.csv": "duplicate",
        "205/case_system/persons__2026-11-20.csv": "accepted",
    }
    assert loaded["205/case_system/persons__2026-11-20.csv"].findings == (
        "the same bytes as landing/205/case_system/persons__2026-11-19.csv: either nothing "
        "changed, or the system sends an old export",
    )


def test_an_extract_with_the_bytes_of_the_last_is_remarked_whatever_arrives_first(installation):
    for day in ("20", "19"):
        installation.send(f"205/case_system/persons__2026-11-{day}.csv", shapes.persons())
        installation.load()
    found = {each.file_path: each for each in receipts.read_all(installation.home).values()}
    [finding] = found["205/case_system/persons__2026-11-20.csv"].findings
    assert finding.startswith("the same bytes as landing/205/case_system/persons__2026-11-19.csv")
    assert found["205/case_system/persons__2026-11-19.csv"].findings == ()


def test_received_bytes_stay_when_the_sender_overwrites_the_file(installation):
    path = "205/case_system/persons__2026-11-20.csv"
    installation.send(path, shapes.persons(40))
    installation.load()
    file = installation.send(path, shapes.persons(41))
    os.utime(file, (1_790_000_100, 1_790_000_100))
    [second] = installation.load().values()
    kept = list((installation.home / "landing" / ".received" / "bytes").rglob("[0-9a-f]" * 64))
    assert sorted(file.read_bytes().count(b"\n") for file in kept) == [41, 42]
    first = min(receipts.read_all(installation.home).values(), key=lambda r: r.rows_read)
    assert second.supersedes_group == first.supersedes_group
    assert second.precedence > first.precedence


def test_everything_but_landing_can_be_deleted_and_rebuilt(installation):
    for path, content in NIGHTS.items():
        installation.send(path, content)
    installation.load()
    before = installation.files()
    for name in ("raw", "quarantine", "register.sqlite", "people", "tmp"):
        (installation.home / name).rename(installation.home / f"gone_{name}")
    installation.load()
    assert installation.files() == before


def test_rows_missing_from_raw_are_loaded_again(installation):
    for path, content in NIGHTS.items():
        installation.send(path, content)
    installation.load()
    before = installation.files()
    (installation.home / "raw").rename(installation.home / "gone")
    installation.load()
    assert installation.files() == before


@pytest.mark.parametrize(
    "step", ["ingest.load.raw.write", "ingest.register.receipts.write", "ingest.parquet.copy"]
)
def test_a_load_killed_at_any_step_is_finished_by_the_next_run(installation, monkeypatch, step):
    for path, content in NIGHTS.items():
        installation.send(path, content)
    with monkeypatch.context() as killed:
        killed.setattr(step, _kill)
        with pytest.raises(KeyboardInterrupt):
            installation.load()
    assert not list(installation.home.glob("tmp/batches/*"))
    installation.load()
    after = installation.files()
    assert len([name for name in after if name.startswith("receipts/205")]) == len(NIGHTS)
    assert not [name for name in after if ".part" in name]


def _kill(*_, **__):
    raise KeyboardInterrupt


def test_files_dated_after_the_reporting_date_wait(installation):
    installation.send("205/case_system/persons__2026-11-19.csv", shapes.persons())
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(41))
    assert list(installation.load("2026-11-19")) == ["205/case_system/persons__2026-11-19.csv"]
    assert list(installation.load("2026-11-20")) == ["205/case_system/persons__2026-11-20.csv"]


def test_a_file_that_still_grows_waits_and_a_part_file_is_ignored(installation, monkeypatch):
    path = installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send("205/case_system/requests__2026-11-20.csv.part", "half")
    os.utime(path)
    monkeypatch.setattr("time.sleep", lambda _: path.write_text(shapes.persons(41)))
    assert installation.load() == {}


@pytest.mark.parametrize(
    ("paths", "latest"),
    [
        ([], None),
        (["england/dfe_census/education-health-and-care-plans_2025/caseload.csv"], "2025-12-31"),
        (
            [
                "england/dfe_census/education-health-and-care-plans_2025/caseload.csv",
                "205/case_system/persons__2024-11-19.csv",
                "878/finance_ledger/DCCSpendingOver500_202304.csv",
            ],
            "2024-11-19",
        ),
        (
            [
                "205/case_system/persons__2024-11-19.csv",
                "312/case_system/persons__2924-11-19.csv",
                "england/dfe_census/education-health-and-care-plans_2025/caseload.csv",
            ],
            "2024-11-19",
        ),
    ],
)
def test_the_latest_business_date_of_landing(installation, paths, latest):
    for path in paths:
        installation.send(path, "x")
    found = register_arrivals.latest_business_date(installation.home, dt.date(2027, 1, 1))
    assert (found and found.isoformat()) == latest
