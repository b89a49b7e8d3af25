"""Receipts: one for every file that came, saying what became of it and of each of its rows."""

import json
from pathlib import Path
from typing import Any

from ingest import home as at
from ingest.home import Arrival

SHARED = (
    "la_code",
    "source",
    "dataset",
    "business_date",
    "release",
    "release_file",
    "file_path",
    "file_name",
    "sha256",
    "size_bytes",
    "load_id",
    "precedence",
    "supersedes_group",
    "received_at",
)


def write(
    home: Path,
    arrival: Arrival,
    outcome: str,
    *,
    mode: str | None = None,
    rows: dict[str, int] | None = None,
    totals: dict[str, Any] | None = None,
    filled: list[str] | None = None,
    findings: list[str] | None = None,
    checks: list[dict[str, Any]] | None = None,
    expired_waivers: list[str] | None = None,
) -> dict[str, Any]:
    """Write the receipt: the last step of a load, and what makes its rows count.

    `checks` holds an entry for each check that was made of the file; `expired_waivers` what turns
    the night red although the file was loaded. `rows` holds read, accepted, quarantined and
    duplicate; raises ValueError where they don't add up, since a receipt that loses rows must
    never be written.
    """
    counts = {"read": 0, "accepted": 0, "quarantined": 0, "duplicate": 0} | (rows or {})
    if counts["read"] != counts["accepted"] + counts["quarantined"] + counts["duplicate"]:
        raise ValueError(f"{arrival['file_path']}: rows are lost between {counts}")
    receipt = {name: arrival[name] for name in SHARED} | {
        "return_id": arrival.get("return_id"),
        "outcome": outcome,
        "mode": mode,
        **{f"rows_{name}": count for name, count in counts.items()},
        "totals_claimed": (arrival["claimed"] or {}).get("totals"),
        "totals_found": totals or {},
        "filled_columns": filled or [],
        "findings": findings or [],
        "checks": checks or [],
        "expired_waivers": expired_waivers or [],
    }
    at.write_json(at.receipt(home, arrival), receipt)
    return receipt


def read_all(home: Path, la_code: str = "[!_]*") -> dict[str, dict[str, Any]]:
    """Every receipt, or one authority's, by load id."""
    paths = sorted((home / "receipts").glob(f"{la_code}/*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def last_accepted(home: Path, arrival: Arrival) -> dict[str, Any] | None:
    """The receipt of the last full extract before this one, by business date."""
    earlier = [
        receipt
        for receipt in read_all(home, arrival["la_code"]).values()
        if receipt["outcome"].startswith("accepted")
        and all(receipt[n] == arrival[n] for n in ("la_code", "source", "dataset"))
        and receipt["business_date"] < arrival["business_date"]
    ]
    return max(earlier, key=lambda r: (r["business_date"], r["precedence"]), default=None)
