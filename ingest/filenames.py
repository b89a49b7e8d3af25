"""Identifies a file by its path in landing: authority, source, dataset, business date."""

import datetime as dt
import difflib
import fnmatch
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest import contract_files, file_pattern, file_version, names_of_returns
from ingest.contract import Contract
from ingest.regular_expression import compiled

STANDARD = re.compile(r"^(?P<dataset>.+?)__(?P<date>\d{4}-\d{2}-\d{2})(?P<rest>__.*)?$", re.ASCII)
FORMATS = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".xlsm", ".ods", ".parquet", ".geojson")
ARCHIVE = ".zip"
RETURN, RETURN_FORMAT = names_of_returns.DATASET, names_of_returns.FORMAT
LA_CODE = re.compile(r"^([0-9]{3}|england)$")
ENGLAND = "england"
ARRIVING = (".part", ".tmp", ".filepart", ".crdownload")
DONE, CONTROL = ".done", ".control.json"
MARKERS = (CONTROL, DONE)
NAMES_OF_FILES = (*FORMATS, ARCHIVE, RETURN_FORMAT, *MARKERS)
OWNER_FILE = "~$"  # Excel's, beside a workbook that somebody has open
OF_WINDOWS = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Identity:
    """What a path below `landing/` identifies; `problem` is why it identifies nothing.

    `part` tells the files of a dataset about one date apart that all count (AP, GL; primary,
    special): what the name holds beside dataset, date and version. `holds_rows` is False for a
    release's documentation and for containers.
    """

    la_code: str
    source: str
    dataset: str | None = None
    business_date: dt.date | None = None
    release: str | None = None
    release_file: str | None = None
    part: str | None = None
    holds_rows: bool = True
    problem: str | None = None


def is_data(path: PurePosixPath) -> bool:
    """False for hidden files, those that Excel and Windows leave in a folder, unfinished uploads,
    control files and markers."""
    hidden = any(part.startswith(".") for part in path.parts)
    left_behind = path.name.startswith(OWNER_FILE) or path.name.lower() in OF_WINDOWS
    return not (hidden or left_behind) and not path.name.endswith((*ARRIVING, *MARKERS))


def stem(name: str) -> str:
    """The name without its format: `requests__2026-11-20.csv.gz` → `requests__2026-11-20`."""
    for suffix in (*FORMATS, ARCHIVE):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name.rsplit(".", 1)[0]


def beside(file: Path, marker: str) -> list[Path]:
    """Where a marker of a file can lie: after its name without the format, or after its whole name
    (`requests__2026-11-20.done`, `requests__2026-11-20.csv.done`)."""
    return [file.with_name(f"{name}{marker}") for name in (stem(file.name), file.name)]


def precedence(name: str) -> str:
    """A text that sorts the files of one business date, `__v2` before `__v10`. It has no space,
    since the number of the file's version follows it after one (`arrive/versions.py`): `AP amended`
    comes after `AP`, as `AP__amended` does."""
    sortable = file_version.as_suffix(stem(name)).replace(" ", "~")
    return re.sub(r"\d+", lambda digits: digits.group().zfill(12), sortable)


def within(archive: PurePosixPath, members: Collection[str]) -> dict[str, str]:
    """The members of an archive that are data, each with the name that identifies it: its own; for
    a single member that its own name does not identify, the archive's."""
    if identify(archive).release:
        return {name: name for name in members}
    data = [name for name in members if is_data(PurePosixPath(name))] or list(members)
    if len(data) == 1 and identify(archive / data[0]).problem:
        [name] = data
        return {name: stem(archive.name) + name[len(stem(name)) :]}
    return {name: name for name in data}


def owner(path: PurePosixPath) -> str:
    """The source whose DAG handles this path: that of the folder, or the nearest in spelling."""
    known = contract_files.sources()
    folder = path.parts[1] if len(path.parts) > 2 else path.parts[-1]
    nearest = difflib.get_close_matches(folder.lower(), known, n=1, cutoff=0.6)
    return nearest[0] if nearest else known[0]


