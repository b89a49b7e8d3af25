"""An installation for each test: an empty $SEND_HOME, to which files are sent and loaded."""

import fcntl
import gc
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from commands import garbage
from ingest import contract_files
from ingest.load import raw
from ingest.receipt import Receipt
from ingest.register import receipts
from steps import sources
from tests.dbt import server as dbt_server
from tests.scheduling import ByFile

CONTRACTS = contract_files.FOLDER
MUTANTS = 720  # each mutation once on each dataset; test_mutants.py fails where that is not so
MadeOnce = Callable[[str, Callable[[Path], None]], Path]
# In the order of a night. Geography is first: persons are read by its lookup of wards.
SOURCES = ("geography", *(each for each in contract_files.sources() if each != "geography"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, default=MUTANTS, help="how many spoilt files to send")
    parser.addoption("--superset", help="a published home, to try Superset itself on")
    parser.addoption("--spark", action="store_true", help="start a Spark cluster (minutes)")
    parser.addoption("--screenshots", help="a folder for pictures of the dashboards")
    parser.addoption("--nights", action="store_true", help="whole nights under each executor")
    parser.addoption("--faults", type=int, default=0, help="how many faults and kills to try")


def pytest_configure() -> None:
    garbage.collect_rarely()
    os.environ.setdefault("SEND_PSEUDONYM_KEY", "a key for tests only, of no other use")


def pytest_collection_finish() -> None:
    gc.freeze()  # what is imported and collected stays: the collector need not look at it


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, so that no worker is left with one of them at the end: the live
    Airflow, whole nights, builds of the marts, faults, the generator (marked slow). While one
    worker builds what several files share, the others have files that do without. The batches of
    mutants come last, so that all workers end together."""
    slow = ["live", "night", "real", "dbt", "faults", "synthetic"]
    waiting = set[Path]()
    for fixture in ("demonstration", "marts"):
        users = {each.path for each in items if fixture in getattr(each, "fixturenames", ())}
        waiting |= users - {min(users, default=None)}

    def order(item: pytest.Item) -> tuple[int, bool, bool]:
        folder = next((n for n, each in enumerate(slow) if each in item.path.parts), len(slow))
        is_batch = "batch" in getattr(item, "fixturenames", ())
        return folder, item.path in waiting, is_batch

    items.sort(key=order)
    for item in items:
        if order(item)[0] < len(slow):
            item.add_marker(pytest.mark.slow)


class Installation:
    """An empty home to send files to. `declared` is a folder with the files without rows that its
    first load would write for each dataset; it is quicker to copy them."""

    def __init__(self, home: Path, declared: Path | None = None) -> None:
        self.home = home
        self._declared = declared

    def send(self, path: str, content: str | bytes) -> Path:
        """Put a file into landing, whole (its `.done` marker spares the wait for it to settle)."""
        file = self.home / "landing" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(file, (1_790_000_000, 1_790_000_000))
        return file

    def load(self, as_at: str | None = None) -> dict[str, Receipt]:
        """Take in and load all pending files; return the receipts by file path."""
        if (
            self._declared
            and contract_files.FOLDER == CONTRACTS
            and not (self.home / "raw").exists()
        ):
            shutil.copytree(self._declared, self.home, dirs_exist_ok=True)
        written = {}
        for source in self._sources():
            for arrival in sorted(sources.register_arrivals(source, as_at), key=lambda a: a.wave):
                written[arrival.file_path] = sources.load_arrival(arrival)
        return written

    def load_one(self, path: str, content: str | bytes) -> Receipt:
        """Send a file and load all pending ones; return its receipt."""
        self.send(path, content)
        return self.load()[path]

    def _sources(self) -> list[str]:
        """The sources that have sent a file, in the order of a night; all where it can't be told:
        no file, a file in another place, a folder that can't be read."""
        landing = self.home / "landing"
        paths = [str(path.relative_to(landing)) for path in landing.glob("[!.]*/*")]
        shown = {path.split("/")[0] for path in paths}
        paths += [each.name for each in landing.glob("[!.]*") if each.name not in shown]
        records = list((landing / ".received" / "arrivals").glob("*.json"))
        try:
            paths += [json.loads(record.read_bytes())["file_path"] for record in records]
        except (ValueError, KeyError, TypeError):  # a damaged record
            return list(SOURCES)
        sent = {path.partition("/")[2].partition("/")[0] for path in paths}
        known = [source for source in SOURCES if source in sent]
        return known if len(known) == len(sent) > 0 else list(SOURCES)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query; `{raw}` and `{quarantine}` stand for the home's folders."""
        folders = {name: self.home / name for name in ("raw", "quarantine", "people")}
        with duckdb.connect() as connection:
            return connection.execute(query.format(**folders)).fetchall()

    def files(self) -> dict[str, bytes]:
        """Every file of raw and quarantine, by its path, and every receipt as if it were a file."""
        written = [self.home / name for name in ("raw", "quarantine")]
        files = {
            str(path.relative_to(self.home)): path.read_bytes()
            for folder in written
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return files | {
            f"receipts/{receipt.la_code}/{load_id}": json.dumps(receipt.to_json()).encode()
            for load_id, receipt in receipts.read_all(self.home).items()
        }


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """A function that returns a folder which the worker that needs it first makes for all."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def folder_of(name: str, make: Callable[[Path], None]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / f"{name}.made").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                (shared / f"{name}.made").touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files without rows of the project's own contracts."""
    folder = tmp_path_factory.mktemp("declared")
    raw.declare(folder)
    return folder


@pytest.fixture
def installation(tmp_path: Path, declared: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("SEND_HOME", str(tmp_path))
    return Installation(tmp_path, declared)


@pytest.fixture(scope="session")
def parsed_project() -> None:
    """Parse the dbt project where its files changed; every later dbt process reads the result."""
    dbt_server.server()
    parsed = dbt_server.PARSED / "target" / "partial_parse.msgpack"
    os.environ["DBT_PARTIAL_PARSE_FILE_PATH"] = str(parsed)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The public files in ../shared/data; SEND_REAL_DATA names another place."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("SEND_REAL_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"the real public files are not here: {folder} (set SEND_REAL_DATA)")
    return folder
