"""Collects an authority's files of a source into landing, as `settings/collect/<la_code>.yml`
declares."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from steps import expected_files, lock
from steps.reporting import StepFailed, count, home, report

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.collect.memory import Memory
    from ingest.collect.source import FileSource, RowSource
    from settings.collect import Feed

    Connect = Callable[[Feed], AbstractContextManager[FileSource | RowSource]]


class NotReached(StepFailed, OSError):
    """Only connections failed, so a second attempt can succeed."""


def declared() -> list[str]:
    """The authorities whose files the installation collects."""
    from settings import collect

    return collect.authorities(home())


def all_feeds() -> list[tuple[str, "Feed"]]:
    """Authority and feed of all that is declared in files that are right."""
    from ingest.collect import declared

    return declared.all_feeds(home())


def authorities(source: str) -> list[str]:
    """The authorities whose files of a source are collected."""
    from ingest import contract_files
    from ingest.collect import declared

    contract_files.read_again()
    return declared.authorities(home(), source)


def collect(
    source: str, la_code: str, night: str, settle_seconds: float, connect: "Connect"
) -> None:
    """Collect an authority's files of a source, for a night; report a line for each file.

    A feed that fails does not stop the others. Raises StepFailed with each problem at the end;
    NotReached where a second attempt can succeed.
    """
    from ingest import contract_files
    from ingest.collect import declared, fetch, memory
    from ingest.collect.source import NotCollected
    from settings.problem import InvalidSettings

    contract_files.read_again()
    with lock.beside_loads(home(), lock.PATIENCE):
        try:
            feeds = declared.feeds(home(), la_code, source)
            known = memory.read(home(), la_code, source)
        except (InvalidSettings, NotCollected) as wrong:
            raise StepFailed(str(wrong)) from None
        problems = [
            (feed, problem)
            for feed in feeds
            if (problem := _problem(feed, la_code, night, settle_seconds, connect, known))
        ]
        known.problems = [str(problem) for _, problem in problems]
        known.write()
        if not problems:
            fetch.forget_parts(home(), f"{la_code}.{source}")
            return
    _raise([problem for _, problem in problems])


def problems(source: str) -> list[tuple[str, str]]:
    """Authority and problem of each feed that failed when it was last collected, and of each wrong
    settings file."""
    from ingest.collect import declared, memory
    from ingest.collect.source import NotCollected
    from settings.problem import InvalidSettings

    found = []
    for la_code in authorities(source):
        try:
            declared.feeds(home(), la_code, source)
            failed = memory.read(home(), la_code, source).problems
        except (InvalidSettings, NotCollected) as wrong:
            failed = [str(wrong)]
        found += [(la_code, each) for each in failed]
    return found


def last_night() -> str:
    """The last night that has begun."""
    return expected_files.last_night(datetime.now(UTC))


def _problem(
    feed: "Feed", la_code: str, night: str, settle: float, connect: "Connect", known: "Memory"
) -> Exception | None:
    """Collect one feed; return why it failed."""
    from ingest.collect import files, query
    from ingest.collect.feed_run import FeedRun
    from ingest.collect.source import NotCollected

    run = FeedRun(
        home=home(),
        la_code=la_code,
        feed=feed,
        memory=known,
        night=date.fromisoformat(night),
        is_last=night == last_night(),
        night_begins=expected_files.NIGHT_BEGINS,
        settle_seconds=settle,
    )
    try:
        with connect(feed) as source:
            lines = (files if feed.files else query).collect(run, source)
    except NotCollected as problem:
        return problem
    except OSError as error:
        return OSError(f"{feed.label}: {error}. Look at the disk of {home()}.")
    for line in lines or [f"{feed.label}: nothing new"]:
        report(line)
    return None


def _raise(problems: list[Exception]) -> None:
    from ingest.collect.source import Unreachable

    may_succeed = all(isinstance(each, (Unreachable, OSError)) for each in problems)
    what = f"{count(len(problems), 'feed')} not collected; what is in landing is loaded:"
    text = "\n".join([what, *map(str, problems)])
    raise NotReached(text) if may_succeed else StepFailed(text)
