"""The names under which authorities appear on pages and in workbooks."""

from typing import Annotated

from pydantic import Field, StringConstraints

from settings.file import Settings, SettingsFile
from settings.strict import of_form

LaCode = Annotated[str, of_form(r"[0-9]{3}", 'three digits in quotes, such as "312"')]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Authorities(Settings):
    """`names`: the name of each authority, by the three digits of its code. An authority without
    one has the name of DfE's releases."""

    names: dict[LaCode, Name] = Field(default_factory=dict)


FILE = SettingsFile("authorities.yml", Authorities, "authorities have the names of DfE's releases")
