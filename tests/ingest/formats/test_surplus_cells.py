"""Records with a delimiter too many whose last cell is empty: DuckDB would drop it in silence."""

import csv
import io

import pytest

from tests.ingest import shapes

REQUESTS = "205/case_system/requests__2026-11-20.csv"


def requests(count: int = 40) -> list[str]:
    """A header and records of which the last cell, `exported_la`, is empty."""
    return shapes.requests(count).splitlines()


def load(installation, lines: list[str]):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(40))
    installation.send(REQUESTS, "\n".join(lines) + "\n")
    return installation.load()[REQUESTS]


@pytest.mark.parametrize(
    "shifted",
    ["R7,P7,2026-01-05,1,,0,Y,2026-02-10,0,0,", "R7,P7,2026-01-05,1,0,Y,2026-02-10,0,,0,"],
)
def test_a_record_that_is_shifted_into_an_empty_last_cell_is_quarantined(installation, shifted):
    lines = requests()
    lines[8] = shifted
    receipt = load(installation, lines)
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert (
        "the record has more cells than the header: 1 row(s), first at line 9" in receipt.findings
    )


def test_a_quoted_delimiter_is_text_and_no_cell_too_many(installation):
    lines = requests()
    lines[8] = 'R7,P7,2026-01-05,1,0,Y,2026-02-10,0,0,""'
    lines[9] = '"R8",P8,2026-01-05,"1",0,Y,2026-02-10,0,0,'
    receipt = load(installation, lines)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)


def test_delimiters_behind_all_records_are_none_too_many(installation):
    """Some systems end each record with a delimiter, and the header without; a sheet of Excel has
    records of both kinds."""
    lines = [line + "," if n and n != 30 else line for n, line in enumerate(requests())]
    receipt = load(installation, lines)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)
    lines[8] = "R7,P7,2026-01-05,1,,0,Y,2026-02-10,0,0,,"
    installation.send(REQUESTS.replace(".csv", "__v2.csv"), "\n".join(lines) + "\n")
    [receipt] = installation.load().values()
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)


def test_a_cell_too_large_for_any_reader_quarantines_its_record(installation):
    """Python's csv reads cells of up to 16 MiB, and so does DuckDB."""
    lines = requests()
    lines[8] = f"R7,{'x' * ((1 << 24) + 1)},P7,,,,,,,,,"
    receipt = load(installation, lines)
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (39, 1)
    assert "the record is longer than 16 MiB: 1 row(s)" in receipt.findings[0]


def test_the_record_is_kept_as_it_was_received(installation):
    rows = [["cost_centre", "subjective", "dsg_block", "spend_category", "s251_line"]]
    rows += [[f"C{n:03d}", "5733", "high_needs", "special_school", ""] for n in range(40)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = "205/finance_ledger/chart_of_accounts__2026-11-20.csv"
    received = "C007,,5733,high_needs,special_school,"
    content = text.getvalue().replace("C007,5733,high_needs,special_school,", received)
    installation.send(path, content)
    assert installation.load()[path].rows_quarantined == 1
    assert installation.rows(
        "select trim(raw_text, chr(10)) from '{quarantine}/205/*.parquet'"
    ) == [(received,)]
