"""The group of this machine that may read what is published."""

import grp
import os
from typing import Annotated

from pydantic import AfterValidator

from settings.file import Settings, SettingsFile


def _usable(name: str) -> str:
    """Raises ValueError for a group that does not exist, or that this user can't give files to."""
    try:
        number = grp.getgrnam(name).gr_gid
    except KeyError:
        raise ValueError("a group of this machine: create it, or correct its name") from None
    if os.geteuid() != 0 and number not in {os.getegid(), *os.getgroups()}:
        raise ValueError("a group that the user of the nights is in: add the user to it") from None
    return name


class Readers(Settings):
    """`group`: the members of this group may read publications and workbooks; without one, the
    owner alone."""

    group: Annotated[str, AfterValidator(_usable)] | None = None

    @property
    def group_number(self) -> int | None:
        return grp.getgrnam(self.group).gr_gid if self.group else None


FILE = SettingsFile("readers.yml", Readers, "only the owner reads what is published")
