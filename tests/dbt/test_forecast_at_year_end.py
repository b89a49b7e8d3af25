"""What was accrued, paid late or refunded across the end of a year is no part of the next
year's prices: the forecast has it once, as it was posted."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse, only
from tests.dbt.invented_year_ends import (
    MOSTLY_UNPRICED,
    MOSTLY_UNPRICED_OUTTURN,
    OUTTURN,
    authorities,
)


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    files: dict[str, str | bytes] = {}
    for authority in authorities():
        files |= authority.files()
    marts = ("dsg_outturn", "outturn_reconciliation", "reconciliation_items", "account_outturn")
    return built(files, *only(*marts, "outturn_reconciliation_is_exact"))


def high_needs(warehouse: Warehouse, la_code: str, period: int) -> dict[str, Decimal]:
    [found] = warehouse.rows(
        "select forecast_outturn_gbp, actual_to_date_gbp, committed_remaining_gbp, "
        f"timing_remaining_gbp from marts.dsg_outturn where la_code = '{la_code}' "
        "and dsg_block = 'high_needs' and financial_year = '2026-27' "
        f"and financial_period = {period}"
    )
    return dict(zip(("forecast", "actual", "committed", "timing"), found, strict=True))


@pytest.mark.parametrize("la_code", OUTTURN)
def test_from_may_on_the_forecast_is_the_true_outturn(warehouse: Warehouse, la_code: str):
    """By then everything that belongs to the year before has come."""
    found = [high_needs(warehouse, la_code, period)["forecast"] for period in range(2, 8)]
    assert found == [OUTTURN[la_code]] * 6


@pytest.mark.parametrize("la_code", OUTTURN)
def test_the_accounts_sum_to_the_forecast(warehouse: Warehouse, la_code: str):
    [(total,)] = warehouse.rows(
        f"select sum(forecast_outturn_gbp) from marts.account_outturn where la_code = '{la_code}' "
        "and financial_year = '2026-27' and financial_period = 7"
    )
    assert total == OUTTURN[la_code]


def test_a_payment_for_the_year_before_is_offset_by_nothing(warehouse: Warehouse):
    assert high_needs(warehouse, "812", 7) == {
        "forecast": Decimal(39600), "actual": Decimal(24500),
        "committed": Decimal(15100), "timing": Decimal(0),
    }  # fmt: skip


def test_what_the_year_before_has_paid_in_advance_is_not_still_to_come(warehouse: Warehouse):
    assert high_needs(warehouse, "817", 7) == {
        "forecast": Decimal(33500), "actual": Decimal(18400),
        "committed": Decimal(15100), "timing": Decimal(0),
    }  # fmt: skip
    items = warehouse.rows(
        "select financial_year, class, sum(amount_gbp)::integer from marts.reconciliation_items "
        "where la_code = '817' group by all order by 1"
    )
    assert items == [("2025-26", "timing", 3000), ("2026-27", "timing", -3000)]


def test_an_accrual_of_the_year_is_still_to_be_reversed_until_it_is(warehouse: Warehouse):
    """In October 3,100 is accrued, and 3,100 is due and not yet paid. November is not over: its
    reversal is no actual of the forecast, and was expected."""
    assert high_needs(warehouse, "818", 7)["timing"] == Decimal(0)
    november = high_needs(warehouse, "818", 8)
    assert (november["actual"], november["forecast"]) == (Decimal(18300), Decimal(36500))
    assert (
        high_needs(warehouse, "816", 7)["forecast"] == high_needs(warehouse, "818", 7)["forecast"]
    )


def test_prices_are_not_used_where_most_of_the_first_year_has_none(warehouse: Warehouse):
    found = high_needs(warehouse, MOSTLY_UNPRICED, 7)
    assert found["actual"] == Decimal(714400)
    assert (found["forecast"], found["committed"]) == (MOSTLY_UNPRICED_OUTTURN, Decimal(0))
