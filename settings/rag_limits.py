"""The limits of RAG colours (red, amber, green) in Safety Valve figures.

The defaults are a judgement, since neither DfE's guidance nor the councils' reports that this
project read give any.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.file import Settings, SettingsFile
from settings.strict import Number, Strict

Colour = Literal["green", "amber", "red"]
Percent = Annotated[Number, Field(max_digits=9, decimal_places=1)]
Ends = tuple[int | None, int | None]
Row = tuple[str, str, Decimal | None, Decimal | None]


class Limits(Strict):
    """From which percentage (inclusive) to which (exclusive); without one, there is no limit."""

    at_least_pct: Percent | None = None
    below_pct: Percent | None = None


def _default(green: Ends, amber: Ends, red: Ends) -> dict[Colour, Limits]:
    limits: dict[Colour, Ends] = {"green": green, "amber": amber, "red": red}
    return {
        colour: Limits(
            at_least_pct=None if low is None else Decimal(low),
            below_pct=None if high is None else Decimal(high),
        )
        for colour, (low, high) in limits.items()
    }


class RagLimits(Settings):
    """`savings_forecast`: forecast as a percentage of target; at least 95 is as good as delivered,
    under 75 needs a replacement. `deficit_movement`: latest less original deficit as a percentage
    of the original high needs allocation; 1 per cent is about what an inflation estimate may miss,
    3 per cent is a deficit that the agreement can't absorb.
    """

    savings_forecast: dict[Colour, Limits] = _default(
        green=(95, None), amber=(75, 95), red=(None, 75)
    )
    deficit_movement: dict[Colour, Limits] = _default(green=(None, 1), amber=(1, 3), red=(3, None))

    @model_validator(mode="after")
    def _cover_every_percentage_once(self) -> "RagLimits":
        for measure in ("savings_forecast", "deficit_movement"):
            bands = sorted(getattr(self, measure).values(), key=_lower_end)
            ends = [None, *[each.below_pct for each in bands]]
            if not bands or ends != [*[each.at_least_pct for each in bands], None]:
                raise ValueError(
                    f"expected colours of {measure} that leave no gap and do not overlap: each "
                    "one's at_least_pct is the below_pct of the one below it; the lowest has no "
                    "at_least_pct, the highest no below_pct"
                )
        return self

    def rows(self) -> Iterator[Row]:
        """Measure, colour and limits."""
        for measure in ("savings_forecast", "deficit_movement"):
            for colour, limits in getattr(self, measure).items():
                yield measure, colour, limits.at_least_pct, limits.below_pct


def _lower_end(limits: Limits) -> Decimal:
    return Decimal("-Infinity") if limits.at_least_pct is None else limits.at_least_pct


FILE = SettingsFile("rag_limits.yml", RagLimits, "no figure has a RAG colour")
