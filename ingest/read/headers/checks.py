"""What a file's headers show beside the names that its contract reads: indicators of a release, and
columns that would change what the others mean."""

from ingest.errors import FileRejected
from ingest.formats.csv_text import Text
from ingest.read.batch import Batch
from ingest.read.headers import (
    authority_column,
    deleted_rows,
    matching,
    signs,
    single_quotes,
    thousands_points,
    units,
)
from ingest.read.headers.matching import Headers


def check(batch: Batch, found: Headers, text: Text, name: str) -> None:
    """Check the headers of the file `name`. Adds findings on new columns to the batch; of a
    release, its indicators, which are the headers that no contract names.

    Raises FileRejected where amounts or rows would be read as something else.
    """
    if batch.contract.layout == "ees":
        _check_indicators(batch, found, name)
        batch.indicators = list(found.added)
        return
    units.check(batch.contract, name, text.headers, found)
    units.check_title(batch.contract, name, text.title)
    signs.check_halves(batch.contract, name, text.headers, found)
    thousands_points.check(batch.contract, name, found, text)
    single_quotes.check(batch.contract, name, found, text)
    if added := signs.without_empty(found.added, text):
        authority_column.check(batch.arrival.la_code, name, added, text)
        signs.check(batch.contract, name, added, text)
        signs.check_credit_notes(batch.contract, name, added, found, text)
        new = matching.listed(batch.contract, added)
        batch.findings.append(f"new columns, not loaded: {new}")
        batch.findings += deleted_rows.findings(batch.contract, added, text)


def _check_indicators(batch: Batch, found: Headers, name: str) -> None:
    required = batch.contract.files[str(batch.arrival.release_file)].requires
    names = {name.casefold() for name in found.added}  # DfE changes their case between releases
    missing = [indicator for indicator in required if indicator.casefold() not in names]
    if missing:
        raise FileRejected(
            f"{name} lacks the indicators {', '.join(missing)}. Found: "
            f"{matching.listed(batch.contract, found.added)}. "
            "Where DfE renamed one, write its new name in the contract and in the seed "
            "dfe_measures.csv."
        )
