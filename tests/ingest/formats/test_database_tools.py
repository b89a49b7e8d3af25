"""Files as SQL*Plus, psql and SQL Server Management Studio write them: what the tool prints beside
the rows is no row, and the number of rows that it states is compared with those that are read."""

import pytest

from tests.ingest import shapes
from tests.ingest.planted import FOLDER, WHO, erased

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
CONTROL = "205/finance_ledger/transactions__2026-11-20.control.json"
PERSONS = "205/case_system/persons__2026-11-20.csv"
ROWS = [line.split(",") for line in shapes.transactions(40).splitlines()]
HEADER, BODY = ROWS[0], ROWS[1:]


def one(installation, content, path=LEDGER):
    installation.send(path, content)
    return installation.load()[path]


def padded(delimiter, crossing):
    """The lines of a table whose columns are as wide as their widest cell: the header, a drawn
    line, and the rows."""
    widths = [max(len(row[n]) for row in ROWS) for n in range(len(HEADER))]
    lines = [
        delimiter.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in ROWS
    ]
    return [lines[0], crossing.join("-" * width for width in widths), *lines[1:]]


def printed(*lines):
    return "\n".join([*lines, ""])


def sql_server():
    rows = shapes.transactions(40).splitlines()
    drawn = ",".join("-" * len(header) for header in HEADER)
    return printed(
        rows[0], drawn, *rows[1:], "", "(40 rows affected)", "",
        "Completion time: 2026-11-20T02:00:01.1234567+00:00",
    )  # fmt: skip


def sql_plus():
    header, drawn, *rows = padded("|", "|")
    page = [header, drawn, *rows[:20], "", f"\f{header}", drawn, *rows[20:]]
    echo = "SQL> select * from gl_lines;"
    return printed(echo, "", *page, "", "40 rows selected.", "", "SQL> spool off")


def postgres():
    header, drawn, *rows = padded(" | ", "-+-")
    return printed(f" {header}", f"-{drawn}", *(f" {row}" for row in rows), "(40 rows)")


def mysql():
    header, drawn, *rows = padded(" | ", "-+-")
    frame = f"+{drawn}+"
    return printed(frame, *(f"| {row} |" for row in (header, *rows)), frame)


@pytest.mark.parametrize("write", [sql_server, sql_plus, postgres, mysql])
def test_what_a_tool_prints_beside_the_rows_is_no_row(installation, write):
    receipt = one(installation, write())
    assert (receipt.outcome, receipt.rows_read) == ("accepted", 40)
    assert receipt.totals_found["amount"].accepted == "4000.00"
    assert any("left out" in finding for finding in receipt.findings)


def test_the_receipt_names_what_was_left_out(installation):
    assert one(installation, sql_server()).findings == (
        "1 drawn line left out",
        "2 lines that a database tool prints (such as 12 rows selected) left out",
    )


@pytest.mark.parametrize(
    "footer", ["(41 rows affected)", "41 rows selected.", "(41 rows)", "1,041 rows selected."]
)
def test_a_file_with_other_rows_than_its_tool_states_is_rejected(installation, footer):
    receipt = one(installation, f"{shapes.transactions(40)}{footer}\n")
    assert receipt.is_rejected
    number = footer.strip("(").split(" ")[0]
    assert f"holds 40 rows, and the tool that wrote it states {number} below" in receipt.findings[0]


def test_the_rows_of_several_results_are_those_of_one_or_of_all(installation):
    halves = [shapes.transactions(40).splitlines()[n : n + 20] for n in (1, 21)]
    for footers in (("20 rows selected.", "20 rows selected."), ("3 rows selected.", "(40 rows)")):
        text = printed(shapes.TRANSACTIONS, *halves[0], footers[0], *halves[1], footers[1])
        assert one(installation, text).outcome == "accepted"


def test_a_total_that_the_contract_ignores_can_be_among_the_rows_stated(installation, overlay):
    overlay("finance_ledger/transactions.205.yml", "ignored_rows: [Total]\n")
    total = f"Total{',' * 13}4000.00\n"
    for footer in ("(40 rows)", "(41 rows)"):
        receipt = one(installation, f"{shapes.transactions(40)}{total}{footer}\n")
        assert (receipt.outcome, receipt.rows_read) == ("accepted", 40)
    receipt = one(installation, f"{shapes.transactions(40)}{total}(42 rows)\n")
    assert receipt.is_rejected


@pytest.mark.parametrize(
    "message", ["ORA-01555: snapshot too old", "Msg 1205, Level 13, State 51, Line 1"]
)
def test_an_error_of_the_tool_is_no_such_line_and_rejects_the_ledger(installation, message):
    receipt = one(installation, f"{shapes.transactions(40)}{message}\n")
    assert receipt.is_rejected
    assert "1 record(s) can't be split into cells" in receipt.findings[0]


def test_a_footer_below_people_is_left_out_too(installation):
    receipt = one(installation, f"{shapes.persons(40)}40 rows selected.\n", PERSONS)
    assert (receipt.outcome, receipt.rows_read) == ("accepted", 40)


def test_a_day_without_postings_is_accepted_where_that_is_stated(installation):
    header = f"{shapes.TRANSACTIONS}\n"
    receipt = one(installation, header)
    assert receipt.is_rejected
    assert receipt.findings[0].endswith('state it in a control file: {"rows": 0}.')
    installation.send(CONTROL, '{"rows": 0, "totals": {"amount": "0.00"}}')
    receipt = one(installation, header)
    assert (receipt.outcome, receipt.rows_read) == ("accepted", 0)
    assert one(installation, f"{header}\nno rows selected\n").outcome == "accepted"


def test_a_day_without_postings_follows_and_precedes_others(installation):
    for day, rows in (("18", 40), ("19", 0), ("20", 30)):
        path = f"205/finance_ledger/transactions__2026-11-{day}.csv"
        installation.send(path.replace(".csv", ".control.json"), f'{{"rows": {rows}}}')
        lines = [shapes.line(100 * int(day) + n) for n in range(rows)]
        installation.send(path, printed(shapes.TRANSACTIONS, *lines))
    assert {each.outcome for each in installation.load().values()} == {"accepted"}
    query = "select count(*) from '{raw}/finance_ledger/transactions/205/*.parquet'"
    assert installation.rows(query) == [(70,)]


def test_a_full_extract_without_rows_is_rejected_whatever_is_stated(installation):
    installation.send(PERSONS.replace(".csv", ".control.json"), '{"rows": 0}')
    assert one(installation, f"{shapes.PERSONS}\n", PERSONS).is_rejected
    assert one(installation, f"{shapes.PERSONS}\nno rows selected\n", PERSONS).is_rejected


@pytest.mark.slow
def test_the_rows_stated_count_those_of_an_erased_person(two_nights):
    erased(two_nights)
    path = f"{FOLDER}/persons__2026-11-21.csv"
    persons = shapes.persons(40, shapes.person(99, **WHO))
    two_nights.send(path, f"{persons}41 rows selected.\n")
    receipt = two_nights.load()[path]
    assert (receipt.outcome, receipt.rows_read, receipt.rows_erased) == ("accepted", 40, 1)
