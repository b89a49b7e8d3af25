"""Ways of billing by journals, by one supplier for several schools, and across the end of a year.

None differs from what is due but by timing, unless an amount is found. See invented_patterns.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.dbt.invented_bills import Bills, Child, as_due, pounds

F = Fraction
YEAR_END = (2024, 12)


def invent_journals(bills: Bills, prices: int, count: int) -> None:
    """Add schools for each pattern, which have `count` children from these prices on."""
    _one_supplier_for_two_schools(bills, prices, count)
    _one_supplier_for_several_schools(bills, prices, count)
    _equipment(bills, prices, count)
    _no_supplier(bills, prices, count)
    _second_lines(bills, prices, count)
    _moved(bills, prices, count)
    _year_end(bills, prices, count)
    _in_advance(bills, prices, count)
    _ten_months(bills, prices, count)
    _gross_list(bills, prices, count)
    _equal_fees(bills, prices, count)
    _direct_payments(bills)


def total(children: list[Child], year: int, period: int) -> Decimal:
    return sum((pounds(child.due(year, period)) for child in children), Decimal(0))


def _school_without_supplier(bills: Bills, pattern: str, prices: int, count: int) -> list[Child]:
    children = bills.school(pattern, prices, count)
    bills.suppliers.pop()
    return children


def _one_supplier_for_two_schools(bills: Bills, prices: int, count: int) -> None:
    """The trust is listed with its first school; the other authority is not listed."""
    trust = bills.school("a trust bills two schools", prices + 31, count)
    trust += _school_without_supplier(bills, "a trust bills two schools", prices + 47, count)
    other = [
        child
        for more in (59, 73)
        for child in _school_without_supplier(
            bills, "another authority bills two schools", prices + more, count
        )
    ]
    for year, period in bills.months():
        bills.bill(trust, year, period, as_due(trust, year, period))
        amounts = as_due(other, year, period)
        bills.bill(other, year, period, amounts, in_one=False, supplier="OLA1")


def _one_supplier_for_several_schools(bills: Bills, prices: int, count: int) -> None:
    """The trust is listed with its first school, the agency with a UKPRN that no child has."""
    pattern = "a trust bills three schools in one line"
    trust = bills.school(pattern, prices + 113, count)
    for more in (269, 437):
        trust += _school_without_supplier(bills, pattern, prices + more, count)
    agency = [
        child
        for more in (619, 877, 1151)
        for child in _school_without_supplier(
            bills, "an agency bills three schools in thirds", prices + more, 2
        )
    ]
    bills.suppliers.append("AGENCY,,10099999,Agency")
    thirds = {child: F(child.price, 3) for child in agency}
    for year, period in bills.months():
        bills.bill(trust, year, period, as_due(trust, year, period))
        if period in (1, 6, 10):
            bills.bill(agency, year, period, thirds, supplier="AGENCY")


def _equipment(bills: Bills, prices: int, count: int) -> None:
    """A hoist has a price of its own from June 2025; it is paid in August, from another account.

    The fees of the month are one line. At the second school equipment that has no price is on the
    same line as the fees of October.
    """
    priced = bills.school("equipment with a price beside a list", prices + 19, count)
    unpriced = bills.school("equipment without a price in the list's line", prices + 29, count)
    bills.one_off_prices.append(
        f"KH,{priced[1].placement},therapies,5320,one_off,,2025-06-09,,100,0,0\n"
    )
    chair = Decimal("987.50")
    for year, period in bills.months():
        bills.bill(priced, year, period, as_due(priced, year, period))
        if bills.with_references or (year, period) != (2025, 7):
            bills.bill(unpriced, year, period, as_due(unpriced, year, period))
    urn = unpriced[0].urn
    extra = chair if bills.with_references else total(unpriced, 2025, 7) + chair
    bills.pay(2025, 7, extra, urn, text="CHAIR", day=20)
    bills.find(urn, "paid_without_placement", chair)
    hoist = Decimal(5320)
    bills.pay(2025, 5, hoist, priced[1].urn, priced[1], centre="therapies", text="HOIST")


def _no_supplier(bills: Bills, prices: int, count: int) -> None:
    """One journal a month charges an account with the top-ups of two schools."""
    pattern = "one journal for two schools, without a supplier"
    schools = []
    for more in (83, 97):
        children = _school_without_supplier(bills, pattern, prices + more, count)
        schools += [_as_category(bills, child, "post_16") for child in children]
    for year, period in bills.months():
        bills.pay(
            year, period, total(schools, year, period), supplier="", centre="post_16", kind="GL"
        )


def _as_category(bills: Bills, child: Child, category: str) -> Child:
    changed = Child(child.placement, child.urn, child.price, category)
    bills.children[bills.children.index(child)] = changed
    return changed


def _second_lines(bills: Bills, prices: int, count: int) -> None:
    """VAT on the price that the journal takes back, and two lines for each child."""
    taxed = bills.school("VAT that is taken back", prices, count)
    split = bills.school("two lines for each child", prices, count)
    for year, period in bills.months():
        for child in taxed:
            price = pounds(child.due(year, period))
            tax = pounds(F(price) / 5)
            journal = bills.pay(year, period, price + tax, child.urn, child)
            bills.pay(year, period, -tax, child.urn, text="VAT", kind="AP", journal=journal)
        for child in split:
            price = pounds(child.due(year, period))
            care = pounds(F(price) * 2 / 5)
            bills.pay(year, period, care, child.urn, child, text="CARE")
            bills.pay(year, period, price - care, child.urn, child, text="EDUCATION")


def _moved(bills: Bills, prices: int, count: int) -> None:
    """May and June are posted to the mainstream account; a journal moves them in August."""
    children = bills.school("moved to the right account by a journal", prices + 11, count)
    for year, period in bills.months():
        is_wrong = year == 2025 and period in (2, 3)
        amounts = as_due(children, year, period)
        centre = "mainstream_top_up" if is_wrong else ""
        bills.bill(children, year, period, amounts, in_one=False, centre=centre)
    wrong = total(children, 2025, 2) + total(children, 2025, 3)
    journal = bills.pay(
        2025, 5, -wrong, supplier="", centre="mainstream_top_up", kind="GL", text="RECODE"
    )
    bills.pay(2025, 5, wrong, supplier="", kind="GL", text="RECODE", journal=journal)


def _year_end(bills: Bills, prices: int, count: int) -> None:
    accrued = bills.school("accrued without a supplier, invoiced in April", prices, count)
    late = bills.school("February and March in one line in May", prices, count)
    twice = bills.school("March paid twice, credited in May", prices, count)
    for year, period in bills.months():
        if (year, period) != YEAR_END:
            bills.bill(accrued, year, period, as_due(accrued, year, period))
        if (year, period) not in ((2024, 11), YEAR_END):
            bills.bill(late, year, period, as_due(late, year, period))
        bills.bill(twice, year, period, as_due(twice, year, period), in_one=False)
    march = total(accrued, *YEAR_END)
    bills.pay(*YEAR_END, march + 50, supplier="", text="ACCRUAL", kind="ACCR", day=31)
    bills.pay(2025, 1, -march - 50, supplier="", text="ACCRUAL", kind="REVERSAL", day=1)
    bills.bill(accrued, 2025, 1, as_due(accrued, *YEAR_END), day=8)
    both = {child: child.due(2024, 11) + child.due(*YEAR_END) for child in late}
    bills.bill(late, 2025, 2, both, day=20)
    bills.bill(twice[:1], *YEAR_END, as_due(twice[:1], *YEAR_END), in_one=False, day=25)
    credit = as_due(twice[:1], *YEAR_END, F(-1))
    bills.bill(twice[:1], 2025, 2, credit, in_one=False, text="CREDIT", day=20)


def _in_advance(bills: Bills, prices: int, count: int) -> None:
    """What is for April, or for the summer term, is paid in March."""
    by_child = bills.school("April paid in March, by child", prices + 53, count)
    in_one = bills.school("April paid in March, a list", prices + 59, count)
    term = bills.school("the summer term paid in March", prices + 61, count)
    for year, period in bills.months():
        posted = YEAR_END if (year, period) == (2025, 1) else (year, period)
        bills.bill(by_child, *posted, as_due(by_child, year, period), in_one=False)
        bills.bill(in_one, *posted, as_due(in_one, year, period))
        if period in (1, 6, 10):
            thirds = {child: F(child.price, 3) for child in term}
            bills.bill(term, *posted, thirds, in_one=False)


def _ten_months(bills: Bills, prices: int, count: int) -> None:
    """Nothing is paid in July and August; at two schools a tenth is paid twice, or a month late."""
    twice = bills.school("ten instalments, one paid twice", prices + 37, count)
    late = bills.school("ten instalments, one paid late", prices + 41, count)
    by_child = bills.school("ten instalments, by child", prices, count)
    in_one = bills.school("ten instalments, a list", prices, count)
    for year, period in bills.months():
        if period not in (4, 5):
            ways = ((by_child, False), (in_one, True), (twice, False), (late, False))
            for children, is_list in ways:
                tenths = {child: F(child.price, 10) for child in children}
                posted = 7 if children is late and (year, period) == (2025, 6) else period
                bills.bill(children, year, posted, tenths, in_one=is_list)
    again = {twice[0]: F(twice[0].price, 10)}
    bills.bill(twice[:1], 2025, 7, again, in_one=False, day=20)
    bills.find(twice[0].urn, "duplicate_payment", again[twice[0]])


def _gross_list(bills: Bills, prices: int, count: int) -> None:
    """A twelfth of the price of all payers for all children; health's share comes in one sum."""
    pattern = "gross twelfths in one line, recovered in one sum"
    children = bills.school(pattern, prices // 60 * 60, count, share=60)
    for year, period in bills.months():
        gross = {child: F(child.price * 100, 60 * 12) for child in children}
        bills.bill(children, year, period, gross)
        paid = sum((pounds(each) for each in gross.values()), Decimal(0))
        income = pounds(F(paid) * 2 / 5)
        bills.pay(year, period, -income, centre="health_income", supplier="", text="ICB", day=25)


def _equal_fees(bills: Bills, prices: int, count: int) -> None:
    """One child of several at one price is paid twice in June, and credited in August."""
    step, bills.step = bills.step, 0
    children = bills.school("equal fees, one credited", prices, count)
    bills.step = step
    for year, period in bills.months():
        bills.bill(children, year, period, as_due(children, year, period), in_one=False)
    twice = as_due(children[1:2], 2025, 3)
    bills.bill(children[1:2], 2025, 3, twice, in_one=False, day=20)
    credit = as_due(children[1:2], 2025, 3, F(-1))
    bills.bill(children[1:2], 2025, 5, credit, in_one=False, text="CREDIT", day=20)


def _direct_payments(bills: Bills) -> None:
    """Twelfths to the families of two children, at one amount and without a school."""
    children = [
        Child(f"PC{len(bills.children) + n:06d}", "", 6000, "personal_budget") for n in range(2)
    ]
    bills.children += children
    bills.patterns[""] = "direct payments"
    for year, period in bills.months():
        for n, child in enumerate(children):
            bills.pay(
                year, period, Decimal(500), "", child, supplier=f"D{n}", centre="personal_budget"
            )
