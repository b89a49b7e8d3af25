"""Authority, dataset, business date and wave of an arrival record, by today's contracts."""

import datetime as dt
from dataclasses import fields
from pathlib import PurePosixPath

from ingest import contract_files, filenames
from ingest.arrival import Action, Arrival, ArrivalRecord


def identify(record: ArrivalRecord) -> Arrival:
    """Return the arrival of a record; `problem` holds the reason where it can't be loaded."""
    path = PurePosixPath(record.file_path)
    identity = filenames.identify(path)
    if identity.problem and filenames.is_archive(path) and record.container_findings:
        identity = filenames.archive_of_known_files(path, identity.la_code, identity.source)
    problem = record.rejection_reason or identity.problem
    if identity.dataset == filenames.RETURN and record.return_id is None and problem is None:
        problem = f"landing/{path} was not known under this name when it came; send it again."
    action = Action.LOAD if identity.holds_rows else Action.NO_ROWS
    return Arrival(
        **{field.name: getattr(record, field.name) for field in fields(ArrivalRecord)},
        la_code=identity.la_code,
        source=identity.source,
        dataset=identity.dataset,
        business_date=as_text(identity.business_date),
        release=identity.release,
        release_file=identity.release_file,
        part=identity.part,
        action=Action.REJECT if problem else action,
        problem=problem,
    )


def wave(arrival: Arrival) -> int:
    """The number of datasets to be loaded before this arrival; 0 where it is not loaded."""
    if arrival.action is not Action.LOAD:
        return 0
    return contract_files.wave(arrival.contract)


def as_text(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
