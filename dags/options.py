"""What the commands are given: how argparse reads it, and whether it names anything known."""

import argparse
import difflib
import re
from datetime import date

from dags.walk import StepFailed, home


def day(written: str) -> date:
    """Read a date; raise ArgumentTypeError where it is none of the calendar."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"a date of the calendar is expected, such as 2026-11-20; found {written!r}"
        ) from None


def la_code(written: str) -> str:
    """Read an authority's code; raise ArgumentTypeError where it is none."""
    if not re.fullmatch(r"\d{3}", written, re.ASCII):
        raise argparse.ArgumentTypeError(
            f"an authority's three digits are expected, such as 312; found {written!r}"
        )
    return written


def words(written: str) -> str:
    """Read what a person has to say; raise ArgumentTypeError where nothing was said."""
    if not written.strip():
        raise argparse.ArgumentTypeError("some words are expected; found none")
    return written.strip()


def be_known(la_code: str | None, dataset: str | None) -> None:
    """Raise StepFailed for an authority that nothing has come from and for a dataset that no
    contract describes."""
    from ingest import contracts
    from ingest.register import arrivals

    if la_code is not None and not arrivals.below(home(), la_code):
        raise StepFailed(
            f"Nothing has come from {la_code!r} so far: is the authority's code right?"
        )
    datasets = {name for each in contracts.sources() for name in contracts.of_source(each, "")}
    if dataset is not None and dataset not in datasets:
        nearest = difflib.get_close_matches(dataset, sorted(datasets), n=1)
        meant = f" Was {nearest[0]} meant?" if nearest else ""
        raise StepFailed(f"No contract describes a dataset {dataset!r}.{meant}")
