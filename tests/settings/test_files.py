"""Each settings file: its defaults, its effect, and that a fault in it stops only what it is
about."""

import datetime as dt
import grp
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from ingest import expected_files
from ingest.collect import declared
from ingest.deletion import retention
from publish.closes import roles as closes_roles
from publish.closes.period import CloseRefused
from publish.page import display as pages
from settings import calendar, check, examples, rag_limits, tables
from settings.problem import InvalidSettings
from steps import settings
from steps.reporting import StepFailed
from tests.ingest import shapes

DEFAULT_LIMITS = [
    ("deficit_movement", "amber", Decimal("1.0"), Decimal("3.0")),
    ("deficit_movement", "green", None, Decimal("1.0")),
    ("deficit_movement", "red", Decimal("3.0"), None),
    ("savings_forecast", "amber", Decimal("75.0"), Decimal("95.0")),
    ("savings_forecast", "green", Decimal("95.0"), None),
    ("savings_forecast", "red", None, Decimal("75.0")),
]
WRONG = {
    "rag_limits.yml": [
        "savings_forecast: {green: {at_least_pct: 90}, red: {below_pct: 80}}\n",
        "savings_forecast: {green: {at_least_pct: 70}, red: {below_pct: 80}}\n",
        "savings_forecast: {blue: {at_least_pct: 70}}\n",
        "savings_forecast: {green: {at_least_pct: high}}\n",
        "savings_forecast: {}\n",
        "saving_forecast: {}\n",
    ],
    "ledger_text.yml": [
        "descriptions: {'312': some}\n",
        "descriptions: {312: all}\n",
        "references: {'312': some}\n",
        "organisations: {'312': S1}\n",
        "words: [two words]\n",
    ],
    "targets.yml": ["within_20_weeks_pct: 900\n", "within_20_weeks: 90\n", "- 90\n"],
    "authorities.yml": ["names: {312: Hillingdon}\n", "names: {'312': ''}\n", "'312': H\n"],
    "groups.yml": [
        "partnerships: {afc: {name: AfC, members: []}}\n",
        "partnerships: {afc: {name: AfC, members: [314]}}\n",
        "partnerships: {afc: {name: AfC, members: ['314', '314']}}\n",
        "partnerships: {AfC: {name: AfC, members: ['314']}}\n",
        "partnerships: {afc: {members: ['314']}}\n",
    ],
    "calendar.yml": ["closed: [2026-11-31]\n", "closed: [soon]\n", "bank_holidays: perhaps\n"],
    "retention.yml": [
        "keep_days: {case_system: {requests: 0}}\n",
        "keep_days: {case_system: {requests: '5'}}\n",
        "keep_days: {case_system: {request: 5}}\n",
        "keep_days: {case: {requests: 5}}\n",
        "keep_days: 5\n",
    ],
    "postgres.yml": [
        "url: postgresql://send:secret@localhost/send\n",
        "url: postgresql://send@localhost/send?password=secret\n",
        "url: postgresql://localhost/send\n",
        "url: postgresql://send@localhost\n",
        "url: mysql://send@localhost/send\n",
        "logins: {bi: {audiences: [figures]}}\n",
        "logins: {bi: {audiences: [everything], authorities: all}}\n",
        "logins: {bi: {audiences: [], authorities: all}}\n",
        "logins: {bi: {audiences: [open], authorities: [312]}}\n",
        "logins: {bi: {audiences: [open], authorities: []}}\n",
        "logins: {'B I': {audiences: [open], authorities: all}}\n",
    ],
    "readers.yml": [
        "group: no group of this machine\n",
        "group: 5\n",
        "groups: users\n",
        'group: "a\\0b"\n',
    ],
    "roles.yml": [
        "words: Head of Brokerage\n",
        "words: [Head of Brokerage]\n",
        "word: [head]\n",
        "case_lookup: [DP]\n",
    ],
    "collect/312.yml": [
        "feeds: [{source: case_system, connection: c}]\n",
        "feeds: [{source: case_system, connection: c, files: a, query: b, dataset: plans}]\n",
        "feeds: [{source: case_system, connection: c, query: select 1}]\n",
        "feeds: [{source: case_system, connection: c, files: out*/a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: ../a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, after: {move: ../b}}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, after: burn}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, password: secret}]\n",
        "feeds: [{source: cases, connection: c, files: a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, dataset: request}]\n",
        "feeds: {source: case_system}\n",
    ],
    "waivers.yml": ["- la_code: '205'\n", "one\n"],
}
ALL_WRONG = [(name, text) for name, texts in WRONG.items() for text in texts]


def write(installation, name, text):
    path = installation.home / "settings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def limits(installation):
    tables.write(installation.home)
    path = tables.rag_limits_file(installation.home)
    with duckdb.connect() as connection:
        return connection.execute(f"from '{path}' order by all").fetchall()


@pytest.mark.parametrize(("name", "text"), ALL_WRONG)
def test_a_wrong_file_is_reported_with_key_found_expected_and_effect(installation, name, text):
    write(installation, name, text)
    found = settings.problems()
    assert found
    for problem in found:
        assert problem.startswith(f"settings/{name}: ")
        assert "\n" not in problem
        assert ": found " in problem
        assert ", expected " in problem
        assert "Correct it; until then " in problem
    with pytest.raises(StepFailed, match="of the settings"):
        settings.check_none(found)


