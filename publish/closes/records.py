"""The record of closed periods: what people decided, and the figures as they stood then.

One folder for each close, `landing/.received/closes/<la_code>/<financial_year>/<period>/v<n>/`,
written once and never again; a reopening is a file beside it, `v<n>.reopened.json`. They are
decisions and can't be derived, so they lie in landing, with what else came from outside. Each night
they are held against their hashes and written as the tables that dbt reads, `$SEND_HOME/closes/`.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

INPUTS = ("ledger.parquet", "inputs.parquet")
MAPPING = "mapping.parquet"
OUTPUT = "outturn.parquet"
FILES = (*INPUTS, MAPPING, OUTPUT)
TOTALS = ("budget_gbp", "actual_to_date_gbp", "forecast_outturn_gbp", "variance_gbp")
MONEY = "decimal(18, 2)"
KEY = {
    "la_code": "varchar",
    "financial_year": "varchar",
    "financial_period": "integer",
    "close_version": "integer",
}
CLOSES = {
    **KEY,
    "closed_at": "date",
    "closed_by": "varchar",
    "close_recorded_at": "timestamp",
    "reopened_at": "date",
    "reopened_by": "varchar",
    "reopened_reason": "varchar",
    "reopening_recorded_at": "timestamp",
    "input_sha256": "varchar",
    "mapping_sha256": "varchar",
    "output_sha256": "varchar",
    **dict.fromkeys(TOTALS, MONEY),
}
LEDGER = {
    "journal_id": "varchar",
    "line_number": "bigint",
    "posted_period": "integer",
    "cost_centre": "varchar",
    "subjective": "varchar",
    "outturn_line": "varchar",
    "amount_gbp": MONEY,
}
OUTTURN = {"dsg_block": "varchar", **dict.fromkeys(TOTALS, MONEY)}
DAMAGED = {"la_code": "varchar", "place": "varchar", "problem": "varchar"}


@dataclass(frozen=True)
class Close:
    """One close as recorded, with its reopening where it has one."""

    folder: Path
    said: dict[str, Any]
    reopened: dict[str, Any] | None

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Authority, financial year, period and version."""
        said = self.said
        return (
            str(said["la_code"]),
            str(said["financial_year"]),
            int(said["financial_period"]),
            int(said["close_version"]),
        )


@dataclass(frozen=True)
class Damage:
    """A record that does not say what it said when it was written."""

    la_code: str
    place: str
    problem: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.problem}. Nobody edits a record of a close: put the folder back "
            "from your backup of landing."
        )


def root(home: Path) -> Path:
    return home / "landing" / ".received" / "closes"


def read(home: Path, la_code: str = "*") -> tuple[list[Close], list[Damage]]:
    """Every close that is as it was written, by authority, year, period and version; and what is
    not, of which nothing is believed."""
    closes, damaged = [], []
    for folder in sorted(root(home).glob(f"{la_code}/*/*/v*/")):
        try:
            closes.append(_read(folder))
        except FileNotFoundError as gone:
            damaged.append(_damage(home, folder, f"{Path(gone.filename).name} is missing"))
        except (OSError, ValueError, KeyError) as error:
            damaged.append(_damage(home, folder, str(error)))
    closes.sort(key=lambda close: close.place)
    damaged += [_damage(home, close.folder, gap) for close, gap in _gaps(closes)]
    return closes, damaged


def _damage(home: Path, folder: Path, problem: str) -> Damage:
    place = folder.relative_to(root(home))
    return Damage(place.parts[0], str(folder.relative_to(home)), problem)


def _read(folder: Path) -> Close:
    said = _unsealed(folder / "close.json")
    place = [str(said[name]) for name in KEY]
    if place != [*folder.parts[-4:-1], folder.name.removeprefix("v")]:
        raise ValueError("close.json speaks of another close: " + "/".join(place))
    for name in FILES:
        if sha256(folder / name) != said["files"][name]:
            raise ValueError(f"{name} is not what was written: its hash differs")
    if any(said[name] != digest for name, digest in fingerprints(said["files"]).items()):
        raise ValueError("close.json's hashes are not those of its files")
    reopening = _reopening(folder)
    reopened = _unsealed(reopening) if reopening.exists() else None
    if reopened and reopened["closed_sha256"] != said["sha256"]:
        raise ValueError(f"{reopening.name} is of another close")
    return Close(folder, said, reopened)


def _gaps(closes: Sequence[Close]) -> Iterator[tuple[Close, str]]:
    """What must lie before a close and doesn't; what lies there damaged has been told already."""
    intact = {close.folder: close for close in closes}
    for close in closes:
        _, _, period, version = close.place
        earlier = close.folder.with_name(f"v{version - 1}")
        if version > 1 and not earlier.exists():
            yield close, f"its v{version - 1} is missing"
        elif earlier in intact and intact[earlier].reopened is None:
            yield close, f"the record that v{version - 1} was reopened is missing"
        if period > 1 and not (close.folder.parents[1] / str(period - 1) / "v1").exists():
            yield close, f"the close of period {period - 1} is missing"


