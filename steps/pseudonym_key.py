"""Requires the key of all pseudonyms before files are loaded: a wrong key is one fault of the
installation, and no fault of any file."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from steps.reporting import StepFailed

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.arrival import Arrival


def require_that_of_raw(home: Path) -> None:
    """Raise StepFailed where raw has data of people and its key is not in the environment."""
    from ingest import paths

    if paths.key_check(home).exists():
        _require(home)


def require_for(home: Path, arrivals: "Iterable[Arrival]") -> None:
    """Raise StepFailed where an arrival is about people and the key can't be used."""
    if any(each.keys_people for each in arrivals):
        _require(home)


def require_after_failed_arrival(home: Path, arrivals: "Iterable[Arrival] | None") -> None:
    """Raise StepFailed where the files of a source are not registered and the key can't be used:
    the marts of the night would be published without them."""
    if arrivals is None:
        _require(home)


def _require(home: Path) -> None:
    from ingest.errors import InternalError
    from ingest.read import pseudonyms

    try:
        pseudonyms.secret(home)
    except InternalError as fault:
        raise StepFailed(f"{fault} Nothing was loaded.") from None
