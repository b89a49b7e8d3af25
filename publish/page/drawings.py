"""Charts that are drawn already: an equal chart of another page, or of the publication before, is
taken as it is.

The key of a chart is a hash of all that it is drawn from, and stands in its SVG. A chart is
therefore given nothing that it does not show: a hidden count of 1 to 5 could be found by trying
which one has the key.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from publish import checksums

DRAWN = re.compile(r'<svg data-key="([0-9a-f]{64})" .*?</svg>', re.DOTALL)


@dataclass(frozen=True)
class _Drawings:
    """The SVGs at hand by their keys, while the pages of a publication are written."""

    publication: Path
    before: Path | None
    by_key: dict[str, str] = field(default_factory=dict)


_AT_HAND: ContextVar[_Drawings | None] = ContextVar("drawings", default=None)


@contextmanager
def kept(publication: Path, before: Path | None) -> Iterator[None]:
    """Keep what is drawn for the pages of a publication, `before` being the one it replaces."""
    token = _AT_HAND.set(_Drawings(publication, before))
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def read_earlier(page: Path) -> None:
    """Take the charts of the page that a page is going to replace, if that one is undamaged."""
    drawings = _AT_HAND.get()
    if not drawings or not drawings.before:
        return
    name = str(page.relative_to(drawings.publication))
    if not checksums.damaged(drawings.before, name):
        text = (drawings.before / name).read_text("utf-8")
        drawings.by_key.update((each[1], each[0]) for each in DRAWN.finditer(text))


def drawn_once(draw: Callable[..., str]) -> Callable[..., str]:
    """Let a function that returns an SVG draw equal arguments once."""

    @functools.wraps(draw)
    def drawn(*shown: Any) -> str:
        drawings = _AT_HAND.get()
        by_key = drawings.by_key if drawings else {}
        key = hashlib.sha256(f"{_version()} {draw.__name__} {shown!r}".encode()).hexdigest()
        if key not in by_key:
            svg = draw(*shown).strip()
            by_key[key] = svg.replace("<svg ", f'<svg data-key="{key}" ', 1)
        return by_key[key]

    return drawn


@functools.cache
def _version() -> str:
    """What draws: the code of the charts, and the version of matplotlib."""
    code = Path(__file__).with_name("charts.py").read_bytes()
    return f"{hashlib.sha256(code).hexdigest()} {version('matplotlib')}"
