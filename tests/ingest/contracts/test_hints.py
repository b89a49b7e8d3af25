"""The message about what can't be read says which key of the contract, or which export, puts it
right. Most are tried on the SQL or the function that words them, without a load."""

import duckdb
import pytest

from ingest import contract_files, date_format
from ingest.errors import FileRejected
from ingest.formats import other_format
from ingest.formats.csv_text import Text
from ingest.read.headers import matching, signs
from ingest.read.values import amounts, casts, dates
from tests.ingest import shapes

PERSONS = "205/case_system/persons__2026-11-20.csv"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
BRITISH, ISO = ("%d/%m/%Y",), ("%Y-%m-%d",)


def result(sql, cell):
    [(found,)] = duckdb.execute(f"select {sql} from (select ? as cell)", [cell]).fetchall()
    return found


@pytest.mark.parametrize(
    ("formats", "cell", "hint"),
    [
        (ISO, "03/11/2026", dates.OTHER),
        (BRITISH, "2026-11-03", dates.OTHER),
        (BRITISH, "03/11/26", dates.OTHER),
        (ISO, "2026-11-03 14:22:05", dates.OTHER),
        (ISO, "2026-06-03T23:00:00Z", dates.OTHER),
        (BRITISH, "10/25/2026", dates.SWAPPED),
        (BRITISH, "31/09/2026", dates.NO_DAY),
        (ISO, "2026-02-30", dates.NO_DAY),
        (ISO, "0000-00-00", dates.IF_EMPTY),
        (BRITISH, "00/00/0000", dates.IF_EMPTY),
        (BRITISH, "31/12/9999", dates.IF_EMPTY),
        (ISO, "9999-12-31", dates.IF_EMPTY),
        (ISO, "1900-01-01", dates.IF_EMPTY),
        (BRITISH, "01/01/1900 00:00:00", dates.IF_EMPTY),
        (ISO, "0001-01-01T00:00:00", dates.IF_EMPTY),
        (BRITISH, "30/12/1899", dates.IF_EMPTY),
        (ISO, "2026-11-03 00:00:00.001", dates.OTHER),
        (ISO, "03/11/2026 12:00:00 AM", dates.OTHER),
        (BRITISH, "31-Apr-26", dates.NO_DAY),
        (ISO, "31/04/2026 00:00:00", dates.NO_DAY),
        (ISO, "2026-02-29T10:00:00+00:00", dates.NO_DAY),
        (ISO, "2026-11-03 24:00:00", dates.NOT_OF_A_DAY),
        (ISO, "46329", dates.NUMBER),
        (("%d/%m/%Y", "serial"), "46329", None),
        (ISO, "soon", None),
    ],
)
def test_the_hint_at_a_date(formats, cell, hint):
    assert result(dates.hint(formats, "cell"), cell) == hint


@pytest.mark.parametrize(
    ("date_format", "cell", "day"),
    [
        ("%Y-%m-%d %H:%M:%S.%f", "2026-11-03 00:00:00.0000000", "2026-11-03"),
        ("%Y-%m-%d %H:%M:%S.%f", "2026-11-03 23:59:59.997", "2026-11-03"),
        ("%d-%b-%y %I.%M.%S.%f %p", "03-NOV-26 12.00.00.000000000 AM", "2026-11-03"),
        ("%Y-%m-%dT%H:%M:%S.%fZ", "2026-03-31T23:30:00.0000000Z", "2026-04-01"),
        ("%Y-%m-%d %H:%M:%S.%f %z", "2026-04-01 00:30:00.0000000 +01:00", "2026-04-01"),
        ("%Y-%m-%d %H:%M:%S%z", "2026-03-31 23:30:00+00", "2026-04-01"),
        ("%Y-%m-%dT%H:%M:%S%z", "2024-02-29T10:00:00+00:00", "2024-02-29"),
        ("%Y-%m-%dT%H:%M:%S%z", "2023-02-29T10:00:00+00:00", None),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-04-31T10:00:00+01:00", None),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-04-31T10:00:00Z", None),
    ],
)
def test_a_time_is_of_a_day_of_the_calendar_or_of_none(date_format, cell, day):
    """SQL Server writes seven digits of a second's fraction, Oracle nine."""
    several = (date_format, "%Y%m%d", "%Y-%m-%d %H:%M%z")
    for formats in ((date_format,), several):
        found = result(f"cast({dates.value(formats, 'cell')} as varchar)", cell)
        assert found == day


