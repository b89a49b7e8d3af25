"""What a proposed overlay names: debits and credits, headers of other systems,
decimal commas, totals and footers."""

import datetime as dt

import pytest
import yaml

from ingest.column import Column
from ingest.suggest.code_words import likely_code
from tests.ingest import shapes
from tests.ingest.workbooks import xlsx


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home that no command has to create."""
    path = tmp_path / "home"
    monkeypatch.setenv("SEND_HOME", str(path))
    return path


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


def test_a_column_of_other_currencies_is_not_proposed_to_be_ignored(send, tmp_path):
    path = tmp_path / "ledger.csv"
    rows = [f"{shapes.line(n, f'{n}.000')},{'EUR' if n == 9 else 'GBP'},Paid" for n in range(40)]
    path.write_text("\n".join([f"{shapes.TRANSACTIONS},Currency,Status", *rows, ""]))
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", "transactions")
    text = send(*command).stdout
    assert yaml.safe_load(text)["ignored_headers"] == ["Status"]
    assert "# 'Currency': in another currency than pounds" in text.replace('"', "'")
    assert (
        "# Amounts such as 12.000: is that 12,000 (decimal_comma: true) or 12.00 (false)?" in text
    )


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


def green_after(send, tmp_path, name, content, dataset, edits=()):
    """The proposal with edits, as `check` judges it."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    command = ("contract", "suggest", str(path), "--la", "312", "--dataset", dataset)
    text = send(*command).stdout
    for before, after in edits:
        assert before in text, text
        text = text.replace(before, after)
    draft = tmp_path / "draft.yml"
    draft.write_text(text)
    checked = send(*(word.replace("suggest", "check") for word in command), "--overlay", str(draft))
    return yaml.safe_load(text), checked.stdout


LISTING = """Finance system - Ledger Detail Listing||||||||||||
Run: 20-NOV-2026 22:14||||||||||||

Jnl Ref|Line|Fin Year|Per|Trans Date|Jnl Source|CC|Nominal|Creditor No|Creditor Name|Inv Ref|Narr|\
Value (GBP)|Dr/Cr
"""
LISTED = "JN{n}|1|2026/27|P08|{d:02d}-NOV-26|{s}|CC1|5733|V{n}|Acme|I{n}|fees|1,{n:03d}.50|{w}\n"


def test_a_ledger_listing_is_green_without_an_edit(send, tmp_path):
    rows = [
        LISTED.format(
            n=n, d=n % 18 + 1, s=("PL", "SL", "NL", "ACC", "REV")[n % 5], w="DRCR"[n % 2 * 2 :][:2]
        )
        for n in range(20)
    ]
    listing = LISTING + "".join(rows) + "|||||||||||Report total|9.00|DR\n*** End of report ***\n"
    overlay, checked = green_after(send, tmp_path, "GL_20112026.csv", listing, "transactions")
    assert "accepted; 20 of 20 rows accepted" in checked, checked
    assert overlay["columns"]["journal_type"]["code_map"] == {
        "ACC": "ACCR", "NL": "GL", "PL": "AP", "REV": "REVERSAL", "SL": "AR"
    }  # fmt: skip
    assert overlay["columns"]["amount"]["sign"] == {"headers": ["Dr/Cr"]}


def test_a_list_of_persons_has_its_words_mapped_or_named(send, tmp_path):
    headers = "Person Ref No\tUnique Pupil Number\tULN\tLegal Surname\tLegal Forename\tD.O.B.\t"
    headers += "Gender\tEthnic Origin\tHome Postcode\tNHS Number\n"
    rows = "".join(
        f"LL{n}\tA{n:012d}\t\tInvented\tMadeup\t{n + 1:02d}/02/2015\t{sex}\tWhite - British\t"
        "ZZ9 9ZZ\t\n"
        for n, sex in enumerate(["Male", "Female"] * 10)
    )
    overlay, checked = green_after(
        send, tmp_path, "LL_20261120.csv", headers + rows, "persons",
        [("ethnicity: {", "ethnicity: {code_map: {White - British: WBRI}, ")],
    )  # fmt: skip
    assert "accepted; 20 of 20 rows accepted" in checked, checked
    assert "kept without it" not in checked
    assert overlay["columns"]["sex"]["code_map"] == {"Female": "F", "Male": "M"}
    assert overlay["columns"]["upn"]["aliases"] == ["Unique Pupil Number"]


def test_a_report_in_a_workbook_behind_a_cover_needs_its_codes_alone(send, tmp_path):
    names = ["Involvement ID", "Student System ID", "Date Request Received", "Requested By",
             "Decision to Assess", "Decision Date", "Mediation?", "Tribunal?",
             "SEN Officer"]  # fmt: skip
    rows = [
        [
            700000.0 + n,
            40000.0 + n,
            dt.date(2026, 1, 5),
            "School",
            decision,
            decided,
            "No",
            "No",
            "X",
        ]
        for n, (decision, decided) in enumerate(
            [("Yes - assess", dt.date(2026, 2, 10)), ("No - do not assess", dt.date(2026, 2, 11))]
            * 6
        )
    ]
    book = xlsx({"Cover": [["Requests for assessment"], ["Printed on request"]],
                 "Report": [["Requests"], ["Printed 20/11/2026"], names, *rows]})  # fmt: skip
    overlay, checked = green_after(
        send, tmp_path, "EHCNA Requests (20.11.2026).xlsx", book, "requests",
        [("request_source: {", "request_source: {code_map: {School: '2'}, ")],
    )  # fmt: skip
    assert "accepted; 12 of 12 rows accepted" in checked, checked
    assert overlay["columns"]["request_outcome"]["code_map"] == {
        "No - do not assess": "N", "Yes - assess": "Y"
    }  # fmt: skip
    assert overlay["columns"]["case_holder"] == {"aliases": ["SEN Officer"]}


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [("sex", "Male", "M"), ("request_outcome", "Not known", None), ("request_outcome", "No", "N"),
     ("journal_type", "Plan", None), ("dsg_block", "Yes", None)],
)  # fmt: skip
def test_a_word_is_mapped_where_it_can_mean_one_code(column, word, code):
    assert likely_code(column, Column(type="code", codes=("X",)), word) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [("Yes - agreed", "1"), ("Y: by letter", "1"), ("Agreed", "1"), ("No (withdrawn)", "0"),
     ("Not held", "0"), ("Declined", "0"), ("Not known", None), ("No response", None),
     ("None recorded", None), ("On hold", None)],
)  # fmt: skip
def test_a_word_of_a_flag_is_mapped_where_it_is_yes_or_no(word, code):
    assert likely_code("request_tribunal", Column(type="flag"), word) == code


def test_words_of_a_flag_are_proposed_and_the_others_named(send, tmp_path):
    """Yes and No need no map. Five children have a word that is shown; that of one child is not."""
    words = ["Yes", "No", "Yes - agreed", "Refused", "Not known"] * 5 + ["Asked by aunt Madeup"]
    header = shapes.REQUESTS.replace("request_mediation", "Mediation?")
    rows = [f"R{n},P{n},2026-01-05,1,0,Y,2026-02-10,{word},0," for n, word in enumerate(words)]
    file = tmp_path / "requests__2026-11-20.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    proposed = send("contract", "suggest", str(file), "--la", "312", "--dataset", "requests").stdout
    mapped = yaml.safe_load(proposed)["columns"]["request_mediation"]["code_map"]
    assert mapped == {"Yes - agreed": "1", "Refused": "0"}
    assert '"Not known": ?' in proposed.replace("'", '"')
    assert '"1" (yes) or "0" (no)' in proposed
    assert "Madeup" not in proposed
