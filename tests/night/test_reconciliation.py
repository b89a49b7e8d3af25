"""The differences that the generator planted are found, and how many of those found are true."""

import hashlib
import hmac
import os
from collections import Counter
from decimal import Decimal

import pytest

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


def never_invoiced(demonstration, la_code, invoiced):
    """Placements that were owed something before the latest two periods, and had no invoice."""
    owed = demonstration.first.rows(
        "select distinct placement_key from marts.fct_placement_costs "
        f"where la_code = '{la_code}' and financial_year = '2026-27' and financial_period < 7 "
        "and education_gbp <> 0"
    )
    return {who for (who,) in owed} - invoiced


def is_true(item, planted, invoiced, lines):
    """Whether a difference is one: planted, or of a placement that nothing was posted for, or a
    line of the ledger's noise that was left alone."""
    kind, who, period, _ = item
    if item in planted:
        return True
    if kind in ("placement_without_payment", "timing"):
        return who not in invoiced and not lines[who, period]
    return kind in ("paid_without_placement", "unattributable") and "/" in who


@pytest.fixture(params=AUTHORITIES)
def measured(request, demonstration, record_property):
    """Recall and precision of each class, over everything that was found in 2026-27; they are in
    the report of the tests (--junitxml)."""
    found, planted, invoiced = found_and_planted(demonstration, request.param)
    lines = Counter(
        dict(
            demonstration.first.rows(
                "select (coalesce(placement_key, journal_lines), financial_period), max(lines) "
                "from marts.reconciliation_items where financial_year = '2026-27' "
                f"and la_code = '{request.param}' group by all"
            )
        )
    )
    owed = never_invoiced(demonstration, request.param, invoiced)
    unpaid = {who for kind, who, *_ in found if kind == "placement_without_payment"}
    figures = {}
    for kind in sorted({kind for kind, *_ in found}):
        of_kind = [item for item in found if item[0] == kind]
        expected = [item for item in planted if item[0] == kind]
        hits = sum(item in found for item in expected)
        true = sum(is_true(item, planted, invoiced, lines) for item in of_kind)
        recall = hits / len(expected) if expected else len(owed & unpaid) / len(owed)
        figures[kind] = (recall, true / len(of_kind))
        record_property(f"{request.param} {kind} recall", round(recall, 3))
        record_property(f"{request.param} {kind} precision", round(true / len(of_kind), 3))
    return figures


def test_every_class_is_found_and_most_of_what_is_found_is_true(measured):
    """Noise on a provider with one placement may be taken for it: that is the precision."""
    assert len(measured) == 6
    for kind, (recall, precision) in measured.items():
        assert recall == 1 or (kind == "placement_without_payment" and recall > 0.98), kind
        assert precision > 0.85, kind


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_an_invoiced_placement_has_no_difference_that_was_not_planted(demonstration, la_code):
    found, planted, invoiced = found_and_planted(demonstration, la_code)
    assert len(invoiced) > 20
    assert sorted(each for each in (found - planted) if each[1] in invoiced) == []


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_lines_sum_to_the_ledger_and_end_with_the_commitment(demonstration, la_code):
    for total, explained in demonstration.first.rows(
        "select sum(case when line = 'ledger_total' then amount_gbp end), "
        "sum(case when line <> 'ledger_total' then amount_gbp end) "
        f"from marts.outturn_reconciliation where la_code = '{la_code}' "
        "group by financial_year, financial_period, dsg_block"
    ):
        assert total == explained
