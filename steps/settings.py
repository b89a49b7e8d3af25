"""The settings of the installation: the check of a night, and what the marts need of them."""

from collections.abc import Sequence

from steps.reporting import StepFailed, count, home, log, report


def problems() -> list[str]:
    """Return every problem of every settings file, one line each. On first use, examples of the
    files are written."""
    from expectations import waivers
    from ingest import contract_files
    from ingest.collect import declared
    from ingest.deletion import retention
    from settings import check, examples
    from steps import waiver_effects

    if examples.write(home()):
        log.info("examples of the settings written to %s", home() / "settings")
    contract_files.read_again()
    found = [
        *contract_files.problems(),
        *waivers.problems(home()),
        *waiver_effects.problems(),
        *retention.problems(home()),
        *declared.problems(home()),
        *check.problems(home()),
    ]
    return sorted({str(each) for each in found})


def remarks() -> list[str]:
    """Return what is right in the settings and yet worth a look, one line each."""
    from steps import dates, waiver_effects

    return list(waiver_effects.past(dates.today()))


def write_tables() -> None:
    """Write the settings that the marts need, as Parquet."""
    from settings import tables

    tables.write(home())


def check_none(found: Sequence[str]) -> None:
    """Raise StepFailed with the problems of the settings, if there are any."""
    if found:
        lines = [f"{count(len(found), 'problem')} of the settings:", *found]
        raise StepFailed("\n".join(lines))
    report("no problem")
