"""The suites of the authority's lookups of areas."""

from typing import Any

from expectations.facts import BatchFacts
from expectations.rules import REFUSE, no_rows, remark, rows, shared


def postcode_areas(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        no_rows(
            "ward_code: empty in every row, and the lookup is used for nothing else",
            "select count(*) as n from {batch} having count(ward_code) = 0",
            REFUSE,
            rule="ward_code: in no row",
        ),
        remark("ward_code: missing, so its people are in no ward", "ward_code is null"),
    ]


def ward_boundaries(facts: BatchFacts) -> list[Any]:
    return [
        *shared(facts),
        rows("boundary: fewer than three points", "not regexp_matches(boundary, ' [^ ;]+ [^ ;]+')"),
    ]
