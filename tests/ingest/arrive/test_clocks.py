"""What lies in landing now counts. The times of files decide nothing: `cp -p` and `rsync -t` keep
the time of a correction that was written before the error."""

import gzip
import os
import shutil
from datetime import UTC
from types import SimpleNamespace

import pytest

from ingest import file_time
from ingest.arrive.versions import Versions
from ingest.register import receipts
from tests.ingest import shapes

pytestmark = pytest.mark.slow

PATH = "205/case_system/persons__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
SENT = 1_790_000_000
WRONG, RIGHT = shapes.persons(40), shapes.persons(40).replace(",F,", ",M,")


def send(installation, content, time=SENT, path=PATH):
    file = installation.send(path, content)
    os.utime(file, (time, time))
    return installation.load()


def current(installation):
    """The sexes in the rows of the version that is current, and how many versions there are."""
    every = receipts.read_all(installation.home).values()
    newest = max(every, key=lambda each: (each.precedence, each.load_id))
    rows = installation.rows(
        f"select distinct sex from '{{raw}}/case_system/persons/205/*{newest.load_id}.parquet'"
    )
    return [sex for (sex,) in rows], len(every)


@pytest.mark.parametrize("time", [SENT - 86_400, SENT, SENT + 60])
def test_a_correction_under_the_same_name_counts_whatever_its_time(installation, time):
    assert len(WRONG) == len(RIGHT)
    send(installation, WRONG)
    [receipt] = send(installation, RIGHT, time).values()
    assert receipt.outcome == "accepted"
    assert current(installation) == (["M"], 2)
    assert send(installation, RIGHT, time) == {}


def test_a_file_copied_over_another_with_its_time_counts(installation, tmp_path):
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(RIGHT)
    os.utime(corrected, (SENT - 1000, SENT - 1000))
    send(installation, WRONG)
    shutil.copy2(corrected, installation.home / "landing" / PATH)
    installation.load()
    assert current(installation) == (["M"], 2)


def test_content_that_is_put_back_with_its_old_time_counts_again(installation):
    for content, sex in ((WRONG, "F"), (RIGHT, "M"), (WRONG, "F"), (RIGHT, "M")):
        send(installation, content)
        assert current(installation)[0] == [sex]


def test_a_rebuilt_register_keeps_the_order_of_the_versions(installation):
    send(installation, WRONG)
    send(installation, RIGHT, SENT - 86_400)
    before = installation.files()
    (installation.home / "register.sqlite").unlink()
    installation.load()
    assert installation.files() == before
    assert current(installation)[0] == ["M"]


def test_an_older_correction_replaces_the_lines_of_a_ledger(installation):
    send(installation, shapes.transactions(4), path=LEDGER)
    [receipt] = send(installation, shapes.transactions(3), SENT - 86_400, path=LEDGER).values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3)
    assert receipt.findings[-1].startswith(f"replaces landing/{LEDGER} (4 accepted row(s))")


def test_the_same_name_in_another_format_follows_in_the_order_of_arrival(installation):
    send(installation, shapes.transactions(4), path=LEDGER)
    zipped = f"{LEDGER}.gz"
    packed = gzip.compress(shapes.transactions(3).encode(), mtime=0)
    [receipt] = send(installation, packed, SENT - 86_400, path=zipped).values()
    assert receipt.findings[-1].startswith(f"replaces landing/{LEDGER}")
    os.utime(installation.home / "landing" / LEDGER, (SENT + 90, SENT + 90))
    assert installation.load() == {}
    newest = max(receipts.read_all(installation.home).values(), key=lambda each: each.precedence)
    assert newest.file_path == zipped


def test_a_record_with_a_time_is_older_than_every_number(installation):
    """Records of releases before version numbers hold the file's time."""
    send(installation, WRONG)
    versions = Versions(installation.home, "case_system")
    versions._note(PATH, "persons__000000002026-000000000011-000000000020 2026-11-20T02:00:00", "b")
    assert versions._current[PATH][1] != "b"


@pytest.mark.parametrize("time", [15_000_000_000, -2_000_000_000, 0])
def test_no_time_of_a_file_stops_the_source(installation, time):
    """The register holds times up to the year 2262; one file of 2445 stopped every authority."""
    other = PATH.replace("205", "312")
    installation.send(other, RIGHT)
    found = send(installation, RIGHT, time)
    assert {path: str(each.outcome) for path, each in found.items()} == {
        PATH: "accepted",
        other: "accepted",
    }
    assert installation.load() == {}


@pytest.mark.parametrize(("seconds", "year"), [(10**12, 2262), (-(10**12), 1677), (1.9, 1970)])
def test_a_time_that_no_calendar_has_is_the_last_one_that_is_held(seconds, year):
    """Disks with 64 bits of seconds hold the year 33658, of which Python makes no date."""
    state = SimpleNamespace(st_mtime_ns=int(seconds * 10**9))
    assert file_time.moment(state).year == year
    assert file_time.in_zone(seconds, UTC) == file_time.moment(state)
