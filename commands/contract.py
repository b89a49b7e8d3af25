"""`send contract suggest` and `send contract check`: connect files whose layout differs
from the contract.

Neither loads anything, writes into $SEND_HOME or shows a value of a person.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import complete_datasets, la_option, read_la_code
from steps.reporting import count, home

if TYPE_CHECKING:
    from ingest.receipt import Receipt
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
    if trial.waits_for:
        lines.append(
            f"{trial.waits_for} is missing: the contract requires it beside the file. Nights leave "
            "the file waiting until it is there. The content is not checked."
        )
    for receipt in trial.receipts:
        lines += _lines_of_file(receipt, tuple(each.reason for each in trial.reasons))
    if trial.reasons:
        lines.append("quarantined:")
        lines += [
            f"  {count(each.rows, 'row')}, first in line {each.first_line}: {each.reason}"
            for each in trial.reasons
        ]
    return [*lines, "Nothing was loaded."]


def _lines_of_file(receipt: "Receipt", of_rows: tuple[str, ...]) -> list[str]:
    """The outcome of a file and its findings; `of_rows` are the reasons of quarantine, which are
    listed by themselves. Other datasets are not there in a trial."""
    from ingest.read.comparison.reference_data import NOT_CHECKED
    from steps import dates

    lines = [
        f"{receipt.file_name} ({receipt.dataset or 'dataset not recognised'}, "
        f"{receipt.business_date or 'no date'}): {receipt.outcome.replace('_', ' ')}; "
        f"{receipt.rows_accepted:,} of {count(receipt.rows_read, 'row')} accepted, "
        f"{receipt.rows_quarantined:,} quarantined, {receipt.rows_duplicate:,} duplicate"
    ]
    findings = [each for each in receipt.findings if not each.startswith(of_rows)]
    lines += [f"  {each}" for each in findings if NOT_CHECKED not in each]
    columns = [each.partition(f" {NOT_CHECKED}")[0] for each in findings if NOT_CHECKED in each]
    if columns:
        lines.append(f"  {', '.join(columns)}: compared with other files by a night, and not here")
    if receipt.business_date and receipt.business_date > dates.today().isoformat():
        lines.append(
            f"  its date, {receipt.business_date}, lies after today: nights before it leave the "
            f"file waiting; is the year right? send night --date {receipt.business_date} takes it."
        )
    return lines
