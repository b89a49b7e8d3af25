"""`SHA256SUMS` of a publication: the hash of each of its files, as `sha256sum -c` reads it."""

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def write(folder: Path) -> None:
    """Write the hashes of all files of a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    lines = [f"{_sha256(path)}  {path.relative_to(folder)}\n" for path in found]
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def damaged(folder: Path, only: str = "") -> list[str]:
    """The files that are missing or are not what was written, of all or of `only` one; the list of
    hashes itself where it can't be read."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
        expected = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):
        return [FILE]
    if not expected or (only and only not in expected):
        return [FILE]
    names = [only] if only else list(expected)
    return [name for name in names if not _is(folder / name, expected[name])]


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and _sha256(path) == sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
