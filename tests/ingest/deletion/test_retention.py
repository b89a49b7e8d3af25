"""An expired file is deleted, its receipt stays, and a rebuild gives the same."""

import datetime as dt
import shutil
from dataclasses import replace

import pytest

from ingest import contract_files
from ingest.deletion import retention
from ingest.register import receipts
from tests.ingest import sen2_shapes, shapes
from tests.ingest.planted import by_path, erased, traces, zipped

pytestmark = pytest.mark.slow

FOLDER = "312/case_system"
OLDEST = f"{FOLDER}/persons__2020-03-30.csv"  # of a year that ended on 2020-03-31
LAST_DAY_KEPT = dt.date(2023, 4, 1)  # 1,096 days after it
FIRST_DAY_EXPIRED = dt.date(2023, 4, 2)


def retain(installation, on):
    gone = retention.find_expired(installation.home, on)
    for receipt in gone:
        retention.expire(installation.home, receipt)
    retention.delete_expired(installation.home)
    return sorted(receipt.file_path for receipt in gone)


@pytest.fixture
def years(installation):
    installation.send(OLDEST, shapes.persons(3, shapes.person(77, surname="Zzyzxname")))
    for date in ("2020-04-01", "2020-04-02"):
        installation.send(f"{FOLDER}/persons__{date}.csv", shapes.persons(3))
    installation.load()
    return installation


def test_a_file_expires_the_day_after_its_retention_period(years):
    assert retention.find_expired(years.home, LAST_DAY_KEPT) == []
    before = by_path(years)[OLDEST]
    assert retain(years, FIRST_DAY_EXPIRED) == [OLDEST]
    assert by_path(years)[OLDEST] == replace(before, expired=True)
    assert traces(years, ["Zzyzxname"]) == set()
    assert not (years.home / "landing" / OLDEST).exists()
    files = "select count(*) from glob('{raw}/case_system/persons/312/*.parquet')"
    assert years.rows(files) == [(2,)]
    assert years.load() == {}
    assert retain(years, FIRST_DAY_EXPIRED) == []


def test_the_newest_accepted_extract_never_expires(years):
    years.send(f"{FOLDER}/persons__2020-04-03.csv", "nothing of use")
    years.load()
    assert retain(years, dt.date(2040, 1, 1)) == [
        OLDEST,
        f"{FOLDER}/persons__2020-04-01.csv",
        f"{FOLDER}/persons__2020-04-03.csv",
    ]
    assert years.rows("select count(*) from '{raw}/case_system/persons/312/*.parquet'") == [(3,)]


def test_a_rebuild_has_the_receipt_of_an_expired_file_and_not_its_rows(years):
    retain(years, FIRST_DAY_EXPIRED)
    before = years.files()
    (years.home / "register.sqlite").unlink()
    for folder in ("raw", "people"):
        shutil.rmtree(years.home / folder)
    years.load()
    assert years.files() == before
    assert by_path(years)[OLDEST].expired


def test_no_file_is_compared_with_an_expired_one(years):
    retain(years, FIRST_DAY_EXPIRED)
    path = f"{FOLDER}/requests__2020-03-31.csv"
    request = shapes.request(1, received="2020-01-05", decided="2020-02-10")
    years.send(path, "\n".join([shapes.REQUESTS, request]) + "\n")
    receipt = years.load()[path]
    assert receipt.outcome == "accepted"
    assert "person_id was not checked: no persons have been accepted yet" in receipt.findings


def test_an_expired_file_is_not_revalidated(years):
    retain(years, FIRST_DAY_EXPIRED)
    years.send(f"{FOLDER}/persons__2020-03-29.csv", shapes.persons(3))
    assert OLDEST not in years.load()
    assert by_path(years)[OLDEST].expired


def test_a_container_is_deleted_with_its_expired_members(installation):
    installation.send(sen2_shapes.XML, sen2_shapes.xml().replace("Inventedname", "Zzyzxname"))
    installation.send(
        f"{FOLDER}/case__2020-03-30.zip",
        zipped(
            **{"persons__2020-03-30": shapes.persons(3, shapes.person(77, surname="Zzyzxname"))}
        ),
    )
    installation.send(f"{FOLDER}/persons__2020-04-02.csv", shapes.persons(3))
    installation.load()
    expired = retain(installation, dt.date(2032, 4, 2))  # 2026-03-31 and 2,192 days is 2032-03-31
    assert sen2_shapes.XML in expired
    assert len([path for path in expired if path.startswith(f"{sen2_shapes.XML}/")]) == 9
    assert traces(installation, ["Zzyzxname"]) == set()
    assert installation.load() == {}


def test_the_redacted_copy_of_an_expired_file_is_deleted(years):
    copies = years.home / "landing/.received/redacted"
    erased(years, "P1")
    years.load()
    assert len(list(copies.iterdir())) == 3
    assert retain(years, FIRST_DAY_EXPIRED) == [OLDEST]
    assert len(list(copies.iterdir())) == 2
    assert years.load() == {}


def test_an_unrecognised_file_expires_after_a_year(installation):
    installation.send(f"{FOLDER}/persns__2020-03-30.csv", shapes.persons(3))
    installation.load()
    [receipt] = receipts.read_all(installation.home).values()
    received = dt.date.fromisoformat(receipt.received_at[:10])
    assert retain(installation, received + dt.timedelta(days=366)) == []
    assert retain(installation, received + dt.timedelta(days=367)) == [
        f"{FOLDER}/persns__2020-03-30.csv"
    ]


def test_published_figures_never_expire():
    kept = {
        (source, dataset)
        for source in contract_files.sources()
        for dataset, contract in contract_files.of_source(source, "").items()
        if contract.keep_days is None
    }
    assert kept == {
        ("dfe_census", "dedicated-schools-grant"),
        ("dfe_census", "education-health-and-care-plans"),
        ("dfe_census", "gias_establishments"),
        ("dfe_census", "gias_links"),
        ("dfe_census", "local-authority-interactive-tool"),
        ("geography", "postcode_areas"),
        ("geography", "ward_boundaries"),
    }
