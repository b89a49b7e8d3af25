"""Who decides on a close: a role, never a person, since the record is kept permanently."""

from pathlib import Path

from publish.closes.period import CloseRefused
from settings import roles


def require_role(home: Path, by: str) -> None:
    """Raise CloseRefused where a word is not one of a role; the message repeats no word."""
    if why := roles.refusal(home, by, "a close"):
        raise CloseRefused(why)
