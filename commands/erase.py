"""`send erase`: remove one person from everything that is kept and from what arrives later.

The case system's id of the person is read from standard input, because a command line stays in the
shell's history and in the list of processes. Only counts are printed.
"""

import getpass
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from commands.airflow import configuration
from commands.night import runner
from commands.options import By, day_option, la_option, read_la_code, words_option
from steps import choice, lock
from steps.deletion import erasure, erasure_search
from steps.reporting import StepFailed, count, home


def erase(
    la: Annotated[str, la_option("The authority.", parser=read_la_code)],
    day: Annotated[date, day_option("--date", "The day of the decision.")],
    by: By,
    reason: Annotated[str, words_option("--reason", "Why; name nobody here.")],
) -> int:
    """Erase one person, then run the night. The case id is read from standard input or a prompt.

    Erase the person in the case system first: later extracts are kept here without them, but the
    case system keeps them. Exit code 0: done; 1: done, and the night found something else; 2: not
    done, or not everywhere.
    """
    configuration.configure(home())
    choice.check_known(la, None)
    case_id = _case_id()  # before the lock, since a night must not wait for somebody who types
    with lock.alone(home()):
        erased = erasure.erase(la, case_id, erasure.ErasureDecision(day, by, reason))
        _print(la, erased)
        code = runner.run()
        erasure.delete_earlier_publications()
        return max(code, _check(la, case_id, erased.unread))


def _case_id() -> str:
    """Read the id: from a prompt that shows nothing, or from the first line piped in."""
    prompt = "The person's id in the case system (it is not shown): "
    typed = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    if not typed.strip():
        raise StepFailed(
            "No case id came on standard input. Type it when asked, or: send erase … < id.txt"
        )
    return typed.strip()


def _print(la_code: str, erased: erasure.Erased) -> None:
    for (source, dataset), rows in sorted(erased.rows.items()):
        typer.echo(f"  {source}.{dataset}: {count(rows, 'row')} removed")
    if erased.references:
        typer.echo(f"  {count(erased.references, 'ledger line')} without the reference; they stay")
    typer.echo(f"{count(erased.files, 'file')} rewritten; they are loaded again now.")
    if not erased.files:
        typer.echo(
            f"No file of {la_code} holds that case id; files that arrive later are kept without it."
        )
    for path in erased.deleted:
        typer.echo(f"  deleted whole, since nobody can read it: landing/{path}")


def _check(la_code: str, case_id: str, unread: Sequence[str]) -> int:
    """Report what is left of the person; return 2 where something is, or where a file that may
    hold them was not searched."""
    left = erasure_search.search(la_code, case_id)
    if not erasure_search.is_distinctive(case_id):
        typer.echo(
            "The case id is short or only digits: files were searched for the person's keys and "
            "not for the id itself, which would be found in counts."
        )
    for place, rows in left.found.items():
        typer.echo(f"STILL THERE: {count(rows, 'row')} in {place}", err=True)
    for path in left.unsearched:
        typer.echo(
            f"NOT SEARCHED: {path} can't be read. Delete it, if the night does not make it again, "
            "then run send erase again.",
            err=True,
        )
    for path in unread:
        typer.echo(
            f"NOT SEARCHED: landing/{path} was accepted once and can't be read by today's "
            "contract. Correct the contract and run send erase again.",
            err=True,
        )
    if left.found:
        typer.echo(
            "The night above shows what stops the publication. Correct it, then run send erase "
            "again with the same id.",
            err=True,
        )
    return 2 if left.found or left.unsearched or unread else 0
