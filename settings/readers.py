"""The groups of this machine that may read what is published."""

import grp
import os
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.file import Settings, SettingsFile


def _usable(name: str) -> str:
    """Raises ValueError for a group that does not exist, or that this user can't give files to."""
    try:
        number = grp.getgrnam(name).gr_gid
    except (KeyError, ValueError):  # ValueError: a NUL character
        raise ValueError(
            "expected a group of this machine: create it, or correct its name"
        ) from None
    if os.geteuid() != 0 and number not in {os.getegid(), *os.getgroups()}:
        raise ValueError(
            "expected a group that the user of the nights is in: add the user to it"
        ) from None
    return name


Group = Annotated[str, AfterValidator(_usable)]


class Readers(Settings):
    """`group`: the members of this group may read publications and workbooks, with everything that
    is in them; without one, the owner alone. `audiences`: audience → group whose members may read
    that audience's folder of a publication and nothing else."""

    group: Group | None = None
    audiences: dict[Literal["open", "figures", "cases", "finance"], Group] = Field(
        default_factory=dict
    )

    @property
    def group_number(self) -> int | None:
        return grp.getgrnam(self.group).gr_gid if self.group else None

    @property
    def audience_numbers(self) -> dict[str, int]:
        return {audience: grp.getgrnam(name).gr_gid for audience, name in self.audiences.items()}


FILE = SettingsFile("readers.yml", Readers, "only the owner reads what is published")
