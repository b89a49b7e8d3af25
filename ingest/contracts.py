"""Contracts: what a dataset looks like, and how one authority's layout differs from it.

A contract is `contracts/<source>/<dataset>.yml`; an authority's own headers, formats or file names
are an overlay beside it, `<dataset>.<la_code>.yml`, holding only what differs.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)

from ingest.due import Due
from ingest.errors import ContractError

FOLDER = Path(__file__).parent / "contracts"

ColumnType = Literal[
    "text",
    "code",
    "date",
    "integer",
    "decimal",  # a share or number of weeks, to four decimals
    "flag",
    "money",
    "case_id",  # the case system's own id of a person, request or plan: keyed, mapped back
    "personal_number",  # UPN, ULN: keyed, never mapped back
    "personal_text",  # names, postcode: dropped at the door
]
Derivation = Literal[
    "record_number",
    "financial_year",
    "financial_period",
    "return_id",
    "person_of_return",
    "placement_key",
]
FROM_ANOTHER = ("financial_year", "financial_period", "placement_key")


class Strict(BaseModel):
    """A key that no one knows is an error, so that a typing mistake is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column: `name` is ours, `aliases` are the headers that also mean it."""

    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    code_map: dict[str, str] = Field(default_factory=dict)  # their code → ours
    pattern: str | None = None
    misfit: Literal["quarantine", "remark"] = "quarantine"  # of the pattern; remark: left empty
    namespace: str | None = None
    optional_header: bool = False
    first_year: int | None = None  # the collection years that ask for it
    last_year: int | None = None
    constant: str | None = None
    derive: Derivation | None = None
    derive_from: str | None = None
    hides: str | None = None  # pattern of texts of which a placement's id goes on as its key
    from_title: str | None = None  # pattern; its group stands in a workbook's rows above the header

    @model_validator(mode="after")
    def _complete(self) -> "Column":
        if self.type == "code" and not self.codes:
            raise ValueError("a code column lists its codes")
        codes, theirs = set(self.codes), set(self.code_map)
        if codes & theirs or not set(self.code_map.values()) <= codes:
            raise ValueError("code_map leads from codes that aren't listed to codes that are")
        if self.type in ("case_id", "personal_number") and not self.namespace:
            raise ValueError("a keyed column names its namespace (person, request, plan, …)")
        if self.derive in FROM_ANOTHER and not self.derive_from:
            raise ValueError(f"a derived {self.derive} names the column that it comes from")
        if self.hides and self.derive != "placement_key":
            raise ValueError("only a derived placement_key hides the id that it is made of")
        return self

    @property
    def from_file(self) -> bool:
        return self.constant is None and self.derive is None


class ReleaseFile(Strict):
    """One file of a published release: the indicators that must be there."""

    requires: tuple[str, ...] = ()


class Contract(Strict):
    """One dataset of one source, as one authority sends it."""

    source: str
    dataset: str
    grain: str
    mode: Literal["full", "incremental", "release"]
    layout: Literal["table", "ees"] = "table"
    personal: bool = False
    key: tuple[str, ...]
    references: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, Column]
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    ignored_headers: tuple[str, ...] = ()
    float_noise: bool = False
    sheet: str | None = None
    header_row: PositiveInt | tuple[PositiveInt, PositiveInt] | None = None
    max_rejected_pct: Annotated[float, Field(ge=0, le=100)] = 5
    min_rows_of_last_pct: Annotated[float, Field(ge=0, le=100)] = 50
    may_be_empty: bool = False
    due: Due | Literal["never"] = "never"
    due_from: dt.date | None = None  # an overlay's; else an authority owes from its first file on
    keep_days: PositiveInt | None = None  # from the financial year's end on; None: for ever
    file_pattern: str | None = None
    files: dict[str, ReleaseFile] = Field(default_factory=dict)
    documentation: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Contract":
        for name in (*self.key, *self.references):
            if name not in self.columns:
                raise ValueError(f"'{name}' is named in key or references but is no column")
        return self

    def raw_name(self, column: str) -> str | None:
        """The column's name behind the door: keyed ids end in `_key`, dropped ones have none."""
        kind = self.columns[column].type
        if kind == "personal_text":
            return None
        if kind in ("case_id", "personal_number"):
            return f"{column.removesuffix('_id')}_key"
        return column

    @property
    def header_rows(self) -> tuple[int, int] | None:
        """First and last row of a sheet's header, counted from 1; None: the first row filled."""
        if isinstance(self.header_row, int):
            return (self.header_row, self.header_row)
        return self.header_row

    @property
    def keys_people(self) -> bool:
        """Whether reading it takes the authority's key."""
        return self.personal or any(
            column.derive == "placement_key" for column in self.columns.values()
        )

    @property
    def of_return(self) -> bool:
        """Whether its rows belong to one return, and mean nothing outside it."""
        return any(column.derive == "return_id" for column in self.columns.values())

    @property
    def money_columns(self) -> list[str]:
        return [name for name, column in self.columns.items() if column.type == "money"]


def sources() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


@cache
def of_source(source: str, la_code: str) -> dict[str, Contract]:
    """Every dataset of a source as this authority sends it."""
    folder = FOLDER / source
    if la_code and not any(folder.glob(f"*.{la_code}.yml")):
        return of_source(source, "")  # read once, not for each of a hundred authorities
    datasets = [path.stem for path in sorted(folder.glob("*.yml")) if "." not in path.stem]
    return {dataset: _load(folder, dataset, la_code) for dataset in datasets}


def overlaid() -> list[tuple[str, str, str]]:
    """Source, dataset and la_code of every authority's overlay."""
    names = ((path.parent.name, *path.stem.split(".")) for path in sorted(FOLDER.glob("*/*.*.yml")))
    return [(source, dataset, la_code) for source, dataset, la_code in names]


def wave(contract: Contract) -> int:
    """How many datasets deep the references go: what is referred to is loaded first."""
    others = of_source(contract.source, "")
    targets = {target.split(".")[0] for target in contract.references.values()}
    return max((1 + wave(others[target]) for target in targets), default=0)


def _load(folder: Path, dataset: str, la_code: str) -> Contract:
    path = folder / f"{dataset}.yml"
    content = _read(path)
    overlay = folder / f"{dataset}.{la_code}.yml"
    if overlay.exists():
        path = overlay
        content = _merge(content, _read(overlay))
    try:
        return Contract(source=folder.name, dataset=dataset, **content)
    except (ValidationError, TypeError) as error:
        raise ContractError(f"Contract {_shown(path)} is wrong: {_first(error)}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ContractError(f"Contract {_shown(path)} is not YAML: {error}") from None
    if not isinstance(content, dict):
        raise ContractError(f"Contract {_shown(path)} holds no keys.")
    return content


def _merge(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """An overlay's columns add to the dataset's, key by key; every other key replaces."""
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
    return f"{where}: {first['msg']}" if where else str(first["msg"])
