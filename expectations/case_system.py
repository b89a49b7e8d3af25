"""The suites of the case system's extracts. Source: DfE's SEN2 guide, SEND Regulations 2014."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import remark, rows, shared, within

FIRST_DATE = "1990-01-01"
# A plan can run to the end of the academic year in which the person turns 25, and an extract can
# hold closed cases: an age over 40 is an error in the date.
MAX_AGE_ON_FILE = 40
FIRST_AGE_TOO_OLD = 26
MAX_WEEKS_A_YEAR = 53
# A transition can be identified after the end of the school year for which it was planned
MONTHS_BACKDATED = 12
PERCENT = ("education_pct", "social_care_pct", "health_pct")


def persons(facts: BatchFacts) -> list[Expectation]:
    date = facts.business_date
    return [
        *shared(facts),
        rows("birth_date: after the date of the extract", f"birth_date > date '{date}'"),
        rows(
            f"birth_date: over {MAX_AGE_ON_FILE} years ago; plans are for ages 0-25",
            f"birth_date <= date '{date}' - interval {MAX_AGE_ON_FILE} year",
        ),
        remark("sex: missing or not known, so the child counts as not recorded", "sex is null"),
        remark(
            "upn: several persons have it, so a child may be counted twice",
            "upn_key in (select upn_key from batch group by upn_key having count(*) > 1)",
        ),
    ]


def requests(facts: BatchFacts) -> list[Expectation]:
    date = facts.business_date
    return [
        *shared(facts),
        within("received_date", FIRST_DATE, date),
        within("request_outcome_date", FIRST_DATE, date),
        rows("request_outcome_date: before received_date", "request_outcome_date < received_date"),
        *_of_age(facts, "received_date"),
        remark(
            "received_date: missing, so no clock can run",
            "received_date is null and coalesce(request_outcome, 'A') <> 'H'",
        ),
        remark(
            "request_outcome_date: missing, so the decision counts in no period",
            "request_outcome in ('Y', 'N') and request_outcome_date is null",
        ),
    ]


def assessments(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("assessment_outcome_date", FIRST_DATE, facts.business_date),
        *_issued_after_receipt(facts),
        remark(
            "assessment_outcome_date: missing, so the decision not to issue counts in no period",
            "assessment_outcome = 'N' and assessment_outcome_date is null",
        ),
    ]


def plans(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("start_date", FIRST_DATE, facts.business_date),
        rows("cease_date: before start_date", "cease_date < start_date"),
        *_of_age(facts, "start_date"),
        remark(
            "cease_reason: given without a cease_date",
            "cease_reason is not null and cease_date is null",
        ),
    ]


def _of_age(facts: BatchFacts, column: str) -> list[Expectation]:
    """Quarantine rows dated outside ages 0 to 25; unknown persons fail the check of references."""
    if "person_key" not in facts.references:
        return []
    return [
        rows(
            f"{column}: the person was not yet born or older than 25",
            "exists (from ref_person_key p where p.known = b.person_key "
            f"and (b.{column} < p.birth_date "
            f"or b.{column} >= p.birth_date + interval {FIRST_AGE_TOO_OLD} year))",
        )
    ]


def _issued_after_receipt(facts: BatchFacts) -> list[Expectation]:
    """received ≤ decided ≤ issued, by the dates of the request, where requests were accepted."""
    if "request_key" not in facts.references:
        return []
    return [
        rows(
            "assessment_outcome_date: before the request was received or decided",
            "exists (from ref_request_key r where r.known = b.request_key "
            "and b.assessment_outcome_date < greatest(r.received_date, r.request_outcome_date))",
        )
    ]


def needs(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("sen_type_rank", 1, 9),
        remark(
            "sen_type_rank: no need of the plan has rank 1, so the plan has no primary need",
            "not exists (from batch n where n.plan_key = b.plan_key and n.sen_type_rank = 1)",
        ),
    ]


def advice(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("requested_date", FIRST_DATE, facts.business_date),
        within("received_date", FIRST_DATE, facts.business_date),
        rows("received_date: before requested_date", "received_date < requested_date"),
        *_asked_after_receipt(facts),
        remark(
            "requested_date: missing, so it is not known whether the advice came in time",
            "requested_date is null",
        ),
    ]


def _asked_after_receipt(facts: BatchFacts) -> list[Expectation]:
    """Some advice is asked for while a request is prepared, and a date can be wrong."""
    if "request_key" not in facts.references:
        return []
    return [
        remark(
            "requested_date: before the request was received",
            "exists (from ref_request_key r where r.known = b.request_key "
            "and b.requested_date < r.received_date)",
        )
    ]


def placements(facts: BatchFacts) -> list[Expectation]:
    places = "(urn is not null)::int + (ukprn is not null)::int + (sen_setting is not null)::int"
    return [
        *shared(facts),
        _planned(facts, "entry_date"),
        _planned(facts, "leaving_date"),
        rows("leaving_date: before entry_date", "leaving_date < entry_date"),
        within("placement_rank", 1, 2),
        rows(
            "urn, ukprn, sen_setting: several given; a placement is at one place", f"{places} > 1"
        ),
        remark("urn, ukprn, sen_setting: none given, so the place is not known", f"{places} = 0"),
        remark("entry_date: missing, so the child is in it on no day", "entry_date is null"),
        remark(
            "placement_rank: missing, so the placement counts as no child's main place",
            "placement_rank is null",
        ),
    ]


def reviews(facts: BatchFacts) -> list[Expectation]:
    date = facts.business_date
    done = ("decision_date", "draft_date", "final_date", "phase_transfer_final_date")
    return [
        *shared(facts),
        *[within(column, FIRST_DATE, date) for column in done],
        _planned(facts, "meeting_date"),
        _planned(facts, "phase_transfer_due_date"),
        rows("decision_date: before meeting_date", "decision_date < meeting_date"),
        rows("draft_date: before meeting_date", "draft_date < meeting_date"),
        rows(
            "final_date: before the meeting, the decision or the draft",
            "final_date < greatest(meeting_date, decision_date, draft_date)",
        ),
        remark(
            "decision_date: missing, so the decision counts in no period",
            "outcome is not null and decision_date is null",
        ),
    ]


def transitions(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("identified_date", FIRST_DATE, facts.business_date),
        _planned(facts, "target_date"),
        within("transitioned_date", FIRST_DATE, facts.business_date),
        rows(
            f"target_date: more than {MONTHS_BACKDATED} months before identified_date",
            f"target_date < identified_date - interval {MONTHS_BACKDATED} month",
        ),
        remark(
            "target_date: before identified_date",
            f"target_date < identified_date "
            f"and target_date >= identified_date - interval {MONTHS_BACKDATED} month",
        ),
        rows("transitioned_date: before identified_date", "transitioned_date < identified_date"),
        rows(
            "transitioned_date: given while status is another than transitioned",
            "status <> 'transitioned' and transitioned_date is not null",
        ),
        remark(
            "transitioned_date: missing, so it is not known when the plan transitioned",
            "status = 'transitioned' and transitioned_date is null",
        ),
    ]


def consultations(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("sent_date", FIRST_DATE, facts.business_date),
        within("answered_date", FIRST_DATE, facts.business_date),
        rows("answered_date: before sent_date", "answered_date < sent_date"),
        remark(
            "answer, answered_date: one given without the other",
            "(answer is null) <> (answered_date is null)",
        ),
    ]


def panel_decisions(facts: BatchFacts) -> list[Expectation]:
    given = " or ".join(f"{name} is not null" for name in PERCENT)
    total = " + ".join(f"coalesce({name}, 0)" for name in PERCENT)
    return [
        *shared(facts),
        within("decided_date", FIRST_DATE, facts.business_date),
        _planned(facts, "start_date"),
        _planned(facts, "review_due_date"),
        _planned(facts, "end_date"),
        rows("end_date: before start_date", "end_date < start_date"),
        rows("review_due_date: before start_date", "review_due_date < start_date"),
        *[within(name, 0, 100) for name in PERCENT],
        rows(
            f"{', '.join(PERCENT)}: don't sum to 100",
            f"({given}) and fixed_health_gbp is null and {total} <> 100",
        ),
        rows("fixed_health_gbp: below nil", "fixed_health_gbp < 0"),
        remark(
            "shares: none given, so who pays is not known",
            f"not ({given}) and fixed_health_gbp is null",
        ),
        remark(
            "review_due_date, end_date: neither given, so the decision never lapses",
            "review_due_date is null and end_date is null",
        ),
    ]


def placement_costs(facts: BatchFacts) -> list[Expectation]:
    given = " or ".join(f"{name} is not null" for name in PERCENT)
    total = " + ".join(f"coalesce({name}, 0)" for name in PERCENT)
    return [
        *shared(facts),
        _planned(facts, "start_date"),
        _planned(facts, "end_date"),
        rows("end_date: before start_date", "end_date < start_date"),
        within("weeks", 0, MAX_WEEKS_A_YEAR),
        *[within(name, 0, 100) for name in PERCENT],
        rows(f"{', '.join(PERCENT)}: don't sum to 100", f"({given}) and {total} <> 100"),
        remark(f"{', '.join(PERCENT)}: none given, so who pays is not known", f"not ({given})"),
        remark("start_date: missing, so it costs nothing in any period", "start_date is null"),
        remark("annual_amount: below nil, so it lowers what was agreed", "annual_amount < 0"),
    ]


def _planned(facts: BatchFacts, column: str) -> Expectation:
    """The date may be in the future, but not after the latest end that a plan can have."""
    year, rest = facts.business_date.split("-", 1)
    # 29 February does not exist in most other years
    last = f"{int(year) + FIRST_AGE_TOO_OLD}-{rest}".replace("-02-29", "-02-28")
    return within(column, FIRST_DATE, last)
