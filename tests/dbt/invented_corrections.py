"""Further ways of billing: suppliers, leavers, credit notes and instalments; see invented_patterns.

A test with an authority of other prices and months, made before these patterns, found them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.dbt.invented_bills import YEARS, Bills, Child, as_due, pounds

F = Fraction
THIRDS = {1: F(1, 3), 6: F(1, 3), 10: F(1, 3)}
RISE = F(106, 100)


def invent_corrections(bills: Bills, prices: int, count: int) -> None:
    """Add a school for each pattern, which has `count` children from these prices on."""
    _instalments(bills, prices, count)
    _suppliers(bills, prices, count)
    _leavers(bills, prices, count)
    _credits(bills, prices, count)
    _lists(bills, prices, count)
    _places_and_shares(bills, prices, count)


def _leaving(bills: Bills, children: list[Child], leaves: date) -> Child:
    """Let the last child of a school leave; return it as it is in the case system."""
    gone = replace(children[-1], leaves=leaves)
    bills.children[bills.children.index(children[-1])] = gone
    return gone


def _instalments(bills: Bills, prices: int, count: int) -> None:
    rise = bills.school("termly list, rise that nobody keyed", prices, count)
    whole = bills.school("an academic year paid in September", prices, count)
    quarters = bills.school("a quarter invoiced after its end", prices, count)
    for year in YEARS:
        for period, share in THIRDS.items():
            factor = RISE if (year, period) >= (2025, 6) else F(1)
            bills.bill(rise, year, period, {c: c.price * share * factor for c in rise})
            for child in rise:
                bills.find(child.urn, "rate_variance", child.price * share * (factor - 1))
        bills.bill(whole, year, 6, {c: F(c.price) for c in whole}, in_one=False)
        for posted in (4, 7, 10):
            months = range(posted - 3, posted)
            owed = {c: sum((c.due(year, p) for p in months), F(0)) for c in quarters}
            bills.bill(quarters, year, posted, owed)
    of_the_year_before = {c: sum((c.due(2024, p) for p in (10, 11, 12)), F(0)) for c in quarters}
    bills.bill(quarters, 2025, 1, of_the_year_before)


def _suppliers(bills: Bills, prices: int, count: int) -> None:
    """Prices differ from other schools', so that payments fit one school alone."""
    by_child = bills.school("a supplier that is not listed, by child", prices + 370, count)
    bills.suppliers.pop()
    in_one = bills.school("a supplier that is not listed, a list", prices + 740, count)
    bills.suppliers.pop()
    changing = bills.school("a new id that is not listed", prices + 1110, count)
    for year, period in bills.months():
        bills.bill(by_child, year, period, as_due(by_child, year, period), in_one=False)
        bills.bill(in_one, year, period, as_due(in_one, year, period))
        urn = changing[0].urn
        supplier = f"NEW{urn}" if (year, period) >= (2025, 6) else f"S{urn}"
        amounts = as_due(changing, year, period)
        bills.bill(changing, year, period, amounts, in_one=False, supplier=supplier)


def _leavers(bills: Bills, prices: int, count: int) -> None:
    listed = bills.school("a list with a child who has left", prices, count)
    gone = _leaving(bills, listed, date(2025, 7, 31))
    for year, period in bills.months():
        stays = listed if year == 2024 or period <= 8 else listed[:-1]
        bills.bill(stays, year, period, as_due(stays, year, period))
        if year == 2025 and 5 <= period <= 8:
            paid = pounds(listed[-1].due(year, period))
            bills.find(gone.urn, "paid_without_placement", paid)
    for pattern, is_refunded in (("a term that is not refunded", False), ("a refunded term", True)):
        children = bills.school(pattern, prices, count)
        gone = _leaving(bills, children, date(2025, 10, 31))
        for year in YEARS:
            for period, share in THIRDS.items():
                stay = children[:-1] if (year, period) == (2025, 10) else children
                bills.bill(stay, year, period, {c: c.price * share for c in stay})
        owed = sum((gone.due(2025, period) for period in range(1, 8)), F(0))
        too_much = F(2 * gone.price, 3) - owed
        if is_refunded:
            refund = {children[-1]: -too_much}
            bills.bill(children[-1:], 2025, 9, refund, in_one=False, text="CREDIT")
        else:
            bills.find(gone.urn, "paid_without_placement", too_much)


