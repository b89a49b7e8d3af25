"""What pydantic found wrong in the content of a settings file, as problems in plain words."""

import datetime as dt
import difflib
from collections.abc import Collection, Hashable, Mapping
from itertools import groupby
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from settings.problem import Problem, shown
from settings.strict import DAY

Place = tuple[str, ...]
# What is expected, by the type of pydantic's error and with the values of its context
WORDS = {
    "wrong_type": "{expected}",
    "wrong_form": "{expected}",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller number",
    "float_type": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a number",
    "decimal_max_places": "a number with at most {decimal_places} decimal place(s)",
    "decimal_max_digits": "a number of at most {max_digits} digits",
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number less than {lt}",
    "less_than_equal": "a number of at most {le}",
    "bool_type": "true or false",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "string_too_short": "at least {min_length} letter(s)",
    "string_too_long": "at most {max_length} letters",
    "string_pattern_mismatch": "a text of the form {pattern}",
    "too_short": "at least {min_length} in the list",
    "too_long": "at most {max_length} in the list",
    "dict_type": "keys with their values",
    "model_type": "keys with their values",
    "literal_error": "{expected}",
}


def of_validation(
    error: ValidationError, content: Any, file: str, until_then: str, keys: Collection[str]
) -> list[Problem]:
    """The problems, one for each place of the content that is wrong. `keys` are the keys of the
    file, to guess a misspelt one from."""
    found = [(_place(each, content), each) for each in error.errors()]
    # Of the forms that a value can have, pydantic names the faults of each: those of the form that
    # was meant lie deeper, and a list lacks what is wrong in it.
    places = {place for place, _ in found}
    deepest = [
        (place, each)
        for place, each in found
        if not any(len(other) > len(place) and other[: len(place)] == place for other in places)
    ]
    by_place = groupby(deepest, key=lambda each: (each[0], _is_about_key(each[1])))
    return [
        _problem([each for _, each in errors], place, file, until_then, keys)
        for (place, _), errors in by_place
    ]


def _place(error: ErrorDetails, content: Any) -> Place:
    """The keys that lead to what is wrong, entries of a list counted from 1. In between, pydantic
    names the form of a value that it tried; the content has no such key."""
    place: list[str] = []
    for part in error["loc"]:
        if isinstance(content, Mapping) and (key := _key(content, part)) is not None:
            place.append(str(part))
            content = content[key]
        elif isinstance(content, list | tuple) and isinstance(part, int):
            place.append(str(part + 1))
            content = content[part] if part < len(content) else None
    if error["type"] == "missing":
        place.append(str(error["loc"][-1]))
    return tuple(place)


def _key(content: Mapping[Hashable, Any], part: int | str) -> Hashable | None:
    """The key that a part of pydantic's place stands for: it writes a day or true as a text."""
    if part in content:
        return part
    return next((key for key in content if str(key) == str(part)), None)


def _is_about_key(error: ErrorDetails) -> bool:
    return error["loc"][-1:] == ("[key]",)


def _problem(
    errors: list[ErrorDetails], place: Place, file: str, until_then: str, keys: Collection[str]
) -> Problem:
    error, key = errors[0], ".".join(place)
    if error["type"] == "extra_forbidden":
        return _unknown_key(place, file, until_then, keys)
    if error["type"] == "missing":
        return Problem(file, key, "nothing", "a value", until_then)
    if error["type"] == "value_error" and len(errors) == 1:
        message = _words(error)
        named, colon, expected = message.partition(": ")
        if colon and named in keys:  # a check of the whole file names the key in its message
            return Problem(file, named, "", expected, until_then)
        return Problem(file, key, "", message, until_then)
    expected = " or ".join(dict.fromkeys(_words(each) for each in errors))
    return Problem(file, key, shown(error["input"]), expected, until_then)


def _unknown_key(place: Place, file: str, until_then: str, keys: Collection[str]) -> Problem:
    name = place[-1]
    nearest = difflib.get_close_matches(name, keys, n=1)
    expected = f"a known key (did you mean '{nearest[0]}'?)" if nearest else "a known key"
    if name in keys:
        expected = f"a known key of this level ('{name}' belongs to another level)"
    return Problem(file, ".".join(place), f"an unknown key '{name}'", expected, until_then)


def _words(error: ErrorDetails) -> str:
    """What was expected, without the words of pydantic."""
    value = error["input"]
    if error["type"] in ("tuple_type", "list_type"):
        example = shown(value).strip("'") if isinstance(value, str | dt.date) else "first, second"
        return f"a list, such as [{example}]"
    if error["type"] == "string_type":
        is_code = isinstance(value, int) and not isinstance(value, bool)
        return f'a text; put it in quotes: "{value}"' if is_code else "a text"
    if error["type"] in WORDS:
        return WORDS[error["type"]].format(**error.get("ctx", {}))
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return message[:1].lower() + message[1:]
