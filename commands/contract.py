"""`send contract suggest` and `send contract check`: connect a file in a layout of its own.

Neither loads anything, writes into $SEND_HOME or shows a value of a person.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import complete_datasets, la_option, read_la_code
from steps.reporting import home

if TYPE_CHECKING:
    from steps.contract_trial import Trial

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file as its system exports it.")]
Authority = Annotated[str, la_option("The authority.", parser=read_la_code)]
Dataset = Annotated[
    str,
    typer.Option(metavar="DATASET", help="Such as requests.", autocompletion=complete_datasets),
]
Overlay = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="An overlay to try. Default: the one in the settings."),
]


def suggest(file: File, la: Authority, dataset: Dataset) -> int:
    """Print a proposed overlay for a file.

    It is YAML. Comments name what the file does not show. Exit code 0: proposed; 2: the file can't
    be read.
    """
    from steps import contract_trial

    typer.echo(contract_trial.suggest(file, la, dataset), nl=False)
    return 0


def check(file: File, la: Authority, dataset: Dataset, overlay: Overlay = None) -> int:
    """Show what a night would do with a file; load nothing.

    The file is read and checked as in a night, in a folder of its own. What compares it with other
    files is not checked. Exit code 0: every row is accepted; 1: something would be rejected or
    quarantined; 2: the command could not run.
    """
    from steps import contract_trial

    trial = contract_trial.check(home(), file, la, dataset, overlay)
    for line in _lines(trial):
        typer.echo(line)
    return 0 if trial.is_accepted else 1


def _lines(trial: "Trial") -> list[str]:
    lines = []
    if trial.unrecognised:
        lines += [f"name: {trial.unrecognised}", "The content, tried under the standard name:"]
    for receipt in trial.receipts:
        outcome = receipt.outcome.replace("_", " ")
        lines.append(
            f"{receipt.file_name} ({receipt.dataset}, {receipt.business_date}): {outcome}; "
            f"{receipt.rows_accepted:,} of {receipt.rows_read:,} rows accepted, "
            f"{receipt.rows_quarantined:,} quarantined, {receipt.rows_duplicate:,} duplicate"
        )
        of_rows = tuple(each.reason for each in trial.reasons)
        lines += [f"  {each}" for each in receipt.findings if not each.startswith(of_rows)]
    if trial.reasons:
        lines.append("quarantined:")
        lines += [
            f"  {each.rows:,} rows, first in line {each.first_line}: {each.reason}"
            for each in trial.reasons
        ]
    return [*lines, "Nothing was loaded."]
