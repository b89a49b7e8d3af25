"""Every layout of a file gives the same rows."""

import gzip
import io
import zipfile

import pytest

from tests.ingest import shapes
from tests.ingest.workbooks import xlsx

pytestmark = pytest.mark.slow

PATH = "205/case_system/persons__2026-11-20.csv"
GOOD = shapes.persons(5, shapes.person(7, surname="Ó Súilleabháin"))
SEMICOLONS = GOOD.replace(",", ";")


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        SEMICOLONS.encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(shapes.PERSONS, shapes.PERSONS.upper().replace("_", " ")).encode(),
        GOOD.rstrip("\n").encode(),
        ("\n".join(f'"{x}"'.replace(",", '","') for x in GOOD.split("\n")[:-1]) + "\n").encode(),
    ],
    ids=["BOM", "cp1252", "UTF-16", "CRLF", "semicolons", "tabs", "headers", "no end", "quoted"],
)
def test_one_content_in_many_layouts(installation, content):
    installation.send(PATH, GOOD)
    installation.load()
    query = "select * exclude (_load_id, _file_sha256) from '{raw}/case_system/persons/205/*' "
    query += "order by all"
    query = query.replace("205/*'", "205/*.parquet'")
    expected = installation.rows(query)
    installation.send(PATH.replace(".csv", "__again.csv"), content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted", receipt.findings
    twice = installation.rows(query)
    assert twice == sorted([*expected, *expected], key=lambda row: twice.index(row))
    assert len(twice) == 12


def test_columns_are_found_by_name_not_by_position(installation):
    turned = "\n".join(",".join(reversed(row.split(","))) for row in shapes.persons(5).splitlines())
    installation.send(PATH, turned + "\n")
    installation.load()
    [(sex, born)] = installation.rows(
        "select sex, min(birth_date)::varchar from '{raw}/case_system/persons/205/*.parquet' "
        "group by sex"
    )
    assert (sex, born) == ("F", "2015-02-01")


def test_a_gzip_gives_the_rows_of_the_plain_file(installation):
    path = "205/finance_ledger/transactions__2026-11-20.csv.gz"
    installation.send(path, gzip.compress(shapes.transactions().encode()))
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)


def test_new_columns_are_named_and_not_loaded(installation):
    installation.send(PATH, "\n".join(row + ",x" for row in shapes.persons(3).splitlines()) + "\n")
    [receipt] = installation.load().values()
    assert receipt.outcome == "accepted"
    assert receipt.findings == ("new columns, not loaded: x",)


@pytest.mark.parametrize(
    ("added", "shown"),
    [
        (("Week 20 Exception", "Case Worker"), "Week 20 Exception, Case Worker"),
        (("Zyx Inventedname", "2015-02-01"), "AAA AAAAAAAAAAAA, 9999-99-99"),
        (("Zyx Inventedname", "12"), "AAA AAAAAAAAAAAA, 99"),
        (("Zyx Inventedname", "A123456789012"), "AAA AAAAAAAAAAAA, A999999999999"),
    ],
)
def test_new_columns_with_the_numbers_of_a_row_are_shown_by_their_shapes(
    installation, added, shown
):
    header, *rows = shapes.persons(3).splitlines()
    lines = [f"{header},{','.join(added)}", *(f"{row},x,x" for row in rows)]
    installation.send(PATH, "\n".join(lines) + "\n")
    [receipt] = installation.load().values()
    assert receipt.findings == (f"new columns, not loaded: {shown}",)


@pytest.mark.parametrize("lacking", [False, True])
def test_a_message_shows_few_of_many_new_columns_and_no_control_characters(installation, lacking):
    header, row = shapes.TRANSACTIONS, shapes.line(1)
    more = ["\x1b[2J\u202efees", "y" * 2000, *(f"c{n}" for n in range(900))]
    if lacking:
        header = header.replace("journal_id", "journal")
    installation.send(
        "205/finance_ledger/transactions__2026-11-20.csv",
        f"{header},{','.join(more)}\n{row}{',1' * len(more)}\n",
    )
    [receipt] = installation.load().values()
    assert receipt.outcome == ("rejected" if lacking else "accepted")
    [finding] = receipt.findings
    assert "\\x1b[2J\\u202efees, yyy" in finding
    assert f"and {873 if lacking else 872} more" in finding
    assert finding.isprintable()
    assert len(finding) < 1000


