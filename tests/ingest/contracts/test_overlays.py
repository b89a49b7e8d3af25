"""A fault of one overlay is the problem of its authority and dataset, and of nobody else."""

import datetime as dt
import json

import pytest

from ingest import contract_files
from ingest.deletion import retention
from ingest.register import receipts
from tests.conftest import Installation
from tests.ingest import shapes

pytestmark = pytest.mark.slow

OVERLAY = "finance_ledger/transactions.384.yml"
GOOD = """
file_pattern: 'ledger_(?P<year>\\d{4})-(?P<month>\\d{2})'
columns: {cost_centre: {aliases: [Centre]}}
"""
LAYOUT = "330/finance_ledger/ledger_2026-11.csv"
BROKEN = {
    "not UTF-8": b"# caf\xe9\n",
    "not YAML": "columns: [\n",
    "no characters of YAML": "a: \x07\n",
    "an impossible date": "due_from: 2026-11-31\n",
    "a list": "- a\n- b\n",
    "a word": "nothing\n",
    "too deep": "a: " + "[" * 1200,
    "one key twice": "float_noise: true\nfloat_noise: false\n",
    "an unknown key": "date_format: ['%d/%m/%Y']\n",
    "a number as a key": "5: 6\n",
    "a key of the dataset": "mode: full\n",
    "an unknown column": "columns: {centre: {aliases: [Centre]}}\n",
    "an unknown column with a type": "columns: {centre: {type: text}}\n",
    "an unknown key of a column": "columns: {cost_centre: {alias: [Centre]}}\n",
    "columns as a list": "columns: [cost_centre]\n",
    "a column as a text": "columns: {cost_centre: Centre}\n",
    "a number for a date format": "date_formats: [5]\n",
    "an unknown date format": "date_formats: ['%Q']\n",
    "an open bracket": "file_pattern: 'ledger_(?P<year>\\d{4'\n",
    "no groups": "file_pattern: 'ledger_.*'\n",
    "no month": "file_pattern: 'ledger_(?P<year>\\d{4})-Q.'\n",
    "another group": "file_pattern: 'l_(?P<year>\\d{4})(?P<month>\\d{2})(?P<part>.)'\n",
    "a pattern with look-ahead": "columns: {cost_centre: {pattern: '(?=a)b'}}\n",
    "a pattern that is open": "columns: {cost_centre: {pattern: '['}}\n",
    "a title without a group": "columns: {cost_centre: {from_title: 'a'}}\n",
    "a period that ends in no year": "keep_days: 1000000000000\n",
    "a number that no message can hold": f"max_rejected_pct: 0x{'f' * 5000}\n",
    "a rule of the calendar": "due: {every: fortnight}\n",
}


