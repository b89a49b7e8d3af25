"""Which loaded arrivals become pending again: those that follow a late one, rejections after a
change of contract, code or rules, loads whose rows are lost (`damaged_rows`), and what an
operator selects.

The earlier receipt and rows stay until the new receipt replaces them.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

from ingest import contract_files, file_time, filenames, paths
from ingest.arrival import Action, Arrival, ArrivalRecord, Stored
from ingest.arrive.identify import as_text
from ingest.contract import Contract
from ingest.receipt import Receipt
from ingest.register import arrivals, receipts
from ingest.register.database import transaction
from ingest.reload_request import ReloadRequest
from send_home import location
from settings import bounds

PENDING_IN_DATASET = (
    "update arrivals set pending = 1 where not pending "
    "and source = :source and la_code = :la_code and dataset = :dataset"
)
LATER = "(business_date, precedence, load_id) > (:business_date, :precedence, :load_id)"
OTHER_WARD_LOOKUP = """
    update arrivals set pending = 1 where load_id in (
        select load_id from receipts as persons
        where accepted and source = ? and dataset = ? and la_code in (
            select la_code from receipts
            where accepted and source = 'geography' and dataset = 'postcode_areas'
        )
        and coalesce(json_extract(receipt, '$.ward_lookup'), '') <> coalesce((
            select load_id from receipts as lookup
            where lookup.accepted and lookup.source = 'geography'
            and lookup.dataset = 'postcode_areas' and lookup.la_code = persons.la_code
            and lookup.business_date <= persons.business_date
            order by business_date desc, precedence desc, load_id desc limit 1
        ), '')
    )
"""
# By the dataset of another source that the files refer to. Receipts of earlier versions have none.
OTHER_EXTRACT = """
    update arrivals set pending = 1 where load_id in (
        select load_id from receipts as referring
        where source = :source and dataset = :dataset
        and json_extract(receipt, :path) <> coalesce((
            select load_id from receipts as target
            where target.accepted and target.source = :target_source
            and target.dataset = :target and target.la_code = referring.la_code
            and target.business_date <= referring.business_date
            order by business_date desc, precedence desc, load_id desc limit 1
        ), '')
    )
"""
PACKAGE = Path(__file__).resolve().parents[1]


def revalidate_requested(home: Path, source: str, request: ReloadRequest) -> None:
    """Make the arrivals pending that an operator has requested."""
    with transaction(home, write=True) as connection:
        connection.execute(
            "update arrivals set pending = 1 where source = :source and not pending "
            "and (:la_code is null or la_code = :la_code) "
            "and (:dataset is null or dataset = :dataset) "
            "and (:first is null or business_date >= :first) "
            "and (:last is null or business_date <= :last) "
            "and (not :with_rejects_only or load_id in (select load_id from receipts "
            "where outcome = 'rejected' or rows_quarantined > 0))",
            {
                "source": source,
                "la_code": request.la_code,
                "dataset": request.dataset,
                "first": as_text(request.first),
                "last": as_text(request.last),
                "with_rejects_only": request.with_rejects_only,
            },
        )


def fingerprint(source: str, la_code: str, rules: str) -> str:
    """A hash of what an authority's files of a source are validated by: contracts, bounds, the code
    of this package, and the rules of gate 1. A rejection stays until it changes."""
    declared = [
        each.model_dump_json() for each in contract_files.of_source(source, la_code).values()
    ]
    declared += contract_files.faults(source, la_code).values()
    if names := contract_files.of_returns(source, la_code):
        declared.append(names.model_dump_json())
    declared.append(bounds.read(location.home()).model_dump_json())
    return hashlib.sha256("\n".join([rules, _code_hash(), *declared]).encode()).hexdigest()[:16]


@cache
def _code_hash() -> str:
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def revalidate_rejections(home: Path, source: str, rules: str) -> None:
    """Make unresolved rejections pending that were validated by another fingerprint, or by none:
    after an internal error."""
    found = unresolved_rejections(home, source)
    fingerprints = {
        each: fingerprint(source, each, rules) for each in {one.la_code for one in found}
    }
    changed = [each for each in found if each.validated_by != fingerprints[each.la_code]]
    revalidate_loads(home, [each.load_id for each in changed])


def revalidate_people(home: Path, la_code: str) -> int:
    """Make an authority's accepted files with case ids pending; return their number."""
    datasets = [
        (source, dataset)
        for source in contract_files.sources()
        for dataset, contract in contract_files.of_source(source, "").items()
        if any(column.type == "case_id" for column in contract.columns.values())
    ]
    with transaction(home, write=True) as connection:
        updated = connection.executemany(
            "update arrivals set pending = 1 where load_id in (select load_id from receipts "
            "where accepted and la_code = ? and source = ? and dataset = ?)",
            [(la_code, *each) for each in datasets],
        )
        return updated.rowcount


def revalidate_loads(home: Path, load_ids: Iterable[str]) -> None:
    """Make some loads pending; their bytes are in landing."""
    with transaction(home, write=True) as connection:
        connection.executemany(
            "update arrivals set pending = 1 where load_id = ?", [[each] for each in load_ids]
        )


