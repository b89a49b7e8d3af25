"""Deleting the bytes of a file that came: where it is kept, and where it was landed. Each step is
done once more without harm, so that whatever is interrupted is finished by the next."""

import shutil
from pathlib import Path, PurePosixPath

from ingest import filenames, paths
from ingest.paths import Arrival
from ingest.register import arrivals


def originals(home: Path, record: Arrival) -> None:
    """Delete what a record no longer stands for: the bytes as they came, wherever they lie, unless
    another arrival is still read from them. The archive or return that they came in goes too."""
    if not _is_replaced(record):
        return
    _delete_kept(home, record)
    current = (record.get("remaining") or {}).get("sha256", "")
    for path in (paths.received(home) / "remaining").glob(f"{record['load_id']}.*"):
        if path != paths.remaining(home, record["load_id"], current) or "expired" in record:
            path.unlink()
    container = PurePosixPath(record["file_path"]).parent
    if filenames.is_container(container):
        _delete_container(home, str(container))
    else:
        _delete_landed(home, record)


def _is_replaced(record: Arrival) -> bool:
    return any(note in record for note in ("remaining", "deleted", "expired", "unpacked"))


def _delete_kept(home: Path, record: Arrival) -> None:
    sharing = arrivals.of_bytes(home, record["sha256"])
    if all(_is_replaced(each) for each in sharing):
        paths.kept_bytes(home, record["sha256"]).unlink(missing_ok=True)


def _delete_landed(home: Path, record: Arrival) -> None:
    """Delete the very file, not what has come under its name since; that it isn't there any more
    is noted first, for it was not its sender who took it back."""
    path = paths.landed(home, record)
    if "taken_out" not in record and "remaining" in record:
        arrivals.amend(home, record | {"taken_out": True})
        record["taken_out"] = True
    if path.is_file() or path.is_symlink():
        state = path.lstat()
        if (state.st_size, state.st_mtime_ns) == (record["size_bytes"], record["mtime_ns"]):
            path.unlink()


def _delete_container(home: Path, path: str) -> None:
    """Its members are kept on their own, and stay."""
    for member in arrivals.below(home, path):
        if not {"taken_out", "deleted", "expired"} & set(member):
            arrivals.amend(home, member | {"taken_out": True})
    for container in arrivals.at_path(home, path):
        if "unpacked" not in container:
            container |= {"unpacked": True, "taken_out": True}
            arrivals.amend(home, container)
        _delete_kept(home, container)
        _delete_landed(home, container)


def leftovers(home: Path) -> None:
    """Delete what was being written when a load was killed. No load may be under way."""
    for folder in (
        paths.received(home),
        *(home / name for name in ("raw", "quarantine", "people")),
    ):
        for path in folder.rglob(".*.part"):
            path.unlink()
    for path in paths.batch_file(home, "any").parent.glob("*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
