"""`send verify`: compare every stored file with its hash."""

import typer

from commands.airflow import configuration
from steps import verification
from steps.reporting import count, home


def verify() -> int:
    """Read every stored file and compare it with its hash.

    What is damaged is named. An original is kept again from landing, an arrival record written
    again from the register; rows and publications are made again by the next night. Exit code 0:
    every file is as it was written; 1: some were damaged; 2: the command could not run.
    """
    configuration.configure(home())
    found = verification.verify(typer.echo)
    for line in (*found.mended, *found.left):
        typer.echo(line)
    damaged = len(found.mended) + len(found.left)
    typer.echo(f"{count(damaged, 'damaged file')}; {len(found.left)} of them need a backup")
    return 1 if damaged else 0
