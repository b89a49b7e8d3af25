"""Erasure of one person (UK GDPR, Article 17): out of every file that was kept, and out of what
comes later. Raw, quarantine, receipts and marts follow, since the files concerned are judged again.

What came first keeps its identity (`sha256`, `load_id`), so that the original, sent once more, is
known; its record says in `remaining` which bytes are kept of it now.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest import contracts
from ingest.arrive import take_in
from ingest.contracts import Contract
from ingest.deletion import erasure_list, originals, redaction, row_owner
from ingest.deletion.erasure_list import PERSON, Erased
from ingest.errors import FileRejected
from ingest.paths import Arrival
from ingest.read import pseudonyms
from ingest.register import arrivals, receipts


@dataclass
class Done:
    """What an erasure did: rows taken out by source and dataset, `references` emptied in ledger
    lines that stay, `files` rewritten, files `deleted` whole since nobody could read them, and
    accepted files that can't be read any more (`stuck`).
    """

    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    references: int = 0
    files: int = 0
    deleted: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


def erase(home: Path, la_code: str, case_id: str, asked: dict[str, str]) -> Done:
    """Put a person on the authority's list and take them out of every file that was kept; `asked`
    says `on` (yyyy-mm-dd), `by` (a role) and `reason`. Once more, it finishes what was interrupted.

    Raises ContractError where one of the authority's contracts can't be used: its files could not
    be read. Raises HouseAtFault where the list can't be relied on.
    """
    done = Done()
    with erasure_list.kept(home, la_code) as erased:
        key = erased.key(PERSON, case_id)
        if key not in {each["key"] for each in erased.asked}:
            erased.asked.append({"key": key, **asked})
        erased.learn({}, {})
        erasure_list.write(home, erased)  # from here on, whoever comes is left out at the door
        for record in _of_people(home, la_code):
            _out_of(home, record, erased, done)
        pseudonyms.forget(home, la_code, erased.keys)
    originals.leftovers(home)
    return done


def at_the_door(home: Path, arrival: Arrival) -> Arrival:
    """An arrival as it is to be read: without the rows of people whose erasure was asked for.

    Raises HouseAtFault where the authority's list can't be relied on.
    """
    if arrival["problem"] or arrival["nothing_to_load"]:
        return arrival
    if not erasure_list.exists(home, arrival["la_code"]):
        return arrival
    contract = contracts.of_source(arrival["source"], arrival["la_code"])[arrival["dataset"]]
    if not _names_people(contract):
        return arrival
    with erasure_list.kept(home, arrival["la_code"]) as erased:
        record = arrivals.of(home, arrival["load_id"])
        try:
            left = redaction.take_out(home, arrival | record, contract, erased)
        except FileRejected:  # whoever reads it next says so
            return arrival
        if left:
            erasure_list.write(home, erased)  # first: what belongs to these rows must be known
            record |= {"remaining": left}
            arrivals.amend(home, record)
    originals.originals(home, record)
    return arrival | record


def _names_people(contract: Contract) -> bool:
    return row_owner.of_people(contract) or bool(row_owner.mentions(contract))


def _of_people(home: Path, la_code: str) -> list[Arrival]:
    """What came from an authority in sources that have people, in the order in which their rows
    refer to each other; then the ledger's lines, which name placements."""
    by_source = {each: contracts.of_source(each, la_code) for each in contracts.sources()}
    sources = {
        source
        for source, datasets in by_source.items()
        if any(row_owner.of_people(each) for each in datasets.values())
    }

    def concerned(arrival: Arrival) -> bool:
        contract = by_source.get(arrival["source"], {}).get(arrival["dataset"])
        return arrival["source"] in sources or bool(contract and row_owner.mentions(contract))

    found = [record | take_in.identified(record) for record in arrivals.below(home, la_code)]
    return sorted(
        (each for each in found if concerned(each) and "expired" not in each),
        key=lambda each: (
            each["source"] not in sources,
            each["source"],
            take_in.wave(each),
            take_in.in_order(each),
        ),
    )


def _out_of(home: Path, arrival: Arrival, erased: Erased, done: Done) -> None:
    if arrival["nothing_to_load"]:
        return  # an archive or return goes with the first of its members that changes
    record = arrivals.of(home, arrival["load_id"])
    try:
        left = _taken_out(home, arrival, erased)
    except FileRejected:
        _unreadable(home, record, done)
        return
    if left:
        dataset = (arrival["source"], arrival["dataset"])
        before = record.get("remaining") or {}
        rows = left["rows_erased"] - before.get("rows_erased", 0)
        if rows:
            done.rows[dataset] = done.rows.get(dataset, 0) + rows
        done.references += left["references_emptied"] - before.get("references_emptied", 0)
        done.files += 1
        erasure_list.write(home, erased)
        record |= {"remaining": left}
        arrivals.amend(home, record, reopen=True)
    originals.originals(home, record)


def _taken_out(home: Path, arrival: Arrival, erased: Erased) -> dict[str, Any] | None:
    if arrival["problem"]:
        raise FileRejected(arrival["problem"])
    contract = contracts.of_source(arrival["source"], arrival["la_code"])[arrival["dataset"]]
    if not _names_people(contract):
        return None
    return redaction.take_out(home, arrival, contract, erased)


def _unreadable(home: Path, record: Arrival, done: Done) -> None:
    """What nobody can read nobody can search: it goes whole, unless its rows are in use."""
    if "deleted" in record:
        return
    receipt = receipts.of(home, [record["load_id"]]).get(record["load_id"])
    if receipt and receipt["outcome"] != "rejected":
        done.stuck.append(record["file_path"])
        return
    path = f"landing/{record['file_path']}"
    record |= {
        "deleted": True,
        "unreadable": f"{path} could not be read, so it could not be searched for a person who was "
        "to be erased, and it was deleted whole. Send it again without that person.",
    }
    arrivals.amend(home, record, reopen=True)
    originals.originals(home, record)
    done.deleted.append(record["file_path"])
