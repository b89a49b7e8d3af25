"""`send settings check`: what is wrong with the files of $SEND_HOME/settings."""

from collections.abc import Callable, Iterator
from functools import partial

import typer

from steps.reporting import home


def check() -> int:
    """Print every problem of the settings, then remarks, one line each.

    A remark names what is right and yet worth a look, such as a connection that is not defined
    here: Airflow's metadata may define it for the nights of the scheduler.

    On first use, the folder is filled with examples. Exit code 0: no problem; 1: problems; 2: the
    command could not run.
    """
    from steps import settings

    found = settings.problems()
    remarks = [*settings.remarks(), *_missing_connections()]
    for line in [*found, *(f"Remark: {each.removesuffix('.')}." for each in remarks)]:
        typer.echo(line)
    if not found:
        typer.echo(f"No problem in {home() / 'settings'}")
    return 1 if found else 0


def _missing_connections() -> Iterator[str]:
    """Yield each connection of a feed or of messages that is not defined, or is of a wrong type."""
    from settings import alerts
    from steps import collect

    feeds, of_alerts = collect.all_feeds(), alerts.read(home()).connections
    if not feeds and not of_alerts:
        return
    from commands.airflow import configuration

    configuration.configure(home(), logging_level="ERROR", metadata=configuration.OF_THE_NIGHT)
    from dags.connections import connection_for  # Airflow takes two seconds to be imported
    from dags.connections.messages import connection_of
    from ingest.collect.source import NotCollected

    needed: list[tuple[str, Callable[[], object]]] = [
        *((f"collect/{la_code}.yml", partial(connection_for, feed)) for la_code, feed in feeds),
        *((alerts.FILE.name, partial(connection_of, name)) for name in of_alerts),
    ]
    for file, find in needed:
        try:
            find()
        except NotCollected as problem:
            yield f"settings/{file}: {problem}"
