"""Half a file: a record cut off, a transfer that goes on, a marker that is not there yet."""

import gzip
import os
import socket
import zipfile
from io import BytesIO

import pytest

from ingest.read.last_record import FEWEST_RECORDS
from steps import sources
from tests.ingest import shapes, workbooks

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
PERSONS = "205/case_system/persons__2026-11-20.csv"
LINES = shapes.transactions(40).rstrip("\n")
CASES = shapes.requests(40).rstrip("\n")
CHART = "cost_centre,subjective,dsg_block,spend_category,s251_line"


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        (LEDGER, LINES[:-40], "the last record (at line 41) ends after cell 8 of 14"),
        (LEDGER, LINES[:-1], "a last cell (amount) that is shorter"),  # 100.0 for 100.00
        (LEDGER, LINES[:-4], "a last cell (amount) that is shorter"),  # 10 for 100.00
        (LEDGER, LINES[:-6], "a last cell (amount) that is shorter"),  # nothing for 100.00
        (
            LEDGER,
            LINES.replace("INV39", '"INV39'),
            "the last record (at line 41) ends after cell 12 of 14",
        ),
        (REQUESTS, CASES[:-30], "the last record (at line 41) ends after cell 3 of 10"),
        (REQUESTS, f"{CASES}\nR4", "the last record (at line 42) ends after cell 1 of 10"),
        (REQUESTS, f"{CASES}\nR41,P", "ends after cell 2 of 10"),
    ],
)
def test_a_record_cut_off_rejects_the_file(installation, path, content, message):
    receipt = installation.load_one(path, content)
    assert receipt.outcome == "rejected"
    assert message in receipt.findings[0]
    assert path in receipt.findings[0]


@pytest.mark.parametrize(("last", "outcome"), [("2026-03-1", "rejected"), ("", "accepted")])
def test_a_date_cut_off_at_the_end_rejects_the_file(installation, last, outcome):
    """2026-03-1 can be read as a date, of another day. Few advice has arrived, so that an empty
    date is no sign of a cut."""
    rows = "\n".join(f"A{n},R{n},health,2026-03-01,2026-03-1{n}" for n in range(5))
    path = "205/case_system/advice__2026-11-20.csv"
    content = f"advice_id,request_id,provider,requested_date,received_date\n{rows}\n"
    receipt = installation.load_one(path, f"{content}A9,R9,health,2026-03-01,{last}")
    assert receipt.outcome == outcome, receipt.findings


@pytest.mark.parametrize("path", [LEDGER, REQUESTS, PERSONS])
def test_a_whole_last_record_needs_no_line_end(installation, path):
    content = {LEDGER: LINES, REQUESTS: CASES, PERSONS: shapes.persons(40).rstrip("\n")}[path]
    receipt = installation.load_one(path, content)
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40), receipt.findings
    assert [each for each in receipt.findings if "line end" in each] == []


