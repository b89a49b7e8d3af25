"""`send case`: the case system's id behind a key of the marts, for the roles that may know it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.options import By, la_option, read_la_code, words_option
from steps import case_lookup
from steps.reporting import home


def case(
    la: Annotated[str, la_option("The authority.", parser=read_la_code)],
    key: Annotated[str, words_option("--key", "A key of the marts, such as placement_key.")],
    by: By,
    reason: Annotated[str, words_option("--reason", "Why; name nobody here.")],
) -> int:
    """Print the case system's id behind a key.

    Who asked and why is recorded, in landing/.received/lookups, before anything is printed. The
    roles that may are listed in settings/roles.yml (case_lookup). The id is printed to standard
    output.
    """
    request = case_lookup.Request(la, key, by, reason, datetime.now(UTC))
    for line in case_lookup.find(request):
        typer.echo(line)
    typer.echo(f"Recorded in {home()}/landing/.received/lookups/{la}.", err=True)
    return 0
