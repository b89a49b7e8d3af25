"""Invented authorities bill in every way that is known to have raised false alarms.

The true differences are worked out by invented_patterns from prices and days. One authority uses
the figures of the README of the finance cases, without references and again with them; the others
have other numbers of children, other prices, and children at one price.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.dbt.conftest import Warehouse, only
from tests.dbt.given_authorities import OPEN_PERIODS, SPENT_BY_FEBRUARY, given_files
from tests.dbt.invented_bills import Bills, Truth
from tests.dbt.invented_patterns import invent

LAST = date(2026, 2, 28)
AUTHORITIES = [
    invent("401", with_references=False, prices=12000, step=120, count=5, last=LAST),
    invent("402", with_references=True, prices=12000, step=120, count=5, last=LAST),
    invent("403", with_references=False, prices=23450, step=300, count=7, last=LAST),
    invent("404", with_references=False, prices=41000, step=0, count=3, last=LAST),
]
PATTERNS = sorted({pattern for bills in AUTHORITIES for pattern in bills.patterns.values()})
CLASSES = sorted({kind for bills in AUTHORITIES for _, kind in bills.true})
# Income from health names no school: which of two schools at one price it is for, nobody can tell.
OF_THE_AUTHORITY = {"joint_funding"}
ROUNDING = Decimal("0.50")  # an invoice is rounded by child and month, a price over its year


@pytest.fixture(scope="module")
def warehouse(built: Callable[..., Warehouse]) -> Warehouse:
    files: dict[str, str | bytes] = {**given_files()}
    for bills in AUTHORITIES:
        files |= bills.files()
    marts = (
        "outturn_reconciliation", "reconciliation_items", "reconciliation_dues", "fct_ledger",
        "dsg_outturn",
    )  # fmt: skip
    identities = (
        "outturn_reconciliation_is_exact", "outturn_reconciliation_ends_with_the_commitment",
        "ledger_matches_sum_to_their_lines", "reconciliation_has_each_line_and_due_once",
    )  # fmt: skip
    return built(files, *only(*marts, *identities), as_at=str(LAST))


@pytest.fixture(scope="module")
def found(warehouse: Warehouse) -> dict[str, Truth]:
    """Alarms by authority. wrong_account is counted once, where the money is."""
    amounts: dict[str, Truth] = {bills.la_code: defaultdict(Decimal) for bills in AUTHORITIES}
    for la_code, urn, kind, amount in warehouse.rows(
        "select la_code, coalesce(provider_urn, ''), class, sum(amount_gbp) "
        "from marts.reconciliation_items "
        "where class <> 'timing' and not (class = 'wrong_account' and amount_gbp < 0) group by all"
    ):
        if la_code not in amounts:
            continue
        amounts[la_code]["" if kind in OF_THE_AUTHORITY else urn, kind] += amount
    return amounts


def true_of(bills: Bills) -> Truth:
    amounts: Truth = defaultdict(Decimal)
    for (urn, kind), amount in bills.true.items():
        amounts["" if kind in OF_THE_AUTHORITY else urn, kind] += amount
    return amounts


@pytest.mark.parametrize("bills", AUTHORITIES, ids=lambda bills: bills.la_code)
@pytest.mark.parametrize("kind", CLASSES)
def test_each_class_has_the_true_amount_of_each_school(bills: Bills, kind: str, found):
    true, alarms = true_of(bills), found[bills.la_code]
    differing = {
        bills.patterns.get(urn, "the authority"): (true[urn, kind], alarms[urn, kind])
        for urn in {urn for urn, each in [*true, *alarms] if each == kind}
        if abs(true[urn, kind] - alarms[urn, kind]) > ROUNDING
    }
    assert differing == {}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_way_of_billing_raises_a_false_alarm(pattern: str, found):
    false = Decimal(0)
    for bills in AUTHORITIES:
        true = true_of(bills)
        for (urn, kind), amount in found[bills.la_code].items():
            if bills.patterns.get(urn) == pattern:
                false += abs(amount - true[urn, kind])
    assert false <= 4 * ROUNDING


def test_recall_and_precision_by_money(found, record_property):
    """They are in the report of the tests (--junitxml), with the share of false alarms."""
    for bills in AUTHORITIES:
        true, alarms = true_of(bills), found[bills.la_code]
        hits = sum(
            min(abs(amount), abs(alarms[each]))
            for each, amount in true.items()
            if amount * alarms[each] > 0
        )
        shown = sum(map(abs, alarms.values()))
        record_property(f"{bills.la_code} recall", str(hits / sum(map(abs, true.values()))))
        record_property(f"{bills.la_code} precision", str(hits / shown))
        record_property(f"{bills.la_code} false alarms", str((shown - hits) / bills.ledger_gbp))
        assert shown - hits <= bills.ledger_gbp / 100000
        assert hits >= sum(map(abs, true.values())) * Decimal("0.9999")


def test_what_is_known_for_a_provider_only_has_its_lines_and_dues(warehouse: Warehouse):
    """A remittance of shares that no term has: its lines, and the dues of the five children."""
    [urn] = [
        urn for urn, name in AUTHORITIES[0].patterns.items() if name == "termly of its own kind"
    ]
    lines = warehouse.rows(
        "select financial_period, lines, ledger_gbp > 0 from marts.reconciliation_items "
        f"where la_code = '401' and provider_urn = '{urn}' and financial_year = '2024-25' "
        "and known_for = 'provider' and journal_lines is not null order by 1"
    )
    assert lines == [(2, 1, True), (7, 1, True), (10, 1, True)]
    [(placements, due)] = warehouse.rows(
        "select count(distinct placement_key), sum(due_gbp)::varchar "
        f"from marts.reconciliation_dues where la_code = '401' and provider_urn = '{urn}' "
        "and financial_year = '2024-25'"
    )
    assert (placements, due) == (5, f"{sum(12000 + 120 * n for n in range(5))}.00")


def test_a_line_of_a_remittance_is_shared_among_the_children_it_is_for(warehouse: Warehouse):
    shared = warehouse.rows(
        "select count(*), sum(matched_gbp) = max(ledger.amount_gbp) "
        "from intermediate.int_ledger_matches as matches inner join marts.fct_ledger as ledger "
        "using (la_code, journal_id, line_number) where matches.match_method = 'provider_year' "
        "and la_code = '401' group by journal_id, line_number"
    )
    assert shared
    assert set(shared) == {(5, True)}


def test_authority_314_is_forecast_at_its_outturn_in_every_period(warehouse: Warehouse):
    found = warehouse.rows(
        "select financial_period, forecast_outturn_gbp::varchar from marts.dsg_outturn "
        "where la_code = '314' and dsg_block = 'high_needs' and financial_year = '2025-26' "
        "order by 1"
    )
    assert found == [(period, "1200000.00") for period in OPEN_PERIODS]


def test_authority_315_has_its_spending_beside_the_grant(warehouse: Warehouse):
    assert str(SPENT_BY_FEBRUARY) == "1098082.40"
    found = warehouse.rows(
        "select dsg_block, budget_gbp::varchar, actual_to_date_gbp::varchar from marts.dsg_outturn "
        "where la_code = '315' and financial_year = '2025-26' and financial_period = 11 "
        "and budget_gbp <> 0 order by 1"
    )
    assert found == [
        ("grant_income", "-1000000.00", "-916666.63"),
        ("high_needs", "1000000.00", "1098082.40"),
    ]


@pytest.mark.parametrize("la_code", ["314", "315"])
def test_the_given_authorities_have_no_difference_but_timing(warehouse: Warehouse, la_code: str):
    found = warehouse.rows(
        "select distinct class from marts.reconciliation_items "
        f"where la_code = '{la_code}' and dsg_block = 'high_needs'"
    )
    assert found == [("timing",)]
