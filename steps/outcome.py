"""What a file's load came to, in one line for the person on call."""

from typing import TYPE_CHECKING

from steps.reporting import ConsoleFile, count, report

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.receipt import Receipt

REPLACES = "replaces landing/"  # how a finding on a replaced file begins


def report_loaded(receipt: "Receipt") -> None:
    """Report what a file's load came to: its rows, or why it was rejected."""
    dataset = receipt.release_file or receipt.dataset or "?"
    about = receipt.business_date or receipt.file_path
    label = " · ".join([receipt.la_code, dataset, about])
    loaded = ConsoleFile(label, receipt)
    report(rejection(receipt) if receipt.is_rejected else _rows(receipt), loaded)


def rejection(receipt: "Receipt") -> str:
    """Write in one line which file was rejected and why."""
    why = " ".join(_as_sentence(each) for each in receipt.findings or ["no reason was recorded"])
    named = receipt.file_path in why
    return f"REJECTED {why}" if named else f"REJECTED landing/{receipt.file_path}: {why}"


def _as_sentence(finding: str) -> str:
    return finding if finding.endswith((".", "?", "!")) else f"{finding}."


def _rows(receipt: "Receipt") -> str:
    outcome = receipt.outcome.replace("_", " ")
    parts = [f"{receipt.rows_accepted:,} of {count(receipt.rows_read, 'row')}"]
    if receipt.rows_quarantined:
        parts.append(f"{receipt.rows_quarantined:,} quarantined")
    if receipt.rows_duplicate:
        parts.append(f"{receipt.rows_duplicate:,} duplicate")
    replaced = [
        each for each in receipt.findings if receipt.supersedes and each.startswith(REPLACES)
    ]
    return f"{outcome}: " + "; ".join([", ".join(parts), *replaced])
