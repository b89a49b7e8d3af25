"""The smallest form of each fault that tests/mutants has found."""

import os
import zipfile
from pathlib import Path

import pytest

from tests.ingest import shapes

pytestmark = pytest.mark.slow

PERSONS = "205/case_system/persons__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"


def one(installation, path, content):
    installation.send(path, content)
    return installation.load()[path]


def test_a_carriage_return_alone_ends_a_line(installation):
    receipt = one(installation, PERSONS, shapes.persons(3).replace("\n", "\r"))
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3)


@pytest.mark.parametrize("blank", ["", "\n\n"])
def test_rows_after_a_malformed_record_keep_their_line_number(installation, blank):
    """Lines 2 to 42 hold records; the one at 12 is no row, whether or not lines are blank."""
    lines = shapes.persons(41).splitlines()
    lines[11] = lines[11].rsplit(",", 1)[0]
    lines[5] += blank
    one(installation, PERSONS, "\n".join(lines) + "\n")
    numbers = installation.rows("select _line from '{raw}/case_system/persons/205/*.parquet'")
    assert {line for (line,) in numbers} == set(range(2, 43)) - {12}
    assert installation.rows("select line_number from '{quarantine}/205/*.parquet'") == [(12,)]


@pytest.mark.parametrize("between", ["", ","])
def test_a_row_merged_into_the_header_is_not_printed(installation, between):
    header, first, rest = shapes.persons(40, shapes.person(50)).split("\n", 2)
    receipt = one(installation, PERSONS, f"{header}{between}{first}\n{rest}")
    assert receipt.outcome == "rejected"
    assert "Inventedname" not in str(receipt)
    assert "A000000000000" not in str(receipt)


@pytest.mark.parametrize("apart", [1, 3])
def test_rows_between_two_stray_quotation_marks_reject_the_file(installation, apart):
    lines = shapes.transactions().splitlines()
    lines[3] = lines[3].replace("Acme School", '"Acme School')
    lines[3 + apart] = lines[3 + apart].replace("Acme School", 'Acme School"')
    receipt = one(installation, LEDGER, "\n".join(lines))
    assert receipt.outcome == "rejected"
    assert "record 4" in receipt.findings[0]


def test_line_breaks_in_a_description_are_accepted(installation):
    text = shapes.transactions(40, shapes.line(99, description='"one, two\nthree, four"'))
    assert one(installation, LEDGER, text).rows_accepted == 41


def test_a_nul_byte_far_into_the_file_rejects_it(installation):
    long = shapes.line(99, description="x" * 400_000)
    receipt = one(
        installation, LEDGER, shapes.transactions(40, long, shapes.line(100, description="\0"))
    )
    assert "NUL" in receipt.findings[0]


def test_a_tab_after_a_code_is_removed(installation):
    one(installation, LEDGER, shapes.transactions(3, shapes.line(9, subjective="5733\t")))
    codes = installation.rows(
        "select distinct subjective from '{raw}/finance_ledger/transactions/205/*.parquet'"
    )
    assert codes == [("5733",)]


@pytest.mark.parametrize(
    "content",
    [
        "[" * 5000,
        '{"totals": "12.00"}',
        '{"totals": [1]}',
        '{"rows": "\\ud800"}',
        f'{{"rows": {"9" * 5000}}}',
        '{"totals": {"amount": NaN}}',
        '{"rows": "\\u001b[2J A Child"}',
        " " * (1 << 20) + '{"rows": 40}',
    ],
)
def test_a_control_file_that_cannot_be_read_rejects_only_its_own_file(installation, content):
    installation.send(LEDGER.replace(".csv", ".control.json"), content)
    installation.send(LEDGER, shapes.transactions())
    installation.send(LEDGER.replace("205", "312"), shapes.transactions())
    receipts = installation.load()
    outcomes = {path: receipt.outcome for path, receipt in receipts.items()}
    assert outcomes == {LEDGER: "rejected", LEDGER.replace("205", "312"): "accepted"}
    assert receipts[LEDGER].findings[0].isprintable()
    assert "Child" not in str(receipts)
    assert [*installation.load()] == []


def test_a_pipe_in_landing_stops_no_other_file(installation):
    folder = installation.send(LEDGER, shapes.transactions()).parent
    os.mkfifo(folder / "budgets__2026-11-20.csv")
    outcomes = {Path(path).name: each.outcome for path, each in installation.load().items()}
    assert outcomes == {Path(LEDGER).name: "accepted", "budgets__2026-11-20.csv": "rejected"}


def test_an_authority_folder_in_other_than_ascii_digits_is_rejected(installation):
    path = LEDGER.replace("205", "\u0662\u0660\u0665")
    assert one(installation, path, shapes.transactions()).outcome == "rejected"


@pytest.mark.parametrize("names", [[], ["a/caseload.csv", "b/caseload.csv"]])
def test_an_archive_without_files_or_with_one_name_twice_is_rejected(installation, names):
    path = "england/dfe_census/education-health-and-care-plans_2025.zip"
    file = installation.send(path, b"")
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    os.utime(file, (1_790_000_000, 1_790_000_000))
    assert [receipt.outcome for receipt in installation.load().values()] == ["rejected"]
