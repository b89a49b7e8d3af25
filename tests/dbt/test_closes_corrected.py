"""Corrected files that move lines of closed periods: to another period, to another account."""

from decimal import Decimal

import pytest

from tests.conftest import Installation
from tests.dbt.closing import (
    BALANCE,
    FIRST,
    LINES,
    NOW,
    THEN,
    close,
    first_night,
    line,
    publish,
    reported,
    send,
)

# Of FIRST, the high needs lines of periods 2 and 3 are in period 1 now, and the line of E1 on H1.
CORRECTED = LINES + line("J1", 1, "H1", "100.00") + line("J2", 1, "H1", "10.00")
CORRECTED += line("J3", 1, "G1", "5.00") + line("J4", 1, "H1", "200.00")
CORRECTED += line("J5", 1, "H1", "1.00")


def balances(*rows: tuple[int, str, str, str]) -> str:
    return BALANCE + "".join(
        f"2026-27,{period},{centre},{subjective},{amount}\n"
        for period, centre, subjective, amount in rows
    )


FIRST_BALANCES = balances(
    *((period, "G1", "S1", "5.00") for period in (1, 2)),
    *((period, "E1", "S1", "10.00") for period in (1, 2)),
    (1, "H1", "S1", "100.00"),
    (2, "H1", "S1", "300.00"),
)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory):
    """Periods 1 and 2 are closed; then no line and no balance is of period 2 any more."""
    files = {"transactions": FIRST, "trial_balance": FIRST_BALANCES}
    with first_night(tmp_path_factory, **files) as home:
        close(home, 1)
        close(home, 2)
        send(
            Installation(home),
            f"{THEN}__v2",
            transactions=CORRECTED,
            trial_balance=balances((1, "H1", "S1", "311.00"), (1, "G1", "S1", "5.00")),
        )
        yield publish(home, NOW)


def test_a_closed_period_without_lines_has_what_is_known_of_it(corrected):
    assert reported(corrected, 2) == {
        "high_needs": ("300.00", "311.00", "11.00", "11.00", "0.00"),
        "early_years": ("10.00", "0.00", "-10.00", "-10.00", "0.00"),
        "total": ("310.00", "311.00", "1.00", "1.00", "0.00"),
    }
    assert corrected.rows(
        "select distinct budget_gbp, forecast_outturn_gbp is null "
        "from marts.dsg_outturn_as_reported where is_total"
    ) == [(Decimal("1200.00"), False)]


def test_adjustments_sum_by_block_to_the_difference_of_the_block(corrected):
    assert corrected.rows(
        "select journal_id, financial_period, adjustment, amount_gbp, cost_centre, outturn_line "
        "from marts.prior_period_adjustments where journal_id = 'J2' order by adjustment"
    ) == [
        ("J2", 1, "posted", Decimal("10.00"), "H1", "high_needs"),
        ("J2", 1, "taken_back", Decimal("-10.00"), "E1", "early_years"),
    ]
    assert dict(
        corrected.rows(
            "select outturn_line, sum(amount_gbp) from marts.prior_period_adjustments group by 1"
        )
    ) == {"high_needs": Decimal("11.00"), "early_years": Decimal("-10.00")}
