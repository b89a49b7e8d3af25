"""Proposals for what databases, report servers and ledgers export beside plain values."""

import datetime as dt

import pytest
import yaml

from tests.ingest import workbooks

REQUESTS = "Request Ref,Child Ref,Date Request Received,Requested By\n"
LEDGER = "Document Number,Item,Posting Date,Account,Amount in LC,{sign}\n"


def read(text):
    return yaml.safe_load(text) or {}


def test_headers_with_line_breaks_above_other_line_ends_hide_no_row(suggest):
    """SQL Server Reporting Services ends records with CRLF, and breaks headers with LF."""
    header = '"Request\nRef","Child\nRef","Date Request\nReceived",Requested By\r\n'
    rows = "".join(f"R{n},P{n},2026-01-05 00:00:00.000,Parent\r\n" for n in range(6))
    text = suggest("requests", header + rows)
    assert "# 6 rows" in text
    assert read(text)["columns"]["received_date"] == {"aliases": ["Date Request Received"]}
    assert "code_map: {'Parent': ?}" in text


@pytest.mark.parametrize("word", ["NULL", "(null)", "\\N"])
def test_words_of_databases_for_an_empty_cell_are_proposed(suggest, word):
    rows = "".join(f"R{n},P{n},2026-01-05,{word}\n" for n in range(6))
    text = suggest("requests", REQUESTS + rows)
    assert read(text)["null_values"] == [word]
    assert "request_source: map these" not in text
    assert "null_values" not in read(suggest("requests", REQUESTS + "R1,P1,2026-01-05,Parent\n"))


@pytest.mark.parametrize(
    ("header", "debit", "credit", "sign"),
    [
        ("S/H", "S", "H", {"headers": ["S/H"], "debit": ["S"], "credit": ["H"]}),
        ("D/C", "D", "C", {"headers": ["D/C"]}),
        ("DR/CR", "DR", "CR", {"headers": ["DR/CR"]}),
    ],
)
def test_the_letters_of_a_sign_are_proposed_and_not_ignored(suggest, header, debit, credit, sign):
    rows = f"1,1,2026-11-02,5,12.00,{debit}\n2,1,2026-11-02,5,3.00,{credit}\n"
    proposed = read(suggest("transactions", LEDGER.format(sign=header) + rows))
    assert proposed["columns"]["amount"]["sign"] == sign
    assert header not in proposed.get("ignored_headers", [])


def test_a_sign_beside_amounts_that_have_their_own_is_ignored(suggest):
    rows = "1,1,2026-11-02,5,12.00,S\n2,1,2026-11-02,5,3.00-,H\n"
    proposed = read(suggest("transactions", LEDGER.format(sign="S/H") + rows))
    assert "sign" not in proposed["columns"]["amount"]
    assert proposed["ignored_headers"] == ["S/H"]


@pytest.mark.parametrize("cells", [("X", "Y"), ("40", "50")])
def test_a_sign_in_unknown_words_is_never_proposed_as_ignored(suggest, cells):
    """Its credits would count as debits, and a header that is ignored rejects no file."""
    rows = f"1,1,2026-11-02,5,12.00,{cells[0]}\n2,1,2026-11-02,5,3.00,{cells[1]}\n"
    text = suggest("transactions", LEDGER.format(sign="Posting Key") + rows)
    assert "ignored_headers" not in read(text)
    assert (
        "# 'Posting Key' looks like the sign of the amounts, which have none of their own" in text
    )


def test_totals_of_pages_and_of_counts_are_footers(suggest):
    prices = "cost_id,placement_id,spend_category,annual_amount,price_basis\n"
    rows = "C1,PL1,hospital,100.00,Financial Year\nPage Total,,,100.00,\n"
    text = suggest("placement_costs", prices + rows)
    assert "# 1 rows" in text
    assert "price_basis" not in text  # its words are the contract's, with a space
    needs = "plan_id,sen_type_rank,sen_type\nPL1,1,ASD\nTotal plans:,1,1\n"
    assert "# 1 rows" in suggest("needs", needs)


def test_the_number_of_a_day_is_proposed_beside_other_dates(suggest):
    rows = "R1,P1,46029,Parent\nR2,P2,05/01/2026,Parent\n"
    assert read(suggest("requests", REQUESTS + rows))["date_formats"] == ["%d/%m/%Y", "serial"]
    rows = "R1,P1,46029,Parent\n"
    assert read(suggest("requests", REQUESTS + rows))["date_formats"] == ["%Y-%m-%d", "serial"]


def test_the_day_of_the_final_plan_ends_the_20_weeks(suggest):
    rows = "Request No,Outcome,Date Final Plan Issued\nR1,Yes,2026-05-20\n"
    text = suggest("assessments", rows)
    assert read(text)["columns"]["assessment_outcome_date"]["aliases"] == ["Date Final Plan Issued"]
    text = suggest(
        "assessments", "Request No,Outcome,Date of Decision to Issue\nR1,Yes,2026-05-1\n"
    )
    assert "the end of the 20 weeks, and no earlier decision to issue" in text


def test_the_suppliers_number_is_its_id_whatever_another_authority_calls_it(suggest, tmp_path):
    contracts = tmp_path / "home" / "settings" / "contracts" / "finance_ledger"
    contracts.mkdir(parents=True)
    other = "columns: {supplier_id: {aliases: [Supplier]}}\n"
    (contracts / "transactions.850.yml").write_text(other)
    rows = "Invoice Number,Line,GL Date,Account,Amount,Supplier Number,Supplier\n"
    columns = read(suggest("transactions", rows + "1,1,2026-11-02,5,<12.00>,S1,Acme\n"))["columns"]
    assert columns["supplier_id"] == {"aliases": ["Supplier Number"]}
    assert columns["supplier_name"] == {"aliases": ["Supplier"]}
    assert columns["journal_id"] == {"derive": "file_reference"}


def test_the_sheet_of_an_overlay_is_the_one_that_is_read(suggest, tmp_path):
    sheets = {
        "Open": [["Request Ref", "Child Ref", "Received"], ["R1", "P1", dt.date(2026, 1, 5)]],
        "All": [["Request Ref", "Child Ref", "Received"], *[["R", "P", ""]] * 3],
    }
    name, content = "requests__2026-11-20.xlsx", workbooks.xlsx(sheets)
    assert "name its sheet in the contract (sheet)" in suggest("requests", content, name)
    contracts = tmp_path / "home" / "settings" / "contracts" / "case_system"
    contracts.mkdir(parents=True)
    (contracts / "requests.312.yml").write_text("sheet: All\n")
    text = suggest("requests", content, name)
    assert "# 3 rows" in text
    assert "# Take over its other keys: sheet." in text


def test_many_headers_of_no_column_are_listed_once(suggest):
    more = ",".join(f"Note {n}" for n in range(9))
    text = suggest("requests", f"request_id,person_id,{more}\nR1,P1,{',' * 8}\n")
    assert text.count("Note 8") == 1
    assert "is it one of: the ignored headers above?" in text
