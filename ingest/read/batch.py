"""A batch: one file while it is loaded, as a Parquet file and views over it.

Views and tables on the batch's connection:
- `landed`: every row, with `row_id`, `_line` and the columns of a raw file;
- `withheld`: the columns that no raw file may hold, for the rows that have any (`withheld.py`);
- `every_row`: `landed` with the columns of `withheld`;
- `duplicates`: the row ids of repeated rows;
- `batch`: what gate 1 checks: `row_id`, `_line` and the contract's columns, without duplicates;
- `malformed`: records that can't be split into cells, where there are any.

`_line` is the record's place in the file, where blank lines below the header do not count, or its
row in the sheet.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.arrival import Arrival
from ingest.contract import Contract
from ingest.receipt import Receipt
from settings.bounds import Bounds


@dataclass
class Batch:
    """A file between reading and gate 1."""

    arrival: Arrival
    contract: Contract
    path: Path  # the Parquet file of the rows
    connection: duckdb.DuckDBPyConnection
    bounds: Bounds = Bounds()  # noqa: RUF009 - frozen
    rows: int = 0
    further_rows: int = 0  # rows that are not the first one of their record
    malformed: int = 0  # number of records that can't be split into cells
    left_out: Counter[str] = field(default_factory=Counter)  # records, by the kinds of `cells`
    rows_stated: list[int] = field(default_factory=list)  # as a database tool printed them
    first_line: int = 2  # the line of the first record
    has_places: bool = False  # table `before_malformed` exists, from which lines are corrected
    may_repeat_keys: bool = True
    indicators: list[str] = field(default_factory=list)  # a release's columns of figures
    ward_lookup: str | None = None  # load id of the lookup that gave persons their wards
    # Load ids of the extracts of other sources that the file refers to, by source.dataset ("": none
    # has been accepted).
    referred: dict[str, str] = field(default_factory=dict)
    without_header: tuple[str, ...] = ()  # columns of the contract that the file lacks
    # Columns that raw does not store and that hold a value in any row.
    filled_unstored: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)  # for the receipt
    # Receipts of the files that this file replaces if it is accepted.
    superseded: list[Receipt] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """The raw names of the contract's columns, in its order."""
        names = (self.contract.raw_name(name) for name in self.contract.columns)
        return [name for name in names if name is not None]

    @property
    def records_split(self) -> int:
        """The records that DuckDB split into cells: rows, and what is left out."""
        return self.records_with_rows + self.left_out.total()

    @property
    def records_with_rows(self) -> int:
        """The records that are a row, or several where cells are read side by side."""
        return self.rows - self.further_rows

    @property
    def rows_erased(self) -> int:
        """Rows of erased people, which the redacted copy lacks."""
        return self.arrival.rows_erased

    @property
    def may_be_empty(self) -> bool:
        """Also where nothing was posted, as the control file or the database tool states."""
        if self.contract.may_be_empty or self.rows_erased > 0:
            return True
        stated = self.arrival.stated
        states_none = 0 in self.rows_stated or (stated is not None and stated.rows == "0")
        return self.contract.mode == "incremental" and states_none

    def count(self, sql: str) -> int:
        row = self.connection.execute(f"select count(*) from {sql}").fetchone()
        return int(row[0]) if row else 0
