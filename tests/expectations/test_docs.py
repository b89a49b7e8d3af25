"""Data Docs show each check and how many rows failed, and no value of any row."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from expectations import docs, latest
from tests.expectations.conftest import GOOD
from tests.ingest import shapes

pytestmark = pytest.mark.slow

SURNAME, FORENAME, UPN, POSTCODE = "Zzquillfeather", "Xanthorpe", "Q987654321098", "ZQ98 7XY"
PERSON = shapes.person(
    77, id="PQ4711", upn=UPN, surname=SURNAME, forename=FORENAME, postcode=POSTCODE
)
BORN_AHEAD = PERSON.replace("2015-02", "2031-02")
SHIFTED = f"PQ4712,{SURNAME},{FORENAME},,{UPN},,{POSTCODE},F,WBRI,2015-02-02"
PLANTED = [SURNAME, FORENAME, UPN, POSTCODE, "PQ4711", "PQ4712"]


def test_no_identifier_of_a_child_is_stored_outside_landing_and_the_people_map(installation):
    """Landing holds files as received, and `people` the people map."""
    for date, rows in {"2026-11-19": [BORN_AHEAD], "2026-11-20": [PERSON, SHIFTED]}.items():
        installation.send(f"205/case_system/persons__{date}.csv", shapes.persons(60, *rows))
        request = shapes.request(1, id="RQ4711", person="PQ4711", decided="2025-01-01")
        installation.send(f"205/case_system/requests__{date}.csv", shapes.requests(60, request))
    outcomes = {receipt.outcome for receipt in installation.load().values()}
    assert outcomes == {"accepted_with_rejects"}
    docs.build(installation.home)
    written = [
        path
        for path in installation.home.rglob("*")
        if path.is_file()
        and path.relative_to(installation.home).parts[0] not in ("landing", "people")
    ]
    assert any("data_docs/site/validations/" in str(path) for path in written)
    for path in written:
        text = path.read_bytes().decode("utf-8", "replace") + _cells(path)
        assert not [word for word in PLANTED if word.lower() in text.lower()], path


def _cells(path):
    """The values of a Parquet file, whose bytes are compressed."""
    if path.suffix != ".parquet":
        return ""
    return str(duckdb.sql(f"from '{path}'").fetchall())


def test_each_authority_and_suite_has_a_page_with_checks_and_counts(gate):
    batch = gate.batch([*GOOD, ("R99", "2026-01-05", "Y", "2025-01-01")])
    gate.run(batch)
    index = docs.build(gate.home)
    [page] = re.findall(r'href="(validations/[^"]+)"', index.read_text())
    text = (index.parent / page).read_text()
    assert "request_outcome_date: before received_date" in text
    assert "205, 2026-11-20" in text
    [suite] = re.findall(r'href="(expectations/[^"]+)"', index.read_text())
    assert "no rows to load" in (index.parent / suite).read_text()


def test_a_process_that_has_checked_nothing_writes_the_pages(gate):
    """As `send data-docs` does."""
    gate.run(gate.batch(GOOD))
    program = "import sys; from pathlib import Path; from expectations import docs; "
    program += "print(docs.build(Path(sys.argv[1])))"
    ended = subprocess.run(
        [sys.executable, "-c", program, str(gate.home)], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert "validations/" in Path(ended.stdout.strip()).read_text()


def test_the_pages_load_nothing_from_other_servers(gate):
    gate.run(gate.batch(GOOD))
    site = docs.build(gate.home).parent
    pages = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(pages) > 3
    loading = re.compile(r"(?:\bsrc=|<link\b[^>]*href=|url\()[\"']?https?:", re.IGNORECASE)
    assert [page for page in pages if loading.search(page.read_text("utf-8"))] == []


def test_only_the_latest_business_date_is_kept(gate):
    for date in ("2026-11-19", "2026-11-20", "2026-11-18"):
        gate.run(gate.batch(GOOD, date=date))
    assert [result.meta["business_date"] for result in latest.kept(gate.home)] == ["2026-11-20"]


def test_without_a_result_there_is_an_empty_site(tmp_path):
    assert "Data Docs" in docs.build(tmp_path).read_text()
