"""Receipts in the register, and the queries by which a file is compared with earlier files.

The files of an authority's dataset have one order, in whatever order they arrive: business date,
precedence, load id. A file is compared with earlier files only.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any, Protocol

from ingest import paths
from ingest.arrival import Arrival
from ingest.receipt import Receipt
from ingest.register import row_files, rows
from ingest.register.database import parsed, transaction

SAME_DATASET = "la_code = :la_code and source = :source and dataset = :dataset"
SAME_RETURN = "coalesce(return_id, business_date) = :return_id"
# the same file of another release, or the same part (AP, GL) of another date
SAME_KIND = "supersedes_group = :kind_begins || business_date || :kind_ends"
EARLIER = "(business_date, precedence, load_id) < (:business_date, :precedence, :load_id)"
NEWEST_FIRST = "order by business_date desc, precedence desc, load_id desc limit 1"
# Which file of a date replaces which one. A file whose earlier bytes are sent again comes after the
# file that had replaced it, which then replaces it no more.
REPLACEMENTS = """(
    select supersessions.superseded, newer.load_id, newer.precedence, newer.business_date
    from supersessions
    join receipts as newer using (load_id)
    join receipts as older on older.load_id = supersessions.superseded
    where (newer.precedence, newer.load_id) > (older.precedence, older.load_id)
) as replacements"""
# Files after this one are left out: whether they replace a file is decided when they are loaded.
SUPERSEDED = (
    f"exists (select 1 from {REPLACEMENTS} where superseded = receipts.load_id "
    "and (business_date, precedence, load_id) < (:business_date, :precedence, :load_id))"
)


class LoadKey(paths.LoadIdentity, Protocol):
    """The place of a file in the order of its dataset: an arrival's or a receipt's."""

    @property
    def precedence(self) -> str: ...
    @property
    def supersedes_group(self) -> str: ...
    @property
    def return_id(self) -> str | None: ...


def write(home: Path, receipt: Receipt, content_sha256: str) -> None:
    """Write a receipt. From then on the rows of its load count and its arrival is not pending. An
    earlier receipt of the load is replaced, and its rows in raw and quarantine are deleted.

    Raises ValueError where the row counts don't balance: such a receipt loses rows.
    """
    accounted = receipt.rows_accepted + receipt.rows_quarantined + receipt.rows_duplicate
    if receipt.rows_read != accounted:
        raise ValueError(
            f"{receipt.file_path}: {receipt.rows_read} rows were read and {accounted} accounted for"
        )
    if not receipt.rows_quarantined:
        paths.quarantine(home, receipt).unlink(missing_ok=True)
    with transaction(home, write=True) as connection:
        found = connection.execute(
            "select receipt from receipts where load_id = ?", [receipt.load_id]
        ).fetchone()
        rows.write_receipt(connection, receipt, content_sha256)
        row_files.note(connection, home, receipt)
        connection.execute("update arrivals set pending = 0 where load_id = ?", [receipt.load_id])
    if found:
        _delete_replaced_rows(home, _parse(home, found), receipt)


def _delete_replaced_rows(home: Path, earlier: Receipt, receipt: Receipt) -> None:
    """Delete the raw file of an earlier receipt unless the new receipt is about it. Where the
    process is killed before, no receipt counts the file, so that its rows are not used."""
    if not earlier.dataset:
        return
    raw = paths.raw(home, earlier)
    if not receipt.outcome.is_accepted or raw != paths.raw(home, receipt):
        raw.unlink(missing_ok=True)


def read_all(home: Path) -> dict[str, Receipt]:
    """All receipts, by load id."""
    return {each.load_id: each for each in _select(home, "true order by load_id", {})}


def by_load_id(home: Path, load_ids: list[str]) -> dict[str, Receipt]:
    """The receipts of some loads, by load id."""
    where = "load_id in (select value from json_each(:load_ids))"
    found = _select(home, where, {"load_ids": json.dumps(load_ids)})
    return {each.load_id: each for each in found}


def last_accepted(home: Path, arrival: Arrival) -> Receipt | None:
    """The receipt of the last extract before a business date, also of an expired one: only the
    receipt is compared, so that a rebuild compares the same as the first load."""
    return _first(
        home,
        f"outcome like 'accepted%' and {SAME_DATASET} and business_date < :business_date "
        f"{NEWEST_FIRST}",
        _parameters(arrival),
    )


def filled_columns(home: Path, arrival: Arrival, files: int) -> set[str]:
    """The columns that the last accepted files of an arrival's kind filled, at most `files`. Those
    of a full dataset and of a release have an earlier date, as in `last_accepted`."""
    before = EARLIER if arrival.contract.mode == "incremental" else "business_date < :business_date"
    found = _select(
        home,
        f"outcome like 'accepted%' and {SAME_DATASET} and {SAME_KIND} "
        f"and {before} order by business_date desc, precedence desc, load_id desc limit {files}",
        _parameters(arrival),
    )
    return {name for receipt in found for name in receipt.filled_columns}


def current_extract(
    home: Path, arrival: Arrival, dataset: str, source: str | None = None
) -> Receipt | None:
    """The receipt of another dataset's extract that was current on an arrival's business date.
    `source`: where it is not the arrival's own."""
    return _first(
        home,
        f"accepted and {SAME_DATASET} and business_date <= :business_date {NEWEST_FIRST}",
        _parameters(arrival) | {"dataset": dataset, "source": source or arrival.source},
    )


def table_of_return(home: Path, arrival: Arrival, dataset: str) -> Receipt | None:
    """The receipt of another accepted table of the same SEN2 return."""
    return _first(
        home,
        f"accepted and {SAME_DATASET} and business_date <= :business_date and {SAME_RETURN} "
        f"{NEWEST_FIRST}",
        _parameters(arrival) | {"dataset": dataset},
    )


