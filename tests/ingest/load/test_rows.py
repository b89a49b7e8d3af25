"""Bad rows go to quarantine with all their reasons; every row and every penny is accounted for."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.receipt import Totals
from tests.conftest import Installation
from tests.ingest import shapes

pytestmark = pytest.mark.slow

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
CASES = "205/case_system/requests__2026-11-20.csv"

BAD_REQUESTS = {
    "an impossible date": (shapes.request(99, person="P1", received="2026-02-30"), "received_date"),
    "a code outside its list": (shapes.request(99, person="P1", outcome="Q"), "request_outcome"),
    "a decision before receipt": (
        shapes.request(99, person="P1", decided="2025-12-31"),
        "request_outcome_date: before received_date",
    ),
    "a broken reference": (shapes.request(99, person="P999"), "person_id: not among the persons"),
    "a date after the extract": (
        shapes.request(99, person="P1", received="2026-11-21", decided="2026-11-22"),
        "received_date: outside",
    ),
    "no identifier": (shapes.request(99, id="", person="P1"), "request_id: missing"),
    "a request before birth": (
        shapes.request(99, person="P1", received="2015-01-01", decided="2015-02-01"),
        "received_date: the person was not yet born",
    ),
    "too few cells": ("R99,P1,2026-01-05", "fewer cells than the header"),
    "too many cells": (shapes.request(99, person="P1") + ",x", "more cells than the header"),
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
def test_a_bad_row_is_quarantined_and_the_others_are_loaded(installation, case):
    row, reason = BAD_REQUESTS[case]
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send(CASES, shapes.requests(40, row))
    receipt = installation.load()[CASES]
    assert receipt.outcome == "accepted_with_rejects"
    assert (receipt.rows_read, receipt.rows_accepted) == (41, 40)
    [(line, reasons)] = installation.rows(
        "select line_number, reasons from '{quarantine}/205/*.parquet'"
    )
    assert line == 42
    assert any(reason in each for each in reasons)


def test_two_persons_with_one_upn_are_a_remark(installation):
    same = {"upn": "A123456789012"}
    rows = shapes.person(90, **same), shapes.person(91, **same, surname="Madeup")
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(40, *rows))
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 42)
    assert receipt.findings == (
        "upn: several persons have it, so a child may be counted twice: 2 row(s), kept",
    )


@pytest.mark.parametrize(
    ("period", "posted", "is_early"),
    [("8", "2026-03-11", True), ("8", "2025-11-03", True), ("8", "2026-09-01", False),
     ("8", "2026-08-31", True), ("1", "2026-03-28", False), ("12", "2026-11-03", True),
     ("10", "2026-11-03", False), ("13", "2026-11-03", False), ("2", "2026-11-03", False)],
)  # fmt: skip
def test_a_line_that_was_posted_long_before_its_period_is_a_remark(
    installation, period, posted, is_early
):
    """11/03/2026 is 3 November where a ledger writes the month first."""
    row = shapes.line(90).replace(",8,2026-11-03,", f",{period},{posted},")
    installation.send(LEDGER, shapes.transactions(40, row))
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 41)
    early = "posting_date: more than two months before its period begins"
    assert [each[: len(early)] for each in receipt.findings] == [early] * is_early


@pytest.mark.parametrize("period", ["-5", "0", "99", "-2147483649"])
def test_a_period_that_there_is_not_has_no_beginning(installation, period):
    row = shapes.line(90).replace(",8,2026-11-03,", f",{period},2026-11-03,")
    installation.send(LEDGER, shapes.transactions(40, row))
    [receipt] = installation.load().values()
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (40, 1)


def test_a_negative_price_is_a_remark(installation):
    header = (
        "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
        "education_pct,social_care_pct,health_pct\n"
    )
    row = "C1,L1,special_school,-1000.50,weekly,38,2026-09-01,,100,0,0\n"
    installation.send("205/case_system/placement_costs__2026-11-20.csv", header + row)
    [receipt] = installation.load().values()
    assert receipt.findings[0].startswith("annual_amount: below nil, so it lowers what was agreed")


def test_an_unusual_row_is_loaded_with_a_remark(installation):
    """DfE's own figures contain decisions without a date."""
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send(
        CASES, shapes.requests(30, *(shapes.request(n, decided="") for n in (31, 32)))
    )
    receipt = installation.load()[CASES]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 32)
    assert receipt.findings == (
        "request_outcome_date: missing, so the decision counts in no period: 2 row(s), kept",
    )


