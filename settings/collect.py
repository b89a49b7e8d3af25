"""From where an authority's files are collected into landing: `settings/collect/<la_code>.yml`."""

import re
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, model_validator

from settings import place
from settings.alerts import Connection
from settings.file import Settings, SettingsFile
from settings.problem import InvalidSettings, Problem
from settings.strict import of_form

FOLDER = "collect"
EXAMPLE = "example.yml"
GLOB = re.compile(r"[*?\[]")
Name = Annotated[
    str, of_form(r"[a-z][a-z0-9_]{0,79}", "a name of lower case letters, digits and _")
]
Query = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


def _pattern(written: str) -> str:
    """Raises ValueError for a path that has a wildcard in a folder, or leads out of its folder."""
    path = PurePosixPath(written)
    if ".." in path.parts or any(GLOB.search(part) for part in path.parts[:-1]):
        raise ValueError(
            "expected a folder as it is and a file name with * or ?, such as outgoing/EHC_*"
        )
    return written


def _folder(written: str) -> str:
    if not written.strip() or ".." in PurePosixPath(written).parts or GLOB.search(written):
        raise ValueError("expected the name of a folder, such as collected")
    return written


Pattern = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_pattern)]


class Move(Settings):
    """`move`: the folder at the source that a collected file is moved to."""

    move: Annotated[str, StringConstraints(max_length=500), AfterValidator(_folder)]


class Feed(Settings):
    """One place that files of one source come from: `files` at a connection, by a pattern, or the
    result of a `query`. `dataset`: what the files hold, where their names do not say it. `after`:
    what happens to a collected file at its source."""

    source: Name
    connection: Connection
    files: Pattern | None = None
    query: Query | None = None
    dataset: Name | None = None
    format: Literal["parquet", "csv"] = "parquet"
    after: Literal["leave", "delete"] | Move = "leave"

    @model_validator(mode="after")
    def _one_kind(self) -> "Feed":
        if (self.files is None) == (self.query is None):
            raise ValueError("expected either files or a query")
        if self.query and self.dataset is None:
            raise ValueError("expected dataset: that of the rows of the query")
        if self.query and "after" in self.model_fields_set:
            raise ValueError("expected no after: a query leaves no file at its source")
        if self.files and "format" in self.model_fields_set:
            raise ValueError("expected no format: files keep theirs")
        return self

    @property
    def label(self) -> str:
        """How messages name the feed."""
        return f"{self.connection}: {self.files or f'query for {self.dataset}'}"


class Collect(Settings):
    """`feeds`: the places that an authority's files are collected from."""

    feeds: tuple[Feed, ...] = ()

    @model_validator(mode="after")
    def _one_query_a_dataset(self) -> "Collect":
        queries = [(each.source, each.dataset) for each in self.feeds if each.query]
        if twice := {f"{s}/{d}" for s, d in queries if queries.count((s, d)) > 1}:
            raise ValueError(f"expected one query for each dataset, not two for {min(twice)}")
        return self


def folder(home: Path) -> Path:
    return place.folder(home) / FOLDER


def file(la_code: str) -> SettingsFile[Collect]:
    return SettingsFile(f"{FOLDER}/{la_code}.yml", Collect, f"nothing is collected for {la_code}")


def authorities(home: Path) -> list[str]:
    """The authorities that have a file, right or wrong."""
    named = (path.stem for path in folder(home).glob("*.yml"))
    return sorted(each for each in named if re.fullmatch(r"[0-9]{3}|england", each))


def problems(home: Path) -> list[Problem]:
    """What is wrong with the schema of each file, and with the files' names."""
    found = [
        Problem(
            f"settings/{FOLDER}/{path.name}", "", "this name", "<la_code>.yml", "it has no effect"
        )
        for path in sorted(folder(home).glob("*"))
        if path.stem not in authorities(home)
        and path.name != EXAMPLE
        and not path.name.startswith(".")
    ]
    for la_code in authorities(home):
        try:
            file(la_code).read(home)
        except InvalidSettings as wrong:
            found += wrong.problems
    return found
