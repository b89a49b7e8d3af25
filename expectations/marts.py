"""Gate 2 on totals: what must hold within the finished marts, and against published totals. What is
wrong in rows of some authorities only holds back these; everything else stops the publication."""

from great_expectations.expectations.expectation import Expectation

from expectations import check_meta
from expectations.rules import REJECT, at_least, no_rows

# Releases from 2025 on come from the person-level return, whose authorities sum to England.
SUMMING_RELEASE = "2025"
ALL_AUTHORITIES = 150


def _no_rows(wording: str, where: str) -> Expectation:
    """No row may be as `where` says; a failing row is charged to its authority."""
    query = f"select la_code from {{batch}} where {where}"
    return no_rows(wording, query, REJECT, by_authority=True)


def _percent(column: str) -> Expectation:
    return _no_rows(f"{column} is outside 0 to 100", f"{column} not between 0 and 100")


def is_by_authority(expectation: Expectation) -> bool:
    """Whether the failing rows of an expectation name their authority."""
    return check_meta.of_check(expectation)["by_authority"]


def suites() -> dict[str, list[Expectation]]:
    """The suite of each mart, by its name in the warehouse."""
    return {
        "ops.load_receipts": [
            at_least(1, "no file has ever arrived"),
            _no_rows(
                "a receipt's rows don't add up",
                "rows_read <> rows_accepted + rows_quarantined + rows_duplicate",
            ),
        ],
        "marts.timeliness": [
            _no_rows(
                "more in time than there are",
                "within_time > completed "
                "or within_time_excluding_exceptions > completed_excluding_exceptions",
            ),
            _percent("within_time_pct"),
            _percent("within_time_excluding_exceptions_pct"),
        ],
        "marts.benchmarks": [_authorities_sum_to_england()],
    }


def _authorities_sum_to_england() -> Expectation:
    """DfE's authorities sum to its England row for plans in January, as in the release of 2025.
    Only a release that holds all authorities is checked."""
    return no_rows(
        "plans in January of all authorities don't sum to DfE's England row",
        f"""
        with sums as (
            select vintage, period,
                sum(value) filter (where area_level = 'local_authority') as authorities,
                count(*) filter (where area_level = 'local_authority') as areas,
                max(value) filter (where area_level = 'england') as england
            from {{batch}} where measure = 'plans_january' and vintage >= '{SUMMING_RELEASE}'
                and not is_superseded
            group by vintage, period
        )
        select vintage, period from sums
        where areas >= {ALL_AUTHORITIES} and authorities is distinct from england
        """,
        REJECT,
    )
