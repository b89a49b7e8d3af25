"""A spreadsheet and a Parquet file give the same rows as a CSV."""

import io
import zipfile

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.load import raw
from tests.ingest import shapes
from tests.ingest.workbooks import ods, packed, typed, xlsx

LEDGER = "205/finance_ledger/transactions__2026-11-20"
REQUESTS = "205/case_system/requests__2026-11-20"
AMOUNTS = ("1234.1", "0.29", "18234567.89", "-120.05", "5", "999999999.99", "0.1")
LINES = shapes.transactions(33, *(shapes.line(90 + n, a) for n, a in enumerate(AMOUNTS)))
PEOPLE = shapes.requests(40)


def parquet(csv: str) -> bytes:
    """As a data tool writes a table: dates, whole numbers and doubles."""
    table = pd.read_csv(io.StringIO(csv))
    for name in table.columns:
        if name.endswith("_date"):
            table[name] = pd.to_datetime(table[name])
    file = io.BytesIO()
    table.to_parquet(file, engine="pyarrow")
    return file.getvalue()


FORMATS = {
    "xlsx": lambda csv: xlsx({"Extract": typed(csv)}),
    "ods": lambda csv: ods({"Extract": typed(csv)}),
    "parquet": parquet,
}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(("path", "csv"), [(LEDGER, LINES), (REQUESTS, PEOPLE)])
def test_forty_rows_are_the_same_in_every_format(
    installation, monkeypatch, tmp_path, path, csv, ending
):
    loaded = {}
    for kind, content in (("csv", csv), (ending, FORMATS[ending](csv))):
        monkeypatch.setenv("SEND_HOME", str(tmp_path / kind))
        installation.home = tmp_path / kind
        installation.send(f"{path}.{kind}", content)
        [receipt] = installation.load().values()
        assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40), receipt
        source = "/".join(path.split("/")[1:]).split("__")[0]
        loaded[kind] = installation.rows(
            "select * exclude (_load_id, _file_sha256) "
            f"from '{{raw}}/{source}/205/*.parquet' order by _line"
        )
        loaded[kind].append(receipt.totals_found)
    assert loaded["csv"] == loaded[ending]
    assert len(loaded["csv"]) == 41


def amounts(installation) -> list[str]:
    query = "select amount::varchar from '{raw}/finance_ledger/transactions/205/*.parquet'"
    return [amount for (amount,) in installation.rows(f"{query} order by _line")]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_an_amount_keeps_its_pennies_and_loses_the_residue_of_arithmetic(installation, ending):
    rows = typed(shapes.transactions(3))
    for row, amount in zip(rows[1:], (1234.1, 2186.2200000000003, 0.1 + 0.2), strict=True):
        row[-1] = amount
    installation.send(f"{LEDGER}.{ending}", (xlsx if ending == "xlsx" else ods)({"S": rows}))
    [receipt] = installation.load().values()
    assert receipt.totals_found["amount"].file == "3420.62"
    assert amounts(installation) == ["1234.10", "2186.22", "0.30"]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_truth_value_is_a_flag_and_no_amount(installation, ending):
    rows = shapes.requests(3).replace(",1,0,Y,", ",1,TRUE,Y,", 1)
    installation.send(f"{REQUESTS}.{ending}", FORMATS[ending](rows))
    ledger = FORMATS[ending](shapes.transactions(3, shapes.line(9, "TRUE")))
    installation.send(f"{LEDGER}.{ending}", ledger)
    receipts = installation.load()
    assert receipts[f"{REQUESTS}.{ending}"].rows_accepted == 3
    query = "select rya from '{raw}/case_system/requests/205/*.parquet' order by _line"
    assert installation.rows(query) == [(True,), (False,), (False,)]
    assert (
        "amount can't be read as an amount in 1 row" in receipts[f"{LEDGER}.{ending}"].findings[0]
    )


def test_half_a_penny_in_a_spreadsheet_is_rejected_as_in_a_csv(installation):
    rows = typed(shapes.transactions(3))
    rows[2][-1] = 1.005
    installation.send(f"{LEDGER}.xlsx", xlsx({"S": rows}))
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert "first at line 3" in receipt.findings[0]


def test_blank_rows_are_skipped_and_lines_are_numbered_as_in_the_sheet(installation):
    rows = typed(shapes.transactions(2))
    rows = [["", *row, "", " "] for row in rows]  # and the table begins in column B
    blank = [""] * 20
    spread = [blank, rows[0], blank, rows[1], blank, rows[2], blank, blank]
    installation.send(f"{LEDGER}.xlsx", xlsx({"Notes": [["", " "]], "Lines": spread}))
    [receipt] = installation.load().values()
    assert (receipt.rows_read, receipt.findings) == (2, ())
    query = "select _line from '{raw}/finance_ledger/transactions/205/*.parquet' order by all"
    assert installation.rows(query) == [(4,), (6,)]


