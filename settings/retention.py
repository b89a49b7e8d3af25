"""Retention periods that differ from those of the contracts."""

from typing import Annotated, Literal

from pydantic import Field

from settings.file import Settings, SettingsFile

LONGEST = 36_525  # a hundred years: a date plus more is none
Days = Annotated[int, Field(gt=0, le=LONGEST, strict=True)] | Literal["for ever"]


class Retention(Settings):
    """`keep_days`: source → dataset → days, counted from the end of the financial year of the
    business date. They hold for every authority, whatever contract and overlay contain."""

    keep_days: dict[str, dict[str, Days]] = Field(default_factory=dict)


FILE = SettingsFile("retention.yml", Retention, "`send retain` deletes nothing")