MIDNIGHTS = (
    " 00:00",
    "T00:00",
    " 00:00:00",
    "T00:00:00",
    " 00:00:00.000",
    "T00:00:00.000000",
    " 12:00 AM",
    " 12:00:00 AM",
)
OTHER_TIMES = (
    " 00:01",
    " 00:00:01",
    " 00:00:00.001",
    " 12:00:00 PM",
    " 12:00:00",
    " 24:00:00",
    " 00:00:00Z",
    " 00:00:00+00:00",
    " 00:00:0",
    " 00",
    "00:00:00",
    " 00:00:00 00:00:00",
)


@pytest.mark.parametrize(
    ("formats", "day"),
    [
        (ISO, "2026-07-01"),
        (BRITISH, "01/07/2026"),
        (("%d-%b-%y",), "01-JUL-26"),
        (("%d %b %Y", "%Y%m%d"), "20260701"),
        (("%d/%m/%Y", "%Y-%m-%d", "serial"), "2026-07-01"),
    ],
)
def test_a_time_of_midnight_is_no_part_of_a_date_and_any_other_needs_a_format(formats, day):
    """Databases write dates with it."""

    def read(time):
        return result(f"cast({dates.value(formats, 'cell')} as varchar)", day + time)

    assert {read(time) for time in ("", *MIDNIGHTS)} == {"2026-07-01"}
    assert {read(time) for time in OTHER_TIMES} == {None}


def test_no_day_becomes_one_by_a_time_of_midnight():
    for cell in ("2026-02-30 00:00:00", "0014-07-28 00:00:00", " 00:00:00", "1900-01-01 00:00:00"):
        assert result(dates.value(ISO, "cell"), cell) is None
    assert result(dates.value(BRITISH, "cell"), "28/07/14 00:00:00") is None


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("1.234,56", amounts.COMMA),
        ("100,5", amounts.COMMA),
        ("(100,50)", amounts.COMMA),
        ("1,234.56 CR", amounts.WORD),
        ("12.00dr", amounts.WORD),
        ("12.005", None),
        ("5.00 EUR", None),
        ("1,234", None),
    ],
)
def test_the_hint_at_an_amount(cell, hint):
    amount = contract_files.of_source("finance_ledger", "")["transactions"].columns["amount"]
    found = amounts.hint(amount, "cell", noise=False, decimal_comma=False)
    assert result(found, cell) == hint


@pytest.mark.parametrize(
    ("column", "cell", "hint"),
    [
        ("request_outcome", "Agreed", casts.WORD),
        ("request_outcome", "Q", None),
        ("request_source", "99", None),
        ("rya", "agreed", casts.FLAG_WORD),
        ("rya", "-1", casts.FLAG_WORD),
    ],
)
def test_the_hint_at_a_code(column, cell, hint):
    contract = contract_files.of_source("case_system", "")["requests"]
    assert result(casts.cast(contract, column, "cell").hint, cell) == hint


@pytest.mark.parametrize(
    ("written", "form", "day"),
    [
        ("2026-06-03T23:00:00Z", "%Y-%m-%dT%H:%M:%SZ", "2026-06-04"),
        ("2026-06-03T22:59:59Z", "%Y-%m-%dT%H:%M:%SZ", "2026-06-03"),
        ("2026-06-03T23:00:00.000Z", "%Y-%m-%dT%H:%M:%S.%fZ", "2026-06-04"),
        ("2026-11-03T23:00:00Z", "%Y-%m-%dT%H:%M:%SZ", "2026-11-03"),
        ("2026-06-04T00:00:00+01:00", "%Y-%m-%dT%H:%M:%S%z", "2026-06-04"),
        ("2026-06-03T23:30:00+00:00", "%Y-%m-%dT%H:%M:%S%z", "2026-06-04"),
        ("2026-06-03Z", "%Y-%m-%dZ", "2026-06-03"),
        ("2026-06-03", "%Y-%m-%dT%H:%M:%SZ", None),
    ],
)
def test_a_time_with_its_offset_is_of_the_day_in_london(written, form, day):
    """Midnight in British Summer Time is 23:00 UTC of the day before."""
    date_format.check((form,))
    found = result(dates.value((form,), "cell"), written)
    assert (found and found.isoformat()) == day
    assert result(dates.value(("%d/%m/%Y", form), "cell"), "28/07/2014").isoformat() == "2014-07-28"