def has_table(home: Path, arrival: Arrival, dataset: str) -> bool:
    """Whether another table of the same SEN2 return was received, with any outcome."""
    where = f"{SAME_DATASET} and {SAME_RETURN} limit 1"
    return _first(home, where, _parameters(arrival) | {"dataset": dataset}) is not None


def earlier_files(home: Path, arrival: Arrival, keys: tuple[str, str]) -> list[Receipt]:
    """The receipts of the files before this one in the order of the dataset, without those that
    another one of them has replaced: a correction withdraws the lines of the earlier version.
    Files whose keys are all before or after the range `keys` share none of them and are left out,
    so that a night costs what its own lines cost where numbers rise."""
    least, greatest = (
        "json_extract(receipt, '$.key_range[0]')",
        "json_extract(receipt, '$.key_range[1]')",
    )
    return _select(
        home,
        f"accepted and {SAME_DATASET} and {EARLIER} and not {SUPERSEDED} "
        f"and coalesce({least} <= :greatest and {greatest} >= :least, true) "
        "order by business_date, precedence, load_id",
        _parameters(arrival) | {"least": keys[0], "greatest": keys[1]},
    )


def earlier_versions(home: Path, arrival: Arrival) -> list[Receipt]:
    """The receipts of the accepted files that this one replaces by its name, without those that
    another one has replaced before it."""
    return _select(
        home,
        f"outcome like 'accepted%' and supersedes_group = :supersedes_group and {EARLIER} "
        f"and not {SUPERSEDED} order by business_date, precedence, load_id",
        _parameters(arrival),
    )


def superseded_among(home: Path, load_ids: list[str]) -> set[str]:
    """The load ids of those files that an accepted file has replaced."""
    with transaction(home) as connection:
        found = connection.execute(
            f"select superseded from {REPLACEMENTS} "
            "where superseded in (select value from json_each(?))",
            [json.dumps(load_ids)],
        ).fetchall()
    return {row["superseded"] for row in found}


def identical_file(home: Path, arrival: Arrival, on_any_date: bool) -> str | None:
    """The path of the earlier file with identical content: accepted, and not replaced by another
    file before this one. It is a version of the same file or, for ledger lines, of any date."""
    same_file = "" if on_any_date else "and supersedes_group = :supersedes_group"
    found = _first(
        home,
        f"content_sha256 = :content_sha256 and accepted and {SAME_DATASET} and {EARLIER} "
        f"{same_file} and not {SUPERSEDED} order by business_date, precedence, load_id limit 1",
        _parameters(arrival) | {"content_sha256": arrival.content_sha256},
    )
    return found.file_path if found else None


def unreplaced_rejections(home: Path, source: str) -> list[Receipt]:
    """The receipts of rejected files that no accepted file has replaced: neither a later version
    for the same business date nor, for full extracts, a file of a later date."""
    return _select(
        home,
        "outcome = 'rejected' and source = :source and not exists "
        "(select 1 from receipts as other where other.accepted "
        "and other.supersedes_group = receipts.supersedes_group "
        "and other.precedence >= receipts.precedence) and not exists "
        "(select 1 from receipts as other where other.accepted and other.mode = 'full' "
        "and other.la_code = receipts.la_code and other.source = receipts.source "
        "and other.dataset = receipts.dataset and other.business_date > receipts.business_date) "
        "order by la_code, dataset, business_date, precedence, load_id",
        {"source": source},
    )


def first_dates(home: Path) -> dict[tuple[str, str, str], dt.date]:
    """The first business date of each la_code, source and dataset."""
    with transaction(home) as connection:
        found = connection.execute(
            "select la_code, source, dataset, min(business_date) from receipts "
            "where dataset is not null and business_date is not null group by 1, 2, 3"
        ).fetchall()
    return {(row[0], row[1], row[2]): dt.date.fromisoformat(row[3]) for row in found}


def accepted_authorities(home: Path) -> list[str]:
    """The la_codes of the authorities with an accepted file, in order; england is none."""
    with transaction(home) as connection:
        found = connection.execute(
            "select distinct la_code from receipts where accepted and la_code <> 'england' "
            "order by la_code"
        ).fetchall()
    return [row["la_code"] for row in found]


def kind_of(supersedes_group: str, business_date: str | None) -> dict[str, str | None]:
    """The parameters of `SAME_KIND`."""
    begins, _, ends = supersedes_group.partition(f"/{business_date}/")
    return {"kind_begins": f"{begins}/", "kind_ends": f"/{ends}"}


def _parameters(file: LoadKey) -> dict[str, str | None]:
    return kind_of(file.supersedes_group, file.business_date) | {
        "la_code": file.la_code,
        "source": file.source,
        "dataset": file.dataset,
        "business_date": file.business_date,
        "precedence": file.precedence,
        "load_id": file.load_id,
        "supersedes_group": file.supersedes_group,
        # the tables of a return that came as CSVs share its business date
        "return_id": file.return_id or file.business_date,
    }


def _select(home: Path, where: str, parameters: dict[str, str | None]) -> list[Receipt]:
    with transaction(home) as connection:
        found = connection.execute(
            f"select receipt from receipts where {where}", parameters
        ).fetchall()
    return [_parse(home, row) for row in found]


def _first(home: Path, where: str, parameters: dict[str, str | None]) -> Receipt | None:
    return next(iter(_select(home, where, parameters)), None)


def _parse(home: Path, row: Any) -> Receipt:
    return Receipt.from_json(parsed(home, row["receipt"]))
