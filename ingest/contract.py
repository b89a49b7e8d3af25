"""A contract: the columns, types and keys of one dataset, as one authority sends it.

The YAML keys of `ingest/contracts/` are the fields of these classes.
"""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, field_validator, model_validator

from ingest import contract_headers, date_format, file_pattern, side_by_side
from ingest.column import FROM_ANOTHER_COLUMN, KEYED, Column
from ingest.due import Due
from ingest.file_pattern import Quarters
from settings import retention
from settings.strict import Day, Strict

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]  # stands in SQL as it is
Reference = Annotated[str, Field(pattern=r"^[a-z0-9_]+[.][a-z0-9_]+$")]  # dataset.column
ReferenceElsewhere = Annotated[  # source.dataset.column
    str, Field(pattern=r"^[a-z0-9_]+[.][a-z0-9_]+[.][a-z0-9_]+$")
]
Marker = Literal["done", "control"]  # `filenames.beside`


class ReleaseFile(Strict):
    """One file of a published release, and the indicators that it must have."""

    requires: tuple[str, ...] = ()


class Contract(Strict):
    """One dataset of one source, as one authority sends it."""

    source: str
    dataset: str
    grain: str
    # full: each file holds all rows; incremental: only new rows; release: one file for its date.
    mode: Literal["full", "incremental", "release"]
    # Columns of the key within whose values a full file or a release holds all rows, such as
    # the date of a report: rows of other dates stay.
    full_within: tuple[str, ...] = ()
    # ees: DfE's Explore Education Statistics, whose indicators become rows.
    layout: Literal["table", "ees"] = "table"
    personal: bool = False
    key: tuple[str, ...]
    references: dict[str, Reference] = Field(default_factory=dict)  # column → where its values are
    references_elsewhere: dict[str, ReferenceElsewhere] = Field(default_factory=dict)
    columns: dict[Identifier, Column]
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    ignored_headers: tuple[str, ...] = ()
    # Patterns of the first filled cell of records that are no rows (Total, End of report).
    ignored_rows: tuple[str, ...] = ()
    # Columns of the key without which a record is no row: a table of all children has children
    # without a plan.
    rows_have: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ()  # words for an empty cell, compared without case
    float_noise: bool = False  # the residue of binary floats is taken off amounts
    # Whether 1.496,00 is written for 1,496.00. None: not declared, so that a file whose amounts are
    # all like 12.000 is rejected.
    decimal_comma: bool | None = None
    sheet: str | None = None
    header_row: PositiveInt | tuple[PositiveInt, PositiveInt] | None = None
    max_rejected_pct: Annotated[float, Field(ge=0, le=100)] = 5
    min_rows_of_last_pct: Annotated[float, Field(ge=0, le=100)] = 50
    # A file is rejected that lacks more keys of the last extract than both of these. 50 are 5 % of
    # 1,000: in a smaller extract the rows of a few children are more than 5 %.
    max_lost_keys_pct: Annotated[float, Field(ge=0, le=100)] = 5
    max_lost_keys: Annotated[int, Field(ge=0)] = 50
    may_be_empty: bool = False
    marker: Marker | None = None  # what must lie beside a file before it counts as whole
    due: Due | Literal["never"] = "never"
    due_from: Day | None = None  # first expected date; None: that of the authority's first file
    # Days from the end of the financial year of the business date; None: without limit.
    keep_days: Annotated[int, Field(gt=0, le=retention.LONGEST)] | None = None
    file_pattern: str | None = None  # of file names, with the groups of `ingest.file_pattern`
    quarters: Quarters | None = None  # which year the quarter in a name is of
    files: dict[str, ReleaseFile] = Field(default_factory=dict)
    documentation: tuple[str, ...] = ()

    @property
    def has_parts(self) -> bool:
        """Whether files about one date all count, unless one is a version of another."""
        return self.mode == "incremental" or (self.mode == "release" and bool(self.full_within))

    @field_validator("date_formats")
    @classmethod
    def _readable_dates(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        date_format.check(formats)
        return formats

    @model_validator(mode="after")
    def _consistent(self) -> "Contract":
        for name in (*self.key, *self.references, *self.references_elsewhere):
            if name not in self.columns:
                raise ValueError(f"'{name}' is named in key or references but is no column")
        is_added_to = self.full_within and self.mode == "incremental"
        if not set(self.full_within) <= set(self.key) or is_added_to:
            raise ValueError("full_within needs columns of the key, and no incremental dataset")
        self._check_derivations()
        contract_headers.check_claimed_once(self.headers, self.ignored_headers)
        self._check_side_by_side()
        self._check_file_pattern()
        self._check_key()
        return self

    def _check_key(self) -> None:
        """Raise ValueError where the key of several rows would be the same, or every file of an
        incremental dataset would begin with the same keys."""
        columns = [self.columns[name] for name in self.key]
        self._check_no_constant_id()
        has_keys = all(n in self.key and self.columns[n].from_file for n in self.rows_have)
        if not has_keys or (self.rows_have and not self.personal):
            raise ValueError(
                "rows_have needs columns of the key that files carry, in a dataset about people; "
                f"the key is {', '.join(self.key)}"
            )
        if self.mode != "incremental" and all(each.all_constants for each in columns):
            raise ValueError(
                f"{' and '.join(self.key)}: a constant as the key is on every row, and rows with "
                "one key are quarantined. Name the header, or derive it as record_number"
            )
        if self.mode == "incremental" and all(
            column.derive == "record_number" or column.all_constants for column in columns
        ):
            raise ValueError(
                f"{' and '.join(self.key)} are the same in each file, since records are numbered "
                "from its start. Derive one of them as file_reference"
            )

    def _check_no_constant_id(self) -> None:
        """Raise ValueError for an id of every row that would be the same on all of them, or a
        number of the file's records by which the rows of another dataset are to be found."""
        for name in dict.fromkeys((*self.key, *self.references)):
            column = self.columns[name]
            if column.type not in KEYED or column.from_file:
                continue
            if column.all_constants:
                raise ValueError(
                    f"{name}: a constant is the same on every row, and {name} tells rows apart or "
                    "names the case of each. Name its header"
                )
            if name in self.references:
                raise ValueError(
                    f"{name}: the number of a record is no id of {self.references[name]}. Name its "
                    "header"
                )

    def _check_side_by_side(self) -> None:
        if not side_by_side.check(self.columns, self.key):
            return
        if self.layout != "table" or self.of_return:
            raise ValueError("side_by_side is for a table, and not for a release or a SEN2 return")

    def _check_file_pattern(self) -> None:
        if self.file_pattern is not None:
            wrong = file_pattern.problem(self.file_pattern, self.quarters)
            if wrong:
                raise ValueError(f"file_pattern: {wrong}")
        if self.quarters and "(?P<quarter>" not in (self.file_pattern or ""):
            raise ValueError("'quarters' has no effect: file_pattern has no group 'quarter'")

    def _check_derivations(self) -> None:
        for name, column in self.columns.items():
            if column.derive_from is None:
                continue
            source = self.columns.get(column.derive_from)
            not_stored = {*KEYED, "personal_text"}
            if column.derive == "ward_of_postcode":
                not_stored = set(KEYED)  # the ward takes the place of the postcode
            if not source or not source.from_file or source.type in not_stored:
                raise ValueError(
                    f"derive_from: {name} is derived from '{column.derive_from}', which is no "
                    "column that files carry and raw stores"
                )
            types = FROM_ANOTHER_COLUMN[str(column.derive)]
            if types and source.type not in types:
                raise ValueError(
                    f"derive_from: {name} is derived from a {source.type} ({column.derive_from}); "
                    f"expected a {' or '.join(types)}"
                )
            if not types and (source.type, source.codes) != (column.type, column.codes):
                raise ValueError(
                    f"derive_from: {name} copies a column of another type ({column.derive_from})"
                )

    @cached_property
    def headers(self) -> dict[str, tuple[str, ...]]:
        """The headers of each cell that columns are read from (`contract_headers.of_columns`)."""
        return contract_headers.of_columns(self.columns)

    def cells_of(self, column: str) -> list[str]:
        """The names in `headers` of the cells that a column is read from."""
        return [name for name in self.headers if name.partition(".")[0] == column]

    def cells_of_row(self, column: str) -> list[str]:
        """The same, with one name for the cells side by side, of which each row has its own."""
        return list(dict.fromkeys(map(contract_headers.of_rows, self.cells_of(column))))

    @cached_property
    def rows_of_record(self) -> int:
        """How many rows a record can be: several where its cells are read side by side."""
        return side_by_side.rows_of_record(self.columns)

    def raw_name(self, column: str) -> str | None:
        """The column's name in raw: that of a keyed id ends in `_key`; a dropped column has
        none."""
        kind = self.columns[column].type
        if kind == "personal_text":
            return None
        if kind in KEYED:
            return f"{column.removesuffix('_id')}_key"
        return column

    @property
    def stored_columns(self) -> dict[str, str]:
        """Raw name of each column that files carry and raw stores, by contract name."""
        names = {name: self.raw_name(name) for name in self.columns if self.columns[name].from_file}
        return {name: raw_name for name, raw_name in names.items() if raw_name}

    @property
    def unstored_columns(self) -> list[str]:
        """The columns that files carry and raw does not store."""
        columns = self.columns.items()
        return [n for n, each in columns if each.from_file and self.raw_name(n) is None]

    @property
    def numbered_ids(self) -> list[str]:
        """The case ids that are the number of a file's record."""
        columns = self.columns.items()
        return [n for n, each in columns if each.type == "case_id" and each.derive is not None]

    @property
    def day_format(self) -> str:
        """The format in which days of a workbook or Parquet file become text."""
        return date_format.of_midnight(self.date_formats[0])

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
    def ward_columns(self) -> list[str]:
        """The columns that hold the ward of a person's postcode."""
        return [name for name, each in self.columns.items() if each.derive == "ward_of_postcode"]

    @property
    def of_return(self) -> bool:
        """Whether it is a table of a SEN2 return, whose row numbers are only valid within the
        return."""
        return any(column.derive == "return_id" for column in self.columns.values())

    @property
    def money_columns(self) -> list[str]:
        return [name for name, column in self.columns.items() if column.type == "money"]

    @property
    def number_headers(self) -> dict[str, tuple[str, ...]]:
        """The names under which a control file can total each column of numbers."""
        return {
            name: self.headers.get(name, (name,))
            for name, column in self.columns.items()
            if column.type in ("money", "integer", "decimal")
        }
