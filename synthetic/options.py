"""What a run of the generator is asked to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of the command line; `nights` in order, `scale` multiplies persons."""

    seed: int
    nights: list[date]
    scale: float
    ledger_lines: int
    spoil: bool
    bad_file: bool

    @property
    def last_night(self) -> date:
        """Return the reporting date, the only night with spoilt, missing or incomplete files."""
        return self.nights[-1]
