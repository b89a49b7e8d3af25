"""`send publish postgres`: the current publication in another place."""

import typer

from steps import postgres as step


def postgres() -> int:
    """Write the current publication into Postgres.

    This is the last step of a night, alone: to repeat it after a failure, and to apply changed
    settings. settings/postgres.yml names the database and who reads what there.
    """
    for line in step.publish():
        typer.echo(line)
    return 0
