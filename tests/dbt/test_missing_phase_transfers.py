"""A child who leaves its school next summer, and of whose move no review tells, is found.

205 sends extracts of its case system. 312 sends a SEN2 return alone, of which no child is found.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dbt.conftest import build
from tests.ingest import sen2_shapes
from tests.ingest.read.test_published import register

FINDING = "children_who_leave_a_school_have_a_phase_transfer"
SELECT = ("--indirect-selection", "empty", "--select", f"+{FINDING}")
PRIMARY, LARGE_SPECIAL, SECONDARY = "100001", "100002", "100003"
SCHOOLS = (
    f"{PRIMARY},,A,205,B,34,Academy converter,Open,Primary,,,4,11,210,X",
    f"{LARGE_SPECIAL},,B,205,B,07,Community special school,Open,Not applicable,,,4,19,80,X",
    f"{SECONDARY},,C,205,B,34,Academy converter,Open,Secondary,,,11,16,900,X",
)
IN_YEAR_6, IN_YEAR_5, IN_YEAR_11 = "2016-08-31", "2016-09-01", "2011-03-01"
OVER_16 = "2010-03-01"
# person, birth date, plan, ceased, school, left; plan L12 is placed there beside its first school
CHILDREN = (
    ("no review", IN_YEAR_6, "L1", "", PRIMARY, ""),
    ("a review of the move", IN_YEAR_6, "L2", "", PRIMARY, ""),
    ("a year younger", IN_YEAR_5, "L3", "", PRIMARY, ""),
    ("may stay", IN_YEAR_6, "L4", "", LARGE_SPECIAL, ""),
    ("no plan any more", IN_YEAR_6, "L5", "2026-10-01", PRIMARY, ""),
    ("a review of an earlier plan", IN_YEAR_6, "L6", "2026-10-01", PRIMARY, ""),
    ("a review of an earlier plan", IN_YEAR_6, "L7", "", PRIMARY, ""),
    ("no review of year 11", IN_YEAR_11, "L8", "", SECONDARY, ""),
    ("has left the school", IN_YEAR_6, "L9", "", PRIMARY, "2026-10-30"),
    ("an annual review only", IN_YEAR_6, "L10", "", PRIMARY, ""),
    ("older than 16", OVER_16, "L11", "", SECONDARY, ""),
    ("two schools", IN_YEAR_6, "L12", "", PRIMARY, ""),
)
REVIEWS = (
    "review_id,plan_id,meeting_date,decision_date,outcome,draft_date,final_date,phase_transfer,"
    "phase_transfer_due_date,phase_transfer_final_date\n"
    "R1,L2,2026-10-05,,,,,1,,\nR2,L6,2026-06-15,,,,,1,,\nR3,L10,2026-10-05,,,,,0,,\n"
)


def files() -> dict[str, str | bytes]:
    persons = {person: birth_date for person, birth_date, *_ in CHILDREN}
    tables = {
        "persons": "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,"
        "postcode\n"
        + "".join(f"{each},,,UN1,Doe,Jo,{day},F,WBRI,ZZ9 9ZZ\n" for each, day in persons.items()),
        "plans": "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,"
        "cease_reason,transfer_la\n"
        + "".join(
            f"{plan},{person},,2024-09-01,,,0,0,,{ceased},{'1' if ceased else ''},\n"
            for person, _, plan, ceased, *_ in CHILDREN
        ),
        "placements": "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,"
        "placement_rank,entry_date,leaving_date,sen_unit,resourced_provision,res,wbp\n"
        + "".join(
            f"P{plan},{plan},{urn},,,,{2 if plan == 'L12' else 1},2024-09-01,{left},0,0,,\n"
            for _, _, plan, _, urn, left in CHILDREN
        ),
        "reviews": REVIEWS,
    }
    landed = {f"205/case_system/{name}__2026-11-19.csv": text for name, text in tables.items()}
    sen2_return = sen2_shapes.xml(2026, 1).replace("2012-02-03", IN_YEAR_6)
    return {
        **landed,
        sen2_shapes.XML: sen2_return,
        "england/dfe_census/edubasealldata20261101.csv": register(*SCHOOLS),
    }


@pytest.fixture(scope="module")
def home(loaded: Callable[..., Path]) -> Path:
    return loaded(files())


def found(home: Path, as_at: str) -> list[tuple[object, ...]]:
    warehouse = build(home, *SELECT, as_at=as_at)
    return warehouse.rows(
        f"select birth_date::varchar, provider_urn from test_failures.{FINDING} "
        "join staging.stg_case_system__plans using (la_code, plan_key) "
        "join staging.stg_case_system__persons using (la_code, person_key) order by 1 desc, 2"
    )


def test_from_december_on_each_leaver_without_a_transfer_is_found_once(home: Path) -> None:
    assert found(home, "2026-12-01") == [
        (IN_YEAR_6, PRIMARY),
        (IN_YEAR_6, PRIMARY),
        (IN_YEAR_11, SECONDARY),
    ]


@pytest.mark.parametrize("as_at", ["2026-11-30", "2027-09-01"])
def test_before_reviews_are_held_and_after_the_move_none_is_found(home: Path, as_at: str) -> None:
    assert found(home, as_at) == []
