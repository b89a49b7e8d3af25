"""What an expectation's `meta` holds about the check."""

from typing import TYPE_CHECKING, TypedDict, cast

if TYPE_CHECKING:  # the check of the settings reads waivers without Great Expectations: two seconds
    from great_expectations.expectations.expectation import Expectation


class CheckMeta(TypedDict):
    """`wording` is what the person on call reads and never holds a cell's value, since that may be
    a child's; `rule` is a name that stays the same where the wording holds a date or a number;
    `consequence` is what follows from a failure; `waivable` is false where a failure breaks the
    keys that the marts count by; `of_rows` is false where the check is about the whole file;
    `by_authority` is true where the query of a mart's check returns the `la_code` of each failing
    row."""

    wording: str
    rule: str
    consequence: str
    waivable: bool
    of_rows: bool
    by_authority: bool


def of_check(expectation: "Expectation") -> CheckMeta:
    """The meta of an expectation, which `expectations.rules` has written."""
    return cast("CheckMeta", expectation.meta)
