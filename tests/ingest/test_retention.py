"""A file goes when its contract's time is over, its receipt stays, and a rebuild is the same."""

import datetime as dt
import shutil

import pytest

from ingest import contracts
from ingest.deletion import retention
from ingest.register import receipts
from tests.ingest import sen2_shapes, shapes
from tests.ingest.planted import by_path, traces, zipped

FOLDER = "312/case_system"
OLDEST = f"{FOLDER}/persons__2020-03-30.csv"  # of a year that ended on 2020-03-31
LAST_DAY = dt.date(2023, 4, 1)  # 1,096 days after it
OVER = dt.date(2023, 4, 2)


def retain(installation, on):
    gone = retention.over(installation.home, on)
    for receipt in gone:
        retention.expire(installation.home, receipt)
    retention.sweep(installation.home)
    return sorted(receipt.file_path for receipt in gone)


@pytest.fixture
def years(installation):
    installation.send(OLDEST, shapes.persons(3, shapes.person(77, surname="Zzyzxname")))
    for date in ("2020-04-01", "2020-04-02"):
        installation.send(f"{FOLDER}/persons__{date}.csv", shapes.persons(3))
    installation.load()
    return installation


def test_a_file_goes_the_day_after_its_time_is_over(years):
    assert retention.over(years.home, LAST_DAY) == []
    before = by_path(years)[OLDEST]
    assert retain(years, OVER) == [OLDEST]
    assert by_path(years)[OLDEST] == before | {"expired": True}
    assert traces(years, ["Zzyzxname"]) == set()
    assert not (years.home / "landing" / OLDEST).exists()
    files = "select count(*) from glob('{raw}/case_system/persons/312/*.parquet')"
    assert years.rows(files) == [(2,)]
    assert years.load() == {}
    assert retain(years, OVER) == []


def test_the_newest_accepted_extract_never_goes(years):
    years.send(f"{FOLDER}/persons__2020-04-03.csv", "nothing of use")
    years.load()
    assert retain(years, dt.date(2040, 1, 1)) == [
        OLDEST,
        f"{FOLDER}/persons__2020-04-01.csv",
        f"{FOLDER}/persons__2020-04-03.csv",
    ]
    assert years.rows("select count(*) from '{raw}/case_system/persons/312/*.parquet'") == [(3,)]


def test_rebuilt_from_landing_the_receipt_is_there_and_the_rows_are_not(years):
    retain(years, OVER)
    before = years.files()
    (years.home / "register.sqlite").unlink()
    for folder in ("raw", "people"):
        shutil.rmtree(years.home / folder)
    years.load()
    assert years.files() == before
    assert by_path(years)[OLDEST]["expired"]


def test_nothing_is_compared_with_what_is_gone(years):
    retain(years, OVER)
    path = f"{FOLDER}/requests__2020-03-31.csv"
    request = shapes.request(1, received="2020-01-05", decided="2020-02-10")
    years.send(path, "\n".join([shapes.REQUESTS, request]) + "\n")
    receipt = years.load()[path]
    assert receipt.outcome == "accepted"
    assert "person_id was not checked: no persons have been accepted yet" in receipt.findings


def test_judged_again_is_only_what_is_still_there(years):
    retain(years, OVER)
    years.send(f"{FOLDER}/persons__2020-03-29.csv", shapes.persons(3))
    assert OLDEST not in years.load()
    assert by_path(years)[OLDEST]["expired"]


def test_a_return_and_an_archive_go_with_what_is_in_them(installation):
    installation.send(sen2_shapes.XML, sen2_shapes.xml().replace("Inventedname", "Zzyzxname"))
    installation.send(
        f"{FOLDER}/case__2020-03-30.zip",
        zipped(
            **{"persons__2020-03-30": shapes.persons(3, shapes.person(77, surname="Zzyzxname"))}
        ),
    )
    installation.send(f"{FOLDER}/persons__2020-04-02.csv", shapes.persons(3))
    installation.load()
    went = retain(installation, dt.date(2032, 4, 2))  # 2026-03-31 and 2,192 days is 2032-03-31
    assert sen2_shapes.XML in went
    assert len([path for path in went if path.startswith(f"{sen2_shapes.XML}/")]) == 9
    assert traces(installation, ["Zzyzxname"]) == set()
    assert installation.load() == {}


def test_what_was_never_recognised_goes_after_a_year(installation):
    installation.send(f"{FOLDER}/persns__2020-03-30.csv", shapes.persons(3))
    installation.load()
    [receipt] = receipts.read_all(installation.home).values()
    came = dt.date.fromisoformat(receipt.received_at[:10])
    assert retain(installation, came + dt.timedelta(days=366)) == []
    assert retain(installation, came + dt.timedelta(days=367)) == [
        f"{FOLDER}/persns__2020-03-30.csv"
    ]


def test_figures_that_are_published_are_kept_for_ever():
    kept = {
        (source, dataset)
        for source in contracts.sources()
        for dataset, contract in contracts.of_source(source, "").items()
        if contract.keep_days is None
    }
    assert kept == {
        ("dfe_census", "dedicated-schools-grant"),
        ("dfe_census", "education-health-and-care-plans"),
        ("dfe_census", "gias_links"),
    }
