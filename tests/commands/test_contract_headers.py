"""Headers, codes and keys that `send contract suggest` recognises in exports of real systems, also
where an overlay is there already."""

import pytest
import yaml

from ingest import contract_files
from ingest.suggest.columns import match


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home that no command has to create."""
    path = tmp_path / "home"
    monkeypatch.setenv("SEND_HOME", str(path))
    return path


SAP = "Doc No|Doc Line|FY|Per|Post Dt|Doc Dt|Doc Type|CC|GL Acct|Vendor|Ref|Text|Debit|Credit\n"


def test_a_ledger_of_sap_has_its_own_keys_and_not_derived_ones(send, tmp_path):
    file = tmp_path / "GL_P08_2026-27.txt"
    line = "51{n}|{n}|2026/2027|08|04.11.2026|12.10.2026|KR|H10|57146|V9|INV{n}|Fees|6.50|\n"
    file.write_text(SAP + "".join(line.format(n=n) for n in range(8)))
    arguments = ("contract", "suggest", str(file), "--la", "312", "--dataset", "transactions")
    shown = send(*arguments).stdout
    columns = yaml.safe_load(shown)["columns"]
    assert columns["journal_id"] == {"aliases": ["Doc No"]}
    assert columns["line_number"] == {"aliases": ["Doc Line"]}
    assert columns["financial_year"] == {"aliases": ["FY"]}
    assert columns["document_date"] == {"aliases": ["Doc Dt"]}
    assert columns["subjective"] == {"aliases": ["GL Acct"]}
    assert columns["description"] == {"aliases": ["Text"]}
    assert columns["journal_type"]["code_map"] == {"KR": "AP"}
    assert "ignored_headers" not in shown


@pytest.mark.parametrize(
    ("source", "dataset", "headers", "columns"),
    [
        ("case_system", "requests",
         "EHCNA ID|CYP ID|Date Rec'd|Received From|Mediation Flag|Worker ID|Funding Source",
         {"EHCNA ID": "request_id", "CYP ID": "person_id", "Date Rec'd": "received_date",
          "Received From": "request_source", "Mediation Flag": "request_mediation"}),
        ("case_system", "plans",
         "EHCP ID|Child Ref|Final Plan Issued|Plan End Date|Residential|Work Based|"
         "Personal Budget|Organised Arrangements|Direct Payments|Reason Ended",
         {"EHCP ID": "plan_id", "Child Ref": "person_id", "Final Plan Issued": "start_date",
          "Plan End Date": "cease_date", "Residential": "plan_res", "Work Based": "plan_wbp",
          "Personal Budget": "pb", "Organised Arrangements": "oa", "Direct Payments": "dp",
          "Reason Ended": "cease_reason"}),
        ("finance_ledger", "transactions",
         "JE_HEADER_ID|JE_LINE_NUM|EFFECTIVE_DATE|JE_SOURCE|INVOICE_NUM",
         {"JE_HEADER_ID": "journal_id", "JE_LINE_NUM": "line_number", "INVOICE_NUM": "reference",
          "EFFECTIVE_DATE": "posting_date", "JE_SOURCE": "journal_type"}),
        ("finance_ledger", "transactions", "Transaction ID|Inv Ref|Subj Code|Narrative",
         {"Transaction ID": "journal_id", "Inv Ref": "reference", "Subj Code": "subjective",
          "Narrative": "description"}),
    ],
)  # fmt: skip
def test_headers_of_case_and_finance_systems_are_recognised(source, dataset, headers, columns):
    contract = contract_files.of_source(source, "")[dataset]
    found = match(contract, headers.split("|"))
    assert {each.header: each.column for each in found} == columns


def test_a_proposal_for_a_layout_that_has_an_overlay_keeps_what_it_says(send, home, tmp_path):
    """Also a header that no rule would match, a word that no rule knows, and the file's pattern."""
    overlay = home / "settings" / "contracts" / "case_system" / "requests.312.yml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(
        "file_pattern: 'Export (?P<year>\\d{4})-(?P<month>\\d{2})-(?P<day>\\d{2})'\n"
        "columns:\n  request_id: {aliases: [Dossier]}\n"
        "  request_source: {aliases: [Via], code_map: {Mum: '1'}}\n"
        "  rya: {optional_header: true, misfit: remark}\nnull_values: [Unclear]\n"
    )
    file = tmp_path / "Export 2026-11-20.csv"
    rows = "".join(f"D{n},P{n},2026-01-05,Mum,Uncle\n" for n in range(9))
    file.write_text("Dossier,Child Ref,Request Received,Via,Notes\n" + rows)
    arguments = ("contract", "suggest", str(file), "--la", "312", "--dataset", "requests")
    shown = send(*arguments).stdout
    proposed = yaml.safe_load(shown)
    assert proposed["file_pattern"].startswith("Export (?P<year>")
    assert proposed["columns"]["request_id"] == {"aliases": ["Dossier"]}
    assert proposed["columns"]["request_source"] == {"aliases": ["Via"], "code_map": {"Mum": "1"}}
    assert proposed["columns"]["received_date"] == {"aliases": ["Request Received"]}
    assert shown.count("as in your overlay") == 2
    assert "another authority" not in shown
    assert "is it one of: Notes?" in shown
    assert "# Take over its other keys: null_values, rya: misfit." in shown
    assert (
        "# means in relevant youth accommodation; no header was found: is it one of: Notes?"
        in shown
    )


def test_codes_that_say_nothing_are_proposed_with_their_meanings(send, tmp_path):
    file = tmp_path / "Requests 2026-11-20.csv"
    file.write_text("Request ID,Person ID,Requested By\n" + "R1,P1,Aunt\n" * 9)
    arguments = ("contract", "suggest", str(file), "--la", "312", "--dataset", "requests")
    assert "1 (parent or young person), 2 (school), 3 (health)" in send(*arguments).stdout


def test_a_key_at_the_wrong_level_is_not_called_misspelt(home):
    overlay = home / "settings" / "contracts" / "case_system" / "requests.312.yml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text("columns: {rya: {date_formats: ['%Y']}}\n")
    contract_files.read_again()
    fault = contract_files.fault("case_system", "312", "requests")
    assert "a known key of this level ('date_formats' belongs to another level)" in fault