RELEASE = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,new_la_code,old_la_code,la_name,breakdown_topic,breakdown,ehcplans,extra,extra\n"
    "202425,Academic year,National,E92000001,England,,,,,,All EHC plans,All EHC plans,638745,z,1\n"
    "202425,Academic year,Local authority,E92000001,England,E12000007,London,E09000013,205,"
    "Hammersmith and Fulham,All EHC plans,All EHC plans,1779,c,2\n"
)
FOLDER = "england/dfe_census/education-health-and-care-plans_2025"


def test_a_release_keeps_every_figure_and_symbol_as_printed(installation):
    installation.send(f"{FOLDER}/caseload.csv", "\ufeff" + RELEASE)
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 2)
    assert installation.rows(
        "select old_la_code, indicator, value from "
        "'{raw}/dfe_census/education-health-and-care-plans/england/*.parquet' order by all"
    ) == [
        ("205", "ehcplans", "1779"),
        ("205", "extra", "c"),
        ("205", "extra__2", "2"),
        (None, "ehcplans", "638745"),
        (None, "extra", "z"),
        (None, "extra__2", "1"),
    ]


def test_a_release_archive_gives_one_receipt_for_each_member(installation):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/caseload.csv", RELEASE)
        archive.writestr("../../escape.csv", "x")
        archive.writestr("data/data-guidance.txt", "words")
    installation.send(f"{FOLDER}.zip", packed.getvalue())
    outcomes = {path.split("/")[-1]: r.outcome for path, r in installation.load().items()}
    assert outcomes == {
        "education-health-and-care-plans_2025.zip": "accepted",
        "caseload.csv": "accepted",
        "data-guidance.txt": "accepted",
        "escape.csv": "rejected",
    }
    assert not list(installation.home.parent.glob("escape.csv"))


def test_a_release_without_an_indicator_that_the_marts_read_is_rejected(installation):
    installation.send(f"{FOLDER}/caseload.csv", RELEASE.replace("ehcplans", "ehc_plans"))
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "lacks the indicators ehcplans" in receipt.findings[0]


def test_an_overlay_has_the_file_names_and_headers_of_its_authority(installation):
    installation.send(
        "878/finance_ledger/DCCSpendingOver500_202304.csv",
        "\ufeffBody,Name of Body,Date,Transaction Number,Invoice Number,Amount,Supplier Name,"
        "Supplier ID,Vat Reg No,Expense Area,Expense Type,Expense Code,Creditor Type\n"
        "18,Devon County Council,2023-04-03 00:00:00,T1,I1,2186.2200000000003,Acme,1,,"
        "Children's Services,Fees,5733,CHTY\n",
    )
    [receipt] = installation.load().values()
    assert receipt.business_date == "2023-04-30"
    [row] = installation.rows(
        "select journal_id, line_number, financial_year, period, subjective, amount::varchar "
        "from '{raw}/finance_ledger/transactions/878/*.parquet'"
    )
    assert row == ("T1", 2, "2023-24", 1, "5733", "2186.22")


def test_an_archive_that_cannot_be_opened_is_rejected(installation):
    installation.send(f"{FOLDER}.zip", b"PK\x03\x04 and no more")
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "can't be opened as an archive" in receipt.findings[0]


@pytest.mark.parametrize(
    ("content", "what", "advice"),
    [
        (b"Rar!\x1a\x07\x01\x00", "is not an archive but a .rar archive", "pack the files as .zip"),
        (b"7z\xbc\xaf\x27\x1c", "is not an archive but a .7z archive", "pack the files as .zip"),
        (b"\x1f\x8b\x08", "is not an archive but a gzip", "give it the name .csv.gz"),
        (b"journal_id,amount\n", "is not an archive but plain text", "give it the name .csv"),
        (b"", "is empty", "send it again"),
        (xlsx({"S": [["a"]]}), "it is a workbook", "give it the name .xlsx"),
    ],
)
def test_another_format_under_the_name_of_an_archive_is_named(installation, content, what, advice):
    installation.send("205/finance_ledger/transactions__2026-11-20.zip", content)
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert what in receipt.findings[0]
    assert advice in receipt.findings[0]