def test_the_examples_are_the_defaults_and_nothing_is_overwritten(installation):
    write(installation, "targets.yml", "within_20_weeks_pct: 80\n")
    assert settings.problems() == []
    folder = installation.home / "settings"
    assert (folder / "targets.yml").read_text() == "within_20_weeks_pct: 80\n"
    assert {path.name for path in folder.iterdir()} == {file.name for file in check.FILES} | {
        *check.OTHERS
    }
    (folder / "roles.yml").unlink()
    assert settings.problems() == []
    assert not (folder / "roles.yml").exists()


@pytest.mark.parametrize("file", check.FILES, ids=lambda file: file.name)
def test_an_example_whose_keys_are_used_is_correct(installation, file, monkeypatch):
    own_group = grp.getgrgid(os.getegid())
    monkeypatch.setattr(grp, "getgrnam", {"send-readers": own_group}.__getitem__)
    lines = (examples.TEMPLATES / file.name).read_text("utf-8").splitlines()
    used = "\n".join(line.removeprefix("# ") for line in lines[lines.index("#") + 1 :])
    assert yaml.safe_load(used)
    write(installation, file.name, used)
    assert settings.problems() == []


def test_the_example_of_feeds_is_correct_for_an_authority(installation):
    example = examples.TEMPLATES / "collect" / "example.yml"
    lines = example.read_text("utf-8").splitlines()
    write(
        installation,
        "collect/312.yml",
        "\n".join(line.removeprefix("# ") for line in lines[lines.index("#") + 1 :]),
    )
    assert settings.problems() == []
    feeds = declared.feeds(installation.home, "312", "case_system")
    assert [(each.connection, each.dataset) for each in feeds] == [
        ("case_sftp", None),
        ("case_view", "requests"),
    ]
    assert declared.authorities(installation.home, "finance_ledger") == ["312"]
    assert declared.authorities(installation.home, "places") == []


def test_a_file_of_feeds_of_no_authority_is_named(installation):
    write(installation, "collect/hillingdon.yml", "feeds: []\n")
    [problem] = settings.problems()
    assert problem.startswith("settings/collect/hillingdon.yml: found this name")


def test_a_file_without_a_meaning_is_named(installation):
    write(installation, "target.yml", "within_20_weeks_pct: 80\n")
    [problem] = settings.problems()
    assert problem.startswith("settings/target.yml: found this name, expected README.md")


@pytest.mark.parametrize("name", ["waivers.yml", "contracts/finance_ledger/transactions.312.yml"])
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_pipe_or_a_folder_is_no_settings_file_and_nobody_waits_for_it(
    installation, name, make
) -> None:
    file = installation.home / "settings" / name
    file.parent.mkdir(parents=True)
    make(file)
    [problem] = settings.problems()
    assert problem.startswith(
        f"settings/{name}: found a folder, a pipe or a device, expected a file"
    )


def test_a_problem_names_keys_and_no_check_of_the_code(installation) -> None:
    file = installation.home / "settings/contracts/finance_ledger/transactions.312.yml"
    file.parent.mkdir(parents=True)
    file.write_text("due: {every: year, on: 99-99}\n")
    found = settings.problems()
    assert any("due.by: found nothing, expected a value" in each for each in found)
    assert "[" not in "".join(found)


def test_a_link_to_nothing_is_named_and_does_not_count_as_no_file(installation) -> None:
    """The share to which it leads may not be mounted: the defaults would hold without a word."""
    link = installation.home / "settings" / "retention.yml"
    link.parent.mkdir(parents=True)
    link.symlink_to("/nowhere/retention.yml")
    for _ in ("before", "and after the examples are written"):
        [problem] = settings.problems()
        assert problem.startswith(
            "settings/retention.yml: found a link to a file that is not there"
        )
    assert link.is_symlink()


def test_waivers_in_their_former_place_are_named(installation):
    (installation.home / "waivers.yml").write_text("[]\n")
    [problem] = settings.problems()
    assert problem.startswith("waivers.yml: found this place, expected settings/waivers.yml")


def test_rag_limits_reach_the_marts_as_parquet(installation):
    assert limits(installation) == DEFAULT_LIMITS
    bands = "{green: {at_least_pct: 90}, red: {below_pct: 90}}"
    write(installation, "rag_limits.yml", f"savings_forecast: {bands}\n")
    assert limits(installation) == [
        *DEFAULT_LIMITS[:3],
        ("savings_forecast", "green", Decimal("90.0"), None),
        ("savings_forecast", "red", None, Decimal("90.0")),
    ]
    write(installation, "rag_limits.yml", WRONG["rag_limits.yml"][0])
    assert limits(installation) == []


