"""The facts about a batch that gate 1 needs. Ingestion provides objects with these properties
(`ingest/read/batch_facts.py`)."""

from collections.abc import Mapping
from typing import Protocol


class ReturnHeader(Protocol):
    """Collection year and reference date (yyyy-mm-dd) of a table's SEN2 return."""

    @property
    def year(self) -> str: ...
    @property
    def reference_date(self) -> str: ...


class LastExtract(Protocol):
    """The last accepted extract: its rows, the columns that held a value, and how many of its keys
    the batch lacks."""

    @property
    def rows(self) -> int: ...
    @property
    def filled_columns(self) -> tuple[str, ...]: ...
    @property
    def lost_keys(self) -> int: ...


class ComparableColumns(Protocol):
    """Columns of codes and of amounts whose last values are in `last_shares` and `last_amounts`."""

    @property
    def codes(self) -> tuple[str, ...]: ...
    @property
    def amounts(self) -> tuple[str, ...]: ...


class BatchFacts(Protocol):
    """`suite` is source.dataset. `key` holds column names as in the batch; `contract_names` maps
    these to the contract's. `references` maps a column to the dataset whose rows are in view
    `ref_<column>`. `figures` are the indicators of a release that the marts read."""

    @property
    def suite(self) -> str: ...
    @property
    def la_code(self) -> str: ...
    @property
    def business_date(self) -> str: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def contract_names(self) -> Mapping[str, str]: ...
    @property
    def references(self) -> Mapping[str, str]: ...
    @property
    def has_posted_lines(self) -> bool: ...
    @property
    def last_extract(self) -> LastExtract | None: ...
    @property
    def comparable(self) -> ComparableColumns: ...
    @property
    def min_rows_of_last_pct(self) -> float: ...
    @property
    def max_lost_keys_pct(self) -> float: ...
    @property
    def may_be_empty(self) -> bool: ...
    @property
    def return_header(self) -> ReturnHeader | None: ...
    @property
    def figures(self) -> tuple[str, ...]: ...
