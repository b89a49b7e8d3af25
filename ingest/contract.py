"""A contract: the columns, types and keys of one dataset, as one authority sends it.

The YAML keys of `ingest/contracts/` are the fields of these classes.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, model_validator

from ingest import file_pattern
from ingest.due import Due
from ingest.file_pattern import Quarters

ColumnType = Literal[
    "text",
    "code",
    "date",
    "integer",
    "decimal",  # a percentage or number of weeks, to four decimals
    "flag",
    "money",
    "financial_year",  # 2026-27, in the spellings that ledgers use
    "period",  # 1 (April) to 14, as a number, a month or with its year (202607)
    "case_id",  # the case system's id of a person, request or plan: keyed, in the people map
    "personal_number",  # UPN, ULN: keyed, in no map
    "personal_text",  # names, postcode: not stored
]
Derivation = Literal[
    "record_number",
    "file_reference",  # the file's business date, and the part of the date that its name gives
    "financial_year",
    "financial_period",
    "return_id",
    "person_of_return",
    "placement_key",
]
FROM_ANOTHER_COLUMN = ("financial_year", "financial_period", "placement_key")


class Strict(BaseModel):
    """An unknown key is an error, so that a spelling mistake is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column.

    `aliases`: other headers of the column. `code_map`: an authority's code → the contract's.
    `misfit`: whether a cell that does not fit `pattern` quarantines its row, or is left empty with
    a remark. `namespace`: what an identifier identifies (person, request, plan), a part of its key.
    `optional_header`: a file may lack the column. `first_year`, `last_year`: the collection years
    whose SEN2 return has the column. `constant`, `derive`, `derive_from`: the value of a column
    that files do not carry. `hides`: pattern of texts in which a placement id is replaced by its
    key. `from_title`: pattern whose group is the value, in the rows above a sheet's header.
    """

    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    code_map: dict[str, str] = Field(default_factory=dict)
    pattern: str | None = None
    misfit: Literal["quarantine", "remark"] = "quarantine"
    namespace: str | None = None
    optional_header: bool = False
    first_year: int | None = None
    last_year: int | None = None
    constant: str | None = None
    derive: Derivation | None = None
    derive_from: str | None = None
    hides: str | None = None
    from_title: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Column":
        if self.type == "code" and not self.codes:
            raise ValueError("a code column lists its codes")
        codes, mapped = set(self.codes), set(self.code_map)
        if codes & mapped or not set(self.code_map.values()) <= codes:
            raise ValueError("code_map maps codes that aren't listed to codes that are")
        if self.type in ("case_id", "personal_number") and not self.namespace:
            raise ValueError("a keyed column names its namespace (person, request, plan, …)")
        if self.derive in FROM_ANOTHER_COLUMN and not self.derive_from:
            raise ValueError(f"a derived {self.derive} names the column that it comes from")
        if self.hides and self.derive != "placement_key":
            raise ValueError("'hides' is for a derived placement_key")
        if self.derive == "file_reference" and self.type != "text":
            raise ValueError("a derived file_reference is a text")
        return self

    @property
    def from_file(self) -> bool:
        """Whether files carry the column."""
        return self.constant is None and self.derive is None


class ReleaseFile(Strict):
    """One file of a published release, and the indicators that it must have."""

    requires: tuple[str, ...] = ()


class Contract(Strict):
    """One dataset of one source, as one authority sends it.

    `mode`: full (each file holds all rows), incremental (only new rows), release (one file is
    published for its date). `layout` ees: DfE's Explore Education Statistics, whose indicators
    become rows. `references`: column → dataset.column that must hold its values. `float_noise`:
    take the residue of binary floats off amounts. `due_from`: the first date for which a file is
    expected; without it, that of the authority's first file. `keep_days`: from the end of the
    financial year of the business date; None: without limit. `file_pattern`: of file names, with
    the groups of `ingest.file_pattern`; `quarters`: which year the quarter in a name is of.
    """

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
    due_from: dt.date | None = None
    keep_days: PositiveInt | None = None
    file_pattern: str | None = None
    quarters: Quarters | None = None
    files: dict[str, ReleaseFile] = Field(default_factory=dict)
    documentation: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Contract":
        for name in (*self.key, *self.references):
            if name not in self.columns:
                raise ValueError(f"'{name}' is named in key or references but is no column")
        self._check_file_pattern()
        self._check_key()
        return self

    def _check_key(self) -> None:
        """Raise ValueError where every file of an incremental dataset would begin with the same
        keys."""
        columns = [self.columns[name] for name in self.key]
        if self.mode == "incremental" and all(
            column.derive == "record_number" or column.constant is not None for column in columns
        ):
            raise ValueError(
                f"{' and '.join(self.key)} are the same in each file, since records are numbered "
                "from its start. Derive one of them as file_reference"
            )

    def _check_file_pattern(self) -> None:
        if self.file_pattern is not None:
            wrong = file_pattern.problem(self.file_pattern, self.quarters)
            if wrong:
                raise ValueError(f"file_pattern: {wrong}")
        if self.quarters and "(?P<quarter>" not in (self.file_pattern or ""):
            raise ValueError("'quarters' has no effect: file_pattern has no group 'quarter'")

    def raw_name(self, column: str) -> str | None:
        """The column's name in raw: that of a keyed id ends in `_key`; a dropped column has
        none."""
        kind = self.columns[column].type
        if kind == "personal_text":
            return None
        if kind in ("case_id", "personal_number"):
            return f"{column.removesuffix('_id')}_key"
        return column

    @property
    def stored_columns(self) -> dict[str, str]:
        """Raw name of each column that files carry and raw stores, by contract name."""
        names = {name: self.raw_name(name) for name in self.columns if self.columns[name].from_file}
        return {name: raw_name for name, raw_name in names.items() if raw_name}

    @property
    def header_rows(self) -> tuple[int, int] | None:
        """First and last row of a sheet's header, counted from 1; None: the first row filled."""
        if isinstance(self.header_row, int):
            return (self.header_row, self.header_row)
        return self.header_row

    @property
    def keys_people(self) -> bool:
        """Whether the authority's key is needed to read it."""
        return self.personal or any(
            column.derive == "placement_key" for column in self.columns.values()
        )

    @property
    def of_return(self) -> bool:
        """Whether it is a table of a SEN2 return, whose row numbers are only valid within the
        return."""
        return any(column.derive == "return_id" for column in self.columns.values())

    @property
    def money_columns(self) -> list[str]:
        return [name for name, column in self.columns.items() if column.type == "money"]
