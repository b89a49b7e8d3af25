"""The roles that decide: the words that a role consists of, and the roles that may look up a case.

Who decides is recorded as a role, never as a person, since the record is kept permanently. A role
consists of these words only; anything else could be a person's name.
"""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, model_validator

from settings.file import Settings, SettingsFile
from settings.strict import of_form

OF_COUNCILS = frozenset(
    re.findall(
        r"\S+",
        "academies accountant accounting accounts additional adviser advisor alternative analyst "
        "and assistant assurance auditor budget business capital care caseworker casework chief "
        "children's commissioned commissioner commissioning contract contracts controller "
        "coordinator corporate data deputy designated director directorate disabilities disability "
        "dsco dsg education educational ehc ehcp ehcps executive finance financial for funding "
        "group head health high inclusion inclusive information interim joint lead learning ledger "
        "manager management medical monitoring needs of officer partner performance placement "
        "placements plan plans principal programme project protection provision psychologist "
        "psychology quality resources s151 151 school schools section sen send senco sendco "
        "senior service services social special specialist statutory strategic strategy support "
        "systems team technical the transformation transition transitions transport treasurer "
        "treasury virtual",
    )
)
EXAMPLES = ("Chief Accountant", "Head of SEND Commissioning")
HOW = "Its words are in settings/README.md; further ones go into settings/roles.yml"
EXPECTED = f"expected a role, never a person, such as {EXAMPLES[0]} or {EXAMPLES[1]}. {HOW}"
Word = Annotated[str, StringConstraints(to_lower=True), of_form(r"[a-z0-9'’]+", "one word")]
Role = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=80)]


class Roles(Settings):
    """`words`: further words of the authorities' roles, besides those that councils use.
    `case_lookup`: the roles that may look up the case behind a key."""

    words: tuple[Word, ...] = ()
    case_lookup: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _roles_only(self) -> "Roles":
        if not all(_is_of(each, self.words) for each in self.case_lookup):
            raise ValueError(f"case_lookup: {EXPECTED}")  # it repeats no name
        return self


FILE = SettingsFile(
    "roles.yml",
    Roles,
    "only the words of settings/README.md make a role, and no role may look up a case",
)


def is_role(home: Path, text: str) -> bool:
    """Whether a text consists of words of roles only, so that it cannot be a person's name."""
    return _is_of(text, FILE.read_or(home, Roles()).words)


def refusal(home: Path, by: str, record: str) -> str | None:
    """Why a permanent record, such as of a close, can't name who decided; None where it is a role.
    It repeats no word of what was given."""
    if is_role(home, by):
        return None
    given = " or ".join(f'--by "{each}"' for each in EXAMPLES)
    return (
        f"The record of {record} names a role, never a person: give {given}; what was given is not "
        f"a known role. {HOW}."
    )


def may_look_up(home: Path, text: str) -> bool:
    """Whether a role is listed as one that may look up the case behind a key."""
    listed = FILE.read_or(home, Roles()).case_lookup
    return _words(text) in [_words(role) for role in listed]


def _is_of(text: str, further: Collection[str]) -> bool:
    """Whether each word of a text is one of roles, or one of further words."""
    words = set(_words(text)) - {""}
    return bool(words) and words <= OF_COUNCILS | set(further)


def _words(text: str) -> list[str]:
    return re.split(r"[\s,&/()-]+", text.strip().lower().replace("’", "'"))
