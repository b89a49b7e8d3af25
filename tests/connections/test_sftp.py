"""Files come from a real SFTP server into landing, and a failing connection says what to do."""

import getpass
import json
import os
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from dags.connections import connected
from ingest.collect.source import Unreachable
from steps import collect, sources
from steps.reporting import StepFailed
from tests.conftest import Installation
from tests.connections import sftp_server
from tests.connections.sftp_server import Server
from tests.ingest import shapes

NIGHT = "2026-11-20"
FEED = "feeds: [{{source: case_system, connection: case_sftp, files: {files}, after: {after}}}]\n"


def another_key() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sftp_server.running(tmp_path_factory.mktemp("sftp")) as running:
        yield running


def connect(patch: pytest.MonkeyPatch, server: Server, **changed: object) -> None:
    extra = {"host_key": server.host_key, "private_key": server.private_key, "look_for_keys": False}
    named = {
        "conn_type": "sftp",
        "host": "127.0.0.1",
        "port": server.port,
        "login": getpass.getuser(),
        "extra": {key: each for key, each in (extra | changed).items() if each is not None},
    }
    patch.setenv("AIRFLOW_CONN_CASE_SFTP", json.dumps(named))


@pytest.fixture
def outgoing(
    installation: Installation,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The folder at the server that authority 312's files are collected from."""
    connect(monkeypatch, server)
    folder = tmp_path / "server" / "outgoing"
    folder.mkdir(parents=True)
    declare(installation, folder)
    return folder


def declare(installation: Installation, folder: Path, after: str = "leave") -> None:
    file = installation.home / "settings" / "collect" / "312.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(FEED.format(files=f"{folder}/*.csv", after=after))


def collect_312() -> None:
    collect.collect("case_system", "312", NIGHT, 0, connected)


def landed(installation: Installation, name: str) -> Path:
    return installation.home / "landing" / "312" / "case_system" / name


def put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (1_790_000_000, 1_790_000_000))


def test_a_file_is_collected_arrives_and_is_not_collected_again(
    installation: Installation, outgoing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(outgoing, f"persons__{NIGHT}.csv", shapes.persons(3).encode())
    large = os.urandom(3_000_000)
    put(outgoing, f"plans__{NIGHT}.csv", large)
    collect_312()
    assert landed(installation, f"plans__{NIGHT}.csv").read_bytes() == large
    arrived = [each.dataset for each in sources.register_arrivals("case_system", NIGHT)]
    assert arrived == ["persons", "plans"]
    lines: list[str] = []
    monkeypatch.setattr(collect, "report", lines.append)
    collect_312()
    assert lines == [f"case_sftp: {outgoing}/*.csv: nothing new"]


def test_a_collected_file_is_moved_at_the_server(
    installation: Installation, outgoing: Path
) -> None:
    declare(installation, outgoing, "{move: collected}")
    put(outgoing, f"persons__{NIGHT}.csv", b"a\n")
    put(outgoing, f"persons__{NIGHT}.control.json", b"{}")
    collect_312()
    moved = {path.name for path in (outgoing / "collected").iterdir()}
    assert moved == {f"persons__{NIGHT}.csv", f"persons__{NIGHT}.control.json"}
    assert landed(installation, f"persons__{NIGHT}.control.json").read_bytes() == b"{}"


def test_a_link_at_the_server_is_not_followed(installation: Installation, outgoing: Path) -> None:
    (outgoing / f"persons__{NIGHT}.csv").symlink_to("/etc/hostname")
    collect_312()
    assert not landed(installation, f"persons__{NIGHT}.csv").exists()


def test_an_unreachable_server_fails_one_authority_with_what_to_do(
    installation: Installation,
    outgoing: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(outgoing, f"persons__{NIGHT}.csv", b"a\n")
    nowhere = sftp_server.free_port()
    monkeypatch.setenv(
        "AIRFLOW_CONN_CASE_SFTP", f"sftp://user:a-secret-password@127.0.0.1:{nowhere}"
    )
    with pytest.raises(collect.NotReached) as failed:
        collect_312()
    text = str(failed.value)
    assert f"case_sftp (sftp 127.0.0.1:{nowhere}): no connection" in text
    assert "It is tried again" in text
    assert "a-secret-password" not in text
    [(la_code, problem)] = collect.problems("case_system")
    assert la_code == "312"
    assert problem in text
    connect(monkeypatch, server)
    collect_312()
    assert collect.problems("case_system") == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"no_host_key_check": True, "host_key": None}, "any server would be taken for this one"),
        ({"host_key": None}, "the server's key is not known"),
        ({"private_key": None}, "the server refuses the login"),
        ({"private_key": another_key()}, "the server refuses the login"),
    ],
)
def test_a_login_or_key_that_does_not_fit_is_not_tried_again(
    outgoing: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, object],
    message: str,
) -> None:
    connect(monkeypatch, server, **changed)
    with pytest.raises(StepFailed, match=message) as failed:
        collect_312()
    assert not isinstance(failed.value, OSError)


def test_another_servers_key_is_refused(
    outgoing: Path, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = sftp_server._key(tmp_path, "other").with_suffix(".pub").read_text()
    connect(monkeypatch, server, host_key=" ".join(other.split()[:2]))
    with pytest.raises(StepFailed, match="It may be another server"):
        collect_312()


def test_a_folder_that_is_not_there_is_named(installation: Installation, outgoing: Path) -> None:
    declare(installation, outgoing / "exports")
    with pytest.raises(StepFailed, match=f"the folder {outgoing}/exports is not there"):
        collect_312()


def test_a_connection_that_is_not_defined_is_named(
    outgoing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_CASE_SFTP")
    with pytest.raises(StepFailed, match="Define it: as AIRFLOW_CONN_CASE_SFTP"):
        collect_312()


def test_a_broken_connection_is_continued(
    installation: Installation, outgoing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dags.connections import sftp

    content = os.urandom(2_000_000)
    put(outgoing, f"persons__{NIGHT}.csv", content)
    read, starts = sftp.SftpFiles.read, []

    def broken(self: sftp.SftpFiles, file: object, start: int) -> Iterator[bytes]:
        starts.append(start)
        for number, chunk in enumerate(read(self, file, start)):  # type: ignore[arg-type]
            if len(starts) == 1 and number == 4:
                raise Unreachable("the connection broke")
            yield chunk

    monkeypatch.setattr(sftp.SftpFiles, "read", broken)
    with pytest.raises(collect.NotReached):
        collect_312()
    assert not landed(installation, f"persons__{NIGHT}.csv").exists()
    collect_312()
    assert landed(installation, f"persons__{NIGHT}.csv").read_bytes() == content
    assert starts[1] > 0
