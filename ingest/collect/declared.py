"""The feeds that the settings declare, and what is wrong with them."""

from pathlib import Path

from ingest import contract_files, filenames
from settings import collect as settings
from settings.collect import Feed
from settings.problem import InvalidSettings, Problem


def feeds(home: Path, la_code: str, source: str) -> list[Feed]:
    """An authority's feeds of a source. Raises InvalidSettings where its file is wrong."""
    if wrong := _problems(home, la_code):
        raise InvalidSettings(wrong)
    return [each for each in settings.file(la_code).read(home).feeds if each.source == source]


def all_feeds(home: Path) -> list[tuple[str, Feed]]:
    """Authority and feed of all sources, without those of wrong files."""
    return [
        (la_code, feed)
        for la_code in settings.authorities(home)
        if not _problems(home, la_code)
        for feed in settings.file(la_code).read(home).feeds
    ]


def authorities(home: Path, source: str) -> list[str]:
    """The authorities that have feeds of a source, or a file that can't be used."""
    found = []
    for la_code in settings.authorities(home):
        try:
            has_feeds = bool(feeds(home, la_code, source))
        except InvalidSettings:
            has_feeds = True
        if has_feeds:
            found.append(la_code)
    return found


def problems(home: Path) -> list[Problem]:
    """Every problem of every file: its schema, and sources and datasets that do not exist."""
    found = settings.problems(home)
    for la_code in settings.authorities(home):
        if not _of_schema(home, la_code):
            found += _unknown_names(home, la_code)
    return found


def _problems(home: Path, la_code: str) -> list[Problem]:
    return _of_schema(home, la_code) or _unknown_names(home, la_code)


def _of_schema(home: Path, la_code: str) -> list[Problem]:
    try:
        settings.file(la_code).read(home)
    except InvalidSettings as wrong:
        return list(wrong.problems)
    return []


def _unknown_names(home: Path, la_code: str) -> list[Problem]:
    file = settings.file(la_code)
    found = []
    for number, feed in enumerate(file.read(home).feeds, start=1):
        key, name, known = "source", feed.source, contract_files.sources()
        if name in known:
            key, name, known = "dataset", feed.dataset or "", _datasets(la_code, feed.source)
        if name and name not in known:
            place, expected = f"settings/{file.name}", f"one of {', '.join(sorted(known))}"
            wrong = f"feeds.{number}.{key}"
            found.append(Problem(place, wrong, f"'{name}'", expected, file.until_then))
    return found


def _datasets(la_code: str, source: str) -> list[str]:
    returns = [filenames.RETURN] if source == "dfe_census" else []
    return [*contract_files.of_source(source, la_code), *returns]
