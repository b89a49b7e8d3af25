"""Two nights of four small authorities: of the second, each has another thing go wrong.

312 erases a person who was published, 205 and 410 send trial balances, of which that of 410 differs
by a penny, and 318 sends two files that are rejected and one more request. `send erase` runs the
second night.
"""

import gzip
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commands import as_known
from steps.reporting import StepFailed
from tests.conftest import Installation
from tests.ingest import shapes
from tests.ingest.planted import PLACEMENTS, PLANS, PLANTED, WHO, plan, table, traces
from tests.night.conftest import REPOSITORY, Night, night, published

FIRST, SECOND = "2026-11-20", "2026-11-21"
ERASE = ["--la", "312", "--date", "2026-11-23", "--by", "DPO", "--reason", "upheld"]
BALANCE = "financial_year,period,cost_centre,subjective,balance\n2026-27,8,C100,5733,{}\n"
NEEDS = "plan_id,sen_type_rank,sen_type\nL1,1,ASD\n"
# Queries of the publication, asked after each night.
QUERIES = {
    "requests of 312": "select count(*) from marts.fct_ehc_requests where la_code = '312'",
    "invoice of 312": "select amount_gbp::varchar, reference is null from marts.fct_ledger "
    "where la_code = '312' and journal_id = 'J99'",
    "ledgers": "select la_code, count(*), sum(amount_gbp)::varchar from marts.fct_ledger "
    "where la_code in ('205', '410') group by 1 order by 1",
    "needs of 318": "select count(*) from marts.fct_ehc_requests "
    "where la_code = '318' and primary_need is not null",
    "authorities": "select distinct la_code from marts.outturn_reconciliation order by 1",
    "rejected": "select file_name from ops.load_receipts where outcome = 'rejected' order by 1",
}


@dataclass(frozen=True)
class Ran:
    """One night: its exit code, what it printed, and the answers to the queries after it."""

    exit_code: int
    printed: str
    answers: dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class TwoNights:
    installation: Installation
    first: Ran
    second: Ran
    parsed_again: bool


def ran(done: Night) -> Ran:
    answers = {name: done.rows(query) for name, query in QUERIES.items()}
    return Ran(done.exit_code, done.printed, answers)


def send_the_first_night(installation: Installation) -> None:
    persons = shapes.persons(5, shapes.person(99, **WHO))
    requests = shapes.requests(5, shapes.request(99, id="R-PLANTED-1", person="P-PLANTED-1"))
    files = {
        "persons": persons,
        "requests": requests,
        "plans": table(PLANS, plan("L-PLANTED-1", "P-PLANTED-1", "R-PLANTED-1")),
        "placements": table(PLACEMENTS, "S-PLANTED-1,L-PLANTED-1,100001,,,,1,2026-04-01,,0,0,,"),
    }
    for business_date in ("2026-11-19", FIRST):
        for dataset, content in files.items():
            installation.send(f"312/case_system/{dataset}__{business_date}.csv", content)
    invoice = shapes.line(99, "1234.56", reference="S-PLANTED-1/0526")
    ledgers = {la_code: shapes.transactions(40) for la_code in ("205", "318", "410")}
    for la_code, ledger in (ledgers | {"312": shapes.transactions(3, invoice)}).items():
        installation.send(f"{la_code}/finance_ledger/transactions__{FIRST}.csv", ledger)
    send_cases_of_318(installation, FIRST, 5, NEEDS)


def send_the_second_night(installation: Installation) -> None:
    more = f"{shapes.TRANSACTIONS}\n{shapes.line(77)}\n"
    for la_code, total in (("205", "4100.00"), ("410", "4099.99")):
        ledger = f"{la_code}/finance_ledger"
        installation.send(f"{ledger}/transactions__{SECOND}.csv", more)
        installation.send(f"{ledger}/trial_balance__{SECOND}.csv", BALANCE.format(total))
    send_cases_of_318(installation, SECOND, 6, "plan_id,sen_type_rank\nL1,1\n")
    cut_off = gzip.compress(more.encode())[:-20]
    installation.send(f"318/finance_ledger/transactions__{SECOND}.csv.gz", cut_off)


