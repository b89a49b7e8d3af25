"""A real Superset over a published home: `pytest tests/superset --superset data`."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from commands import superset
from send_home import private

PASSWORD = "a password for tests only, of no other use"
START_SECONDS = 300


@dataclass(frozen=True)
class Server:
    """A running Superset, and the home of its own that it reads."""

    address: str
    home: Path
    pid: int

    def login(self, user: str = "admin", password: str = PASSWORD) -> "Client":
        answer = requests.post(
            f"{self.address}/api/v1/security/login",
            json={"username": user, "password": password, "provider": "db", "refresh": False},
            timeout=60,
        )
        answer.raise_for_status()
        return Client(self.address, answer.json()["access_token"])


@dataclass(frozen=True)
class Client:
    """A user who is logged in to Superset's API."""

    address: str
    token: str

    def ask(self, method: str, path: str, body: Any = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(
            method, f"{self.address}/api/v1/{path}", json=body, headers=headers, timeout=120
        )

    def rename_dashboard(self, number: int, title: str) -> int:
        """Try to rename a dashboard, as a browser would; return the answer's status."""
        with requests.Session() as session:
            session.headers.update(
                {"Authorization": f"Bearer {self.token}", "Referer": self.address}
            )
            answer = session.get(f"{self.address}/api/v1/security/csrf_token/", timeout=120)
            session.headers["X-CSRFToken"] = answer.json()["result"]
            address = f"{self.address}/api/v1/dashboard/{number}"
            return session.put(address, json={"dashboard_title": title}, timeout=120).status_code

    def every(self, kind: str) -> list[dict[str, Any]]:
        """Every chart, dataset or dashboard that the user sees."""
        answer = self.ask("GET", f"{kind}/?q=(page_size:100)")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["result"]
        return found

    def rows(self, dataset: int, columns: list[str]) -> requests.Response:
        query = {"columns": columns, "metrics": [], "filters": [], "row_limit": 1000}
        return self.ask(
            "POST",
            "chart/data",
            {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "force": True},
        )


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Path:
    """The current publication of the home that the option names."""
    home = request.config.getoption("--superset")
    if home is None:
        pytest.skip("starts Superset: run with --superset HOME, after `make run`")
    return (Path(home) / "published").resolve(strict=True)


@pytest.fixture(scope="session")
def server(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    (home / "published").symlink_to(published)
    os.environ["SUPERSET_SECRET_KEY"] = "a key for tests only, of no other use in the world"
    os.environ["SUPERSET_ADMIN_PASSWORD"] = PASSWORD
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = os.umask(private.UMASK)  # as `send` sets it
    superset.prepare(home)
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(
            superset.server(str(port)), env=superset.environment_of(home), stdout=log, stderr=log
        )
        try:
            yield _answering(process, Server(f"http://127.0.0.1:{port}", home, process.pid))
        finally:
            process.terminate()
            process.wait()
            os.umask(before)


def _answering(process: subprocess.Popen[bytes], server: Server) -> Server:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, (server.home / "server.log").read_text()
        try:
            if requests.get(f"{server.address}/health", timeout=5).ok:
                return server
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.5)
    raise AssertionError("Superset does not answer")
