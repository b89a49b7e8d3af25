"""What every model of settings and contracts is built on: no unknown key, no type that stands for
another one."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

NUMBERS = {"int": "a whole number", "float": "a number", "decimal": "a number"}
DAY = "a day, such as 2026-12-31"
NO_SCHEMAS = {"metadata", "default", "serialization", "config", "expected"}
MARK = "send_type"  # of a schema whose input is checked here already


def of_form(pattern: str, expected: str) -> AfterValidator:
    """A text that matches a regular expression as a whole; messages say what is expected."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("wrong_form", "{expected}", {"expected": expected})
        return text

    return AfterValidator(check)


def _check_types(schema: Any) -> None:
    """Put a check of the input's type before each number and day of a schema, up to the models in
    it, which do so themselves."""
    if isinstance(schema, list | tuple):
        for each in schema:
            _check_types(each)
        return
    is_schema = isinstance(schema, dict) and schema.get("type") != "model"
    if not is_schema or MARK in (schema.get("metadata") or {}):
        return
    kind = schema.get("type")
    if kind == "bool":
        schema["strict"] = True
    elif kind in NUMBERS or kind == "date":
        _put_before(schema, _number(NUMBERS[kind]) if kind in NUMBERS else _day)
    else:
        for key, value in schema.items():
            if key not in NO_SCHEMAS:
                _check_types(list(value.values()) if key == "fields" else value)


def _put_before(schema: dict[str, Any], check: Callable[[Any], Any]) -> None:
    checked: Any = core_schema.no_info_before_validator_function(
        check, dict(schema), metadata={MARK: True}
    )
    schema.clear()
    schema.update(checked)


def _number(expected: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, bool | str | bytes):
            raise PydanticCustomError("wrong_type", "{expected}", {"expected": expected})
        return value

    return check


def _day(value: Any) -> Any:
    if not isinstance(value, dt.date | str):
        raise PydanticCustomError("wrong_type", "{expected}", {"expected": DAY})
    return value


class Strict(BaseModel):
    """An unknown key is an error, so that a spelling mistake is found. So is another type: pydantic
    reads true as 1, "100" as 100, 0 as false and a number as the day so many seconds after 1970.
    Lists may stand for tuples, whole numbers for others, and days may be in quotes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        schema = handler(source)
        model: Any = handler.resolve_ref_schema(schema)
        while model["type"] != "model":  # the validators of the whole model are around it
            model = model["schema"]
        _check_types(model["schema"])
        return schema
