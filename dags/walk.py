"""The steps as the DAGs call them: plain functions over the other rooms, runnable without Airflow.

Each imports what it needs inside itself, for the scheduler reads the DAG files every half minute.
What a step `say`s is one line: in Airflow it lands in the task's log, in `make night` on the
console.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

Again = dict[str, Any]  # la_code, dataset, from, to, refused_only; each may be left out
Arrival = dict[str, Any]  # load_id, la_code, source, dataset, business_date, file_path, wave
Receipt = dict[str, Any]  # as ingest.receipts writes it

log = logging.getLogger("send")


class StepFailed(Exception):
    """A step that must not go on; the message is for the person on call, no traceback needed."""


def home() -> Path:
    """Return $SEND_HOME as an absolute path (default: data/ in the repository)."""
    default = Path(__file__).resolve().parent.parent / "data"
    return Path(os.environ.get("SEND_HOME") or default).resolve()


def say(message: str, **facts: Any) -> None:
    """Report a step's outcome in one line; `facts` travel with it to whoever listens."""
    log.info(message, extra={"facts": facts})


def take_in(source: str, as_at: str | None, again: Again | None = None) -> list[Arrival]:
    """Take in what has arrived whole for a source; return the files to load, by business date.

    `again` asks for files that were loaded before: those of its la_code, dataset and business
    dates (`from`, `to`), or of these the ones with refused rows alone (`refused_only`).
    """
    from expectations import waivers
    from ingest import arrivals
    from ingest.again import Asked

    asked = None
    if again is not None:
        names = {"from": "first", "to": "last"}
        asked = Asked(**{names.get(name, name): value for name, value in again.items()})
    night = date.fromisoformat(as_at) if as_at else None
    taken = arrivals.take_in(home(), source, night, _rules() + waivers.judge(home()), asked)
    before = sum(arrival["judged_before"] for arrival in taken)
    said = (
        f"{count(len(taken), 'file')} to load" + (f", {before:,} of them again" if before else "")
        if taken
        else "nothing new" + (", and nothing is as asked for" if again else "")
    )
    if later := arrivals.waiting(home(), source, night):
        said += f"; {count(len(later), 'file')} of a later date: {later[-1]}"
    say(said)
    return taken


