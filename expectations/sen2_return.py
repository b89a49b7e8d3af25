"""The suites of the tables of DfE's SEN2 person-level return.

Sources: DfE's SEN2 guide and schemas 2023-2026, the SEND Regulations 2014, and the checks that
councils run before they submit a return. Impossible rows are quarantined. Rows that a submitted
return can hold against DfE's guide are remarks. View `ref_<column>` holds the parent rows.
"""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts, ReturnHeader
from expectations.rules import REMARK, no_rows, remark, rows, shared, within

FIRST_DATE = "1990-01-01"
MAX_AGE_ON_FILE = 40
FIRST_AGE_TOO_OLD = 26
SETTINGS_SINCE_2024 = ("NEET", "NIEC", "NIEO")
DOWN_SYNDROME_SINCE = 2025
REQUEST_SOURCE_MANDATORY_SINCE = 2026
PLACES_GIVEN = "(urn is not null)::int + (ukprn is not null)::int + (sen_setting is not null)::int"


def sen2_header(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        rows(
            "lea: the return is not of the authority in whose folder it is",
            f"lea <> '{facts.la_code}'",
        ),
        remark(
            "reference_date: not in the collection's year",
            "cast(year(reference_date) as varchar) <> collection_year",
        ),
    ]


def sen2_person(facts: BatchFacts) -> list[Expectation]:
    day = _return_header(facts).reference_date
    return [
        *shared(facts),
        rows(
            "birth_date: after the last day of the collection's year",
            f"birth_date > date '{_end(facts)}'",
        ),
        rows(
            f"birth_date: over {MAX_AGE_ON_FILE} years ago; plans are for ages 0-25",
            f"birth_date <= date '{day}' - interval {MAX_AGE_ON_FILE} year",
        ),
        remark(
            "birth_date: older than 25 on the reference date",
            f"birth_date <= date '{day}' - interval {FIRST_AGE_TOO_OLD} year",
        ),
        remark("upn, uln: both are missing", "upn_key is null and uln_key is null"),
        remark(
            "upn_unknown: no reason is given for the missing UPN",
            "upn_key is null and upn_unknown is null",
        ),
        remark(
            "upn: several persons have it",
            "upn_key in (select upn_key from batch group by upn_key having count(*) > 1)",
        ),
    ]


def sen2_requests(facts: BatchFacts) -> list[Expectation]:
    found = [
        *shared(facts),
        *_dates(facts, "received_date", "request_outcome_date"),
        rows("request_outcome_date: before received_date", "request_outcome_date < received_date"),
        remark(
            "received_date: missing, so no clock can run",
            "received_date is null and coalesce(request_outcome, 'A') <> 'H'",
        ),
        remark(
            "request_outcome_date: missing, so the decision counts in no period",
            "request_outcome in ('Y', 'N') and request_outcome_date is null",
        ),
    ]
    if "person_order" in facts.references:
        found.append(
            rows(
                "received_date: the person was not yet born or older than 25",
                "exists (from ref_person_order p where p.known = b.person_order "
                "and (b.received_date < p.birth_date "
                f"or b.received_date >= p.birth_date + interval {FIRST_AGE_TOO_OLD} year))",
            )
        )
    if _year(facts) >= REQUEST_SOURCE_MANDATORY_SINCE:
        found.append(
            remark(
                f"request_source: missing, mandatory since {REQUEST_SOURCE_MANDATORY_SINCE}",
                "request_source is null and coalesce(request_outcome, 'A') <> 'H'",
            )
        )
    return found


def sen2_assessment(facts: BatchFacts) -> list[Expectation]:
    found = [
        *shared(facts),
        *_dates(facts, "assessment_outcome_date"),
        _at_most("assessment", "request_order", 1),
        remark(
            "assessment_outcome_date: missing, so the decision not to issue counts in no period",
            "assessment_outcome = 'N' and assessment_outcome_date is null",
        ),
    ]
    if "request_order" in facts.references:
        found.append(
            rows(
                "assessment_outcome_date: before the request was received or decided",
                "exists (from ref_request_order r where r.known = b.request_order and "
                "b.assessment_outcome_date < greatest(r.received_date, r.request_outcome_date))",
            )
        )
    return found


