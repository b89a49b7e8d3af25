"""The steps from the loaded files to the publication: build, gate 2, publish."""

from collections.abc import Sequence
from datetime import date, timedelta

from steps import checked_totals, closing, expected_files, lock, settings
from steps.dbt import build as dbt_build
from steps.dbt import process
from steps.reporting import StepFailed, count, home, log, report

# the wait for the lock, dbt, and dbt again where it was killed
LIMIT = timedelta(seconds=lock.PATIENCE) + 2 * process.LIMIT + timedelta(minutes=30)


def build(as_at: str, night: str) -> str:
    """Build the warehouse as at a date, with the files that are expected up to a night; return the
    build's id. Raises StepFailed.

    What dbt reads is written under the same lock: `send as-known` writes it for another date."""
    with lock.alone(home(), lock.PATIENCE):
        expected_files.write(night)
        write_receipts()
        closing.write_closes()
        settings.write_tables()
        return dbt_build.build(home(), as_at)


def write_receipts() -> None:
    """Write every receipt as one table for the marts."""
    from ingest.register import export

    export.write(home())


def gate(build_id: str) -> list[str]:
    """Gate 2 of a build; return the authorities that it holds back. Raises StepFailed where the
    marts must not be published."""
    with lock.alone(home(), lock.PATIENCE):
        dbt_build.check_built(home(), build_id)
        held_back = dbt_build.held_back(home())
        if checked_totals.are_right(home(), build_id):
            report("totals: found right when these marts were built")
            return held_back
        wrong = check_totals()
        if not wrong:
            checked_totals.record_right(home(), build_id)
        return sorted({*held_back, *wrong})


def check_totals() -> list[str]:
    """Return the authorities whose totals can't be right. Raises StepFailed where totals of all are
    wrong, or disagree with figures that are published elsewhere."""
    from expectations import runner

    wrong = runner.check_marts(home())
    stopping = [str(each) for each in wrong if not each.la_codes]
    if stopping:
        raise StepFailed("\n".join(["Totals that can't be right:", *stopping]))
    for each in wrong:
        log.warning("Totals that can't be right, of %s: %s", ", ".join(each.la_codes), each)
    return sorted({la_code for each in wrong for la_code in each.la_codes})


def publish(as_at: str, held_back: Sequence[str], build_id: str) -> None:
    """Publish all marts of a build at once, with a page for each authority; held-back authorities
    keep the rows of the last publication."""
    from publish import outputs, snapshot
    from publish.errors import PublishError

    with lock.alone(home(), lock.PATIENCE):
        dbt_build.check_built(home(), build_id)
        try:
            night = date.fromisoformat(as_at)
            done = snapshot.publish(home(), night, set(held_back), outputs.NIGHTLY)
        except PublishError as reason:
            raise StepFailed(str(reason)) from None
    for line in done.damaged:
        report(line)
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
            f"Held back: {', '.join(held_back)}. Their marts stay those of the last publication. "
            "All failing rows lie in schema test_failures of warehouse.duckdb, by test and "
            "la_code; for an authority that the build left out, or of which a total is wrong, the "
            "lines of build and gate name what fails. Correct the files and send them again."
        )
        with lock.alone(home(), lock.PATIENCE):  # a build would have the warehouse open
            for la_code in held_back:
                problems += dbt_build.failing_rows_of(home(), la_code)
    if withheld:
        problems.append(
            f"Left out of published/open and published/pages: {', '.join(withheld)}. A count of 1 "
            "to 5 that their open tables suppress could be derived from the rest. Nothing is wrong "
            "with their files; report it to the maintainers of the warehouse, with this message."
        )
    if problems:
        raise StepFailed("\n".join(problems))
    report("all authorities are published")
