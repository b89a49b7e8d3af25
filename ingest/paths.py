"""Every path that ingestion reads or writes below `$SEND_HOME`."""

import os
from pathlib import Path
from typing import Protocol

from ingest.arrival import ArrivalRecord
from send_home import temporary


class LoadIdentity(Protocol):
    """An arrival or its receipt: the paths of the files that a load writes are made of it."""

    @property
    def load_id(self) -> str: ...
    @property
    def la_code(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def dataset(self) -> str | None: ...
    @property
    def business_date(self) -> str | None: ...


def landing(home: Path) -> Path:
    return home / "landing"


def landed(home: Path, record: ArrivalRecord) -> Path:
    """The file in landing, by the bytes of its name."""
    name = record.landed_as
    return landing(home) / (os.fsdecode(bytes.fromhex(name)) if name else record.file_path)


def received(home: Path) -> Path:
    """The store of received files: bytes under their hash, arrival records, erasure lists."""
    return landing(home) / ".received"


def received_bytes(home: Path, sha256: str) -> Path:
    return received(home) / "bytes" / sha256[:2] / sha256


def arrival_records(home: Path) -> Path:
    return received(home) / "arrivals"


def arrival_record(home: Path, load_id: str) -> Path:
    return arrival_records(home) / f"{load_id}.json"


def redacted_copies(home: Path) -> Path:
    return received(home) / "redacted"


def redacted_copy(home: Path, load_id: str, sha256: str) -> Path:
    """A file without the rows of erased people, as delimited text in UTF-8."""
    return redacted_copies(home) / f"{load_id}.{sha256[:16]}.csv"


def erasure_list(home: Path, la_code: str) -> Path:
    return received(home) / "erasures" / f"{la_code}.json"


def lookups(home: Path, la_code: str) -> Path:
    """The records of look-ups of cases, one file each."""
    return received(home) / "lookups" / la_code


def register(home: Path) -> Path:
    """The SQLite index of arrivals and receipts."""
    return home / "register.sqlite"


def receipts_table(home: Path) -> Path:
    """Every receipt as one Parquet file, written before each dbt build."""
    return home / "receipts" / "receipts.parquet"


def expected_files(home: Path) -> Path:
    """Every expected file as one Parquet file, written before each dbt build."""
    return home / "receipts" / "due.parquet"


def quarantine(home: Path, file: LoadIdentity) -> Path:
    return home / "quarantine" / file.la_code / f"{file.load_id}.parquet"


def raw(home: Path, file: LoadIdentity) -> Path:
    name = f"{file.business_date}__{file.load_id}.parquet"
    return raw_dataset(home, file.source, str(file.dataset)) / file.la_code / name


def raw_dataset(home: Path, source: str, dataset: str) -> Path:
    return home / "raw" / source / dataset


def columns_only(home: Path, source: str, dataset: str) -> Path:
    """A Parquet file without rows, which gives a dataset its columns before its first file."""
    return raw_dataset(home, source, dataset) / "_" / "none.parquet"


def key_check(home: Path) -> Path:
    """A hash that shows under which pseudonym key raw was written."""
    return home / "raw" / ".keyed_with.json"


def people_map(home: Path, la_code: str) -> Path:
    return home / "people" / f"{la_code}.parquet"


def batch_file(home: Path, load_id: str) -> Path:
    """The working file of a load; the name may have several suffixes."""
    return home / temporary.FOLDER / "batches" / f"{load_id}.parquet"
