"""Keys that one cell does not hold: numbers of documents that begin anew in each year or company,
and tables of all children, of which some rows lack the key."""

import pytest

from ingest import contract_files
from tests.ingest import shapes

LEDGER = "finance_ledger/transactions.312.yml"
OLD, NEW = (f"312/finance_ledger/transactions__{day}.csv" for day in ("2026-11-19", "2026-11-20"))
PLANS = "312/case_system/plans__2026-11-20.csv"
PERSONS = "312/case_system/persons__2026-11-20.csv"
JOINED = "columns: {journal_id: {joined_headers: [Company, Year]}}\n"


def ledger(company, year):
    """The same numbers of documents in each company and year."""
    lines = [f"{company},{year},{shapes.line(n)}" for n in range(40)]
    return "\n".join([f"Company,Year,{shapes.TRANSACTIONS}", *lines]) + "\n"


def test_documents_of_companies_and_years_that_share_a_number_are_several(installation, overlay):
    overlay(LEDGER, JOINED)
    installation.send(OLD, ledger("1000", "2025"))
    installation.send(
        NEW, ledger("1000", "2026") + "\n".join(ledger("2000", "2026").split("\n")[1:])
    )
    receipts = installation.load()
    assert [receipts[each].rows_accepted for each in (OLD, NEW)] == [40, 80]
    assert installation.rows(
        "select min(journal_id), max(journal_id), count(distinct journal_id) "
        "from '{raw}/finance_ledger/transactions/312/*.parquet'"
    ) == [("1000/2025/J0", "2000/2026/J9", 120)]


def test_a_header_that_is_joined_fills_a_column_too(installation, overlay):
    overlay(
        LEDGER,
        "columns:\n  journal_id: {joined_headers: [Company, Year]}\n"
        "  financial_year: {aliases: [Year], single_year: first}\n",
    )
    text = ledger("1000", "2026").replace("financial_year", "other").replace(",2026-27,", ",,")
    installation.send(NEW, text)
    [receipt] = installation.load().values()
    assert receipt.rows_accepted == 40, receipt.findings
    assert installation.rows(
        "select distinct financial_year, left(journal_id, 9) "
        "from '{raw}/finance_ledger/transactions/312/*.parquet'"
    ) == [("2026-27", "1000/2026")]


def test_without_the_key_the_message_names_it(installation, overlay):
    overlay(LEDGER, "ignored_headers: [Company, Year]\n")
    installation.send(OLD, ledger("1000", "2025"))
    installation.send(NEW, ledger("1000", "2026").replace("100.00", "99.00"))
    findings = " ".join(installation.load()[NEW].findings)
    assert "{joined_headers: [the header of the year or company]}" in findings


def test_a_part_that_is_empty_or_lacks_its_header_is_missing(installation, overlay):
    overlay(LEDGER, JOINED)
    installation.send(NEW, ledger("1000", "2026").replace("1000,2026,J7,", "1000,,J7,"))
    [receipt] = installation.load().values()
    assert "journal_id: missing: 1 row(s)" in " ".join(receipt.findings)
    installation.send(NEW, shapes.transactions())
    [receipt] = installation.load().values()
    assert "journal_id (Company), journal_id (Year)" in " ".join(receipt.findings)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("columns: {posting_date: {joined_headers: [Year]}}", "is for a text"),
        (
            "columns: {journal_id: {joined_headers: [CoCd]}}\nignored_headers: [CoCd]",
            "'CoCd' is a header of journal_id.1, so it can't be ignored",
        ),
        ("rows_have: [journal_id]", "in a dataset about people"),
    ],
)
def test_what_a_contract_can_not_declare(overlay, content, message):
    overlay(LEDGER, content + "\n")
    assert message in contract_files.faults("finance_ledger", "312")["transactions"]


def plans():
    """Twenty children, of whom four have no plan yet."""
    header = "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,"
    rows = [f"PL{n},P{n},R{n},2026-01-05,,,,,,,,\n" for n in range(16)]
    rows += [f",P{n},R{n},,,,,,,,,\n" for n in range(16, 19)] + ["TBC,P19,R19,,,,,,,,,\n"]
    return f"{header}cease_reason,transfer_la\n" + "".join(rows)


def test_children_without_a_plan_are_no_rows_of_plans(installation, overlay):
    overlay("case_system/requests.312.yml", "due: never\n")
    overlay("case_system/plans.312.yml", "rows_have: [plan_id]\nnull_values: [TBC]\n")
    installation.send(PERSONS, shapes.persons())
    installation.send(PLANS, plans())
    receipt = installation.load()[PLANS]
    assert (receipt.rows_read, receipt.rows_accepted) == (16, 16)
    assert "4 records without a key (rows_have) left out" in receipt.findings


def test_a_row_that_has_its_key_is_not_left_out_for_another_cell(installation, overlay):
    overlay("case_system/plans.312.yml", "rows_have: [plan_id]\nnull_values: [TBC]\n")
    installation.send(PERSONS, shapes.persons())
    installation.send(PLANS, plans().replace("PL3,P3,R3,2026-01-05", "PL3,P3,R3,soon"))
    receipt = installation.load()[PLANS]
    assert receipt.rows_read == 16
    assert any(each.startswith("start_date: found the shape AAAA") for each in receipt.findings)
