"""When a file in landing counts as whole, where a scheduler starts the night."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from settings.file import Settings, SettingsFile


class Arrival(Settings):
    """`settle_seconds`: how long size and time of a file without marker must have been unchanged.
    A transfer that stands still for longer is taken for its end."""

    settle_seconds: Annotated[float, Field(ge=0, le=3600)] = 60


FILE = SettingsFile("arrival.yml", Arrival, "files settle for 60 seconds")


def settle_seconds(home: Path) -> float:
    return FILE.read_or(home, Arrival()).settle_seconds
