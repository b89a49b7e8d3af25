"""The same arguments give the same files, and the answers agree with the files."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from synthetic.__main__ import main
from synthetic.authority import AUTHORITIES
from tests.synthetic.conftest import Run
from tests.synthetic.landed import night, read

SMALL = ("--scale", "0.2", "--ledger-lines", "1000")
REAL_LA_CODES = {str(code) for code in range(200, 990)}


def _hashes(home: Path) -> dict[str, str]:
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(run: Run) -> Path:
    return run(*SMALL)


def test_same_arguments_give_same_bytes(small: Path, run: Run) -> None:
    assert _hashes(run(*SMALL)) == _hashes(small)


def test_another_seed_gives_other_children(small: Path, run: Run) -> None:
    other = run(*SMALL, "--seed", "7")
    assert night(other, "990", "persons") != night(small, "990", "persons")


def test_a_second_run_changes_no_file(small: Path, run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in small.rglob("*") if path.is_file()}
    run(*SMALL, home=small)
    assert {p: p.stat().st_mtime_ns for p in small.rglob("*") if p.is_file()} == before


def test_a_later_run_writes_the_same_earlier_nights(small: Path, run: Run) -> None:
    longer = run(*SMALL, "--last-night", "2026-11-21", "--nights", "4")
    for day in ("2026-11-18", "2026-11-19"):
        for path in (small / "landing").rglob(f"*__{day}.csv*"):
            assert (longer / path.relative_to(small)).read_bytes() == path.read_bytes()
    ledger = "landing/990/finance_ledger/transactions__2026-11-20.csv"
    assert (longer / ledger).read_bytes() == (small / ledger).read_bytes()


def rows_of(path: Path) -> int:
    if path.suffix == ".geojson":
        return len(json.loads(path.read_text("utf-8"))["features"])
    return len(read(path))


def test_answers_count_the_rows_of_every_file(home: Path, answers: dict[str, Any]) -> None:
    listed = set()
    for authority in answers["authorities"].values():
        for entry in authority["files"]:
            path = home / "landing" / entry["file"]
            listed.add(path)
            assert rows_of(path) == entry["rows"], entry["file"]
            counted = entry["accepted"] + entry["quarantined"] + entry["duplicate"]
            assert counted == entry["rows"]
            assert entry["quarantined"] <= 0.02 * entry["rows"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    landed = (p for la in AUTHORITIES for p in (home / "landing" / la).rglob("*.*"))
    on_disk = {path for path in landed if not path.name.endswith(".control.json")}
    assert listed == on_disk


def test_spoilt_rows_are_on_the_lines_given(home: Path, answers: dict[str, Any]) -> None:
    kinds = set()
    for authority in answers["authorities"].values():
        for entry in authority["files"]:
            rows = read(home / "landing" / entry["file"])
            for spoilt in entry["spoilt"]:
                kinds.add(spoilt["kind"])
                row = rows[spoilt["line"] - 2]
                assert next(iter(row.values())) == spoilt["key"].split("|")[0]
                if spoilt["kind"] == "exact_duplicate":
                    assert row == rows[spoilt["line"] - 3]
    assert kinds == {
        "bad_date",
        "bad_code",
        "bad_number",
        "date_order",
        "duplicate_key",
        "exact_duplicate",
        "two_places",
        "unknown_reference",
        "age_out_of_range",
        "parent_quarantined",
    }


def test_consecutive_nights_differ(home: Path) -> None:
    for la_code in AUTHORITIES:
        for dataset in ("requests", "assessments", "plans", "needs", "reviews"):
            first, second = (night(home, la_code, dataset, f"2026-11-{d}") for d in (18, 19))
            assert first != second, (la_code, dataset)


def test_no_file_is_empty_even_on_a_weekend(run: Run) -> None:
    home = run("--last-night", "2026-11-22", "--scale", "0.05", "--ledger-lines", "1000")
    for path in (home / "landing").rglob("*.csv*"):
        assert read(path), path.name


def test_no_spoil_leaves_every_row_good(run: Run) -> None:
    home = run("--no-spoil", "--scale", "0.3", "--ledger-lines", "1000")
    answers = json.loads((home / "synthetic" / "answers.json").read_text())
    entries = [e for a in answers["authorities"].values() for e in a["files"]]
    assert {entry["outcome"] for entry in entries} == {"accepted"}


def test_bad_files_are_written_only_with_the_option(home: Path, run: Run) -> None:
    bad = run("--bad-file", "--scale", "0.3", "--ledger-lines", "1000")
    needs = "landing/990/case_system/needs__2026-11-20.csv"
    assert (bad / needs).read_text().splitlines()[0] == "plan_id,sen_type_rank"
    assert (home / needs).read_text().splitlines()[0] == "plan_id,sen_type_rank,sen_type"
    with pytest.raises(EOFError):
        read(bad / "landing/991/finance_ledger/transactions__2026-11-17.csv.gz")
    assert not list(home.rglob("*2026-11-17*"))


def test_one_file_is_missing_and_the_others_have_the_evening_of_their_date(
    home: Path, answers: dict[str, Any]
) -> None:
    missing = {la: authority["missing"] for la, authority in answers["authorities"].items()}
    last = {"due_date": "2026-11-20", "last_came": "2026-11-19"}
    assert missing == {
        "990": [],
        "991": [{"source": "case_system", "dataset": "advice", **last}],
    }
    assert not night(home, "991", "advice", "2026-11-20")
    assert night(home, "991", "advice", "2026-11-19")
    for authority in answers["authorities"].values():
        for entry in authority["files"]:
            arrived = (home / "landing" / entry["file"]).stat().st_mtime
            assert f"{datetime.fromtimestamp(arrived, UTC):%Y-%m-%d}" == entry["business_date"]


@pytest.mark.parametrize(
    "options", [["--nights", "1"], ["--no-spoil"], ["--last-night", "2026-11-22"]]
)
def test_no_file_is_missing_when_none_is_expected(run: Run, options: list[str]) -> None:
    home = run(*options, "--scale", "0.05", "--ledger-lines", "1000")
    answers = json.loads((home / "synthetic" / "answers.json").read_text())
    assert [authority["missing"] for authority in answers["authorities"].values()] == [[], []]
    files = {file["dataset"] for file in answers["authorities"]["991"]["files"]}
    assert "advice" in files


def test_only_invented_authorities_are_named(home: Path) -> None:
    assert not REAL_LA_CODES & set(AUTHORITIES)
    for la_code in AUTHORITIES:
        used = {row["exported_la"] for row in night(home, la_code, "requests")}
        used |= {row["transfer_la"] for row in night(home, la_code, "plans")}
        assert used <= {"", *AUTHORITIES}


def test_release_has_only_england_and_the_invented_authorities(home: Path) -> None:
    folder = home / "landing/england/dfe_census/education-health-and-care-plans_2026"
    assert len(list(folder.glob("*.csv"))) == 5
    for path in folder.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbftime_period,time_identifier,")
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert {row["old_la_code"] for row in rows} == {"", *AUTHORITIES}
        keys = [
            (r["time_period"], r["old_la_code"], r["breakdown_topic"], r["breakdown"]) for r in rows
        ]
        assert len(keys) == len(set(keys))
        digits = {len(row["time_period"]) for row in rows}
        assert digits == ({6} if rows[0]["time_identifier"] == "Academic year" else {4})


def test_shares_have_only_england_and_the_invented_authorities(home: Path) -> None:
    [path] = (home / "landing/england/dfe_census").glob("local-authority-interactive-tool__*.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["LA Number"] for row in rows} == {"970", *AUTHORITIES}
    keys = [(row["Short Desc"], row["Years"], row["LA Number"]) for row in rows]
    assert len(keys) == len(set(keys)) == 6 * (5 + len(AUTHORITIES))


def test_englands_caseload_is_as_published(home: Path) -> None:
    folder = home / "landing/england/dfe_census/education-health-and-care-plans_2026"
    rows = csv.DictReader((folder / "caseload.csv").read_text(encoding="utf-8-sig").splitlines())
    england = [
        r["ehcplans"]
        for r in rows
        if r["geographic_level"] == "National" and r["breakdown"] == "All EHC plans"
    ]
    published = [353995, 390109, 430697, 473255, 517048, 576474, 638745]
    assert [int(count) for count in england] == published


@pytest.mark.parametrize(
    "arguments",
    [
        ["--authorities", "878"],
        ["--last-night", "2031-01-01"],
        ["--nights", "0"],
        ["--ledger-lines", "5"],
    ],
)
def test_an_argument_out_of_range_ends_with_a_message(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), *arguments]) == 2
    assert capsys.readouterr().err.startswith("synthetic: ")
    assert not list(tmp_path.iterdir())