def revalidate_wards(home: Path, source: str) -> None:
    """Make the accepted files pending whose postcodes became wards by another lookup than the
    latest one up to their business date: it arrived, or was corrected, after them."""
    datasets = [
        (source, dataset)
        for dataset, contract in contract_files.of_source(source, "").items()
        if contract.ward_columns
    ]
    with transaction(home, write=True) as connection:
        connection.executemany(OTHER_WARD_LOOKUP, datasets)


def revalidate_references_elsewhere(home: Path, source: str) -> None:
    """Make the files pending that were checked against another extract of another source than the
    latest one up to their business date: it arrived, or was corrected, after them."""
    referring = [
        {
            "source": source,
            "dataset": dataset,
            "path": f'$.referred."{target.rpartition(".")[0]}"',
            "target_source": target.split(".")[0],
            "target": target.split(".")[1],
        }
        for dataset, contract in contract_files.of_source(source, "").items()
        for target in contract.references_elsewhere.values()
    ]
    with transaction(home, write=True) as connection:
        connection.executemany(OTHER_EXTRACT, referring)


def revalidate_referring_elsewhere(home: Path, arrival: Arrival) -> None:
    """Make the authority's files of any date pending whose rows refer to an arrival's dataset from
    another source: they may hold rows of an erased person that could not be recognised before."""
    target = f"{arrival.source}.{arrival.dataset}"
    referring = [
        {"source": source, "la_code": arrival.la_code, "dataset": dataset}
        for source in contract_files.sources()
        for dataset, contract in contract_files.of_source(source, arrival.la_code).items()
        if target in {each.rpartition(".")[0] for each in contract.references_elsewhere.values()}
    ]
    with transaction(home, write=True) as connection:
        connection.executemany(PENDING_IN_DATASET, referring)


def unresolved_rejections(home: Path, source: str) -> list[Receipt]:
    """The receipts of rejected files that are still in landing and that no accepted file has
    replaced."""
    return [
        each
        for each in receipts.unreplaced_rejections(home, source)
        if is_in_landing(home, arrivals.record_of(home, each.load_id))
    ]


def is_in_landing(home: Path, record: ArrivalRecord) -> bool:
    """Whether this version of the file is in landing, or was until an erasure redacted it."""
    if record.stored is Stored.DELETED:
        return False
    if record.removed_from_landing:
        return True
    path = paths.landed(home, record)
    try:
        state = path.lstat()
    except FileNotFoundError:
        return False
    except NotADirectoryError:  # a member: its container has its modification time
        container = paths.landing(home) / filenames.landed(PurePosixPath(record.file_path))
        return container.is_file() and file_time.modified(container.stat()) == record.mtime_ns
    is_as_received = (state.st_size, file_time.modified(state)) == (
        record.size_bytes,
        record.mtime_ns,
    )
    return is_as_received and arrivals.is_newest_at_path(home, record)


def revalidate_followers(home: Path, pending: Iterable[Arrival]) -> bool:
    """Make the loaded arrivals pending that follow a pending one: later files of its dataset, and
    files of the datasets that refer to it, from its business date on. Return whether there are
    any: on most nights there are none."""
    with transaction(home, write=True) as connection:
        before = connection.total_changes
        for arrival in pending:
            if arrival.is_return:
                _revalidate_later_versions(connection, arrival)
            elif arrival.action is Action.LOAD:
                _revalidate_later_files(connection, arrival)
                _revalidate_referring_files(connection, arrival)
        return connection.total_changes > before


def _revalidate_later_files(connection: sqlite3.Connection, arrival: Arrival) -> None:
    """Make the files pending that follow in the order of the dataset; of releases only the same
    file of later ones."""
    is_release = arrival.contract.mode == "release"
    same_file = f"and {receipts.SAME_KIND}" if is_release else ""
    connection.execute(f"{PENDING_IN_DATASET} {same_file} and {LATER}", _order_of(arrival))


def _revalidate_later_versions(connection: sqlite3.Connection, arrival: Arrival) -> None:
    same_file = "supersedes_group = :supersedes_group"
    connection.execute(f"{PENDING_IN_DATASET} and {same_file} and {LATER}", _order_of(arrival))


def _revalidate_referring_files(connection: sqlite3.Connection, arrival: Arrival) -> None:
    datasets = contract_files.of_source(arrival.source, arrival.la_code)
    for dataset in _referring(datasets, str(arrival.dataset)):
        compared = "=" if datasets[dataset].of_return else ">="
        connection.execute(
            f"{PENDING_IN_DATASET} and business_date {compared} :business_date",
            _order_of(arrival) | {"dataset": dataset},
        )


def _order_of(arrival: Arrival) -> dict[str, str | None]:
    return receipts.kind_of(arrival.supersedes_group, arrival.business_date) | {
        "source": arrival.source,
        "la_code": arrival.la_code,
        "dataset": arrival.dataset,
        "business_date": arrival.business_date,
        "precedence": arrival.precedence,
        "load_id": arrival.load_id,
        "supersedes_group": arrival.supersedes_group,
    }


def _referring(datasets: dict[str, Contract], target: str) -> list[str]:
    """The datasets whose rows refer to those of a dataset, directly or through others."""
    found = [target]
    for each in found:
        found += [
            name
            for name, contract in datasets.items()
            if name not in found
            and each in {reference.split(".")[0] for reference in contract.references.values()}
        ]
    return found[1:]