@pytest.mark.parametrize("footer", ["40 rows", "*** END ***", "Total,,40"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_footer_is_quarantined_with_or_without_a_line_end(installation, footer, end):
    receipt = installation.load_one(REQUESTS, f"{CASES}\n{footer}{end}")
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted_with_rejects", 40)
    assert receipt.findings[0] == (
        "the record has fewer cells than the header: 1 row(s), first at line 42"
    )


def test_a_last_cell_that_may_be_cut_is_a_remark(installation):
    rows = "\n".join(f"C{n},5{n},high_needs,other,1.{n}.10" for n in range(9))
    path = "205/finance_ledger/chart_of_accounts__2026-11-20.csv"
    receipt = installation.load_one(path, f"{CHART}\n{rows}")
    assert receipt.rows_accepted == 9
    assert "the last record (line 10) has no line end: whether its last cell (s251_line)" in (
        " ".join(receipt.findings)
    )


def test_an_empty_last_cell_counts_as_cut_where_no_other_is_empty(installation):
    rows = [f"C{n},5{n},high_needs,other,1.1.{n}" for n in range(FEWEST_RECORDS)]
    path = "205/finance_ledger/chart_of_accounts__2026-11-20.csv"
    cut = "\n".join([CHART, *rows, "C99,599,high_needs,other,"])
    assert installation.load_one(path, cut).outcome == "rejected"
    assert installation.load_one(path.replace("11-20", "11-21"), f"{cut}\n").rows_accepted == 11


def test_a_workbook_cut_off_is_rejected(installation):
    content = workbooks.xlsx({"Requests": workbooks.typed(CASES)})
    path = REQUESTS.replace(".csv", ".xlsx")
    receipt = installation.load_one(path, content[: len(content) * 9 // 10])
    assert "is not a complete workbook" in receipt.findings[0]


def test_a_file_settles_for_as_long_as_the_settings_say(installation, monkeypatch):
    file = installation.send(PERSONS, shapes.persons())
    os.utime(file)
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    assert len(sources.register_arrivals("case_system", None, settle_seconds=0)) == 1
    installation.send(REQUESTS, shapes.requests()).touch()
    settle = sources.settle_seconds()
    assert settle == 60
    assert len(sources.register_arrivals("case_system", None, settle_seconds=settle)) == 2
    assert 50 < waited[-1] <= 60
    arrival = installation.home / "settings" / "arrival.yml"
    arrival.parent.mkdir()
    arrival.write_text("settle_seconds: 300\n")
    assert sources.settle_seconds() == 300


def test_a_file_that_was_written_to_in_the_meantime_waits(installation, monkeypatch):
    file = installation.send(PERSONS, shapes.persons())
    os.utime(file)
    monkeypatch.setattr("time.sleep", lambda _: os.utime(file, (1_790_000_000, 1_790_000_000)))
    assert sources.register_arrivals("case_system", None, settle_seconds=60) == []


@pytest.mark.parametrize("marker", ["done", "control"])
def test_a_contract_can_require_a_marker(installation, overlay, monkeypatch, marker):
    overlay("case_system/requests.205.yml", f"marker: {marker}\n")
    reported = []
    monkeypatch.setattr(sources, "report", lambda text, *_: reported.append(text))
    installation.send(REQUESTS, shapes.requests())
    other = {"done": ".control.json", "control": ".done"}[marker]
    installation.send(REQUESTS.replace(".csv", other), "{}")
    assert sources.register_arrivals("case_system", None) == []
    sources.report_registered("case_system", None, [], is_reload=False)
    suffix = {"done": ".done", "control": ".control.json"}[marker]
    assert f"1 not taken: landing/{REQUESTS} (its {suffix} is not there)" in reported[-1]
    installation.send(REQUESTS.replace(".csv", suffix), "{}")
    assert len(sources.register_arrivals("case_system", None)) == 1


def test_an_upload_that_has_stopped_is_named_and_left_and_what_is_no_file_is_rejected(
    installation, monkeypatch
):
    reported = []
    monkeypatch.setattr(sources, "report", lambda text, *_: reported.append(text))
    dead = installation.send(f"{REQUESTS}.part", "request_id")  # of September 2026
    going_on = installation.send(f"{PERSONS}.filepart", "person_id")
    os.utime(going_on)
    of_another_source = installation.send(f"{LEDGER}.part", "journal_id")
    pipe = dead.with_name("plans__2026-11-20.csv")
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(dead.parent)  # a socket's path has to be short
        listening.bind("needs__2026-11-20.csv")
        found = sources.register_arrivals("case_system", None)
    assert {
        each.file_name: each.problem and each.problem.partition(" (")[2][:15] for each in found
    } == {
        "needs__2026-11-20.csv": "it is a socket)",
        "plans__2026-11-20.csv": "it is a pipe). ",
    }
    sources.report_registered("case_system", None, found, is_reload=False)
    assert reported[-1].partition("; ")[2] == (
        f"1 not taken: landing/{REQUESTS}.part (its upload has stood still since "
        "2026-09-21 14:13 UTC; send it again)"
    )
    assert all(path.exists() for path in (dead, going_on, of_another_source, pipe))


def test_a_required_marker_lies_beside_the_archive(installation, overlay):
    overlay("case_system/requests.205.yml", "marker: done\n")
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("requests__2026-11-20.csv", shapes.requests())
    installation.send(REQUESTS.replace(".csv", ".zip"), content.getvalue())
    assert sources.register_arrivals("case_system", None) == []
    installation.send(REQUESTS.replace(".csv", ".done"), "")
    assert len(sources.register_arrivals("case_system", None)) == 2


@pytest.mark.parametrize("extension", [".csv", ".csv.gz", ".xlsx"])
@pytest.mark.parametrize("marker", ["done", "control"])
def test_a_marker_can_follow_the_whole_name(installation, overlay, extension, marker):
    overlay("case_system/requests.205.yml", f"marker: {marker}\n")
    path = REQUESTS.replace(".csv", extension)
    content = shapes.requests(3).encode()
    kinds = {".csv": content, ".csv.gz": gzip.compress(content)}
    kinds[".xlsx"] = workbooks.xlsx({"S": workbooks.typed(content.decode())})
    installation.send(path, kinds[extension])
    assert sources.register_arrivals("case_system", None) == []
    suffix = {"done": ".done", "control": ".control.json"}[marker]
    installation.send(f"{path}{suffix}", '{"rows": 4}')
    [arrival] = sources.register_arrivals("case_system", None)
    assert (arrival.stated is not None) == (marker == "control")


def test_a_control_file_after_the_whole_name_is_compared(installation):
    installation.send(PERSONS, shapes.persons(3))
    installation.send(f"{PERSONS}.control.json", '{"rows": 4}')
    [receipt] = installation.load().values()
    assert receipt.is_rejected
    assert "it holds 3 rows, the control file states 4" in receipt.findings[0]
