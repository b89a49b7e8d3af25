"""The suites of the authority's lookups of areas."""

from great_expectations.expectations.expectation import Expectation

from expectations.facts import BatchFacts
from expectations.rules import remark, rows, shared


def postcode_areas(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        remark("ward_code: missing, so its people are in no ward", "ward_code is null"),
    ]


def ward_boundaries(facts: BatchFacts) -> list[Expectation]:
    return [
        *shared(facts),
        rows("boundary: fewer than three points", "not regexp_matches(boundary, ' [^ ;]+ [^ ;]+')"),
    ]
