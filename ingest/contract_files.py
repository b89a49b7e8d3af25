"""Reads the contract of each dataset, with an authority's overlay.

A contract is `contracts/<source>/<dataset>.yml`. An authority's own headers, formats or file names
are in an overlay, `<dataset>.<la_code>.yml`, which holds only the differences: in
`$SEND_HOME/settings/contracts/<source>`, else in the folder of the contract, which holds an
example. An overlay that can't be used has problems, and the dataset's files of that authority are
rejected with them; no other file is affected.
"""

import difflib
import os
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest import overlay
from ingest.contract import Contract
from ingest.errors import ContractError
from send_home import location
from settings import place, problem, validation
from settings.problem import Problem

FOLDER = Path(__file__).parent / "contracts"
# A file of several datasets. An overlay of it has nothing but the names of its files.
RETURN, HEADER = "sen2_return", "sen2_header"
NAMES = ("file_pattern", "quarters")
Contracts = dict[str, Contract]
Faults = dict[str, tuple[Problem, ...]]


def sources() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def of_source(source: str, la_code: str) -> dict[str, Contract]:
    """Every dataset of a source as this authority sends it. Where its overlay can't be used
    (`fault`), it is the dataset's own contract with the overlay's `file_pattern`."""
    datasets, _ = _of_authority(location.home(), source, la_code)
    return datasets


def fault(source: str, la_code: str, dataset: str | None) -> str | None:
    """Why the overlay of an authority's dataset can't be used, in one line; None where it can."""
    return faults(source, la_code).get(str(dataset))


def faults(source: str, la_code: str) -> dict[str, str]:
    """The datasets of a source whose overlay can't be used, each with the reason."""
    _, wrong = _of_authority(location.home(), source, la_code)
    _, of_returns = _of_returns(location.home(), source, la_code)
    wrong = wrong | of_returns
    return {dataset: " ".join(map(str, problems)) for dataset, problems in wrong.items()}


def of_returns(source: str, la_code: str) -> Contract | None:
    """How an authority names its SEN2 returns, as a contract with the columns of their header; None
    where it does not declare it."""
    names, _ = _of_returns(location.home(), source, la_code)
    return names


def check_usable(la_code: str) -> None:
    """Raise ContractError where an overlay of an authority can't be used."""
    found = [each for source in sources() for each in faults(source, la_code).values()]
    if found:
        raise ContractError(" ".join(found))


def read_again() -> None:
    """Read contracts and overlays again: a process keeps them until then."""
    _of_authority.cache_clear()
    _of_returns.cache_clear()
    _of_datasets.cache_clear()


def overlaid() -> list[tuple[str, str, str]]:
    """Source, dataset and la_code of every authority's overlay."""
    found = set()
    for source in sources():
        known = _of_datasets(FOLDER, source)
        for folder in _folders(location.home(), source):
            for path in folder.glob("*.*.yml"):
                dataset, _, la_code = path.stem.partition(".")
                if dataset in known and overlay.LA_CODE.fullmatch(la_code):
                    found.add((source, dataset, la_code))
    return sorted(found)


def problems() -> list[Problem]:
    """What is wrong with all overlays: those that can't be used, and files that are none."""
    found = overlay.misplaced(
        place.overlays(location.home()),
        {source: _with_overlays(_of_datasets(FOLDER, source)) for source in sources()},
    )
    authorities = sorted({(source, la_code) for source, _, la_code in overlaid()})
    for source, la_code in authorities:
        _, wrong = _of_authority(location.home(), source, la_code)
        found += [each for of_dataset in wrong.values() for each in of_dataset]
    for path in sorted(place.overlays(location.home()).glob(f"*/{RETURN}.*.yml")):
        _, wrong = _of_returns(location.home(), path.parent.name, path.stem.partition(".")[2])
        found += [each for of_returns in wrong.values() for each in of_returns]
    return found


def _with_overlays(datasets: Contracts) -> set[str]:
    """The names that an overlay of a source can have."""
    return {*datasets, RETURN} if HEADER in datasets else set(datasets)


def wave(contract: Contract) -> int:
    """How many datasets must be loaded before this one, because its references lead to them."""
    others = of_source(contract.source, "")
    targets = {target.split(".")[0] for target in contract.references.values()}
    return max((1 + wave(others[target]) for target in targets), default=0)