def test_published_ledger_text_reaches_the_marts_as_parquet(installation):
    def named() -> list[tuple]:
        tables.write(installation.home)
        path = tables.ledger_text_file(installation.home)
        with duckdb.connect() as connection:
            return connection.execute(
                f"from '{path}' where kind <> 'word' or value in ('limited', 'minibuses') "
                "order by all"
            ).fetchall()

    assert named() == [("word", None, "limited")]
    write(
        installation,
        "ledger_text.yml",
        "descriptions: {'312': [H1], '313': all}\norganisations: {'312': [S1]}\n"
        "references: {'312': [H2]}\nwords: [Minibuses]\n",
    )
    assert named() == [
        ("description", "312", "H1"),
        ("description", "313", "all"),
        ("organisation", "312", "S1"),
        ("reference", "312", "H2"),
        ("word", None, "limited"),
        ("word", None, "minibuses"),
    ]
    write(installation, "ledger_text.yml", "descriptions: all\n")
    assert named() == [("word", None, "limited")]


def test_limits_leave_no_gap_and_do_not_overlap(installation):
    for text in WRONG["rag_limits.yml"][:2]:
        write(installation, "rag_limits.yml", text)
        with pytest.raises(InvalidSettings, match="no gap and do not overlap"):
            rag_limits.FILE.read(installation.home)


def test_a_page_has_the_settings_target_and_names(installation):
    assert pages.display(installation.home) == pages.Display(Decimal(90), {})
    assert pages.settings_of(installation.home) == ""
    write(installation, "targets.yml", "within_20_weeks_pct: 85.5\n")
    write(installation, "authorities.yml", "names: {'312': Hillingdon}\n")
    display = pages.Display(Decimal("85.5"), {"312": "Hillingdon"})
    assert pages.display(installation.home) == display
    assert pages.settings_of(installation.home) != ""
    write(installation, "targets.yml", WRONG["targets.yml"][0])
    assert pages.display(installation.home).target is None


def test_a_bank_holiday_and_a_closed_day_have_no_working_days_file(installation):
    installation.send("312/case_system/persons__2026-12-23.csv", shapes.persons())
    installation.load()
    since = expected_files.expected_since(installation.home)
    night, begins = dt.date(2026, 12, 31), dt.datetime(2027, 1, 1, 2, tzinfo=dt.UTC)

    def due():
        is_closed = calendar.of(installation.home).is_closed
        rows = expected_files.expand(since, night, begins, is_closed)
        return [(row[3].day, row[4].day) for row in rows]

    assert due() == [(23, 23), (24, 28), (29, 29), (30, 30), (31, 3)]
    write(installation, "calendar.yml", "closed: [2026-12-29, 2026-12-31]\n")
    assert due() == [(23, 23), (24, 29), (30, 3)]
    write(installation, "calendar.yml", "bank_holidays: false\n")
    assert [day for day, _ in due()] == [23, 24, 25, 28, 29, 30, 31]
    write(installation, "calendar.yml", WRONG["calendar.yml"][1])
    assert [day for day, _ in due()] == [23, 24, 29, 30, 31]


def test_retention_follows_the_settings(installation):
    for date in ("2020-03-30", "2020-04-01"):
        installation.send(f"312/case_system/persons__{date}.csv", shapes.persons(3))
    installation.load()

    def expired(on):
        return len(retention.find_expired(installation.home, dt.date.fromisoformat(on)))

    assert (expired("2020-05-01"), expired("2024-05-01")) == (0, 1)
    write(installation, "retention.yml", "keep_days: {case_system: {persons: 10}}\n")
    assert (expired("2020-05-01"), expired("2024-05-01")) == (1, 1)
    write(installation, "retention.yml", "keep_days: {case_system: {persons: for ever}}\n")
    assert expired("2124-05-01") == 0
    write(installation, "retention.yml", WRONG["retention.yml"][2])
    with pytest.raises(InvalidSettings, match=r"keep_days\.case_system\.request: found an unknown"):
        expired("2024-05-01")


def test_a_role_may_have_the_words_of_the_settings(installation):
    home = installation.home
    closes_roles.require_role(home, "Head of Finance")
    with pytest.raises(CloseRefused):
        closes_roles.require_role(home, "Head of Brokerage")
    write(installation, "roles.yml", "words: [Brokerage]\n")
    closes_roles.require_role(home, "Head of Brokerage")
    write(installation, "roles.yml", WRONG["roles.yml"][0])
    with pytest.raises(CloseRefused):
        closes_roles.require_role(home, "Head of Brokerage")


@pytest.mark.parametrize(
    "title",
    [
        "Head of SEND Commissioning",
        "HEAD OF SEND COMMISSIONING",
        "Joint Commissioner (SEND)",
        "Strategic Lead, EHC Plans & Placements",
        "Children’s Commissioning Manager",
        "Section 151 Officer",
        "DSCO",
    ],
)
def test_titles_of_send_and_finance_are_roles(installation, title):
    closes_roles.require_role(installation.home, title)


@pytest.mark.parametrize(
    "name", ["Alice Example", "Head of SEND Alice", "Commissioner Smith", "A. Example", "", " - "]
)
def test_a_persons_name_is_no_role(installation, name):
    with pytest.raises(CloseRefused, match="names a role, never a person") as refused:
        closes_roles.require_role(installation.home, name)
    assert "Alice" not in str(refused.value)