@pytest.mark.parametrize(
    ("beginning", "what"),
    [(b'[{"journal_id": 1}]', "is JSON"), (b'{"rows": []}', "is JSON"), (b'{ "a":1}', "is JSON")],
)
def test_json_under_another_name_is_named(beginning, what):
    with pytest.raises(FileRejected, match=what):
        other_format.check_text(beginning, "file.csv")


def test_headers_in_brackets_are_no_json():
    other_format.check_text(b"[Posting Date],[Amount]", "file.csv")


@pytest.mark.parametrize(
    ("found", "what"),
    [
        ([shapes.TRANSACTIONS], "each line as a whole in quotation marks"),
        ([f"'{each}'" for each in shapes.TRANSACTIONS.split(",")], "in single quotation marks"),
        (["journal_id", ' "amount"'], "a space between a delimiter and a quotation mark"),
    ],
)
def test_the_message_says_where_quotation_marks_are_wrong(found, what):
    contract = contract_files.of_source("finance_ledger", "")["transactions"]
    with pytest.raises(FileRejected, match=what):
        matching.match(contract, "file.csv", found)


@pytest.mark.parametrize(("last", "named"), [("", []), ("x", ["unnamed"])])
def test_delimiters_beyond_the_table_are_no_new_columns(tmp_path, last, named):
    path = tmp_path / "text.csv"
    path.write_text(f"a,,,\n1,,,{last}\n")
    added = {"unnamed": 3, "unnamed__2": 1, "unnamed__3": 2}
    text = Text(path, ",", ["a", "", "", ""])
    assert list(signs.without_empty(added, text)) == named


def test_an_emptied_column_is_named(installation):
    installation.send(PERSONS.replace("-20", "-19"), shapes.persons(3))
    installation.send(PERSONS, shapes.persons(3).replace(",WBRI,", ",,"))
    finding = installation.load()[PERSONS].findings[0]
    assert "ethnicity: filled in the last extract and now empty in every row" in finding


@pytest.mark.parametrize(("strangers", "is_theirs"), [(2, True), (3, False)])
def test_the_message_says_whose_the_unknown_ids_are(installation, strangers, is_theirs):
    """312 has the first two of the persons that 205 lacks, and not the third."""
    theirs = [shapes.person(n, id=f"Z{n}") for n in range(2)]
    installation.send(PERSONS.replace("205", "312"), shapes.persons(0, *theirs))
    installation.send(PERSONS, shapes.persons(60))
    rows = [shapes.request(60 + n, person=f"Z{n}") for n in range(strangers)]
    installation.send(REQUESTS, shapes.requests(60, *rows))
    receipt = installation.load()[REQUESTS]
    unknown = f"person_id: not among the persons accepted so far: {strangers} row(s)"
    assert receipt.findings[0].startswith(unknown)
    whose = "person_id: the 2 unknown id(s) are all among those of authority 312"
    assert any(each.startswith(whose) for each in receipt.findings) == is_theirs


def test_the_message_says_how_many_of_the_unknown_ids_are_in_quarantine(installation):
    """Of three unknown ids, the persons of two are in quarantine."""
    bad = [shapes.person(90 + n, birth_date="2015-02-31") for n in range(2)]
    installation.send(PERSONS, shapes.persons(60, *bad))
    installation.send(REQUESTS, shapes.requests(60, *[shapes.request(n) for n in (90, 91, 99)]))
    findings = installation.load()[REQUESTS].findings
    assert findings[0].startswith("person_id: not among the persons accepted so far: 3 row(s)")
    assert (
        "person_id: 2 of the rows whose id is not among the persons accepted so far refer to rows "
        f"in quarantine (landing/{PERSONS}); correct the rows there, and these are accepted too"
    ) in findings


def test_a_file_under_the_name_of_another_dataset_is_named():
    contract = contract_files.of_source("case_system", "")["requests"]
    with pytest.raises(FileRejected, match="Most of these are columns of persons"):
        matching.match(contract, "file.csv", shapes.PERSONS.split(","))
