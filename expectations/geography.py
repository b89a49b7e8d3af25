"""The suites of the authority's lookups of areas."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import REJECT, no_rows, remark, rows, shared


def postcode_areas(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        no_rows(
            "ward_code: empty in every row, and the lookup is used for nothing else",
            "select count(*) as n from {batch} having count(ward_code) = 0",
            REJECT,
            rule="ward_code: in no row",
        ),
        remark("ward_code: missing, so its people are in no ward", "ward_code is null"),
    ]


def ward_boundaries(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        rows("boundary: fewer than three points", "not regexp_matches(boundary, ' [^ ;]+ [^ ;]+')"),
    ]