def referred(contract: Contract, la_code: str) -> dict[str, Contract]:
    """Each column that refers to a dataset, of any source, with the contract of that dataset as an
    authority sends it."""
    own = {n: f"{contract.source}.{target}" for n, target in contract.references.items()}
    named = {n: each.split(".") for n, each in (own | contract.references_elsewhere).items()}
    return {n: of_source(each[0], la_code)[each[1]] for n, each in named.items()}


def with_overlay(source: str, dataset: str, path: Path) -> Contract:
    """A dataset's contract with the overlay of a file. Raises InvalidSettings."""
    own = _content((FOLDER / source / f"{dataset}.yml").read_text("utf-8"))
    contract = overlay.apply(source, dataset, own, path)
    if numbered := contract.numbered_ids:
        named_in = {name: dataset_that_names(contract, name) for name in numbered}
        overlay.check_numbered_ids(contract, named_in, path)
    return contract


def dataset_that_names(contract: Contract, column: str) -> str | None:
    """Another dataset of any source with ids of the same kind as a case id; None where no other
    has them."""
    namespace = contract.columns[column].namespace
    for source in sources():
        for dataset, other in _of_datasets(FOLDER, source).items():
            namespaces = {each.namespace for each in other.columns.values()}
            if dataset != contract.dataset and namespace in namespaces:
                return dataset
    return None


def why_no_dataset(name: str, source: str, datasets: Collection[str]) -> str:
    """Why a name is that of no dataset of a source."""
    others = (each for each in sources() if name in of_source(each, ""))
    if other := next(others, None):
        return f"'{name}' is a dataset of {other} and not of {source}; move it to that folder"
    nearest = difflib.get_close_matches(name, datasets, n=1)
    hint = f" (did you mean '{nearest[0]}'?)" if nearest else ""
    return f"no dataset is called '{name}'{hint}; known here: {', '.join(sorted(datasets))}"


@cache
def _of_authority(home: Path, source: str, la_code: str) -> tuple[Contracts, Faults]:
    own = _of_datasets(FOLDER, source)
    found = dict(_overlays(home, source, la_code)) if la_code else {}
    if not found:
        return own, {}  # so that memory holds it once
    datasets, wrong = dict(own), {}
    for dataset, path in found.items():
        try:
            datasets[dataset] = with_overlay(source, dataset, path)
        except problem.InvalidSettings as invalid:
            wrong[dataset] = invalid.problems
            datasets[dataset] = overlay.with_file_pattern(own[dataset], path)
    return datasets, wrong


@cache
def _of_returns(home: Path, source: str, la_code: str) -> tuple[Contract | None, Faults]:
    path = place.overlays(home) / source / f"{RETURN}.{la_code}.yml"
    header = FOLDER / source / f"{HEADER}.yml"
    if not os.path.lexists(path) or not header.exists():
        return None, {}
    own = {**_content(header.read_text("utf-8")), "file_pattern": None}
    try:
        return overlay.apply(source, RETURN, own, path, NAMES), {}
    except problem.InvalidSettings as invalid:
        return None, {RETURN: invalid.problems}


def _overlays(home: Path, source: str, la_code: str) -> Iterator[tuple[str, Path]]:
    """Each dataset of which an authority has an overlay, with the overlay's path."""
    for dataset in _of_datasets(FOLDER, source):
        for folder in _folders(home, source):
            path = folder / f"{dataset}.{la_code}.yml"
            if os.path.lexists(path):
                yield dataset, path
                break


def _folders(home: Path, source: str) -> tuple[Path, Path]:
    """The folders in which overlays lie; the first one that has an overlay is used."""
    return place.overlays(home) / source, FOLDER / source


@cache
def _of_datasets(folder: Path, source: str) -> Contracts:
    """The datasets' own contracts. Raises ContractError."""
    paths = [path for path in sorted((folder / source).glob("*.yml")) if "." not in path.stem]
    return {path.stem: _load(path) for path in paths}


def _load(path: Path) -> Contract:
    return _parsed(path.parent.name, path.stem, path.read_text("utf-8"))


@cache
def _parsed(source: str, dataset: str, text: str) -> Contract:
    """A contract by its text: to parse one takes a hundred times as long as to read its file, and
    each source of a night reads them all."""
    try:
        content = _content(text)
        return Contract(source=source, dataset=dataset, **content)
    except ValidationError as error:
        file = f"contracts/{source}/{dataset}.yml"
        [first, *_] = validation.of_validation(error, content, file, "", ())
        raise ContractError(str(first)) from None


def _content(text: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content
