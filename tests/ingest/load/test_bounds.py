"""Rows, unpacked bytes, names, remarks and memory of one file are bounded, and the refusal names
the number and the setting."""

import io
import zipfile

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ingest import sen2_shapes, shapes, workbooks
from tests.ingest.sen2_shapes import XML

pytestmark = pytest.mark.slow

DATED = "205/finance_ledger/transactions__2026-11-20"
COLUMNS = shapes.TRANSACTIONS.split(",")


def bounded(installation, text):
    path = installation.home / "settings" / "bounds.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text}\n")


def parquet(rows, long_text):
    """A dictionary: each value is stored once, whatever the number of rows."""
    cells = dict(zip(COLUMNS, shapes.line(1).split(","), strict=True)) | {"description": long_text}
    same = pa.array([0] * rows, type=pa.int32())
    table = {name: pa.DictionaryArray.from_arrays(same, pa.array([cells[name]])) for name in cells}
    content = io.BytesIO()
    pq.write_table(pa.table(table), content, compression="zstd")
    return content.getvalue()


def one(installation, path, content):
    installation.send(path, content)
    return installation.load()[path]


def test_a_small_parquet_file_that_unpacks_to_gigabytes_is_rejected(installation):
    content = parquet(20_000, "y" * 1_000_000)
    assert len(content) < 10_000
    [message] = one(installation, f"{DATED}.parquet", content).findings
    assert "unpacks to 19,074 MB. Expected at most 4,096 MB" in message
    assert "max_unpacked_mb in settings/bounds.yml" in message


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_rows_are_bounded(installation, kind):
    bounded(installation, "max_rows: 100")
    content = parquet(101, "fees") if kind == "parquet" else shapes.transactions(101)
    [message] = one(installation, f"{DATED}.{kind}", content).findings
    assert ("holds 101 rows" if kind == "parquet" else "holds more than 100 rows") in message
    assert "raise max_rows in settings/bounds.yml" in message
    assert list((installation.home / "tmp" / "batches").iterdir()) == []
    bounded(installation, "max_rows: 101")
    assert installation.load()[f"{DATED}.{kind}"].rows_read == 101


@pytest.mark.parametrize("kind", ["zip", "xlsx"])
def test_unpacked_bytes_are_bounded(installation, kind):
    bounded(installation, "max_unpacked_mb: 1")
    rows = [COLUMNS, *[["x" * 2000] * len(COLUMNS)] * 50]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("transactions__2026-11-20.csv", "x" * (2 << 20))
    packed = {"zip": content.getvalue(), "xlsx": workbooks.xlsx({"Ledger": rows})}[kind]
    [message] = one(installation, f"{DATED}.{kind}", packed).findings
    assert "1 MB" in message
    assert "max_unpacked_mb in settings/bounds.yml" in message


def test_a_file_that_could_fill_the_disk_is_not_copied_until_it_may_be(installation):
    bounded(installation, "max_unpacked_mb: 1")
    rest = installation.send(f"{DATED.replace('205', '312')}.csv", shapes.transactions(5))
    large = installation.send(f"{DATED}.csv", shapes.transactions(20_000))
    assert large.stat().st_size > 1 << 20
    first = installation.load()
    [message] = first[f"{DATED}.csv"].findings
    assert "can't be read (it has 1 MB). Expected at most 1 MB; send it in parts" in message
    assert "raise max_unpacked_mb in settings/bounds.yml" in message
    assert first[str(rest.relative_to(installation.home / "landing"))].outcome == "accepted"
    stored = (installation.home / "landing/.received/bytes").rglob("*")
    assert max(path.stat().st_size for path in stored if path.is_file()) < 1 << 20
    bounded(installation, "max_unpacked_mb: 2")
    assert installation.load()[f"{DATED}.csv"].outcome == "accepted"


