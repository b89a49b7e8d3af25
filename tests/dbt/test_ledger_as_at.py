"""The ledger as at a past date, as known months later: what was posted since has not happened."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.conftest import Installation
from tests.dbt.closing import BALANCE, LINES, SELECTED, close, first_night, publish, select, send
from tests.dbt.conftest import Warehouse, build

THEN, NOW = "2026-06-30", "2026-11-10"
SELECTION = (*SELECTED, "+section_251_outturn", "+trial_balance_agreement")
SELECTION += ("int_transactions_after_as_at",)  # a test reads it, no mart does
SELECTION += ("fct_ledger_equals_trial_balance", "fct_ledger_conserves_money")


def line(journal: str, period: int, posted: str, centre: str, amount: str) -> str:
    return f"{journal},1,2026-27,{period},{posted},,GL,{centre},S1,,,,,{amount}\n"


def balance(**by_centre: list[int]) -> str:
    """Balances of the accounts of these cost centres, from period 1 on."""
    return BALANCE + "".join(
        f"2026-27,{period},{centre},S1,{amount}.00\n"
        for centre, amounts in by_centre.items()
        for period, amount in enumerate(amounts, 1)
    )


FIRST = LINES + line("J1", 1, "2026-04-28", "H1", "1000.00")
FIRST += line("J2", 2, "2026-05-28", "H1", "2000.00")
FIRST += line("J3", 3, "2026-06-28", "H1", "3000.00")
# Posted by the end of June and sent late; posted to June in July; posted in October.
SINCE = LINES + line("L3", 3, "2026-06-29", "H1", "7.00")
SINCE += line("M3", 3, "2026-07-03", "H1", "500.00")
SINCE += line("J7", 7, "2026-10-28", "H1", "7000.00") + line("E7", 7, "2026-10-28", "E1", "9.00")


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    files = {"transactions": FIRST, "trial_balance": balance(H1=[1000, 3000, 6000])}
    with first_night(tmp_path_factory, THEN, **files) as home:
        close(home, 1)
        high = [1000, 3000, 6507, 6507, 6507, 6507, 13507]
        send(
            Installation(home),
            NOW,
            transactions=SINCE,
            trial_balance=balance(H1=high, E1=[0, 0, 0, 0, 0, 0, 9]),
        )
        publish(home, NOW)
        close(home, 2)
        yield build(home, *select(*SELECTION), as_at=THEN, known_on=NOW)


def test_the_outturn_ends_with_what_was_posted_by_the_reporting_date(then: Warehouse):
    assert then.rows(
        "select s251_line, latest_period, amount_gbp from marts.section_251_outturn"
    ) == [("1.2.3", 3, Decimal("6007.00"))]
    assert then.rows(
        "select financial_period, actual_to_date_gbp from marts.dsg_outturn "
        "where is_total order by 1"
    ) == [(1, Decimal("1000.00")), (2, Decimal("3000.00")), (3, Decimal("6007.00"))]


def test_closes_of_later_dates_have_not_happened(then: Warehouse):
    assert then.rows(
        "select financial_period, closed_at::varchar, is_current from marts.period_closes"
    ) == [(1, THEN, True)]
    assert then.rows("select distinct financial_period from marts.dsg_outturn_as_reported") == [
        (1,)
    ]


def test_the_trial_balance_is_compared_with_all_that_is_loaded(then: Warehouse):
    """The balance of November has the line that was posted to June in July."""
    assert then.rows(
        "select financial_period, accounts_differing, ledger_gbp::varchar, "
        "trial_balance_gbp::varchar, balance_date::varchar "
        "from marts.trial_balance_agreement order by 1"
    ) == [
        (1, 0, "1000.00", "1000.00", NOW),
        (2, 0, "3000.00", "3000.00", NOW),
        (3, 0, "6507.00", "6507.00", NOW),
    ]
    assert then.rows("select * from test_failures.fct_ledger_equals_trial_balance") == []
