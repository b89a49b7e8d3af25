"""The ways of billing of an invented authority; see invented_bills."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.dbt.invented_bills import YEARS, Bills, Child, as_due, month_of, pounds
from tests.dbt.invented_corrections import invent_corrections
from tests.dbt.invented_instalments import invent_instalments
from tests.dbt.invented_journals import invent_journals

F = Fraction
TERMS = {  # pattern → period → share of the year's price
    "termly by months": {2: F(5, 12), 6: F(4, 12), 10: F(3, 12)},
    "termly thirds": {1: F(1, 3), 6: F(1, 3), 10: F(1, 3)},
    "termly by weeks": {1: F(11, 38), 6: F(14, 38), 10: F(13, 38)},
    "half terms": {period: F(1, 6) for period in (1, 3, 6, 8, 10, 11)},
    "twelfths": {period: F(1, 12) for period in range(1, 13)},
    "termly of its own kind": {2: F(41, 100), 7: F(33, 100), 10: F(26, 100)},
}


def invent(
    la_code: str, with_references: bool, prices: int, step: int, count: int, last: date
) -> Bills:  # fmt: skip
    """An authority of which every school has `count` children from these prices on."""
    bills = Bills(la_code, with_references, step, last)
    for pattern, shares in TERMS.items():
        _terms(bills, bills.school(pattern, prices, count), shares)
    _terms(bills, bills.school("termly, one never paid", prices, count), TERMS["termly thirds"], 1)
    _months_apart(bills, prices, count)
    _rises(bills, prices, count)
    _paid_twice(bills, prices, count)
    _places(bills, prices, count)
    _places_in_no_file(bills, prices, count)
    _wrong_accounts(bills, prices, count)
    _shared_with_health(bills, prices, count)
    _paid_for_something_else(bills, prices, count)
    _not_paid(bills, prices, count)
    invent_corrections(bills, prices, count)
    invent_instalments(bills, prices, count)
    invent_journals(bills, prices, count)
    return bills


def _terms(bills: Bills, children: list[Child], shares: dict[int, F], unpaid: int = 0) -> None:
    paid = children[: len(children) - unpaid]
    for year in YEARS:
        for period, share in shares.items():
            bills.bill(paid, year, period, {child: child.price * share for child in paid})
    for child in children[len(paid) :]:
        _unpaid(bills, child)


def _unpaid(bills: Bills, child: Child) -> None:
    for year, period in bills.months():
        bills.find(child.urn, "placement_without_payment", -child.due(year, period))


def _months_apart(bills: Bills, prices: int, count: int) -> None:
    quarter = bills.school("one invoice for three months", prices, count)
    late = bills.school("May paid in July", prices, count)
    credit = bills.school("150 per cent, credited later", prices, count)
    for year, period in bills.months():
        if period == 1:
            three = {c: sum((c.due(year, p) for p in (1, 2, 3)), F(0)) for c in quarter}
            bills.bill(quarter, year, 3, three)
        elif period > 3:
            bills.bill(quarter, year, period, as_due(quarter, year, period), in_one=False)
        posted = 4 if period == 2 else period
        bills.bill(late, year, posted, as_due(late, year, period), in_one=False)
        factor = F(3, 2) if period == 3 else F(1)
        bills.bill(credit, year, period, as_due(credit, year, period, factor), in_one=False)
        if period == 5:
            back = as_due(credit, year, 3, F(-1, 2))
            bills.bill(credit, year, 5, back, in_one=False, text="CREDIT", day=20)


def _rises(bills: Bills, prices: int, count: int) -> None:
    for pattern, in_one, factor in (
        ("rise that nobody keyed, by child", False, F(106, 100)),
        ("rise that nobody keyed, in one line", True, F(106, 100)),
        ("charged below the price", False, F(97, 100)),
    ):
        children = bills.school(pattern, prices, count)
        for year, period in bills.months():
            risen = (year, period) >= (2025, 6)
            amounts = as_due(children, year, period, factor if risen else F(1))
            bills.bill(children, year, period, amounts, in_one=in_one)
            for child in children if risen else ():
                bills.find(child.urn, "rate_variance", child.due(year, period) * (factor - 1))


def _paid_twice(bills: Bills, prices: int, count: int) -> None:
    for pattern, in_one in (("paid twice, by child", False), ("paid twice, a list", True)):
        children = bills.school(pattern, prices, count)
        twice = children if in_one else children[:1]
        for year, period in bills.months():
            amounts = as_due(children, year, period)
            bills.bill(children, year, period, amounts, in_one=in_one)
            if (year, period) == (2025, 7):
                bills.bill(twice, year, period, amounts, in_one=in_one, day=19)
                for child in twice:
                    bills.find(child.urn, "duplicate_payment", pounds(amounts[child]))
    children = bills.school("a term paid twice", prices, count)
    _terms(bills, children, TERMS["termly thirds"])
    amounts = {child: child.price * F(1, 3) for child in children}
    bills.bill(children, 2025, 6, amounts, day=19)
    for child in children:
        if bills.last >= month_of(2025, 7):
            bills.find(child.urn, "duplicate_payment", amounts[child])


def _places(bills: Bills, prices: int, count: int) -> None:
    for number, (pattern, apart) in enumerate(
        (("places and top-ups in one", False), ("places in a line of their own", True))
    ):
        children = bills.school(pattern, prices, count)
        urn = children[0].urn
        rate = 10000
        bills.places.append(f"PL{number},{urn},,special,,,{count + 1},{rate},2024-04-01,\n")
        places = pounds(F((count + 1) * rate, 12))
        for year, period in bills.months():
            due = sum(
                (pounds(each) for each in as_due(children, year, period).values()), Decimal(0)
            )
            bills.find(urn, "place_funding", _twelfth((count + 1) * rate, period))
            if bills.with_references or apart:
                bills.bill(children, year, period, as_due(children, year, period), in_one=apart)
                bills.pay(year, period, places, urn)
            else:
                bills.pay(year, period, due + places, urn)


def _places_in_no_file(bills: Bills, prices: int, count: int) -> None:
    """Case 316: a remittance of top-ups and places, of which no file tells the places."""
    if bills.with_references:
        return
    children = bills.school("places in no file", prices, count)
    places = pounds(F((count + 2) * 10000, 12))
    for year, period in bills.months():
        top_ups = [pounds(each) for each in as_due(children, year, period).values()]
        bills.pay(year, period, sum(top_ups, places), children[0].urn)
        bills.find(children[0].urn, "place_funding", places)


def _twelfth(amount: int, period: int) -> Decimal:
    return pounds(F(amount * period, 12)) - pounds(F(amount * (period - 1), 12))


def _wrong_accounts(bills: Bills, prices: int, count: int) -> None:
    for pattern, centre in (
        ("on the mainstream account", "mainstream_top_up"),
        ("on an account of the schools block", "schools_budget"),
    ):
        children = bills.school(pattern, prices, count)
        for year, period in bills.months():
            amounts = as_due(children, year, period)
            bills.bill(children, year, period, amounts, in_one=False, centre=centre)
            for child in children:
                bills.find(child.urn, "wrong_account", pounds(amounts[child]))


def _shared_with_health(bills: Bills, prices: int, count: int) -> None:
    for pattern, lag in (("gross, recovered at once", 0), ("gross, recovered later", 2)):
        children = bills.school(pattern, prices // 60 * 60, count, share=60)
        for year, period in bills.months():
            gross = as_due(children, year, period, F(100, 60))
            bills.bill(children, year, period, gross, in_one=False)
            income = {child: -child.due(year, period) * F(40, 60) for child in children}
            if period + lag <= 12:
                bills.bill(
                    children, year, period + lag, income, in_one=False,
                    centre="health_income", supplier="", text="ICB", day=25,
                )  # fmt: skip
            late = month_of(year, period + lag) > bills.last if period + lag <= 12 else True
            for child in children if late else ():
                bills.find(child.urn, "joint_funding", pounds(-income[child]))


def _paid_for_something_else(bills: Bills, prices: int, count: int) -> None:
    (child,) = bills.school("outreach beside one child", prices, 1)
    listed = bills.school("a payment beside a list", prices, count)
    remittance = bills.school("a payment beside termly fees", prices, count)
    leavers = bills.school("billed after leaving", prices, count)
    left = [replace(each, leaves=date(2025, 7, 31)) for each in leavers]
    bills.children = [left[leavers.index(c)] if c in leavers else c for c in bills.children]
    _terms(bills, remittance, TERMS["termly by months"])
    for year, period in bills.months():
        bills.bill([child], year, period, as_due([child], year, period))
        if period in (2, 5, 8):
            bills.pay(year, period, Decimal(6000), child.urn, text="OUTREACH")
            bills.find(child.urn, "paid_without_placement", Decimal(6000))
        bills.bill(listed, year, period, as_due(listed, year, period))
        stayed = year == 2024 or period <= 6
        if stayed:
            bills.bill(leavers, year, period, as_due(leavers, year, period), in_one=False)
        if (year, period) in ((2025, 5), (2025, 6)):
            for each in leavers:
                bills.find(each.urn, "paid_without_placement", pounds(each.due(year, period)))
    for school in (listed, remittance) if bills.last >= month_of(2025, 9) else ():
        bills.pay(2025, 8, Decimal("7654.32"), school[0].urn, text="TRAINING")
        bills.find(school[0].urn, "paid_without_placement", Decimal("7654.32"))


def _not_paid(bills: Bills, prices: int, count: int) -> None:
    missing = bills.school("one child never on the list", prices, count)
    a_month = bills.school("a month that nobody paid", prices, count)
    _, other = bills.school("a supplier that changes its id", prices, 2)
    changing = [c for c in bills.children if c.urn == other.urn]
    bills.suppliers.append(f"NEW{other.urn},{other.urn},,School {other.urn}")
    for year, period in bills.months():
        bills.bill(missing[1:], year, period, as_due(missing[1:], year, period))
        if (year, period) != (2025, 4):
            bills.bill(a_month, year, period, as_due(a_month, year, period))
        else:
            for each in a_month:
                bills.find(each.urn, "placement_without_payment", -each.due(year, period))
        supplier = f"NEW{other.urn}" if (year, period) >= (2025, 6) else f"S{other.urn}"
        bills.bill(changing, year, period, as_due(changing, year, period), supplier=supplier)
    _unpaid(bills, missing[0])
