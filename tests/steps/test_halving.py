"""Halving finds each authority for which a build fails, in few builds."""

import math
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from steps.dbt import halving

AUTHORITIES = [f"{number}" for number in range(201, 201 + 153)]


@given(st.sets(st.sampled_from(AUTHORITIES), min_size=1, max_size=4))
def test_each_failing_authority_is_found(wrong: set[str]) -> None:
    builds = []

    def fails_for(some: Sequence[str]) -> bool:
        builds.append(some)
        return bool(wrong & set(some))

    assert halving.failing(AUTHORITIES, fails_for) == sorted(wrong)
    assert len(builds) <= 2 * len(wrong) * math.ceil(math.log2(len(AUTHORITIES)))


def test_a_build_that_fails_without_any_authority_is_nobodys_fault() -> None:
    assert halving.failing(AUTHORITIES, lambda some: True) == []
    assert halving.failing(["205"], lambda some: True) == []


def test_of_two_for_which_it_fails_only_together_one_is_enough() -> None:
    assert halving.failing(["205", "312"], lambda some: len(some) == 2) == ["312"]