def identify(path: PurePosixPath) -> Identity:
    """Recognise a path such as `312/case_system/requests__2026-11-20.csv`."""
    la_code, source = path.parts[0], owner(path)
    if not LA_CODE.match(la_code) or len(path.parts) < 3 or path.parts[1] != source:
        known = f"landing/<la_code>/<source>/<file>, source {' or '.join(contract_files.sources())}"
        return _unknown(path, source, f"expected {known}; move it there")
    identity = _recognised(path, la_code, source)
    faults = contract_files.faults(source, la_code)
    return _by_usable_overlay(path, identity, faults) if faults else identity


def _by_usable_overlay(path: PurePosixPath, identity: Identity, faults: dict[str, str]) -> Identity:
    """A file whose overlay can't be used is rejected, and so is a file of no known name, which may
    be that of such an overlay."""
    wrong = faults.get(str(identity.dataset))
    if identity.problem:
        wrong = " ".join([identity.problem, *faults.values()])
        return replace(identity, problem=wrong)
    if wrong:
        return replace(identity, problem=f"landing/{path} can't be read: {wrong}")
    return identity


def _recognised(path: PurePosixPath, la_code: str, source: str) -> Identity:
    if named := names_of_returns.part_of_return(path):
        return _return(path, named, la_code, source)
    contracts = contract_files.of_source(source, la_code).values()
    found = [each for c in contracts if (each := _by_pattern(path, la_code, c))]
    if len(named_by := {each.dataset for each in found if each.dataset}) > 1:
        why = f"the patterns of {' and '.join(sorted(named_by))} (file_pattern) all have this name"
        return _unknown(path, source, f"{why}. Give each dataset a pattern and a file of its own")
    return found[0] if found else _by_standard_name(path, la_code, source)


def is_container(path: PurePosixPath) -> bool:
    """Whether its members are arrivals of their own: an archive, a SEN2 return in XML, also one in
    an archive."""
    return is_archive(path) or (
        len(path.parts) > 2
        and path.name.lower().endswith(RETURN_FORMAT)
        and names_of_returns.part_of_return(path) == path.name
    )


def landed(path: PurePosixPath) -> PurePosixPath:
    """The file of landing that a path is, or of which it is a member."""
    outer = [each for each in path.parents if len(each.parts) > 2 and is_container(each)]
    return outer[-1] if outer else path


def is_return(path: PurePosixPath) -> bool:
    """Whether a path in landing is a SEN2 return in DfE's XML."""
    identity = identify(path)
    return identity.dataset == RETURN and identity.problem is None


def _return(path: PurePosixPath, named: str, la_code: str, source: str) -> Identity:
    """DfE's SEN2 return, or one of its tables, whose path continues that of the return."""
    try:
        business_date = names_of_returns.business_date(path, named)
    except ValueError as wrong:
        return _unknown(path, source, str(wrong))
    if source != "dfe_census" or business_date is None:
        expected = f"dfe_census/{RETURN}__<yyyy-mm-dd>[__anything].xml"
        return _unknown(
            path,
            source,
            f"the only XML that is read is the SEN2 return, {expected}; rename it, or state how it "
            f"is named (file_pattern) in {RETURN}.<la_code>.yml",
        )
    if path.name != named:
        table = contract_files.of_source(source, la_code)[stem(path.name)]
        return _known(path, la_code, table, business_date)
    release = business_date.isoformat()
    return Identity(la_code, source, RETURN, business_date, release, holds_rows=False)


def _by_pattern(path: PurePosixPath, la_code: str, contract: Contract) -> Identity | None:
    """Identify a file by the contract's pattern of its name, or by that of its folder
    (`release`)."""
    if contract.file_pattern is None:
        return None
    pattern = compiled(contract.file_pattern)
    folder = "release" in pattern.groupindex
    match = pattern.fullmatch(path.parts[2].removesuffix(ARCHIVE) if folder else stem(path.name))
    if match is None:
        return None
    try:
        if folder:
            published = file_pattern.in_range(dt.date(int(match["release"]), 1, 1))
            return _release_file(path, la_code, contract, match["release"], published)
        date = file_pattern.business_date(match, contract.quarters)
    except ValueError as wrong:
        why = f"'{match.group()}' holds an impossible date: {wrong}"
        return _unknown(path, contract.source, why)
    return _known(path, la_code, contract, date, rest=file_pattern.rest(match))


