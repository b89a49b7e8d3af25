"""The last step of a source: whether every file was collected and loaded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from steps import collect, sources
from steps.outcome import rejection
from steps.reporting import StepFailed, count, report

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.arrival import Arrival
    from ingest.receipt import Receipt


def check(
    source: str,
    arrivals: "Sequence[Arrival] | None",
    left: Sequence[str] = (),
    *,
    is_repeated: bool = False,
) -> None:
    """Raise StepFailed with each file that was not loaded: of this run, and of earlier nights where
    the rejection is unresolved. The other files have been passed on already. `left` are the paths
    that the run found in landing and did not take; those that another run has taken since are left
    out.

    Of a repeated run, too, only the unresolved rejections count: the others have been replaced."""
    if arrivals is None:
        raise StepFailed("The files of the source are not known: arrive failed, see its line.")
    missing, receipts = sources.unfinished(arrivals), sources.receipts_of(arrivals)
    new = {arrival.load_id for arrival in arrivals if not arrival.is_revalidation} - missing
    if is_repeated:
        new -= {load_id for load_id in new if receipts[load_id].is_rejected}
    loaded_now = [receipts[load_id] for load_id in sorted(new)]
    problems = [
        *_not_loaded(arrivals, missing, loaded_now),
        *_rejected_before(source, known=new | missing),
        *_not_taken(source, left),
        *_waivers(loaded_now),
        *_not_collected(source),
    ]
    if problems:
        raise StepFailed("\n".join(problems))
    report("every file was loaded" if arrivals else "nothing to load")


def _not_loaded(
    arrivals: "Sequence[Arrival]", missing: set[str], loaded: "Sequence[Receipt]"
) -> list[str]:
    problems = [
        f"{arrival.file_path}: not loaded, its task did not finish."
        for arrival in arrivals
        if arrival.load_id in missing
    ]
    problems += [rejection(receipt) for receipt in loaded if receipt.is_rejected]
    if not problems:
        return []
    total = f"{count(len(problems), 'file')} of {len(arrivals)} not loaded"
    return [f"{total}; the data last accepted stays in place of them:", *problems]


def _rejected_before(source: str, known: set[str]) -> list[str]:
    earlier = [
        rejection(receipt)
        for receipt in sources.unresolved_rejections(source)
        if receipt.load_id not in known
    ]
    if not earlier:
        return []
    return [
        f"{count(len(earlier), 'file')} rejected before, not replaced and still in landing:",
        *earlier,
    ]


def _not_taken(source: str, left: Sequence[str]) -> list[str]:
    """Return a line for each path of `left` that is still not taken."""
    now = sources.not_taken(source, None) if left else {}
    found = [f"{path}: {now[path]}." for path in left if path in now]
    if not found:
        return []
    what = count(len(found), "file")
    return [f"{what} in landing not taken; a later night takes what is whole by then:", *found]


def _not_collected(source: str) -> list[str]:
    """Return the feeds that failed when they were last collected."""
    found = [f"{la_code}: {problem}" for la_code, problem in collect.problems(source)]
    return ["Not collected from where they come from:", *found] if found else []


def _waivers(receipts: "Sequence[Receipt]") -> list[str]:
    """Return the expired waivers of checks that still fail: each needs a decision."""
    expired = [
        f"landing/{receipt.file_path}: {each}"
        for receipt in receipts
        for each in receipt.expired_waivers
    ]
    return ["Waivers that have expired:", *expired] if expired else []
