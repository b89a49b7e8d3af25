"""What a connection offers: files that can be listed and read, or the rows of a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class NotCollected(Exception):
    """A feed that can't be collected. The message states what failed, where, and what to do; it has
    no password and no value of a row."""


class Unreachable(NotCollected):
    """A connection that could not be made or broke. A second attempt can succeed."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at its source. `modified`: when it was last written, in seconds since 1970, as the
    source states. `version` changes with the content, where the source has such a text. `md5` (hex)
    where the source states it."""

    path: str
    size: int
    modified: float
    version: str = ""
    md5: str | None = None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class FileSource(Protocol):
    """Files at a connection. Each method raises NotCollected where the source fails."""

    where: str

    def files(self, folder: str) -> Sequence[RemoteFile]:
        """The files in a folder, without links and folders in it."""

    def state(self, path: str) -> RemoteFile | None:
        """The file now; None where it is gone."""

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        """The bytes of a file from a position on."""

    def delete(self, path: str) -> None:
        """Delete a file."""

    def move(self, path: str, target: str) -> None:
        """Move a file to a path at which there is none; the folder is made where it is missing."""


class RowSource(Protocol):
    """The rows of a query. Each method raises NotCollected where the database fails."""

    where: str

    def rows(self, query: str) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
        """The names of the columns, and the rows in batches."""
