"""Arrivals and receipts with every field filled in, for tests that need some of them."""

from typing import Any

from ingest.arrival import Arrival
from ingest.receipt import Outcome, Receipt

FILE = {
    "load_id": "0123456789abcdef",
    "file_path": "205/case_system/requests__2026-11-20.csv",
    "file_name": "requests__2026-11-20.csv",
    "sha256": "ab" * 32,
    "size_bytes": 100,
    "received_at": "2026-11-21 01:00:00",
    "precedence": "requests__2026-11-20",
    "la_code": "205",
    "source": "case_system",
    "dataset": "requests",
    "business_date": "2026-11-20",
    "release": None,
    "release_file": None,
}


def arrival(**fields: Any) -> Arrival:
    return Arrival(**(FILE | {"utf8": True, "mtime_ns": 1_790_000_000_000_000_000} | fields))


def receipt(**fields: Any) -> Receipt:
    defaults = {
        "supersedes_group": "205/case_system/requests/2026-11-20/None",
        "validated_by": "fingerprint",
        "return_id": None,
        "rows_erased": 0,
        "outcome": Outcome.ACCEPTED,
        "totals_found": {},
    }
    return Receipt(**(FILE | defaults | fields))