@cache
def _rules() -> str:
    """A fingerprint of gate 1: where it changes, what it refused is judged again."""
    room = Path(__file__).resolve().parent.parent / "expectations"
    found = hashlib.sha256()
    for path in sorted(room.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def in_series(arrivals: Iterable[Arrival]) -> list[list[Arrival]]:
    """Group files by authority, dataset and, in a release, file; each group by business date."""

    def group(arrival: Arrival) -> tuple[str, ...]:
        return tuple(str(arrival[name]) for name in ("la_code", "dataset", "release_file"))

    def order(arrival: Arrival) -> tuple[str, ...]:
        return (arrival["business_date"] or "", arrival["precedence"], arrival["load_id"])

    found = groupby(sorted(arrivals, key=lambda each: (group(each), order(each))), key=group)
    return [list(files) for _, files in found]


def load_series(series: Sequence[Arrival]) -> list[str]:
    """Load files one after the other; say in a line for each that was rejected why."""
    receipts = [load_file(arrival) for arrival in series]
    return [rejection(receipt) for receipt in receipts if _rejected(receipt)]


def load_file(arrival: Arrival) -> Receipt:
    """Read, check and keep one file; a bad file becomes a receipt that says why.

    A file that is refused for a fault of the house has no `judged_by`: nothing has judged it yet.
    Raises OSError where the disk, the share or the register failed: that is worth another try.
    """
    from expectations import runner
    from ingest import batch, errors, known, load
    from ingest.deletion import erase

    try:
        arrival = erase.at_the_door(home(), arrival)
        said = known.said_already(home(), arrival)
        if said or arrival["nothing_to_load"]:
            receipt = load.nothing_to_load(home(), arrival | {"duplicate_of": said})
        else:
            with batch.read(home(), arrival) as read:
                receipt = load.finish(home(), read, runner.check(read, home()))
    except (errors.HouseAtFault, runner.CheckCrashed) as fault:
        receipt = load.reject(home(), arrival | {"judged_by": None}, str(fault))
    except errors.FileRejected as refused:
        receipt = load.reject(home(), arrival, str(refused))
    say(rejection(receipt) if _rejected(receipt) else _rows(receipt), receipt=receipt)
    return receipt


def verdict(source: str, arrivals: Sequence[Arrival] | None) -> None:
    """Fail where a file was not loaded, naming each: of tonight's, and of those rejected on earlier
    nights that still lie in landing and that nothing has replaced. The rest has gone on already."""
    if arrivals is None:
        raise StepFailed("Nothing was taken in: arrive failed, see its line above.")
    missing, written = unfinished(arrivals), receipts_of(arrivals)
    problems = [
        f"{arrival['file_path']}: not loaded, its task did not finish."
        for arrival in arrivals
        if arrival["load_id"] in missing
    ]
    new = {arrival["load_id"] for arrival in arrivals if not arrival["judged_before"]} - missing
    problems += [rejection(written[each]) for each in sorted(new) if _rejected(written[each])]
    earlier = [rejection(each) for each in standing(source) if each["load_id"] not in new | missing]
    said = []
    if problems:
        loaded_not = f"{count(len(problems), 'file')} of {len(arrivals)} not loaded"
        said += [f"{loaded_not}; yesterday's data stays for them:", *problems]
    if earlier:
        rejected_before = f"{count(len(earlier), 'file')} rejected before"
        said += [f"{rejected_before}, not replaced and still in landing:", *earlier]
    said += _of_waivers([written[each] for each in sorted(new)])
    if said:
        raise StepFailed("\n".join(said))
    say("every file was loaded" if arrivals else "nothing to load")


def _of_waivers(receipts: Sequence[Receipt]) -> list[str]:
    """Waivers that have run out although what they waived is still so, and a file of waivers that
    can't be read: somebody owes a decision, so the night is red."""
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
    """Return the load ids that have not been judged yet, or not again."""
    from ingest import register

    return register.unfinished(home(), [arrival["load_id"] for arrival in arrivals])


def receipts_of(arrivals: Sequence[Arrival]) -> dict[str, Receipt]:
    """Return the receipts of arrivals that have one, by load id."""
    from ingest import receipts

    return receipts.of(home(), [arrival["load_id"] for arrival in arrivals])


def standing(source: str) -> list[Receipt]:
    """Return the receipts of a source's rejected files that still lie in landing unreplaced."""
    from ingest import again

    return again.standing(home(), source)


def write_receipts() -> None:
    """Write every receipt as one table for the marts."""
    from ingest import receipts

    receipts.export(home())


def check_published_totals() -> None:
    """Gate 2 on totals: stop where our marts disagree with what is published elsewhere."""
    from expectations import runner

    findings = runner.check_marts(home())
    if findings:
        raise StepFailed("\n".join(["Totals that can't be right:", *map(str, findings)]))


def publish(as_at: str, held_back: Sequence[str]) -> None:
    """Publish the marts whole, with a page for each authority; the authorities held back keep the
    rows published before."""
    from publish import outputs, snapshot

    done = snapshot.publish(home(), date.fromisoformat(as_at), set(held_back), outputs.NIGHTLY)
    rows = f"{count(len(done.rows), 'table')}, {count(sum(done.rows.values()), 'row')}"
    say(f"{done.publication_id}: {rows}" + ("" if done.changed else ", unchanged"))


def none_held_back(held_back: Sequence[str]) -> None:
    """Fail where an authority was held back, when all the others have been published."""
    if held_back:
        raise StepFailed(
            f"Held back, so that yesterday's marts stay for them: {', '.join(held_back)}. Their "
            "failing rows lie in schema test_failures of warehouse.duckdb, by test and la_code; "
            "put the files right and send them again."
        )
    say("all authorities are published")


def rejection(receipt: Receipt) -> str:
    """Say in one line which file was rejected and why."""
    why = " ".join(receipt.get("findings") or ["no reason was recorded."])
    named = receipt["file_path"] in why
    return f"REJECTED {why}" if named else f"REJECTED landing/{receipt['file_path']}: {why}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: 1 file, 2,000 files."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


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
