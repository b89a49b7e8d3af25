"""`SHA256SUMS` of a publication: the hash of each of its files, as `sha256sum -c` reads it."""

import hashlib
from pathlib import Path

FILE = "SHA256SUMS"


def write(folder: Path) -> None:
    """Write the hashes of all files of a folder. A file with several names is read once."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    one_name = {path.stat().st_ino: path for path in found}
    hashes = {inode: _sha256(path) for inode, path in one_name.items()}
    lines = [f"{hashes[path.stat().st_ino]}  {path.relative_to(folder)}\n" for path in found]
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def damaged(folder: Path, *only: str) -> list[str]:
    """The files that are missing, unlisted or not what was written, of all or of those named in
    `only`; the list of hashes itself where it can't be read."""
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
        expected = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):
        return [FILE]
    if not expected:
        return [FILE]
    return [name for name in only or expected if not _is(folder / name, expected.get(name))]


def _is(path: Path, sha256: str | None) -> bool:
    return path.is_file() and _sha256(path) == sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
