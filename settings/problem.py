"""A problem of a settings file, in one line for the person on call."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

MAX_SHOWN = 60


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


def of_validation(
    error: ValidationError, file: str, until_then: str, keys: Collection[str]
) -> list[Problem]:
    """The problems that pydantic found; `keys` are the keys of the file, to guess a misspelt one
    from."""
    return [_problem(each, file, until_then, keys) for each in error.errors()]


def _problem(error: ErrorDetails, file: str, until_then: str, keys: Collection[str]) -> Problem:
    # pydantic names its own checks in brackets: [key], function-after[…]
    place = [part for part in error["loc"] if isinstance(part, int) or "[" not in part]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    if error["type"] == "extra_forbidden":
        name = str(place[-1])
        nearest = difflib.get_close_matches(name, keys, n=1)
        expected = f"a known key (did you mean '{nearest[0]}'?)" if nearest else "a known key"
        if name in keys:
            expected = f"a known key of this level ('{name}' belongs to another level)"
        return Problem(file, key, f"an unknown key '{name}'", expected, until_then)
    if error["type"] == "missing":
        return Problem(file, key, "nothing", "a value", until_then)
    if error["type"] == "value_error":
        named, colon, expected = _message(error).partition(": ")
        if colon and named in keys:  # a check of the whole file names the key in its message
            return Problem(file, named, "", expected, until_then)
        return Problem(file, key, "", _message(error), until_then)
    return Problem(file, key, shown(error["input"]), _message(error), until_then)


def _message(error: ErrorDetails) -> str:
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return message[:1].lower() + message[1:]


def shown(value: Any) -> str:
    """A value of a settings file as a message shows it, in one short line."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number that is too long"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
