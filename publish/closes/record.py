"""What a close and a reopening record, and the names that the entries have in JSON."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from publish.closes.period import Period

LEDGER = "ledger.parquet"
RECEIPTS = "inputs.parquet"
MAPPING = "mapping.parquet"
OUTTURN = "outturn.parquet"
FILES = (LEDGER, RECEIPTS, MAPPING, OUTTURN)
# Kept besides where the publication has them.
ACCOUNTS = "accounts.parquet"
REMARKS = "remarks.parquet"
ALL_FILES = (*FILES, ACCOUNTS, REMARKS)


@dataclass(frozen=True)
class Totals:
    """The totals of a close's outturn, in pounds."""

    budget_gbp: Decimal
    actual_to_date_gbp: Decimal
    forecast_outturn_gbp: Decimal
    variance_gbp: Decimal


TOTALS = tuple(field.name for field in fields(Totals))


@dataclass(frozen=True)
class CloseRecord:
    """The decision to close a period.

    `closed_at` is the reporting date of the publication that was closed; `recorded_at` is the
    moment of the decision (UTC, without zone) and decides nothing.
    """

    period: Period
    version: int
    closed_at: date
    closed_by: str
    recorded_at: datetime
    publication_id: str
    totals: Totals

    def to_json(self) -> dict[str, Any]:
        return {
            **_key(self.period, self.version),
            "closed_at": self.closed_at.isoformat(),
            "closed_by": self.closed_by,
            "close_recorded_at": self.recorded_at.isoformat(),
            "publication_id": self.publication_id,
            "totals": {name: str(value) for name, value in asdict(self.totals).items()},
        }

    @classmethod
    def from_json(cls, entries: Mapping[str, Any]) -> "CloseRecord":
        return cls(
            period=_period(entries),
            version=int(entries["close_version"]),
            closed_at=date.fromisoformat(entries["closed_at"]),
            closed_by=entries["closed_by"],
            recorded_at=datetime.fromisoformat(entries["close_recorded_at"]),
            publication_id=entries["publication_id"],
            totals=Totals(*(Decimal(entries["totals"][name]) for name in TOTALS)),
        )


@dataclass(frozen=True)
class Reopening:
    """The decision to reopen a closed period; dates as in CloseRecord."""

    period: Period
    version: int
    reopened_at: date
    reopened_by: str
    reason: str
    recorded_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            **_key(self.period, self.version),
            "reopened_at": self.reopened_at.isoformat(),
            "reopened_by": self.reopened_by,
            "reopened_reason": self.reason,
            "reopening_recorded_at": self.recorded_at.isoformat(),
        }

    @classmethod
    def from_json(cls, entries: Mapping[str, Any]) -> "Reopening":
        return cls(
            period=_period(entries),
            version=int(entries["close_version"]),
            reopened_at=date.fromisoformat(entries["reopened_at"]),
            reopened_by=entries["reopened_by"],
            reason=entries["reopened_reason"],
            recorded_at=datetime.fromisoformat(entries["reopening_recorded_at"]),
        )


@dataclass(frozen=True)
class Close:
    """A recorded close: its folder, the hashes of its files, its seal, and any reopening."""

    folder: Path
    record: CloseRecord
    files: Mapping[str, str]
    seal: str
    reopening: Reopening | None = None

    @property
    def fingerprints(self) -> dict[str, str]:
        return fingerprints(self.files)


def fingerprints(files: Mapping[str, str]) -> dict[str, str]:
    """Return the three hashes that identify a close in the marts, from those of its files."""
    inputs = "".join(f"{name} {files[name]}\n" for name in (LEDGER, RECEIPTS))
    return {
        "input_sha256": hashlib.sha256(inputs.encode()).hexdigest(),
        "mapping_sha256": files[MAPPING],
        "output_sha256": files[OUTTURN],
    }


def _key(period: Period, version: int) -> dict[str, Any]:
    return {
        "la_code": period.la_code,
        "financial_year": period.financial_year,
        "financial_period": period.financial_period,
        "close_version": version,
    }


def _period(entries: Mapping[str, Any]) -> Period:
    return Period(entries["la_code"], entries["financial_year"], int(entries["financial_period"]))
