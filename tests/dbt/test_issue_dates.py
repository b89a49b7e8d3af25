"""An authority that sends the day of the decision to issue for that of the final plan is found.

All plans were decided in week 16 and sent in week 22. 205 sends the day of the decision for five of
nine. Of 312 these are five of ten, which is not most of them: one of its plans was amended a year
later. 314 has four plans only.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dbt.conftest import build

FINDING = "plans_start_on_their_issue_date"
SELECT = ("--indirect-selection", "empty", "--select", f"+{FINDING}")
RECEIVED, DECIDED, SENT, AMENDED = "2025-01-06", "2025-04-28", "2025-06-09", "2026-04-28"
# the day on which each plan was issued, as the file states it, and its start
PLANS = {
    "205": [(DECIDED, SENT)] * 5 + [(SENT, SENT)] * 4,
    "312": [(DECIDED, SENT)] * 5 + [(SENT, SENT)] * 4 + [(DECIDED, AMENDED)],
    "314": [(DECIDED, SENT)] * 4,
}


def files() -> dict[str, str | bytes]:
    landed: dict[str, str | bytes] = {}
    for la_code, plans in PLANS.items():
        tables = {
            "persons": "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,"
            "postcode\n"
            + "".join(f"P{n},,,UN1,Doe,Jo,2015-01-01,F,WBRI,ZZ9 9ZZ\n" for n in range(len(plans))),
            "requests": "request_id,person_id,received_date,request_source,rya,request_outcome,"
            "request_outcome_date,request_mediation,request_tribunal,exported_la\n"
            + "".join(f"R{n},P{n},{RECEIVED},1,0,Y,2025-02-10,0,0,\n" for n in range(len(plans))),
            "assessments": "request_id,assessment_outcome,assessment_outcome_date,"
            "assessment_mediation,assessment_tribunal,other_mediation,other_tribunal,week20\n"
            + "".join(f"R{n},Y,{issued},0,0,0,0,0\n" for n, (issued, _) in enumerate(plans)),
            "plans": "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,"
            "cease_date,cease_reason,transfer_la\n"
            + "".join(f"L{n},P{n},R{n},{start},,,0,0,,,,\n" for n, (_, start) in enumerate(plans)),
        }
        for name, text in tables.items():
            landed[f"{la_code}/case_system/{name}__2026-11-19.csv"] = text
    return landed


@pytest.fixture(scope="module")
def home(loaded: Callable[..., Path]) -> Path:
    return loaded(files())


def test_an_authority_whose_plans_mostly_begin_after_their_issue_is_found(home: Path) -> None:
    warehouse = build(home, *SELECT, as_at="2026-11-19")
    found = warehouse.rows(f"select la_code, plans, plans_later from test_failures.{FINDING}")
    assert found == [("205", 9, 5)]
