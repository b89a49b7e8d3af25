"""A night's problems reach a mail server and a chat's webhook: one message for each authority."""

import email
import json
import socket
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from dags import notify
from publish.oncall import overdue
from publish.oncall.overdue import Overdue
from steps import alerts, sources
from steps.dbt import build
from tests import invented

NIGHT = "2026-11-20"
SETTINGS = """
sender: warehouse@council.example
everything: [engineers@council.example]
authorities: {"312": [data@hillingdon.example]}
webhook_connection: send_chat
"""
WELL = {"publish": "success"}
GATE = "fct_ledger_equals_trial_balance: 1 row: financial_period 2, ledger_gbp 64.00"


class Received:
    """A mail server's inbox."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    def texts(self) -> dict[str, str]:
        """The mails' texts by recipients."""
        return {
            str(mail["To"]): part.get_payload(decode=True).decode()
            for mail in self.mails
            for part in mail.walk()
            if part.get_content_maintype() == "text"
        }


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    received = Received()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    options = "disable_ssl=true&disable_tls=true"
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", f"smtp://127.0.0.1:{port}/?{options}")
    yield received
    server.stop()


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    posted: list[str] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(json.loads(body)["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    where = {"conn_type": "http", "host": f"http://127.0.0.1:{server.server_port}/services/x"}
    monkeypatch.setenv("AIRFLOW_CONN_SEND_CHAT", json.dumps(where))
    yield posted
    server.shutdown()
    server.server_close()


@pytest.fixture
def bad_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of 312 a file is rejected and one is missing; of 205 one is late."""
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "alerts.yml").write_text(SETTINGS)
    file = "312/case_system/requests__2026-11-20.csv"
    why = f"landing/{file} lacks 1 of the columns expected of requests: received_date."
    rejected = invented.receipt(la_code="312", file_path=file, findings=(why,))
    monkeypatch.setattr(
        sources, "unresolved_rejections", lambda source: [rejected] * (source == "case_system")
    )
    found = [
        Overdue("312", "case_system/plans", "missing", "due 2026-11-20, last came 2026-11-19", 1),
        Overdue("205", "finance_ledger/budgets", "late", "due 2026-11-18, came 2026-11-19", 1),
    ]
    monkeypatch.setattr(overdue, "overdue_datasets", lambda home: found)
    monkeypatch.setattr(build, "failing_rows_of", lambda home, la_code: [f"{la_code} {GATE}"])
    return tmp_path


def test_each_authority_gets_one_message_with_what_why_and_what_to_do(
    bad_night: Path, inbox: Received, chat: list[str]
) -> None:
    assert notify.deliver(alerts.of_night(NIGHT, ["312"], WELL)) == 2
    texts = inbox.texts()
    assert set(texts) == {
        "data@hillingdon.example, engineers@council.example",
        "engineers@council.example",
    }
    mail = texts["data@hillingdon.example, engineers@council.example"]
    for part in (
        "night of 2026-11-20, authority 312: 3 problems",
        "Rejected:",
        "requests__2026-11-20.csv lacks 1 of the columns",
        "case_system/plans is missing: due 2026-11-20",
        f"Held back:\n  - 312 {GATE}",
        "What to do: Correct the file and put it into landing.",
    ):
        assert part in mail
    assert "budgets" not in mail
    assert [text.splitlines()[0].split(", ", 2)[2] for text in chat] == [
        "authority 205: 1 problem",
        "authority 312: 3 problems",
    ]


def test_a_message_has_at_most_twenty_problems_of_a_kind() -> None:
    lines = tuple(("Rejected", f"file {number}") for number in range(23))
    text = alerts.Message(NIGHT, "312", lines).text
    assert "authority 312: 23 problems" in text
    assert text.count("  - file") == 20
    assert "  - and 3 more: `send refused`, `send missing`\nWhat to do:" in text


def test_a_repeated_night_tells_only_what_is_new(
    bad_night: Path, inbox: Received, chat: list[str]
) -> None:
    notify.deliver(alerts.of_night(NIGHT, [], WELL))
    assert notify.deliver(alerts.of_night(NIGHT, [], WELL)) == 0
    assert notify.deliver(alerts.of_night(NIGHT, ["205"], WELL)) == 1
    assert len(inbox.mails) == 3
    assert "authority 205: 1 problem\n" in chat[-1]
    assert notify.deliver(alerts.of_night("2026-11-21", [], WELL)) == 2


def test_a_failed_and_a_late_publication_are_told_to_whoever_is_told_everything(
    bad_night: Path, inbox: Received, chat: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overdue, "overdue_datasets", lambda home: [])
    monkeypatch.setattr(sources, "unresolved_rejections", lambda source: [])
    states = {"build": "failed", "publish": "upstream_failed", "tell": "running"}
    notify.deliver(alerts.of_night(NIGHT, [], states))
    notify.deliver(alerts.of_late_run(NIGHT, "LATE build_marts"))
    assert [str(mail["To"]) for mail in inbox.mails] == ["engineers@council.example"] * 2
    assert "are not published; failed: build" in chat[0]
    assert "LATE build_marts" in chat[1]
    states = {"publish": "success", "postgres": "failed", "tell": "running"}
    notify.deliver(alerts.of_night("2026-11-21", [], states))
    assert "not in Postgres" in chat[2]
    assert "are not published" not in chat[2]


def test_what_could_not_be_delivered_is_told_by_the_next_attempt(
    bad_night: Path, monkeypatch: pytest.MonkeyPatch, inbox: Received
) -> None:
    (bad_night / "settings" / "alerts.yml").write_text(SETTINGS.replace("webhook", "# webhook"))
    with monkeypatch.context() as patch:
        nowhere = "smtp://127.0.0.1:1/?disable_ssl=true&disable_tls=true&retry_limit=1"
        patch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", nowhere)
        with pytest.raises(OSError):
            notify.deliver(alerts.of_night(NIGHT, [], WELL))
    assert notify.deliver(alerts.of_night(NIGHT, [], WELL)) == 2


def test_a_mail_is_not_sent_twice_because_the_chat_is_not_reached(
    bad_night: Path, monkeypatch: pytest.MonkeyPatch, inbox: Received
) -> None:
    where = {"conn_type": "http", "host": "http://127.0.0.1:1/"}
    monkeypatch.setenv("AIRFLOW_CONN_SEND_CHAT", json.dumps(where))
    with pytest.raises(OSError):
        notify.deliver(alerts.of_night(NIGHT, [], WELL))
    assert len(inbox.mails) == 2
    with pytest.raises(OSError):
        notify.deliver(alerts.of_night(NIGHT, [], WELL))
    assert len(inbox.mails) == 2


def test_the_chat_gets_what_only_the_mail_has_told(
    bad_night: Path, monkeypatch: pytest.MonkeyPatch, inbox: Received, chat: list[str]
) -> None:
    where = {"conn_type": "http", "host": "http://127.0.0.1:1/"}
    with monkeypatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_SEND_CHAT", json.dumps(where))
        with pytest.raises(OSError):
            notify.deliver(alerts.of_night(NIGHT, [], WELL))
    assert (len(inbox.mails), len(chat)) == (2, 0)
    assert notify.deliver(alerts.of_night(NIGHT, [], WELL)) == 2
    assert (len(inbox.mails), len(chat)) == (2, 2)


def test_without_a_setting_nobody_is_told(bad_night: Path) -> None:
    (bad_night / "settings" / "alerts.yml").unlink()
    assert notify.deliver(alerts.of_night(NIGHT, ["312"], WELL)) == 0
