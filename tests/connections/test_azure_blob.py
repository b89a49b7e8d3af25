"""Files come from Azurite, Microsoft's emulator of Azure Blob Storage, into landing."""

import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dags.connections import connected
from steps import collect
from steps.reporting import StepFailed
from tests.conftest import Installation
from tests.connections.sftp_server import _wait, free_port

pytest.importorskip(
    "airflow.providers.microsoft.azure", reason="not installed: uv sync --extra azure"
)
PROGRAM = os.environ.get("AZURITE") or shutil.which("azurite-blob")
pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="azurite-blob is not installed: npm install azurite, and set AZURITE"
)
ACCOUNT, KEY = "testaccount", base64.b64encode(b"of these tests only" * 3).decode()
NIGHT = "2026-11-20"
NAME = f"persons__{NIGHT}.csv"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("azurite")
    options = ["--skipApiVersionCheck", "--inMemoryPersistence", "--silent"]
    command = [str(PROGRAM), "--blobPort", str(port), *options]
    environment = os.environ | {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}
    with subprocess.Popen(command, env=environment, cwd=folder) as process:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}/{ACCOUNT}"
        finally:
            process.terminate()


@pytest.fixture
def container(
    installation: Installation, url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A container of its own, from which authority 312's files are collected."""
    from azure.storage.blob import BlobServiceClient

    connect(monkeypatch, url, KEY)
    with BlobServiceClient(url, credential={"account_name": ACCOUNT, "account_key": KEY}) as blobs:
        found = blobs.create_container("exports")
        declare(installation, "{move: taken}")
        with contextlib.closing(found):
            yield found
            found.delete_container()


def connect(patch: pytest.MonkeyPatch, url: str, key: str) -> None:
    text = (
        f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={url};"
    )
    connection = {"conn_type": "wasb", "extra": {"connection_string": text}}
    patch.setenv("AIRFLOW_CONN_BLOBS", json.dumps(connection))


def declare(installation: Installation, after: str) -> None:
    file = installation.home / "settings" / "collect" / "312.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        "feeds: [{source: case_system, connection: blobs, files: exports/out/*.csv, "
        f"after: {after}}}]\n"
    )


def collect_312() -> None:
    collect.collect("case_system", "312", NIGHT, 0, connected)


def landed(installation: Installation) -> Path:
    return installation.home / "landing" / "312" / "case_system" / NAME


def test_a_blob_is_collected_compared_and_moved(installation: Installation, container: Any) -> None:
    content = os.urandom(5_000_000)
    container.upload_blob(f"out/{NAME}", content)
    container.upload_blob(f"out/persons__{NIGHT}.done", b"")
    container.upload_blob(f"out/deeper/{NAME}", b"not this one")
    container.upload_blob("out/notes.txt", b"nor this one")
    collect_312()
    assert landed(installation).read_bytes() == content
    assert {blob.name for blob in container.list_blobs()} == {
        f"out/taken/{NAME}",
        f"out/taken/persons__{NIGHT}.done",
        f"out/deeper/{NAME}",
        "out/notes.txt",
    }


def test_a_blob_is_collected_again_where_it_changed(
    installation: Installation, container: Any
) -> None:
    declare(installation, "leave")
    for content in (b"a\n1\n", b"a\n2\n"):
        container.upload_blob(f"out/{NAME}", content, overwrite=True)
        collect_312()
        assert landed(installation).read_bytes() == content


def test_a_wrong_key_is_refused_without_being_shown(
    container: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = base64.b64encode(b"a wrong key").decode()
    connect(monkeypatch, url, wrong)
    with pytest.raises(StepFailed, match=r"blobs \(wasb\)|the account") as failed:
        collect_312()
    assert wrong not in str(failed.value)
    assert not isinstance(failed.value, OSError)


def test_a_container_that_is_not_there_is_named(installation: Installation, container: Any) -> None:
    file = installation.home / "settings" / "collect" / "312.yml"
    file.write_text(file.read_text().replace("exports/", "export/"))
    with pytest.raises(StepFailed, match="the folder export/out is not there"):
        collect_312()
