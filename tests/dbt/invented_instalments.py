"""Ways of billing by equal instalments of the year's price; see invented_patterns.

None differs from what is due but by timing, unless an amount is found.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.dbt.invented_bills import Bills, pounds

F = Fraction
FOUR_WEEKS = timedelta(days=28)
FIRST_PAYMENT = date(2024, 4, 5)


def invent_instalments(bills: Bills, prices: int, count: int) -> None:
    """Add a school for each pattern, which has `count` children from these prices on."""
    _four_weeks(bills, prices, count)
    _arrears(bills, prices, count)
    _twelfth_too_high(bills, prices, count)
    _credited(bills, prices, count)
    _gross(bills, prices, count)


def _four_weeks(bills: Bills, prices: int, count: int) -> None:
    """Thirteen payments a year; one month has two."""
    children = bills.school("every four weeks", prices, count)
    posted = FIRST_PAYMENT
    while posted <= bills.last:
        year, period = posted.year - (posted.month < 4), (posted.month - 4) % 12 + 1
        amounts = {child: F(child.price, 13) for child in children}
        bills.bill(children, year, period, amounts, in_one=False, day=posted.day)
        posted += FOUR_WEEKS


def _arrears(bills: Bills, prices: int, count: int) -> None:
    """Each month is paid in the next one, from May 2024 on."""
    children = bills.school("each month pays the month before", prices, count)
    for year, period in bills.months():
        if (year, period) != (2024, 1):
            amounts = {child: F(child.price, 12) for child in children}
            bills.bill(children, year, period, amounts, in_one=False)


def _twelfth_too_high(bills: Bills, prices: int, count: int) -> None:
    children = bills.school("twelfths, one ten per cent too high", prices, count)
    for year, period in bills.months():
        amounts = {child: F(child.price, 12) for child in children}
        if (year, period) == (2025, 6):
            amounts[children[0]] *= F(11, 10)
            too_much = pounds(amounts[children[0]]) - pounds(F(children[0].price, 12))
            bills.find(children[0].urn, "rate_variance", too_much)
        bills.bill(children, year, period, amounts, in_one=False)


def _credited(bills: Bills, prices: int, count: int) -> None:
    """Of children at one price nobody can tell for whom the credit note is."""
    if not bills.step:
        return
    children = bills.school("a twelfth twice in June, credited in August", prices, count)
    for year, period in bills.months():
        amounts = {child: F(child.price, 12) for child in children}
        twelfth = amounts[children[0]]
        if (year, period) == (2025, 3):
            amounts[children[0]] = 2 * pounds_of(twelfth)
        bills.bill(children, year, period, amounts, in_one=False)
        if (year, period) == (2025, 5):
            credit = {children[0]: -twelfth}
            bills.bill(children[:1], year, period, credit, in_one=False, text="CREDIT", day=20)


def _gross(bills: Bills, prices: int, count: int) -> None:
    """Health's share is recovered of each twelfth that was paid in full."""
    children = bills.school("gross twelfths, recovered at once", prices // 60 * 60, count, share=60)
    for year, period in bills.months():
        gross = {child: F(child.price * 100, 60 * 12) for child in children}
        bills.bill(children, year, period, gross, in_one=False)
        income = {child: -pounds_of(gross[child]) * F(40, 100) for child in children}
        bills.bill(
            children, year, period, income, in_one=False,
            centre="health_income", supplier="", text="ICB", day=25,
        )  # fmt: skip


def pounds_of(amount: Fraction) -> Fraction:
    """Return the amount as an invoice has it, in whole pence."""
    return F(pounds(amount))
