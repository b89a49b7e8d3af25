"""The options that commands share: how a value is read, what the shell completes, its help."""

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import environment


def read_day(written: str) -> date:
    """Read a date; raise BadParameter where it is not one of the calendar, as YYYY-MM-DD."""
    expected = "a date of the calendar is expected, such as 2026-11-20"
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{expected}; found {written!r}") from None
    if found.isoformat() != written:  # Python reads 20261120 and 2026-W47-5 too
        raise typer.BadParameter(f"{expected}; found {written!r}")
    return found


def read_la_code(written: str) -> str:
    """Read an authority's code; raise BadParameter where it has not three digits."""
    if not re.fullmatch(r"\d{3}", written, re.ASCII):
        raise typer.BadParameter(
            f"an authority's three digits are expected, such as 312; found {written!r}"
        )
    return written


def read_words(written: str) -> str:
    """Read a text; raise BadParameter where it is empty."""
    if not written.strip():
        raise typer.BadParameter("some words are expected; found none")
    return written.strip()


def _complete(names: Callable[[], list[str]]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete


def _authorities() -> list[str]:
    environment.load()  # the shell asks for completions without running the command
    landing = Path(os.environ["SEND_HOME"]) / "landing"
    found = landing.iterdir() if landing.is_dir() else ()
    return sorted(path.name for path in found if re.fullmatch(r"\d{3}", path.name))


def _datasets() -> list[str]:
    contracts = (environment.REPOSITORY / "ingest" / "contracts").glob("*/*.yml")
    return sorted({path.name.partition(".")[0] for path in contracts})


def day_option(name: str, text: str) -> Any:
    """Describe an option that is a date."""
    return typer.Option(name, parser=read_day, metavar="YYYY-MM-DD", help=text)


def words_option(name: str, text: str) -> Any:
    """Describe an option that is a text and must not be empty."""
    return typer.Option(name, parser=read_words, metavar="TEXT", help=text)


def la_option(text: str, **more: Any) -> Any:
    """Describe the option that is an authority's code."""
    complete = _complete(_authorities)
    return typer.Option("--la", metavar="LA_CODE", help=text, autocompletion=complete, **more)


complete_datasets = _complete(_datasets)

Night = Annotated[
    date | None,
    day_option(
        "--date", "Reporting date. Default: the latest business date in landing, up to today."
    ),
]
ReloadAuthority = Annotated[str | None, la_option("One authority. Default: all.")]
ReloadDataset = Annotated[
    str | None,
    typer.Option(
        metavar="DATASET",
        help="One dataset, such as requests. Default: all.",
        autocompletion=complete_datasets,
    ),
]
By = Annotated[str, words_option("--by", "Who decided: a role, never a name.")]


def examples(*lines: str) -> str:
    """Lay out the examples at the end of a command's help; \\b keeps their lines apart."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
