"""The steps of a source: take in the files that arrived, load them, check that all are loaded."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from steps.reload import Reload
from steps.reporting import LoadedFile, StepFailed, count, home, report

Arrival = dict[str, Any]  # load_id, la_code, source, dataset, business_date, file_path, wave, …
Receipt = dict[str, Any]  # as ingest.receipts writes it
Json = dict[str, Any]


def to_json(arrivals: Iterable[Arrival]) -> list[Json]:
    """Write arrivals as Airflow hands them from one task to the next."""
    return [dict(arrival) for arrival in arrivals]


def from_json(values: Iterable[Json]) -> list[Arrival]:
    """Read arrivals that another task of the DAG returned."""
    return [dict(value) for value in values]


def take_in(source: str, as_at: str | None, reload: Reload | None = None) -> list[Arrival]:
    """Register the files that have arrived whole for a source; return those to load, by business
    date. `reload` adds files that were loaded before."""
    from expectations import waivers
    from ingest import arrivals
    from ingest.again import Asked

    asked = None
    if reload is not None:
        json = reload.to_json()
        asked = Asked(reload.la_code, reload.dataset, json["from"], json["to"], reload.rejects_only)
    night = date.fromisoformat(as_at) if as_at else None
    taken = arrivals.take_in(home(), source, night, _rules() + waivers.judge(home()), asked)
    result = _to_load(taken, is_reload=reload is not None)
    if later := arrivals.waiting(home(), source, night):
        result += f"; {count(len(later), 'file')} of a later date: {later[-1]}"
    report(result)
    return taken


def _to_load(taken: Sequence[Arrival], is_reload: bool) -> str:
    if not taken:
        return "nothing new" + (", and no file matches what was chosen" if is_reload else "")
    again = sum(arrival["judged_before"] for arrival in taken)
    return f"{count(len(taken), 'file')} to load" + (f", {again:,} of them again" if again else "")


@cache
def _rules() -> str:
    """A fingerprint of gate 1: where it changes, what it rejected is validated again."""
    package = Path(__file__).resolve().parent.parent / "expectations"
    found = hashlib.sha256()
    for path in sorted(package.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def in_series(arrivals: Iterable[Arrival], wave: int | None = None) -> list[list[Arrival]]:
    """Group the files of a wave (None: of all) by authority, dataset and, in a release, file; each
    group is in the order of its business dates."""

    def group(arrival: Arrival) -> tuple[str, ...]:
        return tuple(str(arrival[name]) for name in ("la_code", "dataset", "release_file"))

    def order(arrival: Arrival) -> tuple[str, ...]:
        return (arrival["business_date"] or "", arrival["precedence"], arrival["load_id"])

    chosen = (each for each in arrivals if wave is None or each["wave"] == wave)
    found = groupby(sorted(chosen, key=lambda each: (group(each), order(each))), key=group)
    return [list(files) for _, files in found]


def load_series(series: Iterable[Arrival]) -> list[str]:
    """Load files one after the other; return a line with the reason for each rejected file."""
    receipts = [load_file(arrival) for arrival in series]
    return [rejection(receipt) for receipt in receipts if _rejected(receipt)]


def load_file(arrival: Arrival) -> Receipt:
    """Read, check and store one file; the receipt of a bad file says what is wrong with it.

    A file that is rejected for an internal error has no `judged_by`: no rule has been applied yet.
    Raises OSError where the disk, the share or the register failed: that is worth another try.
    """
    from expectations import runner
    from ingest import batch, errors, known, load
    from ingest.deletion import erase

    try:
        arrival = erase.at_the_door(home(), arrival)
        duplicate_of = known.said_already(home(), arrival)
        if duplicate_of or arrival["nothing_to_load"]:
            receipt = load.nothing_to_load(home(), arrival | {"duplicate_of": duplicate_of})
        else:
            with batch.read(home(), arrival) as read:
                receipt = load.finish(home(), read, runner.check(read, home()))
    except (errors.HouseAtFault, runner.CheckCrashed) as fault:
        receipt = load.reject(home(), arrival | {"judged_by": None}, str(fault))
    except errors.FileRejected as rejected:
        receipt = load.reject(home(), arrival, str(rejected))
    report_loaded(receipt)
    return receipt


def report_loaded(receipt: Receipt) -> None:
    """Report what a file's load came to: its rows, or why it was rejected."""
    dataset = receipt["release_file"] or receipt["dataset"] or "?"
    about = receipt["business_date"] or receipt["file_path"]
    label = " · ".join([receipt["la_code"], dataset, about])
    loaded = LoadedFile(label, receipt["file_path"], receipt["outcome"], receipt)
    report(rejection(receipt) if _rejected(receipt) else _rows(receipt), loaded)


