"""A server in memory to collect files from, and a feed of one authority."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.collect import files, memory
from ingest.collect.feed_run import FeedRun
from ingest.collect.source import RemoteFile, Unreachable
from settings.collect import Feed
from tests.conftest import Installation

LONG_AGO = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC).timestamp()
CSV = "out/requests__2026-11-20.csv"
LANDED = "312/case_system/requests__2026-11-20.csv"
BEGINS = dt.time(2, tzinfo=ZoneInfo("Europe/London"))


class Store:
    """A server in memory: `breaks_at`, the bytes after which its connection breaks."""

    where = "test_server"

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, float]] = {}
        self.breaks_at: int | None = None
        self.read_from: list[tuple[str, int]] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def put(self, path: str, content: bytes, modified: float = LONG_AGO) -> None:
        self.kept[path] = (content, modified)

    def files(self, folder: str) -> list[RemoteFile]:
        inside = [path for path in self.kept if path.rpartition("/")[0] == folder]
        return [file for path in inside if (file := self.state(path))]

    def state(self, path: str) -> RemoteFile | None:
        if path not in self.kept:
            return None
        content, modified = self.kept[path]
        return RemoteFile(path, len(content), modified)

    def read(self, file: RemoteFile, start: int) -> Iterator[bytes]:
        self.read_from.append((file.name, start))
        content = self.kept[file.path][0]
        for at in range(start, len(content), 1000):
            if self.breaks_at is not None and at >= self.breaks_at:
                raise Unreachable("the connection broke")
            yield content[at : at + 1000]
        self.meanwhile()

    def delete(self, path: str) -> None:
        del self.kept[path]

    def move(self, path: str, target: str) -> None:
        self.kept[target] = self.kept.pop(path)


def run_of(home: Path, settle_seconds: float = 0.05, **feed: object) -> FeedRun:
    declared = {"source": "case_system", "connection": "c", "files": "out/*.csv"} | feed
    return FeedRun(
        home=home,
        la_code="312",
        feed=Feed.model_validate(declared),
        memory=memory.read(home, "312", "case_system"),
        night=dt.date(2026, 11, 20),
        is_last=True,
        night_begins=BEGINS,
        settle_seconds=settle_seconds,
    )


def landed(home: Path) -> dict[str, bytes]:
    root = home / "landing"
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".received" not in path.parts
    }


def collect(installation: Installation, store: Store, **feed: object) -> list[str]:
    return files.collect(run_of(installation.home, **feed), store)
