"""The steps between the loaded files and the publication that are not dbt's."""

from collections.abc import Sequence
from datetime import date

from steps.reporting import StepFailed, count, home, report


def write_receipts() -> None:
    """Write every receipt as one table for the marts."""
    from ingest.register import export

    export.write(home())


def check_totals() -> None:
    """Gate 2 on totals: raise StepFailed where the marts disagree with figures that are published
    elsewhere."""
    from expectations import runner

    findings = runner.check_marts(home())
    if findings:
        raise StepFailed("\n".join(["Totals that can't be right:", *map(str, findings)]))


def publish(as_at: str, held_back: Sequence[str]) -> None:
    """Publish all marts at once, with a page for each authority; held-back authorities keep the
    rows of the last publication."""
    from publish import outputs, snapshot

    done = snapshot.publish(home(), date.fromisoformat(as_at), set(held_back), outputs.NIGHTLY)
    rows = f"{count(len(done.rows), 'table')}, {count(sum(done.rows.values()), 'row')}"
    report(f"{done.publication_id}: {rows}" + ("" if done.changed else ", unchanged"))


def withheld() -> list[str]:
    """Return the authorities that what may be passed on leaves out, as it is published."""
    from publish import audiences

    return audiences.withheld(home() / "published")


def check_held_back(held_back: Sequence[str], withheld: Sequence[str]) -> None:
    """Raise StepFailed for held-back authorities, and for those that the open folder leaves out;
    all others have been published by then."""
    problems = []
    if held_back:
        problems.append(
            f"Held back, so that yesterday's marts stay for them: {', '.join(held_back)}. Their "
            "failing rows lie in schema test_failures of warehouse.duckdb, by test and la_code; "
            "put the files right and send them again."
        )
    if withheld:
        problems.append(
            f"Left out of published/open and published/pages: {', '.join(withheld)}. A count of 1 "
            "to 5 that their open tables suppress could be derived from the rest. Nothing is wrong "
            "with their files; report it to the maintainers of the warehouse, with this message."
        )
    if problems:
        raise StepFailed("\n".join(problems))
    report("all authorities are published")
