"""JSON files with a seal: the SHA-256 of their entries, by which a change is detected."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

SEAL = "sha256"


def write(path: Path, entries: dict[str, Any]) -> str:
    """Write entries and their seal, read-only and flushed to disk; return the seal."""
    seal = _seal(entries)
    text = json.dumps({**entries, SEAL: seal}, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, "utf-8")
    path.chmod(0o400)
    flush(path)
    return seal


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Return the entries and the seal; raises ValueError where the file was changed."""
    try:
        entries = json.loads(path.read_text("utf-8"))
    except ValueError:
        entries = None  # truncated, or not text
    seal = entries.pop(SEAL, None) if isinstance(entries, dict) else None
    if seal is None or _seal(entries) != seal:
        raise ValueError(f"{path.name} is not what was written: its hash differs")
    return entries, str(seal)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Flush a file or folder to disk, so that a name never points to missing bytes."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(entries: dict[str, Any]) -> str:
    canonical = json.dumps(entries, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(canonical).hexdigest()