def sen2_named_plan(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        *_dates(facts, "start_date"),
        within("cease_date", FIRST_DATE, _end(facts)),
        rows("cease_date: before start_date", "cease_date < start_date"),
        _at_most("plan", "assessment_order", 1),
        remark("start_date: missing", "start_date is null"),
        remark(
            "cease_reason, cease_date: one is given without the other",
            "(cease_reason is null) <> (cease_date is null)",
        ),
    ]


def sen2_plan_detail(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), *_place(facts), _at_most("place", "named_plan_order", 2)]


def sen2_active_plans(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        *_dates(facts, "review_meeting_date", "last_review_date", "review_draft_date"),
        _at_most("active plan", "request_order", 1),
        remark(
            "last_review_date: the letter is dated before the meeting",
            "last_review_date < review_meeting_date",
        ),
    ]


def sen2_placement_detail(facts: BatchFacts) -> list[Expectation]:
    day = _return_header(facts).reference_date
    there = f"entry_date <= date '{day}' and coalesce(leaving_date >= date '{day}', true)"
    return [
        *shared(facts),
        *_place(facts),
        within("entry_date", FIRST_DATE, _end(facts)),
        rows("leaving_date: before entry_date", "leaving_date < entry_date"),
        remark("entry_date: missing", "entry_date is null"),
        remark(
            "placement_rank: several places of rank 1 on the reference date",
            f"placement_rank = 1 and {there} and active_plan_order in (select active_plan_order "
            f"from batch where placement_rank = 1 and {there} group by 1 having count(*) > 1)",
        ),
        *_plans_without(facts, "a place on the reference date", there),
    ]


def sen2_sen_need(facts: BatchFacts) -> list[Expectation]:
    found = [
        *shared(facts),
        within("sen_type_rank", 1, 2),
        _at_most("need", "active_plan_order", 2),
        remark(
            "sen_type_rank: the same rank twice under one plan",
            "(active_plan_order, sen_type_rank) in (select (active_plan_order, sen_type_rank) "
            "from batch group by all having count(*) > 1)",
        ),
        *_plans_without(facts, "a need", "true"),
    ]
    if _year(facts) < DOWN_SYNDROME_SINCE:
        found.append(
            remark(
                f"sen_type: DS, which the return has since {DOWN_SYNDROME_SINCE}",
                "sen_type = 'DS'",
            )
        )
    return found


def _place(facts: BatchFacts) -> list[Expectation]:
    """A place is a school (URN), a provider without one (UKPRN) or an arrangement (SENSetting)."""
    found = [
        rows("urn, ukprn, sen_setting: more than one of the three is given", f"{PLACES_GIVEN} > 1"),
        remark("urn, ukprn, sen_setting: none of the three is given", f"{PLACES_GIVEN} = 0"),
        within("placement_rank", 1, 2),
    ]
    if _year(facts) < 2024:
        found.append(
            remark(
                "sen_setting: a code that the return has since 2024",
                f"sen_setting in {SETTINGS_SINCE_2024}",
            )
        )
    return found


def _dates(facts: BatchFacts, *columns: str) -> list[Expectation]:
    """Past dates: quarantined after the collection's year, a remark after the reference date."""
    day = _return_header(facts).reference_date
    quarantined = [within(column, FIRST_DATE, _end(facts)) for column in columns]
    remarks = [
        remark(f"{each}: after the reference date", f"{each} > date '{day}'") for each in columns
    ]
    return [*quarantined, *remarks]


def _at_most(what: str, parent: str, most: int) -> Expectation:
    return remark(
        f"{parent}: more than {most} {what} under one",
        f"{parent} in (select {parent} from batch group by 1 having count(*) > {most})",
    )


def _plans_without(facts: BatchFacts, what: str, where: str) -> list[Expectation]:
    """A remark on active plans of the return to which no row of this table with `where` belongs."""
    if "active_plan_order" not in facts.references:
        return []
    query = (
        "select -1 as row_id from ref_active_plan_order where known not in "
        f"(select active_plan_order from (from {{batch}}) b where {where})"
    )
    return [no_rows(f"active plans without {what}", query, REMARK)]


def _return_header(facts: BatchFacts) -> ReturnHeader:
    assert facts.return_header, "the suite is for tables of a SEN2 return"
    return facts.return_header


def _year(facts: BatchFacts) -> int:
    return int(_return_header(facts).year)


def _end(facts: BatchFacts) -> str:
    """The last day of the collection's year, or the file's business date if that is later."""
    return max(f"{_return_header(facts).year}-12-31", facts.business_date)
