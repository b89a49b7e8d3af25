"""A request of an operator to load files again that have been loaded before."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ReloadRequest:
    """Files of an authority, a dataset and business dates (both included); None means any.

    `with_rejects_only` selects rejected files and accepted files with quarantined rows.
    """

    la_code: str | None = None
    dataset: str | None = None
    first: date | None = None
    last: date | None = None
    with_rejects_only: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the value of the DAG parameter `reload`."""
        return {
            "la_code": self.la_code,
            "dataset": self.dataset,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "rejects_only": self.with_rejects_only,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "ReloadRequest":
        """Read the DAG parameter `reload`, in which each key may be left out."""
        return cls(
            value.get("la_code"),
            value.get("dataset"),
            _day(value.get("from")),
            _day(value.get("to")),
            bool(value.get("rejects_only")),
        )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
