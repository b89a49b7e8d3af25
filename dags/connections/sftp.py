"""Files on an SFTP server."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko
from airflow.providers.sftp.hooks.sftp import SFTPHook

from dags.connections.messages import place, reason
from ingest.collect.files import split
from ingest.collect.source import NotCollected, RemoteFile, Unreachable

CHUNK = 1 << 18
AHEAD = 64  # requests that are sent before their answers are in


@contextmanager
def connected(connection: Any) -> Iterator["SftpFiles"]:
    """Connect to the server of a connection.

    Its host key has to be known: files about children go to no server that only has its name."""
    where = place(connection)
    if str(connection.extra_dejson.get("no_host_key_check", "")).lower() == "true":
        raise NotCollected(
            f"{where}: no_host_key_check is set, so that any server would be taken for this one. "
            "Remove it, and give the connection the server's host_key (ssh-keyscan shows it)."
        )
    hook = SFTPHook(ssh_conn_id=connection.conn_id, conn_retry_attempts=1)
    try:
        client = hook.get_conn()
    except Exception as error:
        raise _not_connected(where, connection, error) from None
    try:
        yield SftpFiles(where, client)
    finally:
        with suppress(Exception):  # the server may have ended the connection
            hook.close_conn()


def _not_connected(where: str, connection: Any, error: Exception) -> NotCollected:
    why = reason(connection, error)
    if isinstance(error, paramiko.AuthenticationException) or "No authentication" in why:
        to_do = "Correct login, password or key of the connection, or ask the sender to admit it"
        return NotCollected(f"{where}: the server refuses the login. {to_do}.")
    if isinstance(error, paramiko.BadHostKeyException):
        return NotCollected(
            f"{where}: the server's key is not the host_key of the connection. It may be another "
            "server: ask the sender before you give the connection the new key (ssh-keyscan)."
        )
    if "known_hosts" in why:
        return NotCollected(
            f"{where}: the server's key is not known. Give the connection its host_key "
            "(ssh-keyscan shows it; compare it with what the sender tells you)."
        )
    if isinstance(error, (OSError, EOFError, paramiko.SSHException)):
        to_do = "It is tried again; if it stays so, ask the network team or the sender"
        return Unreachable(f"{where}: no connection ({why}). {to_do}.")
    return NotCollected(f"{where}: the connection can't be used: {why}. Correct it.")


class SftpFiles:
    """The files of one server, as its login sees them."""

    def __init__(self, where: str, client: paramiko.SFTPClient) -> None:
        self.where = where
        self.client = client

    def files(self, folder: str) -> list[RemoteFile]:
        with self._explained(f"the folder {folder or '.'}"):
            found = self.client.listdir_attr(folder or ".")
        base = f"{folder.rstrip('/')}/" if folder else ""
        return [
            _file(f"{base}{each.filename}", each)
            for each in found
            if each.st_mode is not None and stat.S_ISREG(each.st_mode)
        ]

    def state(self, path: str) -> RemoteFile | None:
        with self._explained(path):
            try:
                return _file(path, self.client.lstat(path))
            except FileNotFoundError:
                return None

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        with self._explained(file.path), self.client.open(file.path, "rb") as stream:
            stream.seek(start)
            stream.prefetch(file.size, max_concurrent_requests=AHEAD)
            while chunk := stream.read(CHUNK):
                yield chunk

    def delete(self, path: str) -> None:
        with self._explained(path, "delete"):
            self.client.remove(path)

    def move(self, path: str, target: str) -> None:
        folder, _ = split(target)
        with self._explained(f"{path} to {target}", "move"):
            try:
                self.client.stat(folder)
            except FileNotFoundError:
                self.client.mkdir(folder)
            self.client.rename(path, target)

    @contextmanager
    def _explained(self, what: str, do: str = "read") -> Iterator[None]:
        """Say what could not be done. The server's own text is not shown, as it may be long."""
        try:
            yield
        except FileNotFoundError:
            raise NotCollected(
                f"{self.where}: {what} is not there. Expected it on the server: correct `files` in "
                "settings/collect, or ask the sender."
            ) from None
        except PermissionError:
            raise NotCollected(
                f"{self.where}: the login may not {do} {what}. Ask the sender for that right"
                f"{', or let the feed leave the files' if do != 'read' else ''}."
            ) from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            if isinstance(error, OSError) and str(error) == "Failure":  # the server's only word
                raise NotCollected(f"{self.where}: the server does not {do} {what}.") from None
            raise Unreachable(
                f"{self.where}: the connection broke at {what} ({type(error).__name__}). It is "
                "continued next time from where it stopped."
            ) from None


def _file(path: str, state: Any) -> RemoteFile:
    return RemoteFile(path, state.st_size or 0, float(state.st_mtime or 0))