def fingerprints(files: dict[str, str]) -> dict[str, str]:
    """The three hashes that a close is known by, from those of its files."""
    inputs = "".join(f"{name} {files[name]}\n" for name in INPUTS)
    return {
        "input_sha256": hashlib.sha256(inputs.encode()).hexdigest(),
        "mapping_sha256": files[MAPPING],
        "output_sha256": files[OUTPUT],
    }


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(building: Path, folder: Path, said: dict[str, Any]) -> Close:
    """Seal the files of a close and give the folder its name in one step; raises OSError where a
    close of that name exists."""
    files = {name: sha256(building / name) for name in FILES}
    sealed = _sealed({**said, **fingerprints(files), "files": files})
    _write(building / "close.json", sealed)
    for path in building.iterdir():
        path.chmod(0o440)
        _flush(path)
    _flush(building)
    building.rename(folder)
    _flush(folder.parent)
    return Close(folder, sealed, None)


def reopen(close: Close, said: dict[str, Any]) -> None:
    """Record a reopening; raises FileExistsError where there is one."""
    path = _reopening(close.folder)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    _write(part, _sealed({**said, "closed_sha256": close.said["sha256"]}))
    part.chmod(0o440)
    _flush(part)
    try:
        os.link(part, path)  # unlike a rename, it never replaces what is recorded
    finally:
        part.unlink()
    _flush(path.parent)


def _reopening(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.reopened.json")


def _sealed(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "sha256": hashlib.sha256(_canonical(said)).hexdigest()}


def _unsealed(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except ValueError:
        said = None  # cut short, or no text at all
    seal = said.pop("sha256", None) if isinstance(said, dict) else None
    if seal is None or _sealed(said)["sha256"] != seal:
        raise ValueError(f"{path.name} is not what was written: its hash differs")
    return _sealed(said)


def _canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, ensure_ascii=False).encode()


def _write(path: Path, said: dict[str, Any]) -> None:
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _flush(path: Path) -> None:
    """Make sure the bytes are on the disk before a name points to them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def export(home: Path) -> list[Damage]:
    """Write what dbt reads of the closes, as tables of no rows where there is none: the closes, the
    outturn that each reported and the ledger lines that it knew. Return what is damaged; it is in a
    table of its own and in no other."""
    closes, damaged = read(home)
    (home / "closes").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as db:
        db.execute("set threads = 1")  # the same bytes on every machine
        _table(db, "damaged", DAMAGED, [(d.la_code, d.place, d.problem) for d in damaged])
        _table(db, "closes", {**CLOSES, "folder": "varchar"}, map(_row, closes))
        _copy(db, home, "damaged", "from damaged")
        _copy(db, home, "closes", f"select {', '.join(CLOSES)} from closes")
        _copy(db, home, "outturn", _of_files(closes, OUTPUT, OUTTURN, "financial_period"))
        _copy(db, home, "ledger", _of_files(closes, INPUTS[0], LEDGER, "posted_period"))
    return damaged


def _row(close: Close) -> tuple[Any, ...]:
    reopened = close.reopened or {}
    known = {**close.said, **close.said["totals"], **reopened}
    return (*(known.get(name) for name in CLOSES), str(close.folder))


def _table(db: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], rows: Any) -> None:
    typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    db.execute(f"create table {name} ({typed})")
    for row in rows:
        db.execute(f"insert into {name} values ({', '.join('?' * len(row))})", list(row))


def _of_files(closes: Sequence[Close], name: str, columns: dict[str, str], period: str) -> str:
    """The rows of one file of every close, under the key of the close. Of the outturn, which
    reports all periods up to the one closed, that of the period itself."""
    typed = ", ".join(f"cast(rows.{c} as {kind}) as {c}" for c, kind in columns.items())
    listed = ", ".join(f"closes.{name}" for name in KEY)
    if not closes:
        nulls = ", ".join(f"cast(null as {kind}) as {c}" for c, kind in columns.items())
        return f"select {listed}, {nulls} from closes limit 0"
    paths = ", ".join(_literal(close.folder / name) for close in closes)
    own = f"and rows.{period} = closes.financial_period" if name == OUTPUT else ""
    return (
        f"select {listed}, {typed} from closes join "
        f"read_parquet([{paths}], union_by_name = true, filename = true) as rows "
        f"on rows.filename = closes.folder || '/{name}' {own} order by all"
    )


def _copy(db: duckdb.DuckDBPyConnection, home: Path, name: str, query: str) -> None:
    path = home / "closes" / f"{name}.parquet"
    part = path.with_name(f".{name}.{os.getpid()}.part")
    db.execute(f"copy ({query}) to {_literal(part)} (format parquet, compression zstd)")
    os.replace(part, path)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
