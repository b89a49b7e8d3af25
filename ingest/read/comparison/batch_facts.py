"""The facts about a batch that gate 1 needs: from its contract, and from earlier loads."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReturnHeader:
    """Collection year and reference date (yyyy-mm-dd) of a table's SEN2 return."""

    year: str
    reference_date: str


@dataclass(frozen=True)
class LastExtract:
    """The last accepted extract of a full dataset: its rows, and how many of its keys the batch
    lacks (0 where its rows have expired)."""

    rows: int
    lost_keys: int = 0


@dataclass(frozen=True)
class EmptiedColumns:
    """The columns in which earlier files (`of`, in words) held values and no row of the batch does,
    and those of them whose header the file lacks. `reject`: whether they reject the file."""

    of: str
    names: tuple[str, ...] = ()
    without_header: tuple[str, ...] = ()
    reject: bool = True


@dataclass(frozen=True)
class ComparableColumns:
    """Columns of codes and of amounts whose last values are in `last_shares` and `last_amounts`."""

    codes: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchFacts:
    """`key` holds column names as in raw; `contract_names` maps these to the contract's.
    `references` maps a column to the dataset whose rows are in view `ref_<column>`;
    `dates_elsewhere` maps one that refers to another source's dataset to the business date
    (yyyy-mm-dd) of the extract that is in such a view.
    `figures` are the indicators of a release that the marts read. `may_repeat_keys` is false where
    no two rows of the file have the same key; `needs_whole_key` is true where a row without a part
    of its key can't be read."""

    suite: str
    la_code: str
    business_date: str
    key: tuple[str, ...]
    contract_names: dict[str, str]
    references: dict[str, str]
    has_posted_lines: bool
    last_extract: LastExtract | None
    emptied_columns: EmptiedColumns | None
    comparable: ComparableColumns
    min_rows_of_last_pct: float
    max_lost_keys_pct: float
    max_lost_keys: int
    may_be_empty: bool
    return_header: ReturnHeader | None
    figures: tuple[str, ...]
    may_repeat_keys: bool = True
    needs_whole_key: bool = True
    dates_elsewhere: dict[str, str] = field(default_factory=dict)
