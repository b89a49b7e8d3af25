"""A text of an overlay never becomes SQL, costs bounded time and can't fill the memory."""

import re
import time
from typing import get_args

import pytest

from ingest import contract_files
from ingest.column import Column, Sign
from ingest.contract import Contract, ReleaseFile
from ingest.overlay import OF_DATASET
from settings import yaml_file
from settings.problem import InvalidSettings
from steps import sources
from tests.ingest import shapes

pytestmark = pytest.mark.slow

NAME = "finance_ledger/transactions.205.yml"
PATH = "205/finance_ledger/transactions__2026-11-20.csv"
QUOTES = (
    "x'); copy (select 1) to '{folder}/one'; --",
    "x\"); copy (select 1) to '{folder}/two'; --",
    "'\"{batch}]\\); $$",
)
ROWS = "line_number: {constants: ['1', '2']}"
# each text of a contract, as YAML with TEXT for it
TEXTS = {
    "date_formats": "date_formats: [TEXT]",
    "ignored_headers": "ignored_headers: [TEXT]",
    "ignored_rows": "ignored_rows: [TEXT]",
    "null_values": "null_values: [TEXT]",
    "null_values of a column": "columns: {description: {null_values: [TEXT]}}",
    "sheet": "sheet: TEXT",
    "marker": "marker: TEXT",
    "due": "due: {every: TEXT, within_days: 1, by: TEXT}",
    "due_from": "due_from: TEXT",
    "file_pattern": "file_pattern: TEXT",
    "quarters": "quarters: TEXT",
    "files": "files: {TEXT: {requires: [TEXT]}}",
    "documentation": "documentation: [TEXT]",
    "columns": "columns: {TEXT: {aliases: [a]}}",
    "requires": "files: {transactions: {requires: [TEXT]}}",
    "type": "columns: {amount: {type: TEXT}}",
    "aliases": "columns: {description: {aliases: [TEXT]}}",
    "joined_headers": "columns: {description: {joined_headers: [TEXT]}}",
    "side_by_side": f"columns: {{{ROWS}, description: {{side_by_side: [TEXT, description]}}}}",
    "constants": f"columns: {{{ROWS}, supplier_name: {{constants: [TEXT, b]}}, "
    "description: {side_by_side: [description, '']}}",
    "made_of": "columns: {reference: {type: case_id, namespace: plan, made_of: [TEXT, amount]}}",
    "rows_have": "rows_have: [TEXT]",
    "codes": "columns: {journal_type: {codes: [AP, TEXT]}}",
    "code_map": "columns: {journal_type: {code_map: {TEXT: AP}}}",
    "pattern": "columns: {reference: {pattern: TEXT}}",
    "misfit": "columns: {reference: {misfit: TEXT}}",
    "namespace": "columns: {reference: {type: case_id, namespace: TEXT}}",
    "constant": "columns: {reference: {constant: TEXT}}",
    "derive": "columns: {reference: {derive: TEXT}}",
    "derive_from": "columns: {financial_year: {derive: financial_year, derive_from: TEXT}}",
    "debit_headers": "columns: {amount: {derive: debit_minus_credit, debit_headers: [TEXT], "
    "credit_headers: [amount]}}",
    "credit_headers": "columns: {amount: {derive: debit_minus_credit, debit_headers: [amount], "
    "credit_headers: [TEXT]}}",
    "sign": "columns: {amount: {sign: {debit: [DR], credit: [TEXT]}}}",
    "headers": "columns: {amount: {sign: {headers: [description], credit: [TEXT]}}}",
    "debit": "columns: {amount: {sign: {headers: [description], debit: [fees, TEXT]}}}",
    "credit": "columns: {amount: {sign: {headers: [description], debit: [fees], credit: [TEXT]}}}",
    "hides": "columns: {placement_key: {derive: placement_key, derive_from: TEXT, hides: TEXT}}",
    "from_title": "columns: {reference: {from_title: TEXT}}",
}


def holds_text(annotation):
    return annotation is str or any(holds_text(each) for each in get_args(annotation))


