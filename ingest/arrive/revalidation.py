"""What is judged again: files after one that came late, rejections whose judge has changed, loads
whose rows are lost, and what is asked for. Here each is only opened; what it left before stays
until it is judged."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest import contracts, paths
from ingest.errors import ContractError
from ingest.paths import Arrival
from ingest.register import arrivals, receipts

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Asked:
    """Which files are to be judged again; business dates as yyyy-mm-dd, both included; None: any.
    `refused_only` leaves out those of which every row was accepted."""

    la_code: str | None = None
    dataset: str | None = None
    first: str | None = None
    last: str | None = None
    refused_only: bool = False


def asked_for(home: Path, source: str, asked: Asked) -> None:
    """Open the files of a source that are asked for."""
    with arrivals.transaction(home, write=True) as connection:
        connection.execute(
            "update arrivals set open = 1 where source = :source and not open "
            "and (:la_code is null or la_code = :la_code) "
            "and (:dataset is null or dataset = :dataset) "
            "and (:first is null or business_date >= :first) "
            "and (:last is null or business_date <= :last) "
            "and (not :refused_only or load_id in (select load_id from receipts "
            "where outcome = 'rejected' or rows_quarantined > 0))",
            {"source": source, **vars(asked)},
        )


def judge(source: str, la_code: str, rules: str) -> str:
    """A fingerprint of what judges an authority's files of a source: its contracts, the code that
    reads them, and the rules of the gate. A rejection stands until it changes."""
    try:
        declared = [
            each.model_dump_json() for each in contracts.of_source(source, la_code).values()
        ]
    except ContractError as wrong:
        declared = [str(wrong)]
    return hashlib.sha256("\n".join([rules, _readers(), *declared]).encode()).hexdigest()[:16]


@cache
def _readers() -> str:
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def rejections(home: Path, source: str, rules: str) -> None:
    """Open the rejected files that lie in landing and that something else judges than when they
    were rejected, or that were rejected for a fault of the house (nothing is said to have judged
    them)."""
    found = standing(home, source)
    judges = {each: judge(source, each, rules) for each in {one["la_code"] for one in found}}
    changed = [each for each in found if each["judged_by"] != judges[each["la_code"]]]
    with arrivals.transaction(home, write=True) as connection:
        connection.executemany(
            "update arrivals set open = 1 where load_id = :load_id",
            [{"load_id": each["load_id"]} for each in changed],
        )


def lost(home: Path, source: str) -> None:
    """Open what was accepted and whose rows are gone from raw: they can be had from landing."""
    with arrivals.transaction(home, write=True) as connection:
        accepted = connection.execute(
            "select load_id, la_code, source, dataset, business_date from receipts "
            "where source = ? and accepted and json_extract(receipt, '$.rows_read') > 0",
            [source],
        ).fetchall()
        connection.executemany(
            "update arrivals set open = 1 where load_id = ?",
            [[each["load_id"]] for each in accepted if not paths.raw(home, dict(each)).exists()],
        )


def standing(home: Path, source: str) -> list[dict[str, Any]]:
    """The receipts of the rejected files that still lie in landing as they were and that no
    accepted file has replaced."""
    return [each for each in receipts.standing(home, source) if lies_in_landing(home, each)]


def lies_in_landing(home: Path, receipt: dict[str, Any]) -> bool:
    """Whether the very file is still there, or isn't only because the house took it out."""
    record = arrivals.of(home, receipt["load_id"])
    if record.get("taken_out"):
        return True
    size, modified = record["size_bytes"], record["mtime_ns"]
    path = paths.landed(home, record)
    try:
        state = path.lstat()
    except FileNotFoundError:
        return False
    except NotADirectoryError:  # a table of a return, a member of an archive
        return path.parent.is_file() and bool(path.parent.stat().st_mtime_ns == modified)
    return (state.st_size, state.st_mtime_ns) == (size, modified)


def after(home: Path, due: Iterable[Arrival]) -> bool:
    """Open what has been judged already and stands after a file that is due: the later files of
    its dataset, and from its business date on those of the datasets that refer to it. On a night
    that brings nothing but newer files there is none. Returns whether there was any."""
    with arrivals.transaction(home, write=True) as connection:
        before = connection.total_changes
        for arrival in due:
            if arrival["dataset"] is None or arrival["problem"] or arrival["nothing_to_load"]:
                continue
            datasets = contracts.of_source(arrival["source"], arrival["la_code"])
            later = "or business_date > :business_date "
            connection.execute(
                "update arrivals set open = 1 where not open and source = :source "
                "and la_code = :la_code and dataset = :dataset and "
                "((supersedes_group = :supersedes_group "
                "and (precedence, load_id) > (:precedence, :load_id)) "
                f"{later if datasets[arrival['dataset']].mode != 'release' else ''})",
                _named(arrival),
            )
            for dataset in _referring(datasets, arrival["dataset"]):
                same = "=" if datasets[dataset].of_return else ">="
                connection.execute(
                    "update arrivals set open = 1 where not open and source = :source and la_code "
                    f"= :la_code and dataset = :dataset and business_date {same} :business_date",
                    _named(arrival) | {"dataset": dataset},
                )
        return connection.total_changes > before


def _named(arrival: Arrival) -> dict[str, str | None]:
    return {name: value for name, value in arrival.items() if isinstance(value, str | None)}


def _referring(datasets: dict[str, contracts.Contract], target: str) -> list[str]:
    """The datasets whose rows refer to the target's, at first hand or through others."""
    found = [target]
    for each in found:
        found += [
            name
            for name, contract in datasets.items()
            if name not in found
            and each in {reference.split(".")[0] for reference in contract.references.values()}
        ]
    return found[1:]
