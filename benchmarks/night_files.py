"""An authority's small nightly files, with the same number of people every night.

Each night one person is added and one removed, one request is decided, one plan is issued and some
ledger lines are posted. The cost of a night can then only grow with the number of earlier nights.
"""

import csv
import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

LA_CODE = "990"
PEOPLE = 300
DECIDED_AFTER, ISSUED_AFTER = 30, 60  # days since the request
LINES = 25
EVENING = dt.time(22, 30, tzinfo=dt.UTC)
FIRST = dt.date(2020, 1, 1)
HEADERS = {
    "persons": "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,postcode",
    "requests": "request_id,person_id,received_date,request_source,rya,request_outcome,"
    "request_outcome_date,request_mediation,request_tribunal,exported_la",
    "plans": "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,"
    "cease_reason,transfer_la",
    "transactions": "journal_id,line_number,financial_year,period,posting_date,document_date,"
    "journal_type,cost_centre,subjective,supplier_id,supplier_name,reference,description,amount",
}
Row = Sequence[object]


def write(landing: Path, night: dt.date) -> None:
    """Write the four files of a night, with the time of that evening."""
    today = (night - FIRST).days
    known = range(today - PEOPLE + 1, today + 1)  # persons are numbered by the day of their request
    _file(landing, "case_system", "persons", night, map(_person, known))
    _file(landing, "case_system", "requests", night, (_request(n, today) for n in known))
    issued = (n for n in known if today - n >= ISSUED_AFTER)
    _file(landing, "case_system", "plans", night, map(_plan, issued))
    _file(landing, "finance_ledger", "transactions", night, _lines(night))


def _day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def _person(n: int) -> Row:
    born = dt.date(2015, n % 12 + 1, n % 28 + 1)
    return (f"P{n}", f"A{n:012d}", "", "", "Inventedname", "Madeup", born, "MF"[n % 2], "WBRI",
            "ZZ9 9ZZ")  # fmt: skip


def _request(n: int, today: int) -> Row:
    decided = today - n >= DECIDED_AFTER
    outcome = ("Y", _day(n + DECIDED_AFTER)) if decided else ("A", "")
    return (f"R{n}", f"P{n}", _day(n), "1", "0", *outcome, "0", "0", "")


def _plan(n: int) -> Row:
    return (f"E{n}", f"P{n}", f"R{n}", _day(n + ISSUED_AFTER), "A", "S", "0", "0", "E", "", "", "")


def _lines(night: dt.date) -> Iterable[Row]:
    started = night.year if night.month > 3 else night.year - 1
    year, period = f"{started}-{(started + 1) % 100:02d}", (night.month - 4) % 12 + 1
    for n in range(LINES):
        yield (f"J{night:%Y%m%d}", n + 1, year, period, night, night, "AP", f"C{n % 5}",
               "5733", f"S{n}", "Invented School", f"INV{n}", "fees", f"{100 + n}.50")  # fmt: skip


def _file(landing: Path, source: str, dataset: str, night: dt.date, rows: Iterable[Row]) -> None:
    path = landing / LA_CODE / source / f"{dataset}__{night}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS[dataset].split(","))
        writer.writerows(rows)
    evening = dt.datetime.combine(night, EVENING).timestamp()
    os.utime(path, (evening, evening))
