"""Tries a file against a contract without loading it: the real reader and gate 1 in a home of its
own, in $SEND_HOME/tmp, which is deleted. Nothing else is written to $SEND_HOME."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from steps import sources
from steps.reporting import StepFailed

if TYPE_CHECKING:
    from ingest.receipt import Receipt

PSEUDONYM_KEY = "SEND_PSEUDONYM_KEY"


@dataclass(frozen=True)
class Reason:
    """A reason of quarantine, its rows, and the line of the first one."""

    reason: str
    rows: int
    first_line: int


@dataclass(frozen=True)
class Trial:
    """What a night would do with a file. `unrecognised` is why its name is not that of a file of
    the dataset; it was tried under the standard name then. `waits_for` is the name of the control
    file that the contract requires and that is missing; the file was not read then."""

    receipts: "tuple[Receipt, ...]"
    reasons: tuple[Reason, ...]
    unrecognised: str | None
    waits_for: str | None = None

    @property
    def is_accepted(self) -> bool:
        every_row = all(str(each.outcome) == "accepted" for each in self.receipts)
        return bool(self.receipts) and every_row and self.unrecognised is None


def source_of(dataset: str) -> str:
    """Return the source of a dataset; raise StepFailed where there is none."""
    import difflib

    from ingest import contract_files

    sources_of = {
        name: source
        for source in contract_files.sources()
        for name in contract_files.of_source(source, "")
    }
    if dataset not in sources_of:
        nearest = difflib.get_close_matches(dataset, sorted(sources_of), n=1)
        meant = f"Did you mean {nearest[0]}?" if nearest else f"Known: {', '.join(sources_of)}."
        raise StepFailed(f"No contract describes a dataset {dataset!r}. {meant}")
    return sources_of[dataset]


def suggest(file: Path, la_code: str, dataset: str) -> str:
    """Return a proposed overlay as YAML; raise StepFailed where the file can't be read."""
    from ingest import contract_files
    from ingest.errors import FileRejected
    from ingest.suggest import as_yaml, proposal

    _require_file(file)
    source = source_of(dataset)
    contract = contract_files.of_source(source, "")[dataset]
    has_own = (source, dataset, la_code) in contract_files.overlaid()
    is_usable = has_own and contract_files.fault(source, la_code, dataset) is None
    own = contract_files.of_source(source, la_code)[dataset] if is_usable else None
    try:
        return as_yaml.write(proposal.propose(file, la_code, contract, own))
    except FileRejected as rejected:
        raise StepFailed(str(rejected)) from None


def check(home: Path, file: Path, la_code: str, dataset: str, overlay: Path | None) -> Trial:
    """Try a file. `overlay` is tried instead of the one in the settings.

    Raises StepFailed where the file, or the overlay given, is no file."""
    from ingest import filenames
    from ingest.arrive import whole

    source = source_of(dataset)
    _require_file(file)
    with _home_of_its_own(home) as trial_home:
        _copy_settings(home, trial_home, la_code)
        if overlay:
            _require_file(overlay)
            place = trial_home / f"settings/contracts/{source}/{dataset}.{la_code}.yml"
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(overlay, place)
        name, unrecognised = _name(file.name, la_code, source, dataset)
        landed = trial_home / "landing" / la_code / source / name
        landed.parent.mkdir(parents=True)
        shutil.copyfile(file, landed)
        _copy_control_file(file, landed)
        filenames.beside(landed, filenames.DONE)[0].touch()  # it is whole
        if marker := whole.lacks_marker(trial_home / "landing", f"{la_code}/{source}/{name}"):
            missing = filenames.beside(landed, whole.SUFFIXES[marker])[0].name
            return Trial((), (), unrecognised, missing)
        receipts = [sources.load_arrival(each) for each in sources.register_arrivals(source, None)]
        return Trial(tuple(receipts), tuple(_reasons(trial_home)), unrecognised)


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise StepFailed(f"There is no file {file}. Give the path of one.")


def _name(name: str, la_code: str, source: str, dataset: str) -> tuple[str, str | None]:
    """The name under which a file is tried, and why it is not its own."""
    from ingest import contract_files, filenames

    contract_files.read_again()
    found = filenames.identify(PurePosixPath(la_code, source, name))
    if contract_files.fault(source, la_code, dataset) or found.dataset == dataset:
        return name, None
    if not found.problem and not found.holds_rows:  # an archive, whose members have names
        return name, None
    why = found.problem or f"landing/{la_code}/{source}/{name} is a file of {found.dataset}."
    standard = f"{dataset}__{date.today().isoformat()}{name[len(filenames.stem(name)) :]}"  # noqa: DTZ011
    return standard, why


def _copy_settings(home: Path, trial_home: Path, la_code: str) -> None:
    """Copy the authority's overlays, and every file that lies in the folder of the settings itself:
    a load reads several of them (bounds, waivers, roles), and perhaps another one tomorrow."""
    from settings import place

    folder, overlays = place.folder(home), place.overlays(home)
    for path in [*folder.glob("*.yml"), *overlays.glob(f"*/*.{la_code}.yml")]:
        if path.is_file() or path.parent != folder:  # a pipe has no effect in a night either
            target = place.folder(trial_home) / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _copy_control_file(file: Path, landed: Path) -> None:
    """Copy what the sender states about a file: a night compares it with the file."""
    from ingest import filenames

    places = (filenames.beside(each, filenames.CONTROL) for each in (file, landed))
    for stated, target in zip(*places, strict=True):
        if stated.is_file() or stated.is_symlink():
            shutil.copyfile(stated, target, follow_symlinks=False)


@contextmanager
def _home_of_its_own(home: Path) -> Iterator[Path]:
    """A home that only this user can read; it is deleted with all that was written into it. What a
    killed trial left is deleted by the next command that holds `home` alone."""
    from ingest import contract_files
    from send_home import temporary

    before = {name: os.environ.get(name) for name in ("SEND_HOME", PSEUDONYM_KEY)}
    trial_home = temporary.file(home / "trial")
    trial_home.mkdir(mode=0o700)
    os.environ["SEND_HOME"] = str(trial_home)
    os.environ[PSEUDONYM_KEY] = secrets.token_hex(32)  # no key of the trial is ever used again
    contract_files.read_again()
    try:
        yield trial_home
    finally:
        shutil.rmtree(trial_home, ignore_errors=True)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        contract_files.read_again()


def _reasons(home: Path) -> Iterator[Reason]:
    """The reasons of quarantine, without those of a whole file."""
    import duckdb

    files = sorted(str(path) for path in home.glob("quarantine/*/*.parquet"))
    if not files:
        return
    with duckdb.connect() as connection:
        found = connection.execute(
            "select reason, count(*), min(line_number) from ("
            "select unnest(reasons) as reason, line_number from read_parquet(?)) "
            "where reason <> 'the whole file was rejected' group by 1 order by 2 desc, 1",
            [files],
        ).fetchall()
    for reason, rows, first_line in found:
        yield Reason(reason, rows, first_line)
