"""Files with wrong names, in wrong places, or that are not regular files.

Each has one receipt with the reason or is left pending, and a good file beside it is loaded.
"""

import io
import os
import zipfile
from pathlib import Path

import pytest

from steps import sources
from tests.mutants.bases import PERSONAL_MARKERS, base

pytestmark = pytest.mark.slow

GOOD = "205/case_system/persons__2026-11-20.csv"
TEXT = base("persons").text()
RELEASE = "england/dfe_census/education-health-and-care-plans_2031"
WRONG_PLACES = [
    "205/case_system/person__2026-11-20.csv",
    "205/case_system/PERSONS__2026-11-20.CSV.txt",
    "205/case_system/persons.csv",
    "205/case_system/persons_2026-11-20.csv",
    "205/case_system/persons__20-11-2026.csv",
    "205/case_system/persons__2026-02-30.csv",
    "205/case_system/persons__0000-01-01.csv",
    "205/case_system/__2026-11-20.csv",
    "205/case_system/persons__2026-11-20",
    "205/case_system/persons__2026-11-20.docx",
    "205/case_system/persons__2026-11-20.csv.gz.csv.gz.bak",
    "205/case_system/old/persons__2026-11-20.doc",
    "205/case_systems/persons__2026-11-20.csv",
    "205/Case System/persons__2026-11-20.csv",
    "205/persons__2026-11-20.csv",
    "persons__2026-11-20.csv",
    "20/case_system/persons__2026-11-20.csv",
    "2055/case_system/persons__2026-11-20.csv",
    "Ashmere/case_system/persons__2026-11-20.csv",
    "\u0662\u0660\u0665/case_system/persons__2026-11-20.csv",
    "205/case_system/persons__\u0662\u0660\u0662\u0666-11-20.csv",
    "205/case_system/p\u00e9rsons__2026-11-20.csv",
    "205/case_system/persons'); drop table x;--__2026-11-20.csv",
    "205/case_system/persons {batch} 100%s__2026-11-20.csv",
    "205/finance_ledger/persons__2026-11-20.csv",
    f"{RELEASE}/no_such_table.csv",
    "england/dfe_census/education-health-and-care-plans_20311/caseload.csv",
    "england/dfe_census/caseload.csv",
]


def load_beside_a_good_one(installation):
    """Load everything, check that the good file was accepted, and return the other receipts."""
    installation.send(GOOD, TEXT)
    receipts = installation.load()
    assert receipts[GOOD].outcome == "accepted"
    for path, receipt in receipts.items():
        assert receipt.outcome in ("accepted", "accepted_with_rejects", "rejected", "duplicate")
        if receipt.outcome == "rejected":
            assert receipt.file_name in receipt.findings[0], path
            assert sources.rejection(receipt).startswith("REJECTED")
    return {path: receipt for path, receipt in receipts.items() if path != GOOD}


def test_each_file_with_a_wrong_name_or_place_is_rejected(installation):
    for path in WRONG_PLACES:
        installation.send(path, TEXT)
    receipts = load_beside_a_good_one(installation)
    assert set(receipts) == set(WRONG_PLACES)
    assert {p for p, receipt in receipts.items() if receipt.outcome != "rejected"} == set()
    assert not PERSONAL_MARKERS.search(str(receipts))


def test_unusual_names_are_accepted(installation):
    unusual = {
        "205/case_system/persons__2026-11-21__a b & c 'd' \u00e9.csv": TEXT,
        "205/case_system/persons__2026-11-22__%s {batch}.CSV": TEXT,
        "205/case_system/persons__2026-11-23__'; drop table typed; --.csv": TEXT,
        '205/case_system/persons__2026-11-24__"quoted".csv': TEXT,
    }
    for path, content in unusual.items():
        installation.send(path, content)
    receipts = load_beside_a_good_one(installation)
    assert {path: receipt.outcome for path, receipt in receipts.items()} == dict.fromkeys(
        unusual, "accepted"
    )


def add_irregular_files(landing: Path) -> None:
    """Add a folder, a pipe and links to nothing, to themselves and to a parent folder."""
    folder = landing / "205/case_system"
    (folder / "requests__2026-11-20.csv").mkdir(parents=True)
    (folder / "plans__2026-11-20.csv").symlink_to(folder / "nowhere.csv")
    (folder / "needs__2026-11-20.csv").symlink_to(folder / "needs__2026-11-20.csv")
    (folder / "ring").symlink_to(landing, target_is_directory=True)
    os.mkfifo(folder / "assessments__2026-11-20.csv")


