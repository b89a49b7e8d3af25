"""Files in a folder of this machine, such as a mounted share."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.collect.source import NotCollected, RemoteFile, Unreachable

CHUNK = 1 << 20


@contextmanager
def connected(connection: Any) -> Iterator["FolderFiles"]:
    """Use the folder that a connection of type fs names (`path` of its extra)."""
    root = Path(connection.extra_dejson.get("path", "/"))
    where = f"{connection.conn_id} (folder {root})"
    if not root.is_dir():
        raise Unreachable(f"{where}: it is not there. Mount the share, or correct the connection.")
    yield FolderFiles(where, root)


class FolderFiles:
    """The files below one folder."""

    def __init__(self, where: str, root: Path) -> None:
        self.where = where
        self.root = root

    def files(self, folder: str) -> list[RemoteFile]:
        with self._explained(f"the folder {folder or '.'}"):
            names = sorted(os.listdir(self._at(folder)))  # noqa: PTH208 - the names as they are
            paths = [f"{folder.rstrip('/')}/{name}" if folder else name for name in names]
            return [file for path in paths if (file := self.state(path))]

    def state(self, path: str) -> RemoteFile | None:
        with self._explained(path):
            try:
                found = self._at(path).lstat()
            except FileNotFoundError:
                return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return RemoteFile(path, found.st_size, found.st_mtime)

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        with self._explained(file.path), self._at(file.path).open("rb") as stream:
            stream.seek(start)
            while chunk := stream.read(CHUNK):
                yield chunk

    def delete(self, path: str) -> None:
        with self._explained(path, "delete"):
            self._at(path).unlink()

    def move(self, path: str, target: str) -> None:
        with self._explained(f"{path} to {target}", "move"):
            self._at(target).parent.mkdir(exist_ok=True)
            self._at(path).rename(self._at(target))

    def _at(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    @contextmanager
    def _explained(self, what: str, do: str = "read") -> Iterator[None]:
        try:
            yield
        except PermissionError:
            raise NotCollected(
                f"{self.where}: this user may not {do} {what}. Ask whoever owns the share for it."
            ) from None
        except OSError as error:
            raise Unreachable(
                f"{self.where}: it does not {do} {what} ({error.strerror}). It is tried again; if "
                "it stays so, ask whoever owns the share."
            ) from None