def _release_file(
    path: PurePosixPath, la_code: str, contract: Contract, release: str, published: dt.date
) -> Identity:
    if is_archive(path) or any(fnmatch.fnmatch(path.name, name) for name in contract.documentation):
        return Identity(
            la_code, contract.source, contract.dataset, published, release, holds_rows=False
        )
    if stem(path.name) not in contract.files:
        nearest = difflib.get_close_matches(stem(path.name), contract.files, n=1)
        hint = f"; the nearest known one is '{nearest[0]}'" if nearest else ""
        return _unknown(
            path,
            contract.source,
            f"the contract {contract.dataset}.yml names no such file of the release{hint}. "
            "Add it under 'files' (data) or 'documentation' (nothing to load)",
        )
    return _known(path, la_code, contract, published, release)


def _by_standard_name(path: PurePosixPath, la_code: str, source: str) -> Identity:
    datasets = contract_files.of_source(source, la_code)
    match = STANDARD.match(stem(path.name))
    if match is None:
        known = ", ".join(sorted(datasets))
        return _unknown(
            path,
            source,
            f"expected <dataset>__<yyyy-mm-dd>[__anything].csv with a dataset of {known}. Rename "
            "it, or state in the contract how its files are named (file_pattern)",
        )
    dataset = match["dataset"].lower()
    if dataset == RETURN:
        dataset = names_of_returns.table_of_blade(match["rest"] or "", datasets) or dataset
    if dataset not in datasets and not is_archive(path):
        if dataset == RETURN:
            return _unknown(path, source, names_of_returns.expected(datasets))
        return _unknown(path, source, contract_files.why_no_dataset(dataset, source, datasets))
    try:
        business_date = file_pattern.iso_date(match["date"])
    except ValueError as wrong:
        return _unknown(path, source, str(wrong))
    if is_archive(path):
        return archive_of_known_files(path, la_code, source, business_date)
    return _known(path, la_code, datasets[dataset], business_date, rest=match["rest"])


def is_archive(path: PurePosixPath) -> bool:
    """Whether a file of landing is an archive; one in another archive is not opened."""
    folders = path.parts[2:-1]
    is_packed = any(each.lower().endswith(ARCHIVE) for each in folders)
    return len(path.parts) > 2 and path.name.lower().endswith(ARCHIVE) and not is_packed


def archive_of_known_files(
    path: PurePosixPath, la_code: str, source: str, business_date: dt.date | None = None
) -> Identity:
    """An archive of files that identify their own datasets."""
    name = stem(path.name)
    return Identity(
        la_code, source, business_date=business_date, release_file=name, holds_rows=False
    )


def _known(
    path: PurePosixPath,
    la_code: str,
    contract: Contract,
    business_date: dt.date,
    release: str | None = None,
    rest: str | None = None,
) -> Identity:
    """The identity of a file of rows; `rest` is what its name holds beside dataset and date."""
    if is_archive(path):
        return archive_of_known_files(path, la_code, contract.source, business_date)
    if not path.name.lower().endswith(FORMATS):
        return _unknown(
            path, contract.source, f"this format isn't read; send one of {', '.join(FORMATS)}"
        )
    if la_code == ENGLAND and (contract.personal or contract.mode != "release"):
        return _unknown(
            path,
            contract.source,
            f"{ENGLAND} is for what DfE publishes, and {contract.dataset} comes from an authority; "
            f"move it to landing/<la_code>/{contract.source}",
        )
    release_file = stem(path.name) if release else None
    if contract.mode == "release" and release is None:  # one file published on its date
        release = business_date.isoformat()
    part = file_version.without(rest or "") or None if contract.has_parts else None
    return Identity(
        la_code, contract.source, contract.dataset, business_date, release, release_file, part
    )


def _unknown(path: PurePosixPath, source: str, why: str) -> Identity:
    message = f"landing/{path} was not recognised: {why}."
    la_code = path.parts[0] if LA_CODE.match(path.parts[0]) else "unknown"
    return Identity(la_code, source, problem=message)
