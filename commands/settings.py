"""`send settings check`: what is wrong with the files of $SEND_HOME/settings."""

import typer

from steps.reporting import home


def check() -> int:
    """Print every problem of the settings, then remarks, one line each.

    On first use, the folder is filled with examples. Exit code 0: no problem; 1: problems; 2: the
    command could not run.
    """
    from steps import settings

    found = settings.problems()
    for line in [*found, *(f"Remark: {each}." for each in settings.remarks())]:
        typer.echo(line)
    if not found:
        typer.echo(f"No problem in {home() / 'settings'}")
    return 1 if found else 0
