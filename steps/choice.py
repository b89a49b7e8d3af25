"""What a person chooses to work on has to exist: else a run would do nothing and be green."""

import difflib
from collections.abc import Collection
from typing import TYPE_CHECKING

from steps.reporting import StepFailed, home

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from ingest.reload_request import ReloadRequest


def check(chosen: "ReloadRequest", source: str | None = None) -> None:
    """Raise StepFailed where the files to load again can't be any of a source (default: of all)."""
    if chosen.first and chosen.last and chosen.first > chosen.last:
        raise StepFailed(
            f"There is no date from {chosen.first} to {chosen.last}: exchange the two dates."
        )
    check_known(chosen.la_code, chosen.dataset, source)


def check_known(la_code: str | None, dataset: str | None, source: str | None = None) -> None:
    """Raise StepFailed for an authority without any file and for a dataset without a contract."""
    from ingest import contract_files
    from ingest.register import arrivals

    if la_code is not None and not arrivals.below(home(), la_code):
        raise StepFailed(f"No file has arrived from {la_code!r}: is the authority's code right?")
    sources = contract_files.sources() if source is None else [source]
    datasets = {name for each in sources for name in contract_files.of_source(each, "")}
    if dataset is not None and dataset not in datasets:
        of_source = f" of {source}" if source else ""
        meant = _nearest(dataset, datasets)
        raise StepFailed(f"No contract{of_source} describes a dataset {dataset!r}.{meant}")


def _nearest(name: str, names: Collection[str]) -> str:
    nearest = difflib.get_close_matches(name, sorted(names), n=1)
    return f" Did you mean {nearest[0]}?" if nearest else ""
