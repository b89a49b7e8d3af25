"""`send arrived`, `send missing` and `send refused`: what is published about a night's files.

They show files, counts and reasons, and never a value of a person.
"""

from datetime import date
from typing import Annotated

from commands.options import day_option, la_option
from steps.reporting import home

Night = Annotated[date | None, day_option("--date", "Night. Default: the published one.")]
DueDate = Annotated[date | None, day_option("--date", "Date of the files. Default: all.")]
Authority = Annotated[str | None, la_option("One authority. Default: all.")]


def arrived(day: Night = None, la: Authority = None) -> int:
    """Show which files arrived, and the outcome of each."""
    return _answer("arrived", day, la)


def missing(day: DueDate = None, la: Authority = None) -> int:
    """Show which expected files did not arrive as expected.

    They are missing, late or rejected. Files whose name matches no dataset are listed too.
    """
    return _answer("missing", day, la)


def refused(day: Night = None, la: Authority = None) -> int:
    """Show what was rejected or quarantined, and why."""
    return _answer("refused", day, la)


def _answer(question: str, day: date | None, la_code: str | None) -> int:
    from publish import operations

    arguments = [question, "--home", str(home())]
    arguments += ["--date", day.isoformat()] if day else []
    arguments += ["--la", la_code] if la_code else []
    return operations.main(arguments)
