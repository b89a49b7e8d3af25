"""What one attempt to collect a feed needs to know."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from ingest.collect.memory import Memory
from settings.collect import Feed


@dataclass(frozen=True)
class FeedRun:
    """A feed of an authority, collected for a night (a business date). `is_last` is False for a
    past night. `night_begins`: the hour, on the next day, at which a night starts. Files whose
    source wrote them less than `settle_seconds` ago may still grow."""

    home: Path
    la_code: str
    feed: Feed
    memory: Memory
    night: dt.date
    is_last: bool
    night_begins: dt.time
    settle_seconds: float

    @property
    def prefix(self) -> str:
        """How the names of files that are not complete yet begin."""
        return f"{self.la_code}.{self.feed.source}"
