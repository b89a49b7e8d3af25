"""Words for nothing, dates and identifiers are read as sources write them; headers are claimed
once."""

import hashlib
import hmac
import os

import pytest

from ingest import contract_files
from ingest.errors import ContractError
from ingest.read.values import identifiers
from tests.ingest import shapes
from tests.ingest.planted import PLANS, table
from tests.ingest.read.test_amounts import amounts, ledger

PERSONS = "205/case_system/persons__2026-11-20.csv"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
OVERLAY = "finance_ledger/transactions.205.yml"
CENSUS = "205/dfe_census/school_census__2026-10-01.csv"
CENSUS_HEADER = (
    "census_date,school_urn,upn,nc_year,sen_provision,sen_type_1,sen_type_2,sen_unit,"
    "resourced_provision\n"
)


def key_of(namespace, value):
    secret = os.environ["SEND_PSEUDONYM_KEY"].encode()
    own = hmac.new(secret, b"205", hashlib.sha256).digest()
    return hmac.new(own, f"{namespace}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


def test_the_words_of_a_contract_mean_an_empty_cell(installation, overlay):
    row = shapes.request(50, person="P1").replace(",0,0,", ",NULL,null,n/a")
    installation.send(PERSONS, shapes.persons())
    installation.send(REQUESTS, shapes.requests(2, row))
    assert installation.load()[REQUESTS].outcome == "rejected"
    overlay("case_system/requests.205.yml", "null_values: ['NULL', N/A]\n")
    receipt = installation.load()[REQUESTS]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 3)
    query = "select count(*) from '{raw}/case_system/requests/205/*.parquet' where "
    query += "request_mediation is null and request_tribunal is null and exported_la is null"
    assert installation.rows(query) == [(1,)]


def test_a_word_means_an_empty_cell_in_one_column_alone(installation, overlay):
    """No stands for no direct payment; as the authority that a plan came from it is an error."""
    overlay("case_system/plans.205.yml", "columns: {dp: {null_values: ['No']}}\n")
    lines = [f"L{n},P{n},,2026-01-05,,,0,0,{dp},,,{other}" for n, (dp, other) in enumerate(
        [("NO", ""), ("E", ""), ("", ""), *[("no", "")] * 30, ("E", "No")])]  # fmt: skip
    installation.send(PERSONS, shapes.persons(40))
    installation.send("205/case_system/plans__2026-11-20.csv", table(PLANS, *lines))
    receipt = installation.load()["205/case_system/plans__2026-11-20.csv"]
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (33, 1)
    assert any(each.startswith("transfer_la: found the shape AA") for each in receipt.findings)
    query = "select dp, count(*) from '{raw}/case_system/plans/205/*.parquet' group by 1 order by 1"
    assert installation.rows(query) == [("E", 1), (None, 32)]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("dp: {null_values: ['e', 'No']}", "null_values and the codes both name E"),
        ("team: {constant: North, null_values: ['-']}", "is for a column that files carry"),
    ],
)
def test_a_word_that_can_mean_no_empty_cell_is_refused(overlay, column, message):
    overlay("case_system/plans.205.yml", f"columns: {{{column}}}\n")
    assert message in contract_files.fault("case_system", "205", "plans")


@pytest.mark.parametrize("digits", ["\u0661\u0662", "\uff11\uff12", "\u00b2\u00b3"])
def test_the_shape_of_a_cell_shows_no_digit_of_any_script(installation, digits):
    installation.send(PERSONS, shapes.persons(40, shapes.person(99, birth_date=digits)))
    receipt = installation.load()[PERSONS]
    assert receipt.findings[0].startswith("birth_date: found the shape 99,")


def test_a_required_cell_with_a_word_for_nothing_is_missing(installation, overlay):
    overlay("case_system/persons.205.yml", "null_values: ['(none)']\n")
    installation.send(PERSONS, shapes.persons(40, shapes.person(99, birth_date="(NONE)")))
    receipt = installation.load()[PERSONS]
    assert receipt.findings == ("birth_date: missing: 1 row(s), first at line 42",)


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        ("['dd/mm/yyyy']", "Write '%d/%m/%Y'"),
        ("['dd-mmm-yy']", "Write '%d-%b-%y'"),
        ("['%d/%m/%E']", "%E, which is not part of a date"),
        ("['%d/%m']", "does not have one day, month and year"),
        ("['%d/%m/yyyy']", "Write '%d/%m/%Y'"),
        ("[]", "name at least one format"),
        ("['%d/%m/%Y', '%m/%d/%Y']", "two different days"),
    ],
)
def test_a_format_that_reads_no_date_is_a_contract_error(overlay, formats, message):
    overlay(OVERLAY, f"date_formats: {formats}\n")
    with pytest.raises(ContractError, match=r"transactions\.205\.yml") as it:
        contract_files.check_usable("205")
    assert message in str(it.value)


