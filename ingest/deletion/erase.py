"""Erasure of one person (UK GDPR, Article 17) from every stored file and from later ones. The files
concerned are revalidated, which removes the person from raw, quarantine, receipts and marts.

A redacted file keeps its identity (`sha256`, `load_id`), so that the original is recognised when
it is sent again.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import contract_files
from ingest.arrival import Action, Arrival, ArrivalRecord, Redaction, Stored
from ingest.arrive import revalidation
from ingest.arrive.identify import identify, wave
from ingest.contract import Contract
from ingest.deletion import erasure_list, originals, redaction, row_owner
from ingest.deletion.erasure_list import PERSON, ErasureList, ErasureRequest
from ingest.errors import FileRejected
from ingest.load import people_map
from ingest.register import arrivals, receipts
from send_home import temporary


@dataclass
class ErasureResult:
    """What an erasure changed: `rows` removed by (source, dataset), the number of `references`
    emptied in ledger lines and of `files` redacted, and paths below landing: files `deleted` since
    they can't be read, and accepted files that can no longer be read (`unsearched`).
    """

    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    references: int = 0
    files: int = 0
    deleted: list[str] = field(default_factory=list)
    unsearched: list[str] = field(default_factory=list)


def erase(home: Path, la_code: str, case_id: str, request: ErasureRequest) -> ErasureResult:
    """Add a person to the authority's erasure list and redact every stored file. Run again, it
    finishes an interrupted erasure.

    Raises ContractError where one of the authority's contracts can't be used, since its files
    can't be read. Raises InternalError where the list can't be read.
    """
    result = ErasureResult()
    with erasure_list.locked(home, la_code) as erased:
        key = erased.key(PERSON, case_id)
        if key not in {each.key for each in erased.requests}:
            erased.requests.append(replace(request, key=key))
        erased.update_keys({}, {})
        erasure_list.write(home, erased)  # from here on, new files are redacted when they load
        for arrival in _with_people(home, la_code):
            _erase_from(home, arrival, erased, result)
        people_map.remove(home, la_code, erased.keys)
    temporary.empty(home)
    return result


def redact_new(home: Path, arrival: Arrival) -> Arrival:
    """Redact an arrival before it is read, and return it as it is then.

    Raises InternalError where the authority's erasure list can't be read.
    """
    if arrival.action is not Action.LOAD:
        return arrival
    if not erasure_list.exists(home, arrival.la_code):
        return arrival
    if not _names_people(arrival.contract):
        return arrival
    with erasure_list.locked(home, arrival.la_code) as erased:
        known = {namespace: set(keys) for namespace, keys in erased.keys.items()}
        record: ArrivalRecord = arrivals.record_of(home, arrival.load_id)
        try:
            found = redaction.redact(home, arrival.with_record(record), erased)
        except FileRejected:  # the load reads it next, and rejects it
            return arrival
        if found:
            if any(keys - known.get(namespace, set()) for namespace, keys in erased.keys.items()):
                revalidation.revalidate_referring_elsewhere(home, arrival)
            erasure_list.write(home, erased)  # first: the keys of these rows must be known
            if arrival.is_revalidation:  # its rows were loaded before their keys were known
                people_map.remove(home, arrival.la_code, erased.keys)
            record = replace(record, redaction=found, stored=Stored.REDACTED)
            arrivals.amend(home, record)
    record = originals.delete(home, record)
    return arrival.with_record(record)


def _names_people(contract: Contract) -> bool:
    return row_owner.has_owners(contract) or bool(row_owner.placement_texts(contract))


def _with_people(home: Path, la_code: str) -> list[Arrival]:
    """An authority's arrivals that may name people. First those of sources about people, in the
    order in which their rows refer to each other, also to another source; then ledger files, which
    name placements."""
    contract_files.check_usable(la_code)
    by_source = {each: contract_files.of_source(each, la_code) for each in contract_files.sources()}
    sources = {
        source
        for source, datasets in by_source.items()
        if any(row_owner.has_owners(each) for each in datasets.values())
    }

    def contract_of(arrival: Arrival) -> Contract | None:
        return by_source.get(arrival.source, {}).get(str(arrival.dataset))

    def concerned(arrival: Arrival) -> bool:
        contract = contract_of(arrival)
        return arrival.source in sources or bool(contract and row_owner.placement_texts(contract))

    def refers_elsewhere(arrival: Arrival) -> bool:
        contract = contract_of(arrival)
        return bool(contract and contract.references_elsewhere)

    found = [identify(record) for record in arrivals.below(home, la_code)]
    return sorted(
        (each for each in found if concerned(each) and each.stored is not Stored.EXPIRED),
        key=lambda each: (
            each.source not in sources,
            refers_elsewhere(each),
            each.source,
            wave(each),
            each.in_order,
        ),
    )


def _erase_from(home: Path, arrival: Arrival, erased: ErasureList, result: ErasureResult) -> None:
    if arrival.action is Action.NO_ROWS:
        return  # a container is deleted with the first of its members that changes
    record = arrivals.record_of(home, arrival.load_id)
    try:
        found = _redact(home, arrival, erased)
    except FileRejected:
        _delete_unreadable(home, record, result)
        return
    if found:
        _add_to_result(result, arrival, found)
        erasure_list.write(home, erased)
        record = replace(record, redaction=found, stored=Stored.REDACTED)
        arrivals.amend(home, record, revalidate=True)
    originals.delete(home, record)


def _redact(home: Path, arrival: Arrival, erased: ErasureList) -> Redaction | None:
    if arrival.problem:
        raise FileRejected(arrival.problem)
    return redaction.redact(home, arrival, erased) if _names_people(arrival.contract) else None


def _add_to_result(result: ErasureResult, arrival: Arrival, found: Redaction) -> None:
    before = arrival.redaction
    dataset = (arrival.source, str(arrival.dataset))
    rows = found.rows_erased - (before.rows_erased if before else 0)
    if rows:
        result.rows[dataset] = result.rows.get(dataset, 0) + rows
    result.references += found.references_emptied - (before.references_emptied if before else 0)
    result.files += 1


def _delete_unreadable(home: Path, record: ArrivalRecord, result: ErasureResult) -> None:
    """Delete a file that can't be searched. One that was accepted stays and is reported instead."""
    if record.stored is Stored.DELETED:
        return
    receipt = receipts.by_load_id(home, [record.load_id]).get(record.load_id)
    if receipt and not receipt.is_rejected:
        result.unsearched.append(record.file_path)
        return
    record = replace(
        record,
        stored=Stored.DELETED,
        rejection_reason=f"landing/{record.file_path} could not be read, so it could not be "
        "searched for a person to be erased, and it was deleted whole. Send it again without that "
        "person.",
    )
    arrivals.amend(home, record, revalidate=True)
    originals.delete(home, record)
    result.deleted.append(record.file_path)
