"""A small home on which every command of the harness has something to do: a person to erase, a
period to close, an expired file, ledger lines of two authorities. And what a home holds, to compare
it with that of an undisturbed run."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ingest import paths
from tests.conftest import Installation
from tests.ingest import shapes
from tests.ingest.planted import PLANS, WHO, plan, table

NIGHT = "2026-11-20"
CASE_ID = WHO["id"]
BALANCE = "financial_year,period,cost_centre,subjective,balance\n2026-27,1,C100,5733,{}\n"
MAPPING = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\nC100,5733,high_needs,other,1.2.3\n"
)
STARTED, POSTED = ",2026-27,8,2026-11-03,", ",2026-27,1,2026-04-15,"
# Their bytes differ from run to run: locks, and what holds the moment of a decision.
OF_ONE_RUN = {".lock", "close.json"}


def send_files(installation: Installation) -> None:
    """Put the files of one night into landing; the persons of 2019 have expired."""
    persons = shapes.persons(5, shapes.person(99, **WHO))
    cases = {
        "persons__2019-11-20": persons.replace(",2015-", ",2005-"),
        "persons__2026-11-19": persons,
        f"persons__{NIGHT}": persons,
        f"requests__{NIGHT}": shapes.requests(
            5, shapes.request(99, id="R-PLANTED-1", person=CASE_ID)
        ),
        f"plans__{NIGHT}": table(PLANS, plan("L-PLANTED-1", CASE_ID, "R-PLANTED-1")),
    }
    for name, content in cases.items():
        installation.send(f"312/case_system/{name}.csv", content)
    for la_code, lines in {"312": 6, "205": 4}.items():
        ledger = f"{la_code}/finance_ledger"
        posted = shapes.transactions(lines).replace(STARTED, POSTED)
        installation.send(f"{ledger}/transactions__{NIGHT}.csv", posted)
        installation.send(
            f"{ledger}/trial_balance__{NIGHT}.csv", BALANCE.format(f"{lines * 100}.00")
        )
    installation.send(f"312/finance_ledger/chart_of_accounts__{NIGHT}.csv", MAPPING)


def state(home: Path) -> dict[str, Any]:
    """What a home holds: rows of the register, and the hash of each file of raw, quarantine, people
    maps, the store of received files and the publication."""
    folders = [home / name for name in ("raw", "quarantine", "people")]
    folders += [paths.received(home), (home / "published").resolve()]
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in OF_ONE_RUN and path.name not in OF_ONE_RUN
        # send.duckdb may hold the same rows in other bytes, and its hash is in SHA256SUMS
        if path.name not in ("send.duckdb", "SHA256SUMS")
    }
    return files | _register(home)


def _register(home: Path) -> dict[str, Any]:
    queries = {
        "arrivals": "select load_id, pending, expired, record from arrivals order by 1",
        "receipts": "select load_id, accepted, receipt from receipts order by 1",
        "supersessions": "select * from supersessions order by 1, 2",
        "row_files": "select load_id, kind, sha256 from row_files order by 1, 2",
        "landed": "select file_path, size_bytes, mtime_ns from landed order by 1",
    }
    if not paths.register(home).exists():
        return {}
    with closing(sqlite3.connect(paths.register(home))) as register:
        return {name: json.dumps(register.execute(q).fetchall()) for name, q in queries.items()}


def leftovers(home: Path) -> list[str]:
    """Temporary and unfinished files, of which an ended run leaves none."""
    temporary = [*(home / "tmp").rglob("*"), *(paths.received(home) / "tmp").rglob("*")]
    unfinished = [path for path in home.rglob(".unfinished-*") if path.is_dir()]
    found = [path for path in temporary if path.is_file()]
    return sorted(str(path.relative_to(home)) for path in [*found, *unfinished])