@pytest.mark.parametrize(
    ("formats", "written", "day"),
    [
        ("['%d/%m/%Y']", "03/11/2026", "2026-11-03"),
        ("['%d/%m/%Y']", "03/11/26", None),
        ("['%d/%m/%y']", "03/11/26", "2026-11-03"),
        ("['%d-%b-%Y', '%d-%b-%y']", "03-Nov-26", "2026-11-03"),
        ("['%d-%b-%Y', '%d-%b-%y']", "03-Nov-2026", "2026-11-03"),
        ("['%d-%b-%y', '%d-%b-%Y']", "3-nov-2026", "2026-11-03"),
        ("['%Y%m%d', '%y%m%d']", "20261103", "2026-11-03"),
        ("['%Y-%m-%d']", "0026-11-03", None),
        ("['%Y-%m-%d']", "2206-11-03", None),
        ("['%Y-%m-%d']", "infinity", None),
        ("['%Y-%m-%d']", "epoch", None),
    ],
)
def test_a_year_has_as_many_digits_as_its_format(installation, overlay, formats, written, day):
    """document_date has no range of its own in any suite."""
    overlay(OVERLAY, f"date_formats: {formats}\nmax_rejected_pct: 100\n")
    row = shapes.line(1).replace("2026-11-03,,", f"{written},{written},")
    installation.send(LEDGER, f"{shapes.TRANSACTIONS}\n{row}\n")
    receipt = installation.load()[LEDGER]
    query = "select document_date::varchar from '{raw}/finance_ledger/transactions/205/*.parquet'"
    if day:
        assert installation.rows(query) == [(day,)]
    else:
        assert receipt.rows_quarantined == 1
        assert any(each.startswith("document_date: found the shape") for each in receipt.findings)


def test_a_pupil_is_one_however_the_upn_is_written(installation):
    row = "2026-10-01,{urn},{upn},5,K,ASD,,0,0\n"
    upns = ("K730000000001", "k730000000001", "K73 0000 0000 01", "\u200bK730000000001")
    rows = [row.format(urn=100001 + n, upn=upn) for n, upn in enumerate(upns)]
    installation.send(CENSUS, CENSUS_HEADER + "".join(rows))
    assert installation.load()[CENSUS].outcome == "accepted"
    query = "select distinct upn_key from '{raw}/dfe_census/school_census/205/*.parquet'"
    assert installation.rows(query) == [(key_of("upn", "K730000000001"),)]


@pytest.mark.parametrize(
    "written",
    [
        "\x85P1",
        "P1\u2028",
        "\vP1",
        "P\u200b1",
        "P\x101",
        "\ufeffP1",
        "P1\u00ad",
        "\u00a0P1\u202c",
        '"P1\n"',
    ],
    ids=ascii,
)
def test_an_id_is_the_same_with_and_without_unseen_characters(installation, written):
    installation.send(PERSONS, shapes.persons(3))
    installation.send(REQUESTS, shapes.requests(0, shapes.request(1, person=written)))
    receipt = installation.load()[REQUESTS]
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    query = "select person_key from '{raw}/case_system/requests/205/*.parquet'"
    assert installation.rows(query) == [(key_of("person", "P1"),)]
    people = installation.rows("select value from '{people}/205.parquet' where namespace='person'")
    assert sorted(people) == [("P0",), ("P1",), ("P2",)]


@pytest.mark.parametrize("value", ["P1", "p 1", "R-2026/1", "Ünal-1"])
def test_a_clean_id_keeps_its_key(value):
    assert identifiers.cleaned("person", value) == value


def test_case_ids_that_differ_in_case_are_two(installation):
    installation.send(PERSONS, shapes.persons(1, shapes.person(1, id="p0")))
    assert installation.load()[PERSONS].rows_accepted == 2


