"""Names of files give a business date, or a reason why they give none."""

from pathlib import PurePosixPath

import pytest

from ingest import contract_files, file_version, filenames
from tests.ingest import shapes

OVERLAY = "finance_ledger/transactions.312.yml"
YEAR, MONTH = "(?P<year>[0-9]+)", "(?P<month>[A-Za-z0-9]+)"


def identified(name: str) -> filenames.Identity:
    return filenames.identify(PurePosixPath("312/finance_ledger", name))


@pytest.mark.parametrize(
    ("pattern", "name", "date"),
    [
        (f"{YEAR}_{MONTH}_Spend", "2024_DEC_Spend.csv", "2024-12-31"),
        (f"report-{MONTH}-{YEAR}", "report-april-2022.csv", "2022-04-30"),
        (f"report-{MONTH}-{YEAR}", "report-Sept-23.csv", "2023-09-30"),
        (f"report-{MONTH}-{YEAR}", "report-February-24.csv", "2024-02-29"),
        (f"over-500_[a-z]+(?P<month>sep|dec){YEAR}", "over-500_julysep2010.csv", "2010-09-30"),
        (f"spend-{MONTH}-(?P<year>[0-9]{{2}})", "spend-07-14.csv", "2014-07-31"),
        (f"(?P<day>[0-9]+)-{MONTH}-{YEAR}", "3-May-2024.csv", "2024-05-03"),
    ],
)
def test_months_in_words_and_short_years_give_the_date(overlay, pattern, name, date):
    overlay(OVERLAY, f"file_pattern: '{pattern}'\n")
    assert str(identified(name).business_date) == date


@pytest.mark.parametrize(
    ("quarters", "name", "date"),
    [
        ("calendar", "2014-Q2", "2014-06-30"),
        ("calendar", "2014-Q4", "2014-12-31"),
        ("financial", "2014-Q2", "2014-09-30"),
        ("financial", "2014-Q3", "2014-12-31"),
        ("financial", "2014-Q4", "2015-03-31"),
    ],
)
def test_a_quarter_gives_its_last_day(overlay, quarters, name, date):
    overlay(OVERLAY, f"file_pattern: '{YEAR}-Q(?P<quarter>.)'\nquarters: {quarters}\n")
    assert str(identified(f"{name}.csv").business_date) == date


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("spend-13-2014", "'13' is not a month"),
        ("spend-Octember-2014", "'Octember' is not a month"),
        ("spend-10-214", "its year has neither two nor four digits"),
        ("spend-10-1914", "its year is outside 2000 to 2100"),
        ("spend-10-0014", "its year is outside 2000 to 2100"),
        ("spend-10-0000", "its year is outside 2000 to 2100"),
        ("transactions__0014-07-31", "its year is outside 2000 to 2100"),
        ("transactions__2026-02-30", "'2026-02-30' is not a date"),
    ],
)
def test_a_name_without_a_possible_date_is_rejected_with_the_reason(overlay, name, why):
    overlay(OVERLAY, f"file_pattern: 'spend-{MONTH}-{YEAR}'\n")
    found = identified(f"{name}.csv")
    assert found.business_date is None
    assert why in str(found.problem)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ("file_pattern: '(?P<year>[0-9]{4})'", "it gives no date"),
        ("file_pattern: '(?P<month>[0-9]{2})'", "it gives no date"),
        ("file_pattern: 'spend.*'", "it gives no date"),
        ("file_pattern: '(?P<year>[0-9]{4}'", "not a regular expression"),
        ("file_pattern: '(?P<year>..)(?P<month>..)(?P<part>.)'", "its group part has no meaning"),
        ("file_pattern: '(?P<year>....)-Q(?P<quarter>.)'", "a quarter needs the key 'quarters'"),
        ("file_pattern: '(?P<year>..)(?P<month>..)'\nquarters: calendar", "has no effect"),
    ],
)
def test_a_pattern_that_can_give_no_date_holds_up_the_files_of_its_authority_only(
    installation, overlay, keys, why
):
    overlay(OVERLAY, f"{keys}\n")
    fault = contract_files.fault("finance_ledger", "312", "transactions")
    assert "transactions.312.yml" in fault
    assert why in fault
    installation.send("312/finance_ledger/2014-Q2.csv", shapes.transactions())
    installation.send("205/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    loaded = installation.load()
    assert loaded["312/finance_ledger/2014-Q2.csv"].is_rejected
    assert loaded["205/finance_ledger/transactions__2026-11-20.csv"].outcome == "accepted"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("__AP", "AP"),
        ("__AP__v2", "AP"),
        ("__AP_corrected_v10", "AP"),
        ("__replaces_AP", "AP"),
        ("__Replaces", ""),
        ("__replacement_for_2", "2"),
        ("__AP replacement of GL", "AP GL"),
        ("__replacement", ""),
        ("__v2", ""),
        ("__v2_AP", "v2_AP"),
        ("_i", "i"),
    ],
)
def test_a_version_is_no_part_of_a_date(text, part):
    assert file_version.without(text) == part