def send(installation):
    installation.send(LAYOUT, shapes.transactions())
    installation.send("384/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    installation.send("384/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.send("384/finance_ledger/budgets__2026-11-20.csv", "nothing\n1\n")
    return installation.load()


def others(found):
    """Every receipt but that of the dataset concerned, without what identifies this run."""
    return {
        path: json.dumps(receipt.to_json() | {"validated_by": None}, default=str)
        for path, receipt in found.items()
        if path != "384/finance_ledger/transactions__2026-11-20.csv"
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The receipts of a run in which no overlay is wrong, in a home of its own."""
    home = tmp_path_factory.mktemp("undisturbed")
    overlays = home / "settings" / "contracts" / "finance_ledger"
    overlays.mkdir(parents=True)
    (overlays / "transactions.330.yml").write_text(GOOD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(home))
        return send(Installation(home))


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_overlay_rejects_the_files_of_its_authority_and_dataset_only(
    installation, overlay, undisturbed, text
):
    overlay("finance_ledger/transactions.330.yml", GOOD)
    overlay(OVERLAY, text)
    found = send(installation)
    assert others(found) == others(undisturbed)
    rejected = found["384/finance_ledger/transactions__2026-11-20.csv"]
    assert (rejected.outcome, rejected.dataset) == ("rejected", "transactions")
    [finding] = rejected.findings
    assert f"settings/contracts/{OVERLAY}" in finding
    assert "\n" not in finding
    assert "expected" in finding or "not accepted: " in finding
    assert {each.file for each in contract_files.problems()} == {f"settings/contracts/{OVERLAY}"}


def test_a_file_is_recognised_by_the_name_of_an_overlay_with_another_fault(installation, overlay):
    overlay(OVERLAY, GOOD + "date_format: x\n")
    path = LAYOUT.replace("330", "384")
    installation.send(path, shapes.transactions())
    rejected = installation.load()[path]
    assert (rejected.dataset, rejected.business_date) == ("transactions", "2026-11-30")
    overlay(OVERLAY, GOOD)
    found = installation.load()[path]
    assert (found.outcome, found.findings) == ("accepted", ())


def test_a_name_that_only_the_broken_overlay_knew_is_rejected_with_its_problem(
    installation, overlay
):
    overlay(OVERLAY, "file_pattern: 'ledger_(?P<year>\\d{4})-Q.'\n")
    installation.send("384/finance_ledger/ledger_2026-Q2.csv", shapes.transactions())
    [rejected] = installation.load().values()
    assert "it gives no date; expected the groups (?P<year>" in rejected.findings[0]


def test_accepted_rows_stay_while_the_overlay_is_broken(installation, overlay):
    path = "384/finance_ledger/transactions__2026-11-20.csv"
    installation.send(path, shapes.transactions())
    assert installation.load()[path].outcome == "accepted"
    overlay(OVERLAY, "columns: [\n")
    installation.send(path.replace("20.csv", "19.csv"), shapes.transactions())
    installation.load()
    receipt = {each.file_path: each for each in receipts.read_all(installation.home).values()}
    assert receipt[path].outcome == "accepted"
    assert retention.find_expired(installation.home, dt.date(2126, 1, 1)) == []


def test_an_accepted_file_is_not_loaded_again_while_its_overlay_is_broken(installation, overlay):
    path = "384/case_system/requests__2026-11-20.csv"
    installation.send(path.replace("requests", "persons"), shapes.persons())
    installation.send(path, shapes.requests())
    assert installation.load()[path].outcome == "accepted"
    overlay("case_system/requests.384.yml", "columns: [\n")
    installation.send("384/case_system/persons__2026-11-19.csv", shapes.persons())
    assert path not in installation.load()
    overlay("case_system/requests.384.yml", "columns: {rya: {aliases: [other]}}\n")
    assert installation.load()[path].outcome == "accepted"


def test_an_overlay_in_the_settings_wins_over_the_bundled_example(overlay):
    bundled = contract_files.of_source("finance_ledger", "878")["transactions"]
    assert bundled.float_noise
    overlay("finance_ledger/transactions.878.yml", GOOD)
    own = contract_files.of_source("finance_ledger", "878")["transactions"]
    assert (own.float_noise, own.columns["cost_centre"].aliases) == (False, ("Centre",))


@pytest.mark.parametrize(
    "name",
    [
        "finance_ledger/transaction.384.yml",
        "finance/transactions.384.yml",
        "transactions.384.yml",
        "finance_ledger/old/transactions.384.yml",
        "finance_ledger/transactions.yaml",
        "finance_ledger/transactions.38.yml",
        "finance_ledger/transactions.384.yml.bak",
    ],
)
def test_a_file_that_is_no_overlay_by_its_name_is_named(installation, name):
    path = installation.home / "settings" / "contracts" / name
    path.parent.mkdir(parents=True)
    path.write_text("float_noise: true\n")
    contract_files.read_again()
    [problem] = contract_files.problems()
    assert problem.file == f"settings/contracts/{name}"
    assert "expected contracts/<source>/<dataset>.<la_code>.yml" in str(problem)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requests.99.yml", "<la_code>.yml with the three digits of the authority's code."),
        ("requests.990.yaml", "<la_code>.yml with the ending .yml."),
        ("request.990.yml", "<la_code>.yml with a dataset of case_system (advice, "),
    ],
)
def test_only_the_wrong_part_of_a_name_is_named(overlay, name, expected):
    overlay(f"case_system/{name}", "float_noise: true\n")
    [problem] = contract_files.problems()
    assert expected in str(problem)


def test_a_wrong_expression_is_shown_as_it_is_written(overlay):
    overlay("case_system/requests.990.yml", "file_pattern: '(((('\n")
    [problem] = contract_files.problems()
    assert "of RE2 (missing ): (((()" in str(problem)


def test_a_number_of_an_overlay_is_no_flag_and_no_text(overlay):
    overlay("case_system/requests.990.yml", "max_rejected_pct: true\nheader_row: '2'\n")
    assert [f"{each.key}: {each.found}" for each in contract_files.problems()] == [
        "header_row: '2'",
        "max_rejected_pct: true",
    ]


NO_NUMBER = {
    "numbered twice": (
        "journal_id: {derive: record_number}\n  line_number: {derive: record_number}",
        "journal_id and line_number are the same in each file",
    ),
    "a header of two columns": (
        "journal_id: {aliases: [Supplier Name]}\n  line_number: {derive: record_number}",
        "the header 'supplier_name' is claimed by journal_id and supplier_name",
    ),
}


@pytest.mark.parametrize("case", NO_NUMBER)
def test_an_overlay_that_makes_no_key_of_its_lines_is_refused(overlay, case):
    columns, message = NO_NUMBER[case]
    overlay("finance_ledger/transactions.205.yml", f"columns:\n  {columns}\n")
    assert message in contract_files.faults("finance_ledger", "205")["transactions"]


def test_a_debit_and_a_credit_under_one_column_are_told_how_to_be_one_amount(installation, overlay):
    overlay(
        "finance_ledger/transactions.205.yml", "columns: {amount: {aliases: [Debit, Credit]}}\n"
    )
    text = (
        shapes.transactions(3).replace(",amount\n", ",Debit,Credit\n").replace("100.00\n", "1,\n")
    )
    installation.send("205/finance_ledger/transactions__2026-11-20.csv", text)
    [receipt] = installation.load().values()
    assert "derive: debit_minus_credit, debit_headers and credit_headers" in receipt.findings[0]
