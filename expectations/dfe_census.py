"""The suites of what DfE publishes and collects: Explore Education Statistics releases, allocations
of the Dedicated Schools Grant, establishments and their links, the school census. The tables of a
SEN2 return are in `sen2_return.py`."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import remark, rows, shared, within

SYMBOLS = ("z", "x", "c", "low", "u", "k", ":", "~", "-", "NULL", "n/a", "no data")


def education_health_and_care_plans(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        rows(
            "an authority's row without its 3-digit code",
            "geographic_level = 'Local authority' "
            "and not regexp_full_match(coalesce(old_la_code, ''), '[0-9]{3}')",
        ),
        rows(
            "time_period: six digits whose years don't follow each other",
            "length(time_period) = 6 and try_cast(right(time_period, 2) as integer) "
            "is distinct from (try_cast(left(time_period, 4) as integer) + 1) % 100",
        ),
        *[_figure(name) for name in facts.figures],
    ]


def _figure(indicator: str) -> Expectation:
    """An indicator that the marts read holds numbers or the symbols that DfE prints instead."""
    name = '"' + indicator.replace('"', '""') + '"'
    symbols = ", ".join(f"'{symbol}'" for symbol in SYMBOLS)
    return rows(
        f"{indicator}: neither a number nor one of DfE's symbols",
        f"{name} is not null and try_cast({name} as decimal(38, 12)) is null "
        f"and {name} not in ({symbols})",
    )


BLOCKS = ("schools", "central_school_services", "high_needs", "early_years")


def dedicated_schools_grant(facts: BatchFacts) -> list[Expectation]:
    """In DfE's publication both totals are the exact sums of their blocks."""
    return [
        *shared(facts),
        rows(
            "an authority's row without its name",
            "regexp_full_match(area, '[0-9]{3}') and la_name is null",
        ),
        *[_total(half) for half in ("gross", "net")],
    ]


def _total(half: str) -> Expectation:
    blocks = " + ".join(f"{block}_{half}" for block in BLOCKS)
    return rows(f"total_{half}: not the sum of its four blocks", f"total_{half} <> {blocks}")


def gias_links(facts: BatchFacts) -> list[Expectation]:
    return [*shared(facts), rows("link_urn: an establishment linked to itself", "urn = link_urn")]


def gias_establishments(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        rows("close_date: before open_date", "close_date < open_date"),
        remark("local_authority: missing, so the school is in no area", "local_authority is null"),
    ]


def school_census(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        within("census_date", "2000-01-01", facts.business_date),
        remark(
            "sen_type_1: missing for a pupil with SEN",
            # DfE asks for needs in the spring census only
            "sen_provision <> 'N' and sen_type_1 is null and month(census_date) <= 3",
        ),
        remark(
            "sen_type_1: given for a pupil without SEN",
            "sen_provision = 'N' and sen_type_1 is not null",
        ),
    ]


def local_authority_interactive_tool(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        remark("area_number: missing, so the area is found by its name", "area_number is null"),
    ]
