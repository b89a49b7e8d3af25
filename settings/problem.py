"""A problem of a settings file, in one line for the person on call."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

MAX_SHOWN, MAX_DEPTH = 60, 3


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file: which key (empty: the file), what was found, what was expected, and
    what happens until it is corrected. Where `found` is empty, `expected` says why it is not
    accepted."""

    file: str
    key: str
    found: str
    expected: str
    until_then: str = ""

    def __str__(self) -> str:
        parts = [f"{self.file}: {self.key}" if self.key else self.file]
        parts.append(f"{self._why()}. Correct it")
        line = ": ".join(parts)
        return f"{line}; until then {self.until_then}." if self.until_then else f"{line}."

    def _why(self) -> str:
        if self.found:
            return f"found {self.found}, expected {self.expected}"
        if self.expected.startswith("expected "):
            return f"found another value, {self.expected}"
        return f"not accepted: {self.expected}"


class InvalidSettings(Exception):
    """A settings file that can't be used. Its text holds each problem in one line."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def shown(value: Any) -> str:
    """A value of a settings file as a message shows it, in one short line."""
    try:
        text = " ".join(_as_yaml(value, MAX_DEPTH).split())
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number that is too long"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _as_yaml(value: Any, depth: int) -> str:
    """A value as a settings file has it: true for True, 2026-12-31 for a day."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple | Mapping) and depth == 0:
        return "…"
    if isinstance(value, Mapping):
        pairs = islice(value.items(), MAX_SHOWN)
        inside = [f"{_as_yaml(k, depth - 1)}: {_as_yaml(v, depth - 1)}" for k, v in pairs]
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list | tuple):
        inside = [_as_yaml(each, depth - 1) for each in islice(value, MAX_SHOWN)]
        return f"[{', '.join(inside)}]"
    return repr(value)
