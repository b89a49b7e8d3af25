"""Where things lie below `$SEND_HOME`: the one place that spells the folders ingest writes."""

import json
import os
from pathlib import Path
from typing import Any

Arrival = dict[str, Any]


def landing(home: Path) -> Path:
    return home / "landing"


def landed(home: Path, record: Arrival) -> Path:
    """Where the file of an arrival's record was landed; its `file_path` is what may be shown of
    its name, `landed_as` (hex) the name's bytes where these differ."""
    name = record.get("landed_as")
    return landing(home) / (os.fsdecode(bytes.fromhex(name)) if name else record["file_path"])


def received(home: Path) -> Path:
    """Every received file's bytes under its hash, and one record for each arrival."""
    return landing(home) / ".received"


def kept_bytes(home: Path, sha256: str) -> Path:
    return received(home) / "bytes" / sha256[:2] / sha256


def arrival_record(home: Path, load_id: str) -> Path:
    return received(home) / "arrivals" / f"{load_id}.json"


def remaining(home: Path, load_id: str, sha256: str) -> Path:
    """What was left of a file when the rows of erased people were taken out of it."""
    return received(home) / "remaining" / f"{load_id}.{sha256[:16]}.csv"


def erasures(home: Path, la_code: str) -> Path:
    return received(home) / "erasures" / f"{la_code}.json"


def register(home: Path) -> Path:
    """Arrivals and receipts, as the night asks for them."""
    return home / "register.sqlite"


def receipts_table(home: Path) -> Path:
    """Every receipt as one Parquet file, written anew for each build."""
    return home / "receipts" / "receipts.parquet"


def due(home: Path) -> Path:
    """What the calendar says is owed, beside the receipts that it is held against."""
    return home / "receipts" / "due.parquet"


def quarantine(home: Path, arrival: Arrival) -> Path:
    return home / "quarantine" / str(arrival["la_code"]) / f"{arrival['load_id']}.parquet"


def raw(home: Path, arrival: Arrival) -> Path:
    name = f"{arrival['business_date']}__{arrival['load_id']}.parquet"
    return raw_dataset(home, arrival["source"], arrival["dataset"]) / str(arrival["la_code"]) / name


def raw_dataset(home: Path, source: str, dataset: str) -> Path:
    return home / "raw" / source / dataset


def key_mark(home: Path) -> Path:
    """By what the secret is known again that everybody in raw was keyed with."""
    return home / "raw" / ".keyed_with.json"


def people_map(home: Path, la_code: str) -> Path:
    return home / "people" / f"{la_code}.parquet"


def batch_file(home: Path, load_id: str) -> Path:
    return home / "batches" / f"{load_id}.parquet"


def write_json(path: Path, content: Any, mode: int = 0o666) -> None:
    """Write whole or not at all: a temporary name beside the target, then a rename. The mode is
    as the process's umask leaves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.touch(mode)
    temporary.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(temporary, path)
