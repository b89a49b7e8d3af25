"""Groups of authorities that the installation forms, beside DfE's regions: partnerships whose
figures are summed or stand side by side."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, field_validator

from settings.authorities import LaCode, Name
from settings.file import Settings, SettingsFile
from settings.strict import of_form

GroupKey = Annotated[
    str, of_form(r"[a-z][a-z0-9_]{0,39}", "at most 40 lower case letters, digits and _")
]
Row = tuple[str, str, str]


class Partnership(Settings):
    """`name`: on pages and in tables; `members`: the authorities, by the three digits of their
    codes."""

    name: Name
    members: Annotated[tuple[LaCode, ...], Field(min_length=1)]

    @field_validator("members")
    @classmethod
    def _once(cls, members: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(members)) < len(members):
            raise ValueError("expected each authority once, since it would be summed twice")
        return members


class Groups(Settings):
    """`partnerships`: a partnership's key → its name and members. An authority may be in
    several."""

    partnerships: dict[GroupKey, Partnership] = Field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Key, name and la_code of each member."""
        for key, partnership in self.partnerships.items():
            for la_code in partnership.members:
                yield key, partnership.name, la_code


FILE = SettingsFile("groups.yml", Groups, "there are no partnerships")
