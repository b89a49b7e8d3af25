"""The name under which a collected file lies in landing."""

import datetime as dt
from pathlib import PurePosixPath

from ingest import file_time, filenames
from ingest.collect.feed_run import FeedRun
from ingest.collect.source import RemoteFile


def of_file(run: FeedRun, file: RemoteFile) -> PurePosixPath:
    """The path below landing: the file's own name where it identifies the feed's dataset, else
    `<dataset>__<date>__<own name>`."""
    folder = PurePosixPath(run.la_code, run.feed.source)
    own, dataset = folder / file.name, run.feed.dataset
    if dataset is None:
        return own
    identity = filenames.identify(own)
    if identity.problem is None and identity.dataset in (dataset, None):
        return own
    stem = filenames.stem(file.name)
    rest = "" if stem == dataset else f"__{stem}"
    return folder / f"{dataset}__{_night_of(run, file)}{rest}{file.name[len(stem) :]}"


def of_query(run: FeedRun) -> PurePosixPath:
    name = f"{run.feed.dataset}__{run.night}.{run.feed.format}"
    return PurePosixPath(run.la_code, run.feed.source, name)


def of_marker(data: PurePosixPath, suffix: str) -> PurePosixPath:
    """The path of a marker beside a file in landing."""
    return data.with_name(f"{filenames.stem(data.name)}{suffix}")


def _night_of(run: FeedRun, file: RemoteFile) -> dt.date:
    """The night that first finds a file: what is written before a night begins, in the small hours
    of the next day, belongs to that night."""
    written = file_time.in_zone(file.modified, run.night_begins.tzinfo)
    is_of_day_before = written.time() < run.night_begins.replace(tzinfo=None)
    return written.date() - dt.timedelta(days=is_of_day_before)
