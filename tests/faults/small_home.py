"""A small home on which every command of the harness has something to do: a person to erase, a
period to close, an expired file, ledger lines of two authorities."""

from tests.conftest import Installation
from tests.ingest import shapes
from tests.ingest.planted import PLACEMENTS, PLANS, WHO, plan, table

NIGHT = "2026-11-20"
CASE_ID = WHO["id"]
BALANCE = "financial_year,period,cost_centre,subjective,balance\n2026-27,1,C100,5733,{}\n"
CLOSE = ("close", "--la=312", "--year=2026-27", "--period=1", "--by=Chief Accountant")
ERASE = ("erase", "--la=312", "--date=2026-11-23", "--by=DPO", "--reason=upheld")
RETAIN = ("retain", f"--date={NIGHT}", "--apply")


def send_files(installation: Installation) -> None:
    """Put the files of one night into landing."""
    for date in ("2019-11-20", "2026-11-19", NIGHT):
        _send_cases(installation, date)
    for la_code, lines in {"312": 12, "205": 8}.items():
        ledger = shapes.transactions(lines).replace(
            ",2026-27,8,2026-11-03,", ",2026-27,1,2026-04-15,"
        )
        installation.send(f"{la_code}/finance_ledger/transactions__{NIGHT}.csv", ledger)
        balance = BALANCE.format(f"{lines * 100}.00")
        installation.send(f"{la_code}/finance_ledger/trial_balance__{NIGHT}.csv", balance)


def _send_cases(installation: Installation, date: str) -> None:
    files = {
        "persons": shapes.persons(5, shapes.person(99, **WHO)),
        "requests": shapes.requests(5, shapes.request(99, id="R-PLANTED-1", person=CASE_ID)),
        "plans": table(PLANS, plan("L-PLANTED-1", CASE_ID, "R-PLANTED-1")),
        "placements": table(PLACEMENTS, "S-PLANTED-1,L-PLANTED-1,100001,,,,1,2026-04-01,,0,0,,"),
    }
    for dataset, content in files.items():
        installation.send(f"312/case_system/{dataset}__{date}.csv", content)
