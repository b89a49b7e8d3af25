"""What is believable of the case system. Source: DfE's SEN2 guide and the SEND Regulations 2014."""

from typing import Any

from expectations.rules import Facts, rows, shared, within

OLDEST_YEARS = 26  # a plan may run to the end of the academic year in which the person turns 25
FIRST_DATE = "1990-01-01"


def persons(facts: Facts) -> list[Any]:
    night = facts["business_date"]
    return [
        *shared(facts),
        rows("birth_date: after the date of the extract", f"birth_date > date '{night}'"),
        rows(
            f"birth_date: older than {OLDEST_YEARS} years, outside the ages 0-25 that plans cover",
            f"birth_date <= date '{night}' - interval {OLDEST_YEARS} year",
        ),
    ]


def requests(facts: Facts) -> list[Any]:
    night = facts["business_date"]
    return [
        *shared(facts),
        within("received_date", FIRST_DATE, night),
        within("request_outcome_date", FIRST_DATE, night),
        rows("request_outcome_date: before received_date", "request_outcome_date < received_date"),
        rows(
            "received_date: missing, though the request is not historical",
            "received_date is null and coalesce(request_outcome, 'A') <> 'H'",
        ),
        rows(
            "request_outcome_date: missing, though a decision is recorded",
            "request_outcome in ('Y', 'N') and request_outcome_date is null",
        ),
    ]


def assessments(facts: Facts) -> list[Any]:
    return [
        *shared(facts),
        within("assessment_outcome_date", FIRST_DATE, facts["business_date"]),
        rows(
            "assessment_outcome_date: missing, though the outcome is not to issue",
            "assessment_outcome = 'N' and assessment_outcome_date is null",
        ),
        *_issued_after_receipt(facts),
    ]


def _issued_after_receipt(facts: Facts) -> list[Any]:
    """received ≤ issued needs the request's own date, known where requests have been accepted."""
    if "request_key" not in facts["references"]:
        return []
    return [
        rows(
            "assessment_outcome_date: before the request was received or decided",
            "exists (from ref_request_key r where r.known = b.request_key "
            "and b.assessment_outcome_date < greatest(r.received_date, r.request_outcome_date))",
        )
    ]


def plans(facts: Facts) -> list[Any]:
    night = facts["business_date"]
    return [
        *shared(facts),
        within("start_date", FIRST_DATE, night),
        rows("cease_date: before start_date", "cease_date < start_date"),
        rows(
            "cease_reason: given without a cease_date",
            "cease_reason is not null and cease_date is null",
        ),
    ]


def needs(facts: Facts) -> list[Any]:
    return [*shared(facts), within("sen_type_rank", 1, 9)]