def check_all_loaded(source: str, arrivals: Sequence[Arrival] | None) -> None:
    """Raise StepFailed with each file that was not loaded: of this run, and of earlier nights where
    the rejection is unresolved. The other files have been passed on already."""
    if arrivals is None:
        raise StepFailed("The files of the source are not known: arrive failed, see its line.")
    missing, receipts = unfinished(arrivals), receipts_of(arrivals)
    new = {arrival["load_id"] for arrival in arrivals if not arrival["judged_before"]} - missing
    loaded_now = [receipts[load_id] for load_id in sorted(new)]
    problems = [
        *_not_loaded(arrivals, missing, loaded_now),
        *_rejected_before(source, known=new | missing),
        *_waivers(loaded_now),
    ]
    if problems:
        raise StepFailed("\n".join(problems))
    report("every file was loaded" if arrivals else "nothing to load")


def _not_loaded(
    arrivals: Sequence[Arrival], missing: set[str], loaded: Sequence[Receipt]
) -> list[str]:
    problems = [
        f"{arrival['file_path']}: not loaded, its task did not finish."
        for arrival in arrivals
        if arrival["load_id"] in missing
    ]
    problems += [rejection(receipt) for receipt in loaded if _rejected(receipt)]
    if not problems:
        return []
    total = f"{count(len(problems), 'file')} of {len(arrivals)} not loaded"
    return [f"{total}; yesterday's data stays for them:", *problems]


def _rejected_before(source: str, known: set[str]) -> list[str]:
    earlier = [
        rejection(receipt)
        for receipt in unresolved_rejections(source)
        if receipt["load_id"] not in known
    ]
    if not earlier:
        return []
    return [
        f"{count(len(earlier), 'file')} rejected before, not replaced and still in landing:",
        *earlier,
    ]


def _waivers(receipts: Sequence[Receipt]) -> list[str]:
    """Return the expired waivers of checks that still fail, and what is wrong with the waivers'
    own file: each needs a decision."""
    from expectations import waivers

    expired = [
        f"landing/{receipt['file_path']}: {each}"
        for receipt in receipts
        for each in receipt.get("expired_waivers", [])
    ]
    wrong = waivers.problem(home())
    return [
        *(["Waivers that have expired:", *expired] if expired else []),
        *([wrong] if wrong else []),
    ]


def unfinished(arrivals: Sequence[Arrival]) -> set[str]:
    """Return the load ids of the arrivals that are still pending."""
    from ingest import register

    return register.unfinished(home(), [arrival["load_id"] for arrival in arrivals])


def receipts_of(arrivals: Sequence[Arrival]) -> dict[str, Receipt]:
    """Return the receipts of arrivals that have one, by load id."""
    from ingest import receipts

    return receipts.of(home(), [arrival["load_id"] for arrival in arrivals])


def unresolved_rejections(source: str) -> list[Receipt]:
    """Return the receipts of a source's rejected files that lie in landing and are not replaced."""
    from ingest import again

    return again.standing(home(), source)


def rejection(receipt: Receipt) -> str:
    """Write in one line which file was rejected and why."""
    why = " ".join(receipt.get("findings") or ["no reason was recorded."])
    named = receipt["file_path"] in why
    return f"REJECTED {why}" if named else f"REJECTED landing/{receipt['file_path']}: {why}"


def _rejected(receipt: Receipt) -> bool:
    return bool(receipt["outcome"] == "rejected")


def _rows(receipt: Receipt) -> str:
    outcome = receipt["outcome"].replace("_", " ")
    parts = [f"{receipt['rows_accepted']:,} of {count(receipt['rows_read'], 'row')}"]
    parts += [
        f"{receipt[f'rows_{kind}']:,} {kind}"
        for kind in ("quarantined", "duplicate")
        if receipt[f"rows_{kind}"]
    ]
    return f"{outcome}: " + ", ".join(parts)
