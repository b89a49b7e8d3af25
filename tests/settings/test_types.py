"""In every model of the settings, a value of another type is a problem that names key, found and
expected: true is no number, a text is none, and a number is no day."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from expectations import waivers
from ingest import contract
from settings import check, collect
from settings.problem import InvalidSettings, Problem
from settings.strict import Strict
from tests.settings.wrong_files import write

OURS = ("expectations", "ingest", "settings")
REFUSED = {
    int: (True, False, "100"),
    float: (True, "1.5"),
    Decimal: (True, "90"),
    bool: (0, 1, "true", "no"),
    dt.date: (1_700_006_400, True),
}
WRONG_TYPES = ("wrong_type", "bool_type", "int_type", "float_type", "is_instance_of", "date_type")
TEXT_TOO = {("Due", "day")}  # a weekday of week, a number of month
ACCEPTED = {
    int: (7, 7.0),
    float: (7, 7.0),
    Decimal: (7, 7.5),
    bool: (True,),
    dt.date: (dt.date(2026, 12, 29), "2026-12-29"),
}


def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in model.__subclasses__():
        yield each
        yield from below(each)


def models() -> list[type[BaseModel]]:
    assert all(issubclass(file.schema, Strict) for file in check.FILES)
    known = {contract.Contract, collect.Collect, waivers.Waiver}
    found = {each for each in below(BaseModel) if each.__module__.partition(".")[0] in OURS}
    assert known < found
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


def places(annotation: Any) -> Iterator[tuple[type, Any]]:
    """Each number, flag and day in an annotation, and a function that puts a value there."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if annotation in REFUSED:
        yield annotation, lambda value: value
    elif origin is Annotated:
        yield from places(inside[0])
    elif origin in (Union, UnionType):
        for each in inside:
            yield from places(each)
    elif origin is tuple:
        for kind, put in places(inside[0]):
            yield kind, lambda value, put=put: [put(value)] * max(1, len(inside) - 1)
    elif origin is dict:
        keys = inside[0]
        key = get_args(keys)[0] if get_origin(keys) is Literal else "312"
        for kind, put in places(inside[1]):
            yield kind, lambda value, put=put, key=key: {key: put(value)}


FIELDS = [
    pytest.param(model, name, kind, put, id=f"{model.__name__}.{name}")
    for model in models()
    for name, field in model.model_fields.items()
    for kind, put in places(field.annotation)
]


def refused_types(model: type[BaseModel], name: str, given: Any, value: Any) -> list[str]:
    """The faults that are about the value itself; other fields of the model are missing."""
    try:
        TypeAdapter(model).validate_python({name: given})
    except ValidationError as wrong:
        errors = [each for each in wrong.errors() if each["input"] is value]
        return [each["type"] for each in errors if each["type"] in WRONG_TYPES]
    return []


def test_every_model_of_settings_is_strict() -> None:
    assert [each for each in models() if each is not Strict and not issubclass(each, Strict)] == []
    assert len(FIELDS) > 30


@pytest.mark.parametrize(("model", "name", "kind", "put"), FIELDS)
def test_another_type_is_refused_and_the_own_one_is_not(model, name, kind, put) -> None:
    has_text = (model.__name__, name) in TEXT_TOO
    for value in REFUSED[kind]:
        if has_text and isinstance(value, str):
            continue
        assert refused_types(model, name, put(value), value), value
    for value in ACCEPTED[kind]:
        assert not refused_types(model, name, put(value), value), value


def read(installation, file: str, text: str) -> None:
    write(installation, file, f"{text}\n")
    [schema] = [each for each in check.FILES if each.name == file]
    schema.read(installation.home)


def problems(installation, file: str, text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidSettings) as wrong:
        read(installation, file, text)
    return wrong.value.problems


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("bounds.yml", "max_rows: true", "max_rows: found true, expected a whole number"),
        ("bounds.yml", 'max_rows: "100"', "max_rows: found '100', expected a whole number"),
        ("arrival.yml", "settle_seconds: true", "settle_seconds: found true, expected a number"),
        ("calendar.yml", "bank_holidays: 0", "bank_holidays: found 0, expected true or false"),
        (
            "calendar.yml",
            "closed: [1700006400]",
            "closed.1: found 1700006400, expected a day, such as 2026-12-31",
        ),
        (
            "targets.yml",
            "within_20_weeks_pct: yes",
            "within_20_weeks_pct: found true, expected a number",
        ),
    ],
)
def test_a_wrong_type_is_named_with_its_key(installation, file, text, expected) -> None:
    [problem] = problems(installation, file, text)
    assert str(problem).startswith(f"settings/{file}: {expected}. Correct it; until then ")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("bounds.yml", "max_rows: 100.0"),
        ("arrival.yml", "settle_seconds: 5"),
        ("calendar.yml", "bank_holidays: no\nclosed: ['2026-12-29', 2026-12-30]"),
        ("targets.yml", "within_20_weeks_pct: null"),
        ("retention.yml", "keep_days: {case_system: {requests: for ever}}"),
    ],
)
def test_what_yaml_can_write_for_a_type_is_accepted(installation, file, text) -> None:
    read(installation, file, text)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("authorities.yml", "names: {312: H}", "names.312: found 312, expected a text; put it in"),
        ("alerts.yml", "authorities: {312: [a@b.example]}", "authorities.312: found 312, expected"),
        ("ledger_text.yml", "descriptions: {312: all}", "descriptions.312: found 312, expected a"),
        ("alerts.yml", "everything: 5", "everything: found 5, expected a list, such as [first, s"),
        (
            "calendar.yml",
            "closed: 2026-12-29",
            "closed: found 2026-12-29, expected a list, such as [2026-12-29].",
        ),
        (
            "roles.yml",
            "case_lookup: Head of SEND",
            "case_lookup: found 'Head of SEND', expected a list, such as [Head of SEND].",
        ),
        (
            "retention.yml",
            "keep_days: {case_system: {requests: true}}",
            "keep_days.case_system.requests: found true, expected a whole number or 'for ever'.",
        ),
        (
            "alerts.yml",
            "a: [",
            "found a bracket that is not closed (line 2), expected YAML, each k",
        ),
    ],
)
def test_a_problem_is_one_line_in_plain_words(installation, file, text, expected) -> None:
    [problem] = problems(installation, file, text)
    assert str(problem).startswith(f"settings/{file}: {expected}")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("groups.yml", "partnerships: {a: {name: A, members: [314, 318]}}"),
        ("postgres.yml", "logins: {a: {audiences: [open], authorities: [314, 318]}}"),
    ],
)
def test_entries_of_a_list_have_a_line_each_and_the_list_none(installation, file, text) -> None:
    found = [
        (each.key[-2:], each.found, each.expected) for each in problems(installation, file, text)
    ]
    quoted = 'a text; put it in quotes: "{}"'
    assert found == [(".1", "314", quoted.format(314)), (".2", "318", quoted.format(318))]
