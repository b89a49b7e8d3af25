"""Targets that the pages draw."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from settings.file import Settings, SettingsFile
from settings.strict import Number


class Targets(Settings):
    """`within_20_weeks_pct`: the share of plans issued within 20 weeks, in per cent; none: no line
    is drawn and no figure is marked."""

    within_20_weeks_pct: Annotated[Number, Field(ge=0, le=100)] | None = Decimal(90)


NONE = Targets(within_20_weeks_pct=None)
FILE = SettingsFile("targets.yml", Targets, "the pages show no target")
