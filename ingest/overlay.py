"""An authority's overlay of a contract: how it is read, added to the contract and checked."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest import patterns
from ingest.column import Column
from ingest.contract import Contract
from settings import yaml_file
from settings.place import shown
from settings.problem import InvalidSettings, Problem
from settings.problem import shown as shown_value
from settings.validation import of_validation

# What the marts count by and how a file follows another one: equal for all authorities.
OF_DATASET = (
    *("source", "dataset", "grain", "mode", "full_within", "layout", "personal", "key"),
    *("references", "references_elsewhere"),
)
LONGEST_TEXT = 1000
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LA_CODE = re.compile(r"[0-9]{3}|england")


def apply(
    source: str, dataset: str, own: Mapping[str, Any], path: Path, only: Collection[str] = ()
) -> Contract:
    """The contract with an authority's differences. Raises InvalidSettings with each problem, also
    for other keys than `only` these, where there are any."""
    until_then = _until_then(dataset, path)
    content = yaml_file.read(path, until_then)
    problems = _shape_problems(content, own, dataset)
    if only and isinstance(content, dict):
        problems += [
            (str(key), f"a key that {dataset} does not have", f"{' or '.join(only)}")
            for key in content
            if key not in only
        ]
    if problems:
        file = shown(path)
        raise InvalidSettings([Problem(file, *each, until_then) for each in problems])
    try:
        merged = _merge(own, content)
        contract = Contract(source=source, dataset=dataset, **merged)
    except ValidationError as error:
        keys = [*Contract.model_fields, *Column.model_fields]
        raise InvalidSettings(of_validation(error, merged, shown(path), until_then, keys)) from None
    if faults := patterns.faults(contract):
        raise InvalidSettings([Problem(shown(path), *each, until_then) for each in faults])
    return contract


def check_numbered_ids(contract: Contract, named_in: Mapping[str, str | None], path: Path) -> None:
    """Raise InvalidSettings for an id that is the number of a record, where another dataset
    (`named_in`) has such ids, or where it tells no rows apart."""
    problems = []
    for name, other in named_in.items():
        if other or name not in contract.key:
            why = f"in {other} it is an id of the case system" if other else "it is no key"
            found, wanted = f"record_number for {name} ({why})", "the header of that id"
            problems.append((f"columns.{name}.derive", found, wanted))
    if problems:
        until_then = _until_then(contract.dataset, path)
        raise InvalidSettings([Problem(shown(path), *each, until_then) for each in problems])


def _until_then(dataset: str, path: Path) -> str:
    return f"these files are rejected: {dataset} of {path.stem.rpartition('.')[2]}"


def with_file_pattern(own: Contract, path: Path) -> Contract:
    """A contract with nothing but the file names of an overlay that can't be used, so that the
    files concerned are recognised; the contract itself where these can't be used either."""
    try:
        content = yaml_file.read(path, "")
        names = {key: content[key] for key in ("file_pattern", "quarters") if key in content}
        return Contract(**own.model_dump(exclude=set(names)), **names)
    except (InvalidSettings, ValidationError, KeyError, TypeError, AttributeError):
        return own


def misplaced(folder: Path, datasets: Mapping[str, set[str]]) -> list[Problem]:
    """Files below the folder of overlays that are no overlay, because of their names."""
    found = []
    for path in sorted(each for each in folder.rglob("*") if not each.is_dir()):
        if path.name.startswith((".", "README")):
            continue
        known = datasets.get(path.parent.name, set()) if path.parent.parent == folder else set()
        if known:
            wrong = list(_wrong_in_name(path, known))
        else:
            wrong = [f"a source ({', '.join(sorted(datasets))})"]
        if wrong:
            expected = f"contracts/<source>/<dataset>.<la_code>.yml with {' and '.join(wrong)}"
            found.append(Problem(shown(path), "", "this name", expected, "it has no effect"))
    return found


def _wrong_in_name(path: Path, known: Collection[str]) -> Iterator[str]:
    """What the name of an overlay of these datasets should have."""
    dataset, _, rest = path.name.partition(".")
    la_code = rest.partition(".")[0]
    if dataset not in known:
        yield f"a dataset of {path.parent.name} ({', '.join(sorted(known))})"
    if not LA_CODE.fullmatch(la_code):
        yield "the three digits of the authority's code"
    if rest.partition(".")[2] != "yml":
        yield "the ending .yml"


def _shape_problems(
    content: Any, own: Mapping[str, Any], dataset: str
) -> list[tuple[str, str, str]]:
    """Key, found and expected of what can't be added to the contract."""
    if content is None:
        return []
    if not isinstance(content, dict):
        return [("", shown_value(content), "keys with their values, such as date_formats")]
    problems = [
        (str(key), "a key of the dataset", f"only what differs between authorities of {dataset}")
        for key in content
        if key in OF_DATASET
    ]
    problems += [
        (
            key,
            f"{len(text):,} characters" if len(text) > LONGEST_TEXT else "a control character",
            f"a printable text of at most {LONGEST_TEXT:,} characters",
        )
        for key, text in _texts("", content)
        if len(text) > LONGEST_TEXT or CONTROL.search(text)
    ]
    columns = content.get("columns")
    if columns is None:
        return problems
    if not isinstance(columns, dict):
        return [*problems, ("columns", shown_value(columns), "columns with their keys")]
    for name, column in columns.items():
        key = f"columns.{name}"
        if name not in own["columns"]:
            expected = f"a column of {dataset} ({', '.join(own['columns'])})"
            problems.append((key, "an unknown column", expected))
        elif not isinstance(column, dict):
            expected = "keys with their values, such as {aliases: [Child Ref]}"
            problems.append((key, shown_value(column), expected))
    return problems


def _texts(key: str, content: Any) -> Iterator[tuple[str, str]]:
    """Every text below a key of an overlay; the key of a mapping is one too."""
    if isinstance(content, str):
        yield key, content
    elif isinstance(content, dict):
        for name, value in content.items():
            yield key or "a key", str(name)
            yield from _texts(f"{key}.{str(name)[:40]}".lstrip("."), value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(key, value)


def _merge(own: Mapping[str, Any], content: Mapping[Any, Any] | None) -> dict[str, Any]:
    """An overlay's columns add to the dataset's, key by key; each other key replaces it."""
    differences = {str(key): value for key, value in (content or {}).items()}
    of_columns = differences.get("columns") or {}
    columns = {
        name: {**column, **{str(key): value for key, value in of_columns.get(name, {}).items()}}
        for name, column in own["columns"].items()
    }
    return {**own, **differences, "columns": columns}