def _credits(bills: Bills, prices: int, count: int) -> None:
    wrong = bills.school("a month credited by mistake", prices, count)
    again = bills.school("taken back and posted again", prices, count)
    accrued = bills.school("accrued in March, invoiced in April", prices, count)
    for year, period in bills.months():
        bills.bill(wrong, year, period, as_due(wrong, year, period), in_one=False)
        bills.bill(again, year, period, as_due(again, year, period), in_one=False)
        if (year, period) != (2024, 12):
            bills.bill(accrued, year, period, as_due(accrued, year, period), in_one=False)
    credit = as_due(wrong[:1], 2025, 6, F(-1))
    bills.bill(wrong[:1], 2025, 9, credit, in_one=False, text="CREDIT", day=20)
    bills.find(wrong[0].urn, "placement_without_payment", credit[wrong[0]])
    for factor, day in ((F(-1), 17), (F(1), 18)):
        bills.bill(again[:2], 2025, 5, as_due(again[:2], 2025, 5, factor), in_one=False, day=day)
    march = as_due(accrued, 2024, 12)
    total = sum((pounds(each) for each in march.values()), Decimal(0))
    urn = accrued[0].urn
    bills.pay(2024, 12, total, urn, text="ACCRUAL", day=31)
    bills.pay(2025, 1, -total, urn, text="ACCRUAL", day=1)
    bills.bill(accrued, 2025, 1, march, in_one=False, day=8)


def _lists(bills: Bills, prices: int, count: int) -> None:
    moved = bills.school("a list on the mainstream account", prices, count)
    late = bills.school("a list paid late and another one twice", prices, count)
    for year, period in bills.months():
        is_moved = (year, period) >= (2025, 6)
        amounts = as_due(moved, year, period)
        centre = "mainstream_top_up" if is_moved else ""
        bills.bill(moved, year, period, amounts, centre=centre)
        for child in moved if is_moved else ():
            bills.find(child.urn, "wrong_account", pounds(amounts[child]))
        posted = 4 if (year, period) == (2025, 2) else period
        bills.bill(late, year, posted, as_due(late, year, period))
    twice = as_due(late, 2025, 7)
    bills.bill(late, 2025, 7, twice, day=24)
    for child in late:
        bills.find(child.urn, "duplicate_payment", pounds(twice[child]))


def _places_and_shares(bills: Bills, prices: int, count: int) -> None:
    school = bills.school("places in no file, in a line of their own", prices, count)
    gross = bills.school("gross, recovered by quarter", prices // 60 * 60, count, share=60)
    _recovered_by_child(bills, prices, count)
    twice = bills.school("a price that was keyed twice", prices, count)
    bills.keyed_twice.add(twice[0].placement)
    places = Decimal(500 * (count + 2))  # a twelfth of so many places at 6,000
    owed = F(0)
    for year, period in bills.months():
        bills.bill(school, year, period, as_due(school, year, period), in_one=False)
        bills.pay(year, period, places, school[0].urn, text="PLACES")
        bills.find(school[0].urn, "place_funding", places)
        bills.bill(twice, year, period, as_due(twice, year, period), in_one=False)
        bills.bill(gross, year, period, as_due(gross, year, period, F(100, 60)), in_one=False)
        owed += sum((child.due(year, period) * F(40, 60) for child in gross), F(0))
        if period % 3 == 0:
            bills.pay(
                year, period, -pounds(owed), centre="health_income", supplier="", text="ICB", day=25
            )
            owed = F(0)
    bills.find(gross[0].urn, "joint_funding", owed)


def _recovered_by_child(bills: Bills, prices: int, count: int) -> None:
    """Income that names each child: health's by quarter, and half of a fee by another authority."""
    if not bills.with_references:
        return
    health = bills.school(
        "gross, recovered by quarter and child", prices // 60 * 60, count, share=60
    )
    halves = bills.school("half of it paid by another authority", prices, count)
    owed = dict.fromkeys(health, F(0))
    for year, period in bills.months():
        bills.bill(health, year, period, as_due(health, year, period, F(100, 60)))
        bills.bill(halves, year, period, as_due(halves, year, period))
        half = as_due(halves, year, period, F(-1, 2))
        bills.bill(halves, year, period, half, centre="health_income", supplier="OLA2", day=25)
        for child in halves:
            bills.find(child.urn, "joint_funding", pounds(half[child]))
        for child in health:
            owed[child] += child.due(year, period) * F(40, 60)
        if period % 3 == 0:
            income = {child: -owed[child] for child in health}
            bills.bill(health, year, period, income, centre="health_income", supplier="", day=25)
            owed = dict.fromkeys(health, F(0))
    bills.find(health[0].urn, "joint_funding", sum(owed.values(), F(0)))