def send_cases_of_318(
    installation: Installation, business_date: str, requests: int, needs: str
) -> None:
    files = {
        "persons": shapes.persons(requests),
        "requests": shapes.requests(requests),
        "plans": table(PLANS, plan("L1", "P1", "R1")),
        "needs": needs,
    }
    for dataset, content in files.items():
        installation.send(f"318/case_system/{dataset}__{business_date}.csv", content)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> TwoNights:
    home = tmp_path_factory.mktemp("home")
    installation = Installation(home)
    send_the_first_night(installation)
    first = ran(night(home, FIRST))
    send_the_second_night(installation)
    parsed_at = last_parsed(home)
    erased = subprocess.run(
        [sys.executable, "-m", "commands", "erase", *ERASE],
        input="P-PLANTED-1\n",
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    second = ran(Night(home, erased.returncode, erased.stdout + erased.stderr))
    return TwoNights(installation, first, second, last_parsed(home) != parsed_at)


def last_parsed(home: Path) -> int | None:
    """When dbt last wrote what it parsed; None where the tests' own parsed project served."""
    file = home / "dbt" / "target" / "partial_parse.msgpack"
    return file.stat().st_mtime_ns if file.exists() else None


def test_the_first_night_has_all_rows(nights: TwoNights):
    assert nights.first.exit_code == 0, nights.first.printed
    assert nights.first.answers == {
        "requests of 312": [(6,)],
        "invoice of 312": [("1234.56", False)],
        "ledgers": [("205", 40, "4000.00"), ("410", 40, "4000.00")],
        "needs of 318": [(1,)],
        "authorities": [("205",), ("312",), ("318",), ("410",)],
        "rejected": [],
    }


def test_a_published_person_is_erased_and_the_invoices_stay_without_reference(nights: TwoNights):
    """Exit code 1: erased, and the night found something else."""
    assert nights.second.exit_code == 1, nights.second.printed
    assert nights.second.answers["requests of 312"] == [(5,)]
    assert nights.second.answers["invoice of 312"] == [("1234.56", True)]
    assert "P-PLANTED-1" not in nights.second.printed
    assert traces(nights.installation, PLANTED) == set()


def test_only_an_authority_that_differs_from_its_trial_balance_is_held_back(nights: TwoNights):
    assert nights.second.answers["ledgers"] == [("205", 41, "4100.00"), ("410", 40, "4000.00")]
    assert re.search("held back.*410", nights.second.printed, re.IGNORECASE), nights.second.printed


def test_a_bad_file_fails_the_night_and_stops_nothing_else(nights: TwoNights):
    printed, answers = nights.second.printed, nights.second.answers
    assert "Traceback" not in printed
    assert f"needs__{SECOND}.csv lacks 1 of the columns expected of needs: sen_type" in printed
    assert "is a truncated gzip" in printed
    rejected = [(f"needs__{SECOND}.csv",), (f"transactions__{SECOND}.csv.gz",)]
    assert answers["rejected"] == rejected
    assert answers["authorities"] == [("205",), ("312",), ("318",), ("410",)]
    assert answers["needs of 318"] == [(1,)], "the needs of the last accepted extract are gone"


def test_an_earlier_date_is_built_in_a_folder_apart_as_it_was_known_then(
    nights: TwoNights, monkeypatch: pytest.MonkeyPatch
):
    """The requests known on the first night are those of its extract, no later one's."""
    home = nights.installation.home
    monkeypatch.setenv("SEND_HOME", str(home))
    before = published(home)
    first = date.fromisoformat(FIRST)
    as_known.build(first, first)
    apart = Night(home / "as_known" / f"{FIRST}__{FIRST}", 0, "")
    requests = "select la_code, count(*) from marts.fct_ehc_requests group by 1 order by 1"
    assert apart.rows(requests) == [("312", 5), ("318", 5)]
    assert Night(home, 0, "").rows(requests) == [("312", 5), ("318", 6)]
    assert published(home) == before
    with pytest.raises(StepFailed, match="can't be known"):
        as_known.build(first, first - timedelta(days=1))


def test_another_date_is_published_without_the_authority_that_is_held_back(
    nights: TwoNights, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """There is no publication to take its rows from."""
    home = nights.installation.home
    monkeypatch.setenv("SEND_HOME", str(home))
    before = published(home)
    assert as_known.as_known(date.fromisoformat(SECOND)) == 1
    apart = Night(home / "as_known" / f"{SECOND}__{SECOND}", 0, "")
    assert apart.rows(QUERIES["ledgers"]) == [("205", 41, "4100.00")]
    *_, line = capsys.readouterr().out.splitlines()
    assert line.startswith("410 is held back, and its rows are left out: 410 fct_ledger_equals_")
    assert "4099.99" in line
    assert published(home) == before


def test_the_second_night_does_not_parse_the_dbt_project_again(nights: TwoNights):
    assert not nights.parsed_again