NAMES = {
    "elements of a person": "".join(f"<a{n}/>" for n in range(40)),
    "elements below an unknown one": f"<Notes>{''.join(f'<a{n}/>' for n in range(40))}</Notes>",
    "attributes": "<Notes " + " ".join(f'a{n}="1"' for n in range(40)) + "/>",
    "elements with long names": "".join(f"<{'x' * 50}{n}/>" for n in range(40)),
}


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("place", ["<PB>", "<Person>", "<Persons>"])
def test_names_of_a_return_are_bounded(installation, case, place):
    bounded(installation, "max_names: 30")
    text = sen2_shapes.xml().replace(place, f"{NAMES[case]}{place}")
    receipts = {XML: one(installation, XML, text)}
    assert receipts[XML].outcome == "rejected"
    [message] = receipts[XML].findings
    assert "holds more than 30 names that a SEN2 return does not have" in message
    assert "max_names in settings/bounds.yml" in message


def test_columns_and_remarks_are_bounded(installation):
    bounded(installation, "max_names: 20\nmax_remarks: 2")
    wide = shapes.transactions(3).replace("amount\n", f"amount{',c' * 10}\n")
    assert (
        "has 24 columns. Expected at most 20" in one(installation, f"{DATED}.csv", wide).findings[0]
    )
    row = ", ".join(f"1 as c{n}" for n in range(21))
    file = installation.send(f"312/{DATED[4:]}.parquet", "")
    duckdb.execute(f"copy (select {row}) to '{file}' (format parquet)")
    [receipt] = installation.load().values()
    assert "has 21 columns. Expected at most 20" in receipt.findings[0]
    bad = [
        shapes.request(n, id=f"R20{n}", received=f"0{n}/01/2026", outcome="?" * n)
        for n in range(1, 5)
    ]
    path = "205/case_system/requests__2026-11-20.csv"
    receipt = one(installation, path, shapes.requests(100, *bad))
    assert receipt.rows_quarantined == 4
    assert len([each for each in receipt.findings if "row(s), first" in each]) == 2


def sheet(rows):
    """A workbook whose sheet has these rows as XML; a library would not write such rows."""
    whole, content = workbooks.xlsx({"Ledger": [["a"]]}), io.BytesIO()
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as before,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, xml if name.endswith("sheet1.xml") else before.read(name))
    return content.getvalue()


def cell(place):
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.mark.parametrize("places", [["XFD1048576"], [f"XFD{n}" for n in range(1, 9000)]])
def test_a_table_far_to_the_right_is_no_table(installation, places):
    """It took minutes: each of a million blank rows had 16,384 cells."""
    [message] = one(installation, f"{DATED}.xlsx", sheet("".join(map(cell, places)))).findings
    assert "has its first filled cell in column XFD of sheet 'Ledger'" in message


def test_the_time_of_a_workbook_is_bounded(installation):
    bounded(installation, "workbook_seconds: 1")
    content = sheet("".join(cell(f"ALK{n}") for n in range(1, 30_000)))
    [message] = one(installation, f"{DATED}.xlsx", content).findings
    assert "its sheet needs more than 1 seconds" in message
    assert "raise workbook_seconds in settings/bounds.yml" in message


def test_nested_values_of_a_parquet_file_cost_no_time(installation):
    """Their text took time that doubled with each level of the lists."""
    kind = pa.int32()
    for _ in range(60):
        kind = pa.list_(kind)
    content = io.BytesIO()
    cells = {name: pa.array(["x"]) for name in COLUMNS}
    pq.write_table(pa.table(cells | {"amount": pa.array([None], type=kind)}), content)
    [message] = one(installation, f"{DATED}.parquet", content.getvalue()).findings
    assert "holds lists or structures in amount. Expected one value in each cell" in message


def test_memory_is_bounded(installation):
    bounded(installation, "memory_mb: 128")
    content = parquet(2, "y" * 200_000_000)
    [message] = one(installation, f"{DATED}.parquet", content).findings
    assert "128 MB of memory" in message
    assert "memory_mb in settings/bounds.yml" in message
