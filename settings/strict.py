"""What every model of settings and contracts is built on: no unknown key, and no value of another
type."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

NUMBER = "a number"
DAY = "a day, such as 2026-12-31"


def of_form(pattern: str, expected: str) -> AfterValidator:
    """A text that matches a regular expression as a whole; messages name what is expected."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("wrong_form", "{expected}", {"expected": expected})
        return text

    return AfterValidator(check)


def _from(kinds: tuple[type, ...], expected: str) -> BeforeValidator:
    """A value of one of these types, and no flag, which Python counts among the numbers."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise PydanticCustomError("wrong_type", "{expected}", {"expected": expected})
        return value

    return BeforeValidator(check)


# YAML has no decimal numbers, and a day can stand in quotes: both are converted.
Number = Annotated[Decimal, Field(strict=False), _from((int, float, Decimal), NUMBER)]
Day = Annotated[dt.date, Field(strict=False), _from((dt.date, str), DAY)]


class Strict(BaseModel):
    """An unknown key is an error, so that a spelling mistake is found. A value of another type is
    an error too: without pydantic's strict mode, true is read as 1, "100" as 100 and 0 as false.
    Fields of decimals are a `Number` and those of days a `Day`, because strict mode takes neither
    from YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _as_strict_mode_reads_it(cls, content: Any) -> Any:
        return _without_lists(content)


def _without_lists(content: Any) -> Any:
    """Content of a YAML file with tuples for lists, and whole numbers for floats such as 7.0."""
    if isinstance(content, Mapping):
        return {key: _without_lists(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return tuple(map(_without_lists, content))
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content