def test_a_hidden_sheet_is_not_read(installation):
    sheets = {"Lookups": [["a"], ["b"]], "Lines": typed(shapes.transactions(2))}
    installation.send(f"{LEDGER}.xlsx", xlsx(sheets, hidden=("Lookups",)))
    [receipt] = installation.load().values()
    assert receipt.rows_accepted == 2, receipt.findings


def test_dates_of_a_sheet_are_read_with_any_date_format_of_the_contract(installation):
    rows = [["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]]
    rows += typed("100001,100002,A School,Successor,2022-01-31\n100003,100004,B,Other,")
    installation.send("england/dfe_census/links_edubasealldata20250422.ods", ods({"S": rows}))
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.business_date) == ("accepted", "2025-04-22")
    dates = "select link_established_date::varchar from '{raw}/dfe_census/gias_links/england/*'"
    assert installation.rows(dates.replace("/*'", "/*.parquet' order by all")) == [
        ("2022-01-31",),
        (None,),
    ]


LINES_XLSX = xlsx({"S": typed(shapes.transactions())})
ENCRYPTED = (
    '<manifest:encryption-data manifest:checksum="x"><manifest:algorithm '
    'manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
    "</manifest:encryption-data>"
)


def far_away() -> bytes:
    """A workbook of two cells, the first and the last of the sheet."""
    kept = zipfile.ZipFile(io.BytesIO(xlsx({"S": [["x"]]})))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in kept.namelist():
            content = kept.read(name).decode()
            last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            archive.writestr(name, content.replace("</sheetData>", last))
    return file.getvalue()


def damaged() -> bytes:
    """One digit of an amount is changed; only the checksum shows it."""
    kept = zipfile.ZipFile(io.BytesIO(LINES_XLSX))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in kept.namelist():
            archive.writestr(name, kept.read(name))
    return file.getvalue().replace(b"<v>100.0</v>", b"<v>900.0</v>", 1)


def written(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


REJECTED = {
    "a truncated workbook": ("xlsx", LINES_XLSX[:-40], "archive is damaged"),
    "no workbook at all": ("ods", shapes.transactions().encode(), "not a workbook but text"),
    "another archive": ("xlsx", packed({"readme.xml": "<a/>"}), "not a readable workbook"),
    "a changed amount": ("xlsx", damaged(), "archive is damaged"),
    "an encrypted xlsx": ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a password"),
    "an encrypted ods": ("ods", ods({"S": [["x"]]}, manifest=ENCRYPTED), "a password"),
    "an empty sheet": ("xlsx", xlsx({"S": [[""]]}), "no cell filled in any visible sheet"),
    "nothing but headers": ("xlsx", xlsx({"S": [shapes.TRANSACTIONS.split(",")]}), "no rows"),
    "a cell in the last corner": ("xlsx", far_away(), "memory"),
    "a truncated parquet": ("parquet", parquet(LINES)[:-30], "not a complete Parquet file"),
    "an empty file": ("parquet", b"", "not a complete Parquet file"),
    "32-bit amounts": (
        "parquet",
        written(pa.table({"amount": pa.array([1.1], pa.float32())})),
        "holds amount as 32-bit numbers",
    ),
}


@pytest.mark.parametrize("case", REJECTED)
def test_an_incomplete_table_is_rejected_and_other_files_are_loaded(installation, case):
    ending, content, message = REJECTED[case]
    installation.send(f"{LEDGER}.{ending}", content)
    installation.send("312/finance_ledger/transactions__2026-11-20.csv", shapes.transactions())
    receipts = installation.load()
    assert receipts.pop("312/finance_ledger/transactions__2026-11-20.csv").rows_accepted == 40
    [receipt] = receipts.values()
    assert receipt.outcome == "rejected"
    assert message in receipt.findings[0]
    assert f"landing/{LEDGER}.{ending}" in receipt.findings[0]


def test_every_published_dataset_has_its_columns_before_its_first_file(tmp_path):
    raw.declare(tmp_path)
    for dataset, column in (
        ("dedicated-schools-grant", ("high_needs_net", "DECIMAL(18,2)")),
        ("gias_links", ("link_established_date", "DATE")),
        ("school_census", ("upn_key", "VARCHAR")),
    ):
        path = tmp_path / "raw/dfe_census" / dataset / "_/none.parquet"
        found = duckdb.sql(f"select column_name, column_type from (describe from '{path}')")
        assert column in found.fetchall()
