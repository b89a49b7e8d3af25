"""Collects the files of a feed: each once, when it is whole, with its marker."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from ingest import filenames
from ingest.collect import fetch, landed_name
from ingest.collect.feed_run import FeedRun
from ingest.collect.memory import Collected
from ingest.collect.source import FileSource, NotCollected, RemoteFile, Unreachable
from ingest.display import printable
from settings.collect import Move


def collect(run: FeedRun, store: FileSource) -> list[str]:
    """Fetch the files of a feed that are new or have changed since; return a line for each file
    that was fetched or that waits. Raises NotCollected."""
    folder, pattern = split(str(run.feed.files))
    listed = {file.name: file for file in store.files(folder) if _is_plain(file.name)}
    inside = _key(run, f"{folder.rstrip('/')}/" if folder else "")
    run.memory.forget_absent(inside, {_key(run, each.path) for each in listed.values()})
    found = [
        file
        for name, file in sorted(listed.items())
        if fnmatchcase(name, pattern) and filenames.is_data(PurePosixPath(name))
    ]
    new = [file for file in found if not _is_collected(run, file)]
    lines: list[str] = []
    problems: list[str] = []
    for file, is_whole in _settled(run, store, new, listed):
        with _others_go_on(problems):
            lines.append(_take(run, store, file) if is_whole else _is_growing(file))
    for file in found:
        if _is_collected(run, file):
            with _others_go_on(problems):
                lines += _finish(run, store, file, listed)
    if problems:
        raise NotCollected("\n".join(problems))
    return lines


@contextmanager
def _others_go_on(problems: list[str]) -> Iterator[None]:
    """Keep the problem of one file. A connection that is not reached ends the feed."""
    try:
        yield
    except Unreachable:
        raise
    except NotCollected as problem:
        problems.append(str(problem))


def split(path: str) -> tuple[str, str]:
    """The folder of a path at a source, and the name in it."""
    folder, slash, pattern = path.rpartition("/")
    return folder or slash, pattern


def _is_plain(name: str) -> bool:
    """Whether a name can be that of a file in landing, whatever the server calls its files."""
    return name == printable(name) and "/" not in name and "\\" not in name and name != ".."


def _key(run: FeedRun, path: str) -> str:
    return f"{run.feed.connection}:{path}"


def _named(file: RemoteFile) -> str:
    return f"{file.path} ({file.size:,} bytes)"


def _is_growing(file: RemoteFile) -> str:
    return f"{_named(file)} is being written: it is fetched next time"


def _is_collected(run: FeedRun, file: RemoteFile) -> bool:
    before = run.memory.files.get(_key(run, file.path))
    return before is not None and before.is_of(file)


def _settled(
    run: FeedRun, store: FileSource, files: Sequence[RemoteFile], listed: dict[str, RemoteFile]
) -> Iterator[tuple[RemoteFile, bool]]:
    """Each file and whether it is whole: it has a marker, or has not changed for a while."""
    fresh: list[RemoteFile] = []
    wait = 0.0
    for file in files:
        age = time.time() - file.modified
        if age > run.settle_seconds or _markers(file, listed):
            yield file, True
        else:
            fresh.append(file)
            wait = max(wait, run.settle_seconds - max(age, 0))
    if fresh:
        time.sleep(wait)
    for file in fresh:
        yield file, store.state(file.path) == file


def _markers(file: RemoteFile, listed: dict[str, RemoteFile]) -> dict[str, RemoteFile]:
    """The markers beside a file at its source, by the end of their names."""
    stem = filenames.stem(file.name)
    named = {suffix: listed.get(f"{stem}{suffix}") for suffix in filenames.MARKERS}
    return {suffix: marker for suffix, marker in named.items() if marker}


def _take(run: FeedRun, store: FileSource, file: RemoteFile) -> str:
    target = landed_name.of_file(run, file)
    try:
        is_new = _land(run, store, file, target)
    except fetch.StillChanging:
        return _is_growing(file)
    return f"{_named(file)} → landing/{target}" + ("" if is_new else ", which it is already")


def _land(run: FeedRun, store: FileSource, file: RemoteFile, target: PurePosixPath) -> bool:
    key = _key(run, file.path)
    same = [at for at, each in run.memory.files.items() if each.landed == str(target)]
    if other := [at for at in same if at != key]:
        raise NotCollected(
            f"{store.where}: {file.path} and {other[0]} would both be landing/{target}. Expected "
            "names that differ: rename one at its source, or give its feed another pattern."
        )
    landed = fetch.fetch(run.home, store, file, target, f"{run.prefix}:{key}")
    collected = Collected(file.size, file.modified, file.version, landed.sha256, str(target))
    run.memory.files[key] = collected
    run.memory.write()
    return landed.is_new


def _finish(
    run: FeedRun, store: FileSource, file: RemoteFile, listed: dict[str, RemoteFile]
) -> list[str]:
    """Fetch a collected file's markers after it, and do at the source what the feed states."""
    landed = PurePosixPath(run.memory.files[_key(run, file.path)].landed)
    markers = _markers(file, listed)
    for suffix, marker in markers.items():
        if not _is_collected(run, marker):
            try:
                _land(run, store, marker, landed_name.of_marker(landed, suffix))
            except fetch.StillChanging:
                return [_is_growing(marker)]
    for each in (file, *markers.values()):
        _afterwards(run, store, each)
    return []


def _afterwards(run: FeedRun, store: FileSource, file: RemoteFile) -> None:
    """Move or delete a collected file, unless it has changed since."""
    after = run.feed.after
    if after == "leave" or store.state(file.path) != file:
        return
    if isinstance(after, Move):
        store.move(file.path, _free(store, _moved(file, after.move), file))
    else:
        store.delete(file.path)
    del run.memory.files[_key(run, file.path)]
    run.memory.write()


def _moved(file: RemoteFile, folder: str) -> str:
    """A path in a folder that is beside the file, unless it begins with a slash."""
    own, _ = split(file.path)
    base = "" if folder.startswith("/") or not own else f"{own.rstrip('/')}/"
    return f"{base}{folder.rstrip('/')}/{file.name}"


def _free(store: FileSource, path: str, file: RemoteFile) -> str:
    """The path, or one with the time of the file where another file has it."""
    return path if store.state(path) is None else f"{path}.{file.modified:.0f}"
