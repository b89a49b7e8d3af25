"""Stored entries whose names differ from those of the fields in the code. Homes keep the names."""

from collections.abc import Mapping
from typing import Any


def from_fields(fields: dict[str, Any], stored_as: Mapping[str, str]) -> dict[str, Any]:
    """The entries of an object to be stored; `stored_as` has the names of the entries by field."""
    return {stored_as.get(name, name): value for name, value in fields.items()}


def to_fields(entries: dict[str, Any], stored_as: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a stored object. Raises TypeError or ValueError where it is no object."""
    fields = {entry: field for field, entry in stored_as.items()}
    return {fields.get(name, name): value for name, value in dict(entries).items()}