def test_a_person_without_a_readable_attribute_is_kept_with_their_request(installation):
    rows = [
        shapes.person(1, upn="Pending"),
        shapes.person(2).replace(",WBRI,", ",White,"),
        shapes.person(3),
        shapes.person(4).replace(",,,", ",123,UN77,"),
        shapes.person(5).replace(",WBRI,", ",bafr,"),
    ]
    installation.send(PERSONS, "\n".join([shapes.PERSONS, *rows]) + "\n")
    requests = [shapes.request(n) for n in range(1, 6)]
    installation.send(REQUESTS, shapes.requests(0, *requests))
    receipts = installation.load()
    assert (receipts[PERSONS].outcome, receipts[REQUESTS].outcome) == ("accepted", "accepted")
    assert receipts[PERSONS].findings == (
        "upn: not of the pattern [A-Z]\\d{11}[A-Z0-9]: 1 row(s), kept without it",
        "uln: not of the pattern \\d{10}: 1 row(s), kept without it",
        "upn_unknown: not a known code: 1 row(s), kept without it",
        "ethnicity: not of the pattern [A-Z]{4}: 1 row(s), kept without it",
    )
    assert installation.rows(
        "select count(upn_key), count(uln_key), string_agg(ethnicity order by _line) "
        "from '{raw}/case_system/persons/205/*.parquet'"
    ) == [(4, 0, "WBRI,WBRI,WBRI,BAFR")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "columns: {cost_centre: {aliases: [Code]}, subjective: {aliases: [code]}}",
            "the header 'code' is claimed by cost_centre and subjective",
        ),
        ("columns: {supplier_name: {aliases: [Description]}}", "by supplier_name and description"),
        ("ignored_headers: [Supplier ID]", "'Supplier ID' is a header of supplier_id"),
        (
            "columns: {reference: {derive: copy, derive_from: amount}}",
            "reference copies a column of another type",
        ),
        ("columns: {reference: {derive: copy, derive_from: nothing}}", "which is no column"),
        ("columns: {journal_type: {code_map: {ap: GL}}}", "compared without case"),
    ],
)
def test_a_header_or_code_with_two_meanings_is_a_contract_error(overlay, text, message):
    overlay(OVERLAY, text + "\n")
    with pytest.raises(ContractError) as rejected:
        contract_files.check_usable("205")
    assert message in str(rejected.value)


def test_a_columns_own_name_can_be_another_columns_header(installation, overlay):
    overlay(
        OVERLAY,
        "columns: {supplier_name: {aliases: [Description]}, description: {aliases: [Narrative]}}",
    )
    text = shapes.transactions(1).replace(",supplier_name,", ",Description,")
    installation.send(LEDGER, text.replace(",description,", ",Narrative,"))
    installation.load()
    query = (
        "select supplier_name, description from '{raw}/finance_ledger/transactions/205/*.parquet'"
    )
    assert installation.rows(query) == [("Acme School", "fees")]


def test_one_header_fills_a_second_column_by_copy(installation, overlay):
    overlay(OVERLAY, "columns: {description: {derive: copy, derive_from: supplier_name}}\n")
    installation.send(LEDGER, shapes.transactions(1).replace(",description,", ",Narrative,"))
    installation.load()
    query = (
        "select supplier_name, description from '{raw}/finance_ledger/transactions/205/*.parquet'"
    )
    assert installation.rows(query) == [("Acme School", "Acme School")]


def test_a_header_that_stands_twice_is_named_by_its_place(installation, overlay):
    text = shapes.transactions(1).replace("cost_centre,subjective", "Account Code,Account Code")
    installation.send(LEDGER, text)
    [finding] = installation.load()[LEDGER].findings
    assert "lacks 2 of the columns" in finding
    overlay(
        OVERLAY,
        "columns: {cost_centre: {aliases: [Account Code__1]}, "
        "subjective: {aliases: [account_code__2]}}",
    )
    receipt = installation.load()[LEDGER]
    assert (receipt.outcome, receipt.findings) == ("accepted", ())
    query = "select cost_centre, subjective from '{raw}/finance_ledger/transactions/205/*.parquet'"
    assert installation.rows(query) == [("C100", "5733")]


def test_one_of_two_equal_headers_can_be_ignored(installation, overlay):
    installation.send(LEDGER, ledger("amount,Amount", "5.00,9.00"))
    [finding] = installation.load()[LEDGER].findings
    assert "two columns for one meaning" in finding
    overlay(OVERLAY, "ignored_headers: [amount__2]\n")
    assert installation.load()[LEDGER].outcome == "accepted"
    assert amounts(installation) == ["5.00"]


def test_an_overlay_keeps_people_whose_sex_can_not_be_read(installation, overlay):
    row = shapes.person(99, sex="Perhaps")
    installation.send(PERSONS, shapes.persons(40, row))
    assert installation.load()[PERSONS].rows_quarantined == 1
    overlay("case_system/persons.205.yml", "columns: {sex: {misfit: remark}}\n")
    again = PERSONS.replace("-20", "-21")
    installation.send(again, shapes.persons(41, row))
    receipt = installation.load()[again]
    assert "sex: not a known code: 1 row(s), kept without it" in receipt.findings


@pytest.mark.parametrize("word", ["U", "unknown", "Not known", "NOT RECORDED", ""])
def test_people_whose_sex_is_not_known_are_kept_with_a_remark(installation, word):
    installation.send(PERSONS, shapes.persons(40, shapes.person(99, sex=word)))
    receipt = installation.load()[PERSONS]
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (41, 0)
    [finding] = receipt.findings
    assert finding.startswith("sex: missing or not known, so the child counts as not recorded: 1 ")
