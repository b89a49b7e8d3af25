"""The steps of a source: register the files that arrived, and load them.

The functions that a task calls take the lock: `register_arrivals`, `load_arrivals` and
`load_pending`. Those that they call expect it to be held."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steps import heal, lock, pseudonym_key
from steps.outcome import rejection, report_loaded
from steps.reporting import count, home, log, report

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.arrival import Arrival
    from ingest.receipt import Receipt
    from ingest.reload_request import ReloadRequest

Json = dict[str, Any]
MOST_REJECTED = 20  # tasks of one authority's rejected files
SETTLE_SECONDS = 1.0  # where a person starts the night, after the files were placed


def to_json(arrivals: "Iterable[Arrival]") -> list[Json]:
    """Write arrivals as Airflow hands them from one task to the next."""
    return [arrival.to_json() for arrival in arrivals]


def from_json(values: Iterable[Json]) -> "list[Arrival]":
    """Read arrivals that another task of the DAG returned."""
    from ingest.arrival import Arrival

    return [Arrival.from_json(value) for value in values]


def register_arrivals(
    source: str,
    as_at: str | None,
    reload: "ReloadRequest | None" = None,
    settle_seconds: float = SETTLE_SECONDS,
) -> "list[Arrival]":
    """Register the files that have arrived whole for a source; return those to load, by business
    date. `report_registered` says what was found. `reload` adds files that were loaded before.
    `settle_seconds`: how long a file without marker must have been unchanged."""
    with lock.beside_loads(home(), lock.PATIENCE):
        return _register(source, as_at, reload, settle_seconds)


def _register(
    source: str, as_at: str | None, reload: "ReloadRequest | None", settle_seconds: float
) -> "list[Arrival]":
    from expectations import waivers
    from ingest import contract_files
    from ingest.arrive import register_arrivals as arrive
    from ingest.load import raw

    contract_files.read_again()
    rules = _rules() + waivers.fingerprint(home())
    heal.before_a_source(source)
    raw.declare(home())
    night = _night(as_at)
    pending = arrive.register_arrivals(home(), source, night, rules, reload, settle_seconds)
    pseudonym_key.require_for(home(), pending)
    return pending


def report_registered(
    source: str, as_at: str | None, registered: "Sequence[Arrival]", is_reload: bool
) -> list[str]:
    """Report what is to load, what is of a later date, and what lies in landing for the night and
    is not taken; return the paths of the last."""
    from ingest.arrive import register_arrivals as arrive

    night, new = _night(as_at), arrive.new_files(home(), source)
    result = _to_load(registered, is_reload)
    if later := arrive.waiting(home(), source, night, new):
        result += f"; {count(len(later), 'file')} of a later date: {later[-1]}"
    if left := arrive.not_taken(home(), source, night, new):
        shown = ", ".join(f"{path} ({why})" for path, why in left.items())
        result += f"; {len(left):,} not taken: {shown}"
    report(result)
    return list(left)


def not_taken(source: str, as_at: str | None) -> dict[str, str]:
    """Return what lies in landing for a night and has not been taken, each with the reason."""
    from ingest.arrive import register_arrivals as arrive

    return arrive.not_taken(home(), source, _night(as_at), arrive.new_files(home(), source))


def _night(as_at: str | None) -> date | None:
    return date.fromisoformat(as_at) if as_at else None


def settle_seconds() -> float:
    """How long a file must have been unchanged where a scheduler starts the night."""
    from settings import arrival

    return arrival.settle_seconds(home())


def _to_load(registered: "Sequence[Arrival]", is_reload: bool) -> str:
    if not registered:
        return "nothing new" + (", and no file matches what was chosen" if is_reload else "")
    again = sum(arrival.is_revalidation for arrival in registered)
    of_these = f", {again:,} of them again" if again else ""
    return f"{count(len(registered), 'file')} to load{of_these}"


@cache
def _rules() -> str:
    """A fingerprint of gate 1: where it changes, the files that it rejected are revalidated."""
    package = Path(__file__).resolve().parent.parent / "expectations"
    found = hashlib.sha256()
    for path in sorted(package.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def by_authority(arrivals: "Iterable[Arrival]") -> "list[list[Arrival]]":
    """Group files by authority; each group in the order of loading: files that others refer to
    first, then by business date, since each is compared with the one before."""
    files = sorted(arrivals, key=lambda each: (each.la_code, each.wave, each.in_order))
    return [list(group) for _, group in groupby(files, key=lambda each: each.la_code)]


def load_arrivals(arrivals: "Iterable[Arrival]") -> None:
    """Load files one after the other. A fault in the code at one of them is raised at the end."""
    with lock.beside_loads(home(), lock.PATIENCE):
        _load_each(arrivals)


def _load_each(arrivals: "Iterable[Arrival]") -> None:
    from ingest.errors import InternalError

    faults: list[Exception] = []
    for arrival in arrivals:
        try:
            load_arrival(arrival)
        except OSError:
            raise
        except InternalError as fault:
            log.warning("%s", fault)
            faults.append(fault)
        except Exception as fault:
            log.exception("landing/%s could not be loaded", arrival.file_path)
            faults.append(fault)
    if faults:
        raise faults[0]


def load_pending(
    source: str, as_at: str | None, la_code: str, settle_seconds: float = SETTLE_SECONDS
) -> None:
    """Load what is pending now of an authority: files that were replaced in landing, that have
    arrived since or were not loaded. For a task that is run again."""
    with lock.alone(home(), lock.PATIENCE):
        pending = _register(source, as_at, None, settle_seconds)
        report_registered(source, as_at, pending, is_reload=False)
        for files in by_authority(each for each in pending if each.la_code == la_code):
            _load_each(files)


def rejected_among(arrivals: "Sequence[Arrival] | None") -> "list[Arrival]":
    """Return those of a run's arrivals that were rejected in it, at most MOST_REJECTED of each
    authority: each gets a task, and a folder of other files must not cost everybody the night. A
    file that was rejected before, and that an accepted one has replaced, is left out."""
    if not arrivals:
        return []
    receipts, missing = receipts_of(arrivals), unfinished(arrivals)
    done = [each for each in arrivals if each.load_id in receipts.keys() - missing]
    rejected = [each for each in done if receipts[each.load_id].is_rejected]
    left = {each.load_id for each in unreplaced([receipts[one.load_id] for one in rejected])}
    found: list[Arrival] = []
    for files in by_authority(e for e in rejected if e.load_id in left or not e.is_revalidation):
        found += files[:MOST_REJECTED]
        if (more := len(files) - MOST_REJECTED) > 0:
            report(f"{files[0].la_code}: {count(more, 'more rejected file')} without a task")
    return found


def unreplaced(rejected: "Iterable[Receipt]") -> "list[Receipt]":
    """Return the receipts of those rejected files that no accepted file has replaced."""
    from ingest.register import receipts

    files = list(rejected)
    left = {
        receipt.load_id
        for source in {each.source for each in files}
        for receipt in receipts.unreplaced_rejections(home(), source)
    }
    return [each for each in files if each.load_id in left]


def why_rejected(arrival: "Arrival") -> list[str]:
    """Return the line with the reason why an arrival was rejected."""
    return [rejection(receipt) for receipt in receipts_of([arrival]).values()]


def unresolved(source: str, arrival: "Arrival") -> list[str]:
    """Return a line for each rejected file that is about the same as an arrival, the arrival itself
    or what was put in its place, and that is still in landing and not replaced."""

    def about(file: "Arrival | Receipt") -> tuple[str | None, ...]:
        named = (file.dataset, file.release_file, file.business_date)
        return (file.la_code, *(named if file.dataset else (file.file_path,)))

    rejections = unresolved_rejections(source)
    return [rejection(each) for each in rejections if about(each) == about(arrival)]


def load_arrival(arrival: "Arrival") -> "Receipt":
    """Read, check and store one file; the receipt of a bad file has what is wrong with it.

    A file that is rejected for an internal error has no `validated_by`: no rule has been applied.
    Raises OSError where the disk, the share or the register failed: a second attempt can succeed.
    Raises OriginalLost where a file was to be loaded again and its stored bytes have changed: its
    receipt and rows stay.
    """
    from expectations.validation import CheckCrashed
    from ingest.arrive.original_check import OriginalLost
    from ingest.deletion import erase
    from ingest.errors import FileRejected, InternalError
    from ingest.load import finish

    try:
        heal.before_a_load(arrival)
        arrival = erase.redact_new(home(), arrival)
        receipt = _check_and_store(arrival)
    except OriginalLost as lost:
        if heal.has_whole_rows(arrival):
            raise
        receipt = finish.reject(home(), replace(arrival, validated_by=None), str(lost))
    except (InternalError, CheckCrashed) as fault:
        receipt = finish.reject(home(), replace(arrival, validated_by=None), str(fault))
    except FileRejected as rejected:
        receipt = finish.reject(home(), arrival, str(rejected))
    report_loaded(receipt)
    return receipt


def _check_and_store(arrival: "Arrival") -> "Receipt":
    from expectations import runner
    from ingest.arrival import Action
    from ingest.load import finish
    from ingest.read import reader
    from ingest.read.comparison import reference_data

    if identical_file := reference_data.identical_file(home(), arrival):
        return finish.mark_duplicate(home(), arrival, identical_file)
    if arrival.action is Action.NO_ROWS:
        return finish.accept_without_rows(home(), arrival)
    with reader.read(home(), arrival) as batch:
        facts = reference_data.describe(home(), batch)
        gate = runner.check(batch.connection, facts, home())
        return finish.finish(home(), batch, gate)


def unfinished(arrivals: "Sequence[Arrival]") -> set[str]:
    """Return the load ids of the arrivals that are still pending."""
    from ingest.register import arrivals as register

    return register.pending_among(home(), [arrival.load_id for arrival in arrivals])


def receipts_of(arrivals: "Sequence[Arrival]") -> "dict[str, Receipt]":
    """Return the receipts of arrivals that have one, by load id."""
    from ingest.register import receipts

    return receipts.by_load_id(home(), [arrival.load_id for arrival in arrivals])


def unresolved_rejections(source: str) -> "list[Receipt]":
    """Return the receipts of a source's rejected files that lie in landing and are not replaced."""
    from ingest.arrive import revalidation

    return revalidation.unresolved_rejections(home(), source)