def test_a_name_that_the_patterns_of_several_datasets_have_is_of_none(overlay):
    """One workbook holds several datasets, and the same pattern was written for each."""
    pattern = f"file_pattern: 'Month-end {MONTH}-{YEAR}'\n"
    overlay(OVERLAY, pattern)
    assert identified("Month-end Oct-26.xlsx").dataset == "transactions"
    overlay("finance_ledger/budgets.312.yml", pattern)
    identity = identified("Month-end Oct-26.xlsx")
    assert identity.dataset is None
    assert "the patterns of budgets and transactions (file_pattern) all" in identity.problem
    assert identified("Month-end Oct-26.zip").problem is None


@pytest.mark.parametrize("folder", ["r__2026-03-28.zip", "2026", "2026/r__2026-03-28.zip"])
def test_a_return_is_known_in_an_archive_and_in_a_folder(folder):
    path = PurePosixPath("312/dfe_census", folder, "sen2_return__2026-03-28.xml")
    found = filenames.identify(path)
    assert (found.problem, found.dataset, found.holds_rows) == (None, "sen2_return", False)
    assert filenames.identify(path / "sen2_person.csv").dataset == "sen2_person"
    assert filenames.is_container(path)


def test_a_name_of_no_dataset_is_told_the_datasets_and_what_to_do(installation):
    path = PurePosixPath("312/finance_ledger/Ledger Nov 2026 FINAL.xlsx")
    problem = filenames.identify(path).problem
    assert problem.endswith("state in the contract how its files are named (file_pattern).")
    assert "with a dataset of budgets, chart_of_accounts, " in problem


@pytest.mark.parametrize(
    ("name", "dataset"),
    [("TRANSACTIONS__2026-11-20.CSV", "transactions"), ("Budgets__2026-04-01.tsv", "budgets"),
     ("trial_balance__2026-11-30__Agresso.TXT", "trial_balance"),
     ("budgets__2026-04-01.xlsm", "budgets")],
)  # fmt: skip
def test_a_name_in_capitals_and_the_endings_of_text_exports_are_known(name, dataset):
    found = filenames.identify(PurePosixPath("312/finance_ledger", name))
    assert (found.dataset, found.problem) == (dataset, None)


def test_a_text_export_is_read_as_a_table(installation):
    path = "312/finance_ledger/Transactions__2026-11-20.TXT"
    installation.send(path, shapes.transactions(3).replace(",", "\t"))
    assert installation.load()[path].rows_accepted == 3


def test_a_file_in_the_folder_of_another_source_is_told_the_right_one():
    found = filenames.identify(PurePosixPath("312/case_system/transactions__2026-11-20.csv"))
    assert "is a dataset of finance_ledger and not of case_system" in str(found.problem)


@pytest.mark.parametrize("name", ["~$persons__2026-11-20.xlsx", "Thumbs.db", "Desktop.ini"])
def test_what_excel_and_windows_leave_in_a_folder_is_no_arrival(name):
    assert not filenames.is_data(PurePosixPath("312/case_system", name))
