"""The differences that the generator planted are found, and how many of those found are true."""

import hashlib
import hmac
import os
from collections import Counter
from decimal import Decimal

import pytest

pytestmark = pytest.mark.xdist_group("demonstration")  # its night is run once, not per worker
AUTHORITIES = ("990", "991")


def placement_key(la_code: str, placement_id: str) -> str:
    """As ingest/people.py defines it, by the standard library."""
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), la_code.encode(), hashlib.sha256)
    text = f"placement:{placement_id}".encode()
    return hmac.new(secret.digest(), text, hashlib.sha256).hexdigest()[:32]


def found_and_planted(demonstration, la_code):
    """Differences as (class, placement key or journal line, period, pounds)."""
    answers = demonstration.answers["authorities"][la_code]["expected"]["reconciliation"]
    planted = Counter(
        (
            each["class"],
            placement_key(la_code, each["placement_id"])
            if each["placement_id"]
            else each["journal_line"],
            each["financial_period"],
            Decimal(each["amount"]),
        )
        for each in answers["differences"]
    )
    found = Counter(
        demonstration.first.rows(
            "select class, coalesce(placement_key, journal_lines), financial_period, amount_gbp "
            f"from marts.reconciliation_items where la_code = '{la_code}' "
            f"and financial_year = '{answers['financial_year']}'"
        )
    )
    invoiced = {placement_key(la_code, each) for each in answers["invoiced"]}
    return found, planted, invoiced


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_every_planted_difference_is_found_in_its_class(demonstration, la_code):
    found, planted, _ = found_and_planted(demonstration, la_code)
    assert {kind for kind, *_ in planted} == {
        "paid_without_placement",
        "rate_variance",
        "timing",
        "joint_funding",
        "unattributable",
    }
    assert sorted(planted - found) == []


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_an_invoiced_placement_has_no_difference_that_was_not_planted(demonstration, la_code):
    found, planted, invoiced = found_and_planted(demonstration, la_code)
    assert sorted(each for each in (found - planted) if each[1] in invoiced) == []


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_placements_without_an_invoice_are_nearly_all_told_apart(demonstration, la_code):
    """A line of the ledger's noise may be taken for a placement's, where its provider has one."""
    found, planted, invoiced = found_and_planted(demonstration, la_code)
    never_paid = {who for kind, who, *_ in found if kind == "placement_without_payment"}
    taken_for_paid = {
        who
        for kind, who, *_ in (found - planted)
        if kind in ("rate_variance", "timing", "joint_funding")
    }
    assert not never_paid & invoiced
    assert len(taken_for_paid - never_paid) < 0.05 * len(never_paid)


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_lines_sum_to_the_ledger_and_end_with_the_commitment(demonstration, la_code):
    for total, explained in demonstration.first.rows(
        "select sum(case when line = 'ledger_total' then amount_gbp end), "
        "sum(case when line <> 'ledger_total' then amount_gbp end) "
        f"from marts.outturn_reconciliation where la_code = '{la_code}' "
        "group by financial_year, financial_period, dsg_block"
    ):
        assert total == explained
