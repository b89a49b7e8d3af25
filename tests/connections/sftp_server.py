"""A real SFTP server on a free port of the loopback: Debian's sshd where it is installed, else that
of asyncssh, which is not the library that the project fetches files with."""

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh

PATIENCE = 30


@dataclass(frozen=True)
class Server:
    """`host_key` and `private_key`: as a connection of Airflow's has them."""

    kind: str
    port: int
    host_key: str
    private_key: str


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server that keeps its keys in a folder; the login sees the whole machine."""
    port = free_port()
    keys = {name: _key(folder, name) for name in ("host", "client")}
    shutil.copyfile(folder / "client.pub", folder / "authorized_keys")
    sshd = shutil.which("sshd") or shutil.which("/usr/sbin/sshd")
    host_key = " ".join((folder / "host.pub").read_text().split()[:2])
    server = Server("sshd" if sshd else "asyncssh", port, host_key, keys["client"].read_text())
    with _sshd(sshd, folder, port) if sshd else _asyncssh(folder, port):
        _wait(port)
        yield server


def _key(folder: Path, name: str) -> Path:
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(folder / name))
    key.write_public_key(str(folder / f"{name}.pub"))
    (folder / name).chmod(0o600)
    return folder / name


@contextlib.contextmanager
def _sshd(program: str, folder: Path, port: int) -> Iterator[None]:
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized_keys",
        "PidFile": folder / "pid",
        "Subsystem": "sftp internal-sftp",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "yes",
        "StrictModes": "no",
        "UsePAM": "no",
        "AllowUsers": getpass.getuser(),
    }
    (folder / "sshd_config").write_text("".join(f"{k} {v}\n" for k, v in settings.items()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    command = [program, "-D", "-e", "-f", str(folder / "sshd_config")]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()


@contextlib.contextmanager
def _asyncssh(folder: Path, port: int) -> Iterator[None]:
    loop = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            port,
            server_host_keys=[str(folder / "host")],
            authorized_client_keys=str(folder / "authorized_keys"),
            sftp_factory=True,
        )

    server = loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