def test_all_reasons_of_a_bad_row_are_kept(installation):
    row = shapes.request(99, person="P999", outcome="Q", decided="1966-10-14")
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons())
    installation.send(CASES, shapes.requests(40, row))
    installation.load()
    [(reasons,)] = installation.rows("select reasons from '{quarantine}/205/*.parquet'")
    assert len(reasons) == 4
    assert reasons == sorted(reasons)


def test_different_rows_with_one_key_are_quarantined_and_a_repeated_row_is_a_duplicate(
    installation,
):
    same, other = shapes.person(3), shapes.person(4, sex="M")
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(60, same, other))
    [receipt] = installation.load().values()
    assert (receipt.rows_duplicate, receipt.rows_quarantined) == (1, 2)
    assert receipt.rows_read == 62


def test_the_requests_of_a_quarantined_person_are_quarantined(installation):
    installation.send(
        "205/case_system/persons__2026-11-20.csv", shapes.persons(40, shapes.person(3, sex="M"))
    )
    installation.send(CASES, shapes.requests())
    receipt = installation.load()[CASES]
    assert receipt.rows_quarantined == 1
    assert "person_id: not among the persons" in receipt.findings[0]


def test_a_file_of_which_no_row_is_accepted_is_rejected(installation, overlay):
    """Also where the contract allows any share of bad rows."""
    overlay("case_system/persons.205.yml", "max_rejected_pct: 100")
    bad = shapes.persons(0, shapes.person(1, birth_date="soon"))
    installation.send("205/case_system/persons__2026-11-20.csv", bad)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "none of its 1 rows can be accepted" in receipt.findings[0]


def test_a_repeated_ledger_line_is_a_duplicate_and_a_changed_one_is_quarantined(installation):
    installation.send(LEDGER, shapes.transactions(60))
    installation.send(
        LEDGER.replace("-20", "-21"),
        "\n".join(
            [
                shapes.TRANSACTIONS,
                shapes.line(1),
                shapes.line(2, "100.01"),
                *(shapes.line(n) for n in range(100, 140)),
            ]
        )
        + "\n",
    )
    receipt = installation.load()[LEDGER.replace("-20", "-21")]
    assert (receipt.rows_duplicate, receipt.rows_quarantined) == (1, 1)
    assert "corrects by reversal" in receipt.findings[0]
    assert "journal_id: {derive: file_reference}" in receipt.findings[0]
    assert receipt.totals_found["amount"] == Totals(
        file="4200.01", accepted="4000.00", quarantined="100.01", duplicate="100.00"
    )
    assert (
        "amount: 100.00 of the file's 4200.01 pounds are in duplicate rows, and not loaded again; "
        "accepted are 4000.00, quarantined 100.01" in receipt.findings
    )


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ('"1,496.00"', "1496.00"),
        ("(120.00)", "-120.00"),
        ("120.00-", "-120.00"),
        ("-7", "-7.00"),
        ('"-1,234,567.8"', "-1234567.80"),
        ("£3.10", "3.10"),
        ("0", "0.00"),
        ("9999999999.99", "9999999999.99"),
        ('"(1,000.5)"', "-1000.50"),
    ],
)
def test_amounts_are_read_as_ledgers_write_them(installation, written, pounds):
    installation.send(LEDGER, shapes.transactions(1).replace("100.00", written))
    installation.load()
    assert installation.rows(
        "select amount from '{raw}/finance_ledger/transactions/205/*.parquet'"
    ) == [(Decimal(pounds),)]


MOST = 10**12 - 1  # pennies: ten digits before the point
pennies = st.integers(min_value=-MOST, max_value=MOST)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts=st.lists(pennies, min_size=1, max_size=60), bad=st.sets(st.integers(0, 59)))
def test_no_row_and_no_penny_is_ever_lost(tmp_path_factory, monkeypatch, amounts, bad):
    """Conservation: read = accepted + quarantined + duplicate, and the pounds likewise."""
    installation = Installation(tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("SEND_HOME", str(installation.home))
    rows = [
        shapes.line(n, f"{Decimal(amount) / 100:.2f}", **({"subjective": ""} if n in bad else {}))
        for n, amount in enumerate(amounts)
    ]
    installation.send(LEDGER, "\n".join([shapes.TRANSACTIONS, *rows]) + "\n")
    receipt = installation.load()[LEDGER]
    parts = receipt.totals_found["amount"]
    assert receipt.rows_read == len(rows)
    assert Decimal(parts.file) == Decimal(sum(amounts)) / 100
    assert Decimal(parts.file) == sum(
        Decimal(part) for part in (parts.accepted, parts.quarantined, parts.duplicate)
    )
