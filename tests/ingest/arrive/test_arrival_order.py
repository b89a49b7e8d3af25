"""Files may arrive in any order, late, corrected or twice: the facts are the same as when they
arrive in the order of their business dates."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Installation
from tests.ingest import shapes

pytestmark = pytest.mark.slow
CASES, LEDGER = "205/case_system", "205/finance_ledger"


def lines(first: int, last: int) -> str:
    rows = [shapes.line(n) for n in range(first, last)]
    return "\n".join([shapes.TRANSACTIONS, *rows]) + "\n"


FILES = {
    f"{CASES}/persons__2026-11-18.csv": shapes.persons(20),
    f"{CASES}/persons__2026-11-19.csv": shapes.persons(41),
    f"{CASES}/persons__2026-11-19__v2.csv": shapes.persons(42),  # a correction
    f"{CASES}/persons__2026-11-20.csv": shapes.persons(15),  # far fewer rows than the 19th
    f"{CASES}/requests__2026-11-19.csv": shapes.requests(42),  # two of them in the correction only
    f"{LEDGER}/transactions__2026-11-18.csv": lines(0, 30),
    f"{LEDGER}/transactions__2026-11-19.csv": lines(20, 40),  # ten lines of the 18th again
    f"{LEDGER}/transactions__2026-11-19__v2.csv": lines(35, 45),  # withdraws lines 20-34
    f"{LEDGER}/transactions__2026-11-20.csv": lines(30, 50),
    f"{LEDGER}/transactions__2026-11-21.csv": lines(0, 30),  # identical content to the 18th
}
OUTCOMES = {
    f"{CASES}/persons__2026-11-18.csv": ("accepted", 20, 0),
    f"{CASES}/persons__2026-11-19.csv": ("accepted", 41, 0),
    f"{CASES}/persons__2026-11-19__v2.csv": ("accepted", 42, 0),
    f"{CASES}/persons__2026-11-20.csv": ("rejected", 0, 0),
    f"{CASES}/requests__2026-11-19.csv": ("accepted", 42, 0),
    f"{LEDGER}/transactions__2026-11-18.csv": ("accepted", 30, 0),
    f"{LEDGER}/transactions__2026-11-19.csv": ("accepted", 10, 10),
    f"{LEDGER}/transactions__2026-11-19__v2.csv": ("accepted", 10, 0),
    f"{LEDGER}/transactions__2026-11-20.csv": ("accepted", 10, 10),
    f"{LEDGER}/transactions__2026-11-21.csv": ("duplicate", 0, 0),
}


def facts_of(nights: list[list[str]]) -> dict[str, bytes]:
    """Raw, quarantine and receipts after these nights, each with the files that arrive."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", folder)
        installation = Installation(Path(folder))
        for arriving in nights:
            for path in arriving:
                installation.send(path, FILES[path])
            installation.load()
        assert installation.load() == {}
        return installation.files()


@pytest.fixture(scope="module")
def in_order() -> dict[str, bytes]:
    return facts_of([list(FILES)])


def test_the_files_in_order_have_the_expected_outcomes(installation):
    for path, content in FILES.items():
        installation.send(path, content)
    found = {
        path: (receipt.outcome, receipt.rows_accepted, receipt.rows_duplicate)
        for path, receipt in installation.load().items()
    }
    assert found == OUTCOMES


def cut(order: list[str], places: list[int]) -> list[list[str]]:
    edges = [0, *sorted(places), len(order)]
    return [order[a:b] for a, b in pairwise(edges)]


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.permutations(list(FILES)), st.lists(st.integers(0, len(FILES)), max_size=3))
def test_any_order_on_any_nights_gives_the_same_facts(in_order, order, places):
    assert facts_of(cut(order, places)) == in_order


def test_one_file_a_night_in_reverse_order_gives_the_same_facts(in_order):
    assert facts_of([[path] for path in reversed(FILES)]) == in_order


def test_newer_files_revalidate_nothing(installation):
    for path in (f"{LEDGER}/transactions__2026-11-18.csv", f"{CASES}/persons__2026-11-18.csv"):
        installation.send(path, FILES[path])
    installation.load()
    newer = [f"{LEDGER}/transactions__2026-11-20.csv", f"{CASES}/persons__2026-11-19.csv"]
    for path in newer:
        installation.send(path, FILES[path])
    assert sorted(installation.load()) == sorted(newer)


def test_a_late_file_revalidates_the_files_after_it_and_no_other(installation):
    names = ["persons__2026-11-18", "persons__2026-11-20", "requests__2026-11-19"]
    for path in (f"{CASES}/{name}.csv" for name in names):
        installation.send(path, FILES[path])
    installation.send("312/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send(f"{LEDGER}/transactions__2026-11-20.csv", lines(0, 3))
    installation.load()
    late = f"{CASES}/persons__2026-11-19.csv"
    installation.send(late, FILES[late])
    followers = [f"{CASES}/persons__2026-11-20.csv", f"{CASES}/requests__2026-11-19.csv"]
    assert sorted(installation.load()) == sorted([late, *followers])
