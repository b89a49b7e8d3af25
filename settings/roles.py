"""The words of which a role consists that closes or reopens a period.

Who decides is recorded as a role, never as a person, since the record is kept permanently. A role
consists of these words only; anything else could be a person's name.
"""

import re
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from settings.file import Settings, SettingsFile

OF_COUNCILS = frozenset(
    re.findall(
        r"\S+",
        "accountant accounting accounts and assistant auditor budget business capital chief "
        "children's controller corporate deputy director directorate dsg education executive "
        "finance financial for funding group head high interim lead ledger manager management "
        "needs of officer partner principal resources s151 151 schools section send senior "
        "service services strategic systems technical the treasurer treasury",
    )
)
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9'’]+$", to_lower=True)]


class Roles(Settings):
    """`words`: further words of the authorities' roles, besides those that councils use."""

    words: tuple[Word, ...] = ()


FILE = SettingsFile("roles.yml", Roles, "only the words of settings/README.md make a role")


def words(home: Path) -> frozenset[str]:
    """Every word that a role may consist of, in lower case."""
    return OF_COUNCILS | set(FILE.read_or(home, Roles()).words)