def test_every_text_of_a_contract_is_tried():
    fields = {}
    for model in (Contract, Column, Sign, ReleaseFile):
        fields |= model.model_fields
    texts = {name for name, each in fields.items() if holds_text(each.annotation)}
    assert texts - set(OF_DATASET) <= set(TEXTS)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("key", TEXTS)
def test_a_quotation_mark_is_text(installation, overlay, tmp_path_factory, key):
    """Either the overlay is refused, or the file is read; nothing else happens."""
    folder = tmp_path_factory.mktemp("outside")
    sent = 0
    for text in (each.replace("{folder}", str(folder)) for each in QUOTES):
        overlay(NAME, TEXTS[key].replace("TEXT", quoted(text)) + "\n")
        faults = contract_files.faults("finance_ledger", "205")
        if faults:
            assert "settings/contracts/finance_ledger/transactions.205.yml" in str(faults)
            continue
        sent += 1
        installation.send(PATH, shapes.transactions(3 + sent))
        [arrival] = sources.register_arrivals("finance_ledger", None)
        receipt = sources.load_arrival(arrival)
        assert receipt.outcome in ("accepted", "accepted_with_rejects", "rejected")
        ours = re.compile("did not run|can't be read as CSV|fault")
        assert not ours.search(" ".join(receipt.findings)), receipt.findings
    assert list(folder.iterdir()) == []


def test_derive_from_names_a_column_of_the_files(overlay):
    for name in ("no_column", "amount", "financial_period"):
        overlay(
            NAME, f"columns: {{financial_year: {{derive: financial_year, derive_from: {name}}}}}"
        )
        assert "derived from" in contract_files.faults("finance_ledger", "205")["transactions"]
    overlay(NAME, "columns: {financial_year: {derive_from: posting_date}}")
    assert (
        "'derive_from' has no effect"
        in contract_files.faults("finance_ledger", "205")["transactions"]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("null_values: ['" + "x" * 1001 + "']", "1,001 characters"),
        ('null_values: ["a\\0b"]', "a control character"),
        ("references: {supplier_id: supplier_providers.supplier_id}", "a key of the dataset"),
        ("file_pattern: '(?=a)(?P<year>\\d{4})(?P<month>\\d\\d)'", "no regular expression of RE2"),
        ("columns: {reference: {from_title: '(a)\\1'}}", "a regular expression of RE2"),
    ],
)
def test_texts_are_bounded_and_printable(overlay, text, message):
    overlay(NAME, text + "\n")
    fault = contract_files.faults("finance_ledger", "205")["transactions"]
    assert message.replace("no regular", "not a regular") in fault


def test_no_pattern_of_file_names_costs_more_than_the_length_of_the_name(installation, overlay):
    """Python's own expressions need 2 to the power of the length for this one."""
    overlay(NAME, "file_pattern: '(?P<year>\\d{4})(?P<month>\\d\\d)((a+)+)+'\n")
    path = f"205/finance_ledger/202611{'a' * 100}!.csv"
    installation.send(path, shapes.transactions(3))
    began = time.process_time()
    assert installation.load()[path].outcome == "rejected"
    assert time.process_time() - began < 30


def test_aliases_of_yaml_are_refused(tmp_path):
    """Ten lists of ten names for the one before stand for ten billion texts."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 11)]
    path = tmp_path / "settings" / "bomb.yml"
    path.parent.mkdir()
    path.write_text("\n".join(lines))
    with pytest.raises(InvalidSettings, match=re.escape("an alias *a0 (line 2)")):
        yaml_file.read(path, "")
    path.write_text("[" * 100_000)
    with pytest.raises(InvalidSettings, match="too deep"):
        yaml_file.read(path, "")


def test_many_carriage_returns_cost_the_length_of_the_file(installation):
    text = shapes.transactions(3).replace("\n", "\r\n", 2) + "\r" * 300_000
    installation.send(PATH, text)
    assert installation.load()[PATH].rows_accepted == 3
