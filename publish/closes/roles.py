"""Who decides on a close: a role, never a person, since the record is kept permanently."""

from pathlib import Path

from publish.closes.period import CloseRefused
from settings import roles


def require_role(home: Path, by: str) -> None:
    """Raise CloseRefused where a word is not one of a role; the message repeats no word."""
    if not roles.is_role(home, by):
        raise CloseRefused(
            "The record of a close names a role, never a person: give "
            '--by "Chief Accountant" or --by "Head of SEND Commissioning"; what was given is not a '
            "known role. Its words are in settings/README.md; further ones go into "
            "settings/roles.yml."
        )
