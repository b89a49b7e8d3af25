"""A person whose rows were published is erased, and a search of everything finds no trace."""

import os
import subprocess
import sys

from tests.conftest import Installation
from tests.ingest import shapes
from tests.ingest.planted import PLACEMENTS, PLANS, PLANTED, WHO, plan, table, traces
from tests.night.conftest import REPOSITORY, night

FOLDER = "312/case_system"
ASKED = ["--la", "312", "--date", "2026-11-23", "--by", "DPO", "--reason", "upheld"]


def send(installation):
    for date in ("2026-11-19", "2026-11-20"):
        persons = shapes.persons(5, shapes.person(99, **WHO))
        requests = shapes.requests(5, shapes.request(99, id="R-PLANTED-1", person="P-PLANTED-1"))
        plans = table(PLANS, plan("L-PLANTED-1", "P-PLANTED-1", "R-PLANTED-1"))
        placed = table(PLACEMENTS, "S-PLANTED-1,L-PLANTED-1,100001,,,,1,2026-04-01,,0,0,,")
        installation.send(f"{FOLDER}/persons__{date}.csv", persons)
        installation.send(f"{FOLDER}/requests__{date}.csv", requests)
        installation.send(f"{FOLDER}/plans__{date}.csv", plans)
        installation.send(f"{FOLDER}/placements__{date}.csv", placed)
    invoice = shapes.line(99, "1234.56", reference="S-PLANTED-1/0526")
    installation.send(
        "312/finance_ledger/transactions__2026-11-20.csv", shapes.transactions(3, invoice)
    )


def test_a_published_person_is_erased_and_the_invoices_stay_without_reference(tmp_path):
    installation = Installation(tmp_path)
    send(installation)
    before = night(tmp_path)
    assert before.exit_code == 0, before.printed
    requests = "select count(*) from marts.fct_ehc_requests"
    invoices = "select amount_gbp::varchar, reference is null from marts.fct_ledger"
    invoices += " where journal_id = 'J99'"
    assert before.rows(requests) == [(6,)]
    assert before.rows(invoices) == [("1234.56", False)]
    done = subprocess.run(
        [sys.executable, "-m", "commands", "erase", *ASKED],
        input="P-PLANTED-1\n",
        cwd=REPOSITORY,
        env=os.environ | {"SEND_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert "P-PLANTED-1" not in done.stdout + done.stderr
    assert before.rows(requests) == [(5,)]
    assert before.rows(invoices) == [("1234.56", True)]
    assert traces(installation, PLANTED) == set()
