"""A file in a layout of its own is connected by two commands, which load nothing and show no
personal value."""

import re
from datetime import date

import pytest
import yaml

from ingest.suggest import file_name
from steps import dates
from tests.ingest import shapes

NAME = "EHC_Requests_20261120.csv"
HEADER = "Request Ref;Child Ref;Date Request Received;Decision;Decision Date;Requested By;Notes"
PERSONAL = ("Zyx", "R-1", "P17", "Q. Worker", "Perhaps")
WORDS = {"Agreed to assess": "Y", "Parent": "1"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home that no command has to create."""
    path = tmp_path / "home"
    monkeypatch.setenv("SEND_HOME", str(path))
    return path


@pytest.fixture
def file(tmp_path):
    path = tmp_path / NAME
    rows = [
        f"R-{n};P{n};{n % 28 + 1:02d}/01/2026;Agreed to assess;10/02/2026;Parent;Q. Worker"
        for n in range(40)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def arguments(file, *more):
    return ("contract", *more[:1], str(file), "--la", "312", "--dataset", "requests", *more[1:])


@pytest.fixture
def draft(send, file, tmp_path):
    """The proposed overlay with its codes mapped, as a person completes it."""
    text = send(*arguments(file, "suggest")).stdout
    for name in ("request_outcome", "request_source"):
        [listed] = re.findall(rf"# {name}: map these.*\n  #   (code_map: .*)\n", text)
        for word, code in WORDS.items():
            listed = listed.replace(f"'{word}': ?", f"'{word}': '{code}'")
        text = re.sub(rf"(\n  {name}: {{)", rf"\1{listed}, ", text)
    path = tmp_path / "draft.yml"
    path.write_text(text)
    return path


def test_a_proposal_matches_headers_dates_codes_and_the_name(send, file):
    shown = send(*arguments(file, "suggest"))
    assert shown.exit_code == 0
    proposed = yaml.safe_load(shown.stdout)
    assert proposed["date_formats"] == ["%d/%m/%Y"]
    assert re.fullmatch(proposed["file_pattern"], "EHC_Requests_20261121")
    assert {name: each.get("aliases") for name, each in proposed["columns"].items()} == {
        "request_id": ["Request Ref"],
        "person_id": ["Child Ref"],
        "received_date": ["Date Request Received"],
        "request_outcome": ["Decision"],
        "request_outcome_date": ["Decision Date"],
        "request_source": ["Requested By"],
        "rya": None,
        "request_mediation": None,
        "request_tribunal": None,
        "exported_la": None,
    }
    assert proposed["ignored_headers"] == ["Notes"]
    assert "code_map: {'Agreed to assess': ?}" in shown.stdout
    assert "semicolons, UTF-8" in shown.stdout


def test_neither_command_shows_a_personal_value(send, file):
    """Also not where a name stands in a code column, or an identifier in the wrong one."""
    with file.open("a") as more:
        more.write("R-99;P17;06/01/2026;Zyx Personal;10/02/2026;Perhaps;Q. Worker\n")
        more.write("R-1;Zyx;Zyx;Zyx;Zyx;Zyx;Zyx\n")
    for command in ("suggest", "check"):
        shown = send(*arguments(file, command))
        for value in PERSONAL:
            assert value not in shown.output, command


def test_the_completed_proposal_is_accepted_and_nothing_is_written(send, file, draft, home):
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 0, shown.output
    assert "accepted; 40 of 40 rows accepted" in shown.stdout
    assert "person_id: compared with other files by a night, and not here" in shown.stdout
    assert "lies after today" not in shown.stdout
    assert [path.name for path in home.rglob("*")] == ["tmp"]


def test_a_check_asks_whether_a_date_after_today_is_right(send, file, draft, monkeypatch):
    monkeypatch.setattr(dates, "today", lambda: date(2026, 11, 19))
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert "its date, 2026-11-20, lies after today" in shown.stdout


def test_a_night_does_what_the_check_shows(send, file, draft, installation):
    place = installation.home / "settings" / "contracts" / "case_system" / "requests.312.yml"
    place.parent.mkdir(parents=True)
    place.write_text(draft.read_text())
    installation.send(f"312/case_system/{NAME}", file.read_bytes())
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 40)


def test_a_check_counts_the_reasons_of_quarantine(send, file, draft):
    with file.open("a") as more:
        more.write("R-99;P17;31/02/2026;Agreed to assess;10/02/2026;Parent;Q. Worker\n")
    shown = send(*arguments(file, "check", "--overlay", str(draft)))
    assert shown.exit_code == 1
    assert "40 of 41 rows accepted, 1 quarantined" in shown.stdout
    assert "1 row, first in line 42: received_date: found the shape 99/99/9999" in shown.stdout


def test_a_check_without_an_overlay_names_what_is_missing(send, file):
    shown = send(*arguments(file, "check"))
    assert shown.exit_code == 1
    assert "was not recognised" in shown.stdout
    assert "rejected; 0 of 0 rows" in shown.stdout


def test_a_broken_overlay_is_the_result_of_a_check(send, file, tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("date_format: ['%d/%m/%Y']\n")
    shown = send(*arguments(file, "check", "--overlay", str(wrong)))
    assert shown.exit_code == 1
    assert "settings/contracts/case_system/requests.312.yml: date_format" in shown.stdout
    assert str(tmp_path) not in shown.stdout


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"--dataset": "request"}, "Did you mean requests?"),
        ({"--la": "31"}, "three digits"),
        ({"file": "nowhere.csv"}, "There is no file nowhere.csv"),
    ],
)
@pytest.mark.parametrize("command", ["suggest", "check"])
def test_a_command_that_can_not_run_exits_with_2(send, file, command, change, message):
    given = {"file": str(file), "--la": "312", "--dataset": "requests"} | change
    path = given.pop("file")
    options = [word for pair in given.items() for word in pair]
    shown = send("contract", command, path, *options)
    assert shown.exit_code == 2
    assert message in shown.output


def test_a_file_without_a_header_is_not_shown(send, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Zyx,2015-01-01\nZyx,2015-01-02\n")
    shown = send(*arguments(path, "suggest"))
    assert shown.exit_code == 2
    assert "has no row with two headers like those of requests" in shown.output
    assert "Zyx" not in shown.output


def test_a_ledger_with_the_contracts_headers_needs_no_overlay(send, tmp_path):
    path = tmp_path / "transactions__2026-11-20.csv"
    path.write_text(shapes.transactions())
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    shown = send(*command)
    assert shown.exit_code == 0
    assert yaml.safe_load(shown.stdout) is None
    assert send(*(word.replace("suggest", "check") for word in command)).exit_code == 0


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("GL 2026-11.csv", r"GL (?P<year>\d{4})-(?P<month>\d{2})"),
        (
            "ledger_20112026_0930.csv.gz",
            r"ledger_(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})_\d+",
        ),
        ("a(1) 20.11.2026.xlsx", r"a\(\d+\) (?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{4})"),
        ("ledger.csv", None),
        ("2024_DEC_Spend.csv", r"(?P<year>\d{4})_(?P<month>[A-Za-z]+)_Spend"),
        ("report-april-2022.csv", r"report-(?P<month>[A-Za-z]+)-(?P<year>\d{4})"),
        ("spend-apr-24.csv", r"spend-(?P<month>[A-Za-z]+)-(?P<year>\d{2})"),
        ("marching-2022-Q4 v2.csv", r"marching-(?P<year>\d{4})-Q(?P<quarter>[1-4]) v\d+"),
        ("q2_2014.csv", r"q(?P<quarter>[1-4])_(?P<year>\d{4})"),
    ],
)
def test_a_pattern_is_made_of_the_date_in_a_name(name, pattern):
    assert file_name.pattern(name) == pattern


LEDGER = (
    "Journal Ref,Line,Financial Year,Period,Posting Date,Journal Type,Cost Centre,Account,"
    "Vendor,{amounts}\n"
)
ROW = "V{n},{n},2026-27,5,13/08/2026,AP,HN420,5760,Acme,{amounts}\n"


@pytest.mark.parametrize(
    ("headers", "amounts", "proposed"),
    [
        (
            "Debit,Credit",
            ("100.00,", ",40.00"),
            {
                "derive": "debit_minus_credit",
                "debit_headers": ["Debit"],
                "credit_headers": ["Credit"],
            },
        ),
        (
            "Debit Amount,Credit Amount",
            ("100.00,", ",-40.00"),
            {
                "derive": "debit_plus_credit",
                "debit_headers": ["Debit Amount"],
                "credit_headers": ["Credit Amount"],
            },
        ),
        (
            "Value,DR/CR",
            ("100.00,DR", "40.00,CR"),
            {"aliases": ["Value"], "sign": {"headers": ["DR/CR"]}},
        ),
    ],
)
def test_debits_and_credits_of_a_ledger_in_quarters(send, tmp_path, headers, amounts, proposed):
    """100.00 less 40.00, twenty times each."""
    path = tmp_path / "ledger_2026-Q3.csv"
    rows = "".join(ROW.format(n=n, amounts=amounts[n % 2]) for n in range(40))
    path.write_text(LEDGER.format(amounts=headers) + rows)
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    text = send(*command).stdout
    overlay = yaml.safe_load(text)
    assert overlay["columns"]["amount"] == proposed
    assert overlay["quarters"] == "calendar"
    assert not {"DR/CR", "Debit", "Credit"} & set(overlay.get("ignored_headers", []))
    draft = tmp_path / "draft.yml"
    draft.write_text(text)
    checked = send(*(word.replace("suggest", "check") for word in command), "--overlay", str(draft))
    assert "accepted; 40 of 40 rows accepted" in checked.stdout, text + checked.stdout


def test_a_debit_that_another_authority_names_as_its_amount_has_its_credit_beside(
    send, tmp_path, home
):
    place = home / "settings" / "contracts" / "finance_ledger" / "transactions.602.yml"
    place.parent.mkdir(parents=True)
    place.write_text("columns: {amount: {aliases: [Debit]}}\n")
    path = tmp_path / "ledger_2026-08.csv"
    path.write_text(LEDGER.format(amounts="Debit,Credit") + ROW.format(n=1, amounts="0.00,40.00"))
    shown = send("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    assert yaml.safe_load(shown.stdout)["columns"]["amount"] == {
        "derive": "debit_minus_credit",
        "debit_headers": ["Debit"],
        "credit_headers": ["Credit"],
    }


def test_headers_below_a_title_are_found_by_the_words_of_other_systems(send, tmp_path):
    path = tmp_path / "Placements_20261120.csv"
    rows = "".join(f"PLA{n};PLN{n};130001;1;16/05/2024;;x;y\n" for n in range(8))
    path.write_text(
        "Placements of children\n\n"
        "Placement No;Plan No;School URN;Rank;Start Date;End Date;Week 20 Exception;Note 2026\n"
        + rows
    )
    shown = send("contract", "suggest", str(path), "--la", "312", "--dataset", "placements")
    assert shown.exit_code == 0, shown.output
    proposed = yaml.safe_load(shown.stdout)
    columns = proposed["columns"]
    assert columns["placement_id"]["aliases"] == ["Placement No"]
    assert columns["plan_id"]["aliases"] == ["Plan No"]
    assert columns["entry_date"]["aliases"] == ["Start Date"]
    assert columns["leaving_date"]["aliases"] == ["End Date"]
    assert "AAA" not in shown.stdout
    assert "2 headers of no column" in shown.stdout or proposed["ignored_headers"]


def test_decimal_commas_totals_and_footers_are_proposed(send, tmp_path):
    """A payment to Total Care Ltd under a number of its own is a row like the others."""
    path = tmp_path / "ledger_2026-08.csv"
    headers = LEDGER.format(amounts="Value").replace(",", ";")
    rows = "".join(
        ROW.format(n=n, amounts="").replace(",", ";").replace("Acme;", "Acme;1.234,50")
        for n in range(40)
    )
    total = ROW.format(n=40, amounts="").replace(",", ";").replace("Acme;", "Total Care;9,00")
    footers = "Total for period;;;;;;;;;49.389,00\n41 records printed;;;;;;;;;\n"
    path.write_text(headers + rows + total.replace("V40;", "Total 40;") + footers)
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    text = send(*command).stdout
    overlay = yaml.safe_load(text)
    assert overlay["decimal_comma"] is True
    assert "float_noise" not in overlay
    assert len(overlay["ignored_rows"]) == 2
    assert "# 41 rows" in text.replace("proposed from ledger_2026-08.csv:\n", "")
    assert "can't be read" not in text
    draft = tmp_path / "draft.yml"
    draft.write_text(text)
    checked = send(*(word.replace("suggest", "check") for word in command), "--overlay", str(draft))
    assert "accepted; 41 of 41 rows accepted" in checked.stdout, text + checked.stdout


def test_the_settings_are_checked_by_a_command(send, home):
    assert send("settings", "check").exit_code == 0
    (home / "settings" / "targets.yml").write_text("within_20_weeks_pct: many\n")
    shown = send("settings", "check")
    assert shown.exit_code == 1
    assert "settings/targets.yml: within_20_weeks_pct: found 'many'" in shown.stdout
