"""What an installation's settings decide about its pages."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from settings import authorities, targets


@dataclass(frozen=True)
class Display:
    """The target of plans within 20 weeks in per cent, and names of authorities."""

    target: Decimal | None
    names: dict[str, str]


def display(home: Path) -> Display:
    """The installation's settings of pages; where a file is wrong, none."""
    return Display(
        targets.FILE.read_or(home, targets.NONE).within_20_weeks_pct,
        authorities.FILE.read_or(home, authorities.Authorities()).names,
    )


def settings_of(home: Path) -> str:
    """The settings of pages as text; empty where they are the defaults."""
    found = display(home)
    defaults = Display(targets.Targets().within_20_weeks_pct, {})
    return "" if found == defaults else repr(found)
