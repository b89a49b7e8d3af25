"""Landing is not mounted: nothing is written, so that no closed period and no erased person is
forgotten, and everything goes on once it is there again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest import paths
from steps import case_lookup, closing, marts, sources, verification
from steps.deletion import erasure, retention
from steps.reporting import StepFailed
from tests.conftest import Installation
from tests.faults.small_home import NIGHT, state
from tests.ingest import shapes
from tests.ingest.planted import WHO

PERSONS = "312/case_system/persons__{}.csv"
MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
DECIDED = erasure.ErasureDecision(date(2026, 11, 23), "DPO", "upheld")
CLOSE = closing.CloseDecision("312", "2026-27", "1", "Chief Accountant", MOMENT)
LOOKUP = case_lookup.Request("312", "a" * 32, "Head of SEND", "paid without placement", MOMENT)
WRITERS: dict[str, Callable[[], object]] = {
    "load": lambda: sources.register_arrivals("case_system", NIGHT),
    "build": lambda: marts.build(NIGHT, NIGHT),
    "close": lambda: closing.close(CLOSE),
    "reopen": lambda: closing.reopen(CLOSE, "a late invoice came in"),
    "erase": lambda: erasure.erase("312", "C-1", DECIDED),
    "retain": lambda: retention.delete_expired(date.fromisoformat(NIGHT)),
    "verify": lambda: verification.verify(lambda _: None),
    "case": lambda: case_lookup.find(LOOKUP),
}


@pytest.fixture
def erased(installation: Installation) -> Installation:
    """A home from which a person was erased, and that person in a file of the next night."""
    everyone = shapes.persons(5, shapes.person(99, **WHO))
    installation.send(PERSONS.format(NIGHT), everyone)
    installation.load(NIGHT)
    erasure.erase("312", WHO["id"], DECIDED)
    installation.load(NIGHT)
    return installation


def unmount(installation: Installation) -> Path:
    """Leave an empty folder, as the place where a share was mounted; return where landing is."""
    landing = installation.home / "landing"
    elsewhere = landing.rename(installation.home.with_name(f"{installation.home.name}.share"))
    landing.mkdir()
    return elsewhere


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_written_while_landing_is_gone(erased: Installation, writer: str) -> None:
    unmount(erased)
    before = state(erased.home)
    with pytest.raises(StepFailed) as stopped:
        WRITERS[writer]()
    assert str(stopped.value) == (
        f"{erased.home}/landing/.received is missing. Expected: what was kept of the files "
        "received, the closed periods and the list of erased people. Is landing mounted? Nothing "
        "was loaded, built or published. Mount it, or restore it from the backup of landing, then "
        "run this again."
    )
    assert state(erased.home) == before
    assert list((erased.home / "landing").iterdir()) == []


def test_an_erased_person_stays_erased_when_landing_is_back(erased: Installation) -> None:
    elsewhere = unmount(erased)
    later = PERSONS.format("2026-11-21")
    sent = erased.send(later, shapes.persons(6, shapes.person(99, **WHO)))
    with pytest.raises(StepFailed, match="Is landing mounted"):
        erased.load("2026-11-21")
    content = sent.read_bytes()
    for path in (sent, *sent.parents):
        if path == erased.home:
            break
        path.unlink() if path.is_file() else path.rmdir()
    elsewhere.rename(erased.home / "landing")
    erased.send(later, content)
    receipt = erased.load("2026-11-21")[later]
    assert (receipt.rows_read, receipt.rows_accepted) == (6, 6)


def test_a_register_that_is_damaged_too_lets_nothing_be_written(erased: Installation) -> None:
    unmount(erased)
    paths.register(erased.home).write_bytes(b"no database" * 100)
    with pytest.raises(StepFailed, match="Is landing mounted"):
        erased.load(NIGHT)


def test_a_home_without_files_may_lack_it(installation: Installation) -> None:
    assert installation.load(NIGHT) == {}
    (installation.home / "landing").mkdir()
    assert installation.load(NIGHT) == {}
