"""Reads the contract of each dataset, with an authority's overlay.

A contract is `contracts/<source>/<dataset>.yml`. An authority's own headers, formats or file names
are in an overlay beside it, `<dataset>.<la_code>.yml`, which holds only the differences.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from ingest.contract import Contract
from ingest.errors import ContractError

FOLDER = Path(__file__).parent / "contracts"


def sources() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@cache
def of_source(source: str, la_code: str) -> dict[str, Contract]:
    """Every dataset of a source as this authority sends it."""
    folder = FOLDER / source
    if la_code and not any(folder.glob(f"*.{la_code}.yml")):
        return of_source(source, "")  # so that the cache holds it once
    datasets = [path.stem for path in sorted(folder.glob("*.yml")) if "." not in path.stem]
    return {dataset: _load(folder, dataset, la_code) for dataset in datasets}


def overlaid() -> list[tuple[str, str, str]]:
    """Source, dataset and la_code of every authority's overlay."""
    names = ((path.parent.name, *path.stem.split(".")) for path in sorted(FOLDER.glob("*/*.*.yml")))
    return [(source, dataset, la_code) for source, dataset, la_code in names]


def wave(contract: Contract) -> int:
    """How many datasets must be loaded before this one, because its references lead to them."""
    others = of_source(contract.source, "")
    targets = {target.split(".")[0] for target in contract.references.values()}
    return max((1 + wave(others[target]) for target in targets), default=0)


def _load(folder: Path, dataset: str, la_code: str) -> Contract:
    path = folder / f"{dataset}.yml"
    content = _read(path)
    key = content.get("key") or []
    overlay = folder / f"{dataset}.{la_code}.yml"
    if overlay.exists():
        path = overlay
        content = _merge(content, _read(overlay))
    try:
        contract = Contract(source=folder.name, dataset=dataset, **content)
    except (ValidationError, TypeError) as error:
        raise ContractError(f"Contract {_shown(path)} is wrong: {_first(error)}") from None
    if list(contract.key) != key:
        raise ContractError(
            f"Contract {_shown(path)} is wrong: an overlay can't change the key, because the marts "
            f"count by {', '.join(key)}. Leave 'key' out; a key column that files do not carry can "
            "be derived (record_number, file_reference)."
        )
    return contract


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ContractError(f"Contract {_shown(path)} is not YAML: {error}") from None
    if not isinstance(content, dict):
        raise ContractError(f"Contract {_shown(path)} holds no keys.")
    return content


def _merge(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """An overlay's columns add to the dataset's, key by key; each other key replaces it."""
    columns = {
        name: {**column, **(overlay.get("columns") or {}).get(name, {})}
        for name, column in base["columns"].items()
    }
    unknown = set(overlay.get("columns") or {}) - set(columns)
    columns |= {name: overlay["columns"][name] for name in unknown}
    return {**base, **overlay, "columns": columns}


def _shown(path: Path) -> str:
    return str(path.relative_to(FOLDER.parent.parent))


def _first(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return str(error)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    message = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
