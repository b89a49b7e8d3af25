"""The suites of places: how many the council funds and at what rate, which it plans, and how many
children are forecast to need one."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import no_totals, remark, rows, shared, within, years_follow

# The grant has funded high needs places since its reform of April 2013
FIRST_DATE = "2013-04-01"
LAST_DATE = "2099-12-31"
MAX_PLACES = 2000  # no school in England has as many high needs places
MAX_CHILDREN = 20000  # no authority has as many plans
# DfE, High needs funding: operational guide. A place is 10,000 a year, or 6,000 where the pupil who
# fills it is counted in the school's budget.
RATES = (6000, 10000)


def commissioned_places(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals("place_id", "primary_need"),
        within("places", 0, MAX_PLACES),
        rows("rate_gbp: below nil", "rate_gbp < 0"),
        within("start_date", FIRST_DATE, LAST_DATE),
        within("end_date", FIRST_DATE, LAST_DATE),
        rows("end_date: before start_date", "end_date < start_date"),
        remark(
            "urn, ukprn: neither given, so the places are found in no payment",
            "urn is null and ukprn is null",
        ),
        remark(f"rate_gbp: not one of the national rates {RATES}", f"rate_gbp not in {RATES}"),
    ]


def planned_places(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals("scheme_id", "primary_need"),
        within("places", -MAX_PLACES, MAX_PLACES),
        within("opens_on", FIRST_DATE, LAST_DATE),
        within("confidence_pct", 0, 100),
        remark("opens_on: missing, so the places are planned for no year", "opens_on is null"),
        remark(
            "status: open before opens_on",
            f"status = 'open' and opens_on > date '{facts.business_date}'",
        ),
        remark(
            "opens_on: past, but the scheme is not open",
            f"status <> 'open' and opens_on <= date '{facts.business_date}'",
        ),
    ]


def place_forecasts(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_totals("forecast_id", "primary_need"),
        within("children", 0, MAX_CHILDREN),
        within("made_on", FIRST_DATE, facts.business_date),
        years_follow("academic_year"),
    ]