def test_irregular_files_do_not_stop_other_loads(installation):
    add_irregular_files(installation.home / "landing")
    receipts = load_beside_a_good_one(installation)
    assert {r.outcome for r in receipts.values()} <= {"rejected"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_not_rejected(installation):
    installation.send("205/case_system/plans__2026-11-20.csv", "x").chmod(0)
    with pytest.raises(PermissionError):
        installation.load()


def packed(
    members: list[tuple[str, str]], end: int | None = None, method: int = zipfile.ZIP_STORED
) -> bytes:
    """Return a zip archive, cut off at `end`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return content.getvalue()[:end]


TABLE = base("caseload").text()
ENCRYPTED_HEADER = b"PK\1\2\x14\3\x14\0\1\0"
PAIR = packed([("caseload.csv", TABLE), ("requests.csv", TABLE)])
# An archive whose one-letter member name is removed from both headers, with the lengths adjusted.
WITHOUT_NAME = (
    packed([("a", "x")])
    .replace(b"\1\0\0\0ax", b"\0\0\0\0x")
    .replace(b"\1" + b"\0" * 11 + b"\x80\1\0\0\0\0a", b"\0" * 12 + b"\x80\1\0\0\0\0")
    .replace(b"/\0\0\0 \0\0\0", b".\0\0\0\x1f\0\0\0")
)
BZIPPED = packed([("caseload.csv", TABLE)], method=zipfile.ZIP_BZIP2)
ARCHIVES = {
    "a truncated archive": packed([("caseload.csv", TABLE)], -30),
    "not an archive": TABLE.encode(),
    "an empty file": b"",
    "an archive without members": packed([]),
    "a name that is not UTF-8": packed([("\u00e9.csv", TABLE)]).replace(b"\xc3\xa9", b"\xff\xfe"),
    "a name of two lines": packed([("case\nload.csv", TABLE), ("requests.csv", TABLE)]),
    "a name that is empty": WITHOUT_NAME,
    "a name of a parent folder": packed([("..", TABLE)]),
    "a name that is too long": packed([(f"{'r' * 300}.csv", TABLE), ("requests.csv", TABLE)]),
    "a password": packed([("caseload.csv", TABLE)]).replace(
        b"PK\1\2\x14\3\x14\0\0\0", ENCRYPTED_HEADER
    ),
    "paths to parent folders": packed(
        [("../../../caseload.csv", TABLE), ("/etc/requests.csv", TABLE)]
    ),
    "Windows paths": packed([("..\\..\\caseload.csv", TABLE), ("C:\\requests.csv", TABLE)]),
    "one name twice": packed([("a/caseload.csv", TABLE), ("b/caseload.csv", TABLE[:-40])]),
    "hidden members": packed([("__MACOSX/._caseload.csv", "x"), ("caseload.csv", TABLE)]),
    "an archive in an archive": packed([("in.zip", PAIR.decode("latin1"))]),
    "many members": packed([(f"t{n}.csv", "a,b\n1,2\n") for n in range(60)]),
    "a large member": packed([("caseload.csv", TABLE + "0" * 30_000_000)]),
    "a compression that raises OSError": BZIPPED[:60] + b"\0" * 20 + BZIPPED[80:],
    "overwritten bytes": PAIR[:-900] + b"\0" * 9 + PAIR[-891:],
}


REJECTED_WHOLE = [
    case
    for case in ARCHIVES
    if case.startswith(("a name", "a compr", "a pass", "a trunc", "overwritten"))
] + ["one name twice"]


@pytest.mark.parametrize("case", ARCHIVES)
def test_archives(installation, case):
    installation.send(f"{RELEASE}.zip", ARCHIVES[case])
    before = set(installation.home.parent.iterdir())
    receipts = load_beside_a_good_one(installation)
    assert f"{RELEASE}.zip" in receipts
    assert set(installation.home.parent.iterdir()) == before
    outcomes = {receipt.outcome for receipt in receipts.values()}
    assert outcomes != {"accepted"}, "accepted without a finding"
    if case in REJECTED_WHOLE:
        [receipt] = receipts.values()  # no member is loaded, although some are valid
        assert receipt.outcome == "rejected"
    for receipt in receipts.values():
        counts = [receipt.rows_accepted, receipt.rows_quarantined, receipt.rows_duplicate]
        assert receipt.rows_read == sum(counts)
