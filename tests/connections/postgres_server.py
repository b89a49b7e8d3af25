"""A real PostgreSQL on a free port of the loopback, from Debian's binaries."""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.connections.sftp_server import free_port

OWNER = "postgres"  # PostgreSQL does not run as root


def program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs, of the newest version that is installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run a server that keeps its data in a folder; yield its port. Its user is postgres, without
    a password."""
    port = free_port()
    data = folder / "data"
    if os.geteuid() == 0:
        _open_to_owner(folder)
    _run("initdb", "-D", str(data), "-U", OWNER, "--auth=trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield port
    finally:
        _run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _open_to_owner(folder: Path) -> None:
    """Give a folder below pytest's, which only root may enter, to PostgreSQL's user."""
    user = pwd.getpwnam(OWNER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    for parent in folder.parents:
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)


def _run(name: str, *arguments: str) -> None:
    as_owner = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    command = [*as_owner, str(program(name)), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
