"""The reconciliation finds every difference that the generator planted, and no other.

Each placement with a price is invoiced. So any other line without a placement is of an account that
is for none.
"""

import hashlib
import hmac
import os
from collections import Counter
from decimal import Decimal

import pytest

AUTHORITIES = ("990", "991")
CLASSES = (
    "joint_funding",
    "paid_without_placement",
    "placement_without_payment",
    "rate_variance",
    "timing",
    "unattributable",
)
PENNY = Decimal("0.01")
FOR_PLACEMENTS = (
    "mainstream_top_up",
    "resourced_provision",
    "special_school",
    "independent_nmss",
    "post_16",
    "alternative_provision",
)


def placement_key(la_code: str, placement_id: str) -> str:
    """As ingest/read/pseudonyms.py defines it, by the standard library."""
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), la_code.encode(), hashlib.sha256)
    text = f"placement:{placement_id}".encode()
    return hmac.new(secret.digest(), text, hashlib.sha256).hexdigest()[:32]


def planted_in(answers, la_code):
    """Differences as (class, placement key or journal line, year, period, pounds)."""
    return Counter(
        (
            each["class"],
            placement_key(la_code, each["placement_id"])
            if each["placement_id"]
            else each["journal_line"],
            each["financial_year"],
            each["financial_period"],
            Decimal(each["amount"]),
        )
        for each in answers["differences"]
    )


def found_in(night, la_code, others):
    """The differences of the high needs block, without those of commissioned places and of accounts
    that are for no placement."""
    return Counter(
        night.rows(
            "select class, coalesce(placement_key, journal_lines), items.financial_year, "
            "items.financial_period, items.amount_gbp from marts.reconciliation_items as items "
            "left join marts.fct_ledger as ledger on items.la_code = ledger.la_code "
            "and items.journal_lines = concat(ledger.journal_id, '/', ledger.line_number) "
            f"where items.la_code = '{la_code}' and items.dsg_block = 'high_needs' "
            "and items.class <> 'place_funding' and items.known_for <> 'places' "
            "and (placement_key is not null or concat(cost_centre, '/', subjective) "
            f"not in {tuple(others)})"
        )
    )


@pytest.fixture(params=AUTHORITIES)
def differences(request, demonstration):
    """The differences found and planted, and apart from them those of a penny: for a list, nobody
    can tell which child's price was rounded."""
    answers = demonstration.answers["authorities"][request.param]["expected"]["reconciliation"]
    found = found_in(demonstration.first, request.param, answers["other_accounts"])
    planted = planted_in(answers, request.param)
    parts = [
        Counter({key: count for key, count in of.items() if (abs(key[4]) > PENNY) == more})
        for more in (True, False)
        for of in (found, planted)
    ]
    return request.param, *parts


@pytest.mark.parametrize("kind", CLASSES)
def test_every_difference_is_found_and_no_other(differences, kind, record_property):
    """Recall and precision are in the report of the tests (--junitxml)."""
    la_code, found, planted, *_ = differences
    expected = Counter({key: count for key, count in planted.items() if key[0] == kind})
    of_kind = Counter({key: count for key, count in found.items() if key[0] == kind})
    hits = (expected & of_kind).total()
    record_property(f"{la_code} {kind} recall", round(hits / expected.total(), 3))
    record_property(f"{la_code} {kind} precision", round(hits / max(1, of_kind.total()), 3))
    assert expected.total() >= 3
    assert sorted(expected - of_kind) == [], "not found"
    assert sorted(of_kind - expected) == [], "not planted"


def test_pennies_of_rounding_are_timing_and_sum_to_those_planted(differences):
    *_, found, planted = differences
    sums = []
    for pennies in (found, planted):
        assert {kind for kind, *_ in pennies} <= {"timing"}
        by_month = Counter()
        for (_, _, year, period, amount), count in pennies.items():
            by_month[year, period] += int(100 * amount) * count
        sums.append({month: pence for month, pence in by_month.items() if pence})
    assert sums[0] == sums[1]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_nearly_all_money_for_placements_is_matched(demonstration, la_code):
    """Every match method occurs."""
    found = {
        method: (lines, amount)
        for method, lines, amount in demonstration.first.rows(
            "select match_method, count(*), sum(abs(amount_gbp)) from marts.fct_ledger "
            f"where la_code = '{la_code}' and spend_category in {FOR_PLACEMENTS} "
            "and not (cost_centre = 'HN120' and subjective = '5715') group by 1"  # places
        )
    }
    alone = sum(found[method][1] for method in ("provider", "unmatched"))
    assert alone < Decimal("0.005") * sum(amount for _, amount in found.values())
    assert found.keys() == {
        "reference",
        "amount_of_period",
        "amount_of_period_before",
        "amount_of_period_rounded",
        "full_amount_of_period",
        "twelfth_of_price",
        "third_of_price",
        "sum_of_period",
        "sum_of_stays",
        "sum_but_one",
        "provider",
        "unmatched",
    }
    assert found["sum_of_period"][0] > 1000


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_differences_are_a_small_part_of_the_commitment(demonstration, la_code):
    """In each year, where every difference of a line and month counts as positive."""
    for committed, differs in demonstration.first.rows(
        "select sum(case when line = 'matched' then amount_gbp end), "
        "sum(case when line not in ('matched', 'ledger_total', 'place_funding', 'unattributable') "
        "then abs(amount_gbp) end) from marts.outturn_reconciliation "
        f"where la_code = '{la_code}' and dsg_block = 'high_needs' group by financial_year"
    ):
        assert differs < Decimal("0.1") * committed


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_lines_sum_to_the_ledger_and_end_with_the_commitment(demonstration, la_code):
    for total, explained in demonstration.first.rows(
        "select sum(case when line = 'ledger_total' then amount_gbp end), "
        "sum(case when line <> 'ledger_total' then amount_gbp end) "
        f"from marts.outturn_reconciliation where la_code = '{la_code}' "
        "group by financial_year, financial_period, dsg_block"
    ):
        assert total == explained


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_place_funding_is_matched_and_its_planted_errors_are_found(demonstration, la_code):
    """Of a school's places one month is never paid; of another school no file tells the places."""
    answers = demonstration.answers["authorities"][la_code]["expected"]["commissioned_places"]

    def found(condition):
        return dict(
            demonstration.first.rows(
                "select financial_year, sum(amount_gbp)::varchar from marts.reconciliation_items "
                f"where la_code = '{la_code}' and {condition} group by 1"
            )
        )

    # the item of what is due has no ledger line; of places in no file there are lines only
    assert found("class = 'place_funding' and ledger_gbp is null") == answers["due"]
    assert found("class = 'place_funding' and committed_gbp = 0") == answers["in_no_file"]
    unpaid = found("class = 'placement_without_payment' and known_for = 'places'")
    assert unpaid == {year: f"-{pounds}" for year, pounds in answers["never_paid"].items()}
    assert answers["never_paid"]
    lines = demonstration.first.rows(
        "select distinct match_method from marts.fct_ledger "
        f"where la_code = '{la_code}' and cost_centre = 'HN120' and subjective = '5715'"
    )
    assert set(lines) == {("amount_of_period",), ("provider",)}
