"""An arrival: one received file, or one member of a received container.

An arrival record is kept beside the bytes, in `landing/.received/arrivals/<load_id>.json`. An
arrival adds what its path identifies by today's contracts.
"""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, Self

from ingest import contract_files, stored_json
from ingest.contract import Contract
from ingest.control_file import ControlFile
from ingest.receipt import Receipt

STORED_AS = {"stated": "claimed", "rejection_reason": "unreadable", "bytes_missing": "unread"}


class Stored(StrEnum):
    """What is stored of an arrival's bytes."""

    AS_RECEIVED = "as_received"
    REDACTED = "redacted"  # without the rows of erased people
    AS_MEMBERS = "as_members"  # a container of which only the members are stored
    DELETED = "deleted"  # by an erasure, since it could not be read
    EXPIRED = "expired"  # past its retention period


class Action(StrEnum):
    """What a load does with an arrival."""

    LOAD = "load"
    REJECT = "reject"  # reason in `problem`
    NO_ROWS = "keep"  # it holds no rows of its own: documentation, or a container


@dataclass(frozen=True)
class Redaction:
    """The redacted copy of a file and how to read it; the rows, references and pounds removed."""

    sha256: str
    delimiter: str
    headers: tuple[str, ...]
    constants: tuple[str, ...]
    numbered: bool
    rows_erased: int
    references_emptied: int
    totals_erased: dict[str, str]
    title_rows: int = 0  # rows of the file above its header; the copy lacks them

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        listed = {name: tuple(content[name]) for name in ("headers", "constants")}
        return cls(**(content | listed))


@dataclass(frozen=True, kw_only=True)
class ArrivalRecord:
    """Path, version and stored bytes of a received file."""

    load_id: str  # made of path and hash
    file_path: str
    file_name: str
    sha256: str
    size_bytes: int
    utf8: bool
    mtime_ns: int  # with the size, identifies the version of the file at its path
    received_at: str  # mtime_ns in UTC, to the second
    precedence: str
    stated: ControlFile | None = None
    rejection_reason: str | None = None  # why a container can't be opened or a name is not used
    bytes_missing: bool = False  # the system could not read the file or folder: nothing is stored
    landed_as: str | None = None  # the path's bytes (hex), where `file_path` shows codes for some
    return_id: str | None = None  # load id of the SEN2 return that the file is, or is a table of
    return_sha256: str | None = None  # the hash of that return
    container_findings: tuple[str, ...] = ()
    stored: Stored = Stored.AS_RECEIVED
    redaction: Redaction | None = None
    removed_from_landing: bool = False  # by an erasure, not by its sender
    expired_receipt: Receipt | None = None

    @property
    def content_sha256(self) -> str:
        """Equal for files with identical content; a table of a SEN2 return has the return's."""
        return self.return_sha256 or self.sha256

    @property
    def rows_erased(self) -> int:
        return self.redaction.rows_erased if self.redaction else 0

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Read a record. Raises KeyError, TypeError or ValueError where it is malformed."""
        content = stored_json.to_fields(content, STORED_AS)
        parts: dict[str, Any] = {
            "stated": content["stated"] and ControlFile(**content["stated"]),
            "container_findings": tuple(content["container_findings"]),
            "stored": Stored(content["stored"]),
            "redaction": content["redaction"] and Redaction.from_json(content["redaction"]),
            "expired_receipt": content["expired_receipt"]
            and Receipt.from_json(content["expired_receipt"]),
        }
        return cls(**(content | parts))

    def to_json(self) -> dict[str, Any]:
        fields = asdict(self)
        if self.expired_receipt:
            fields["expired_receipt"] = self.expired_receipt.to_json()
        return stored_json.from_fields(fields, STORED_AS)


@dataclass(frozen=True, kw_only=True)
class Arrival(ArrivalRecord):
    """An arrival with what its path identifies, and how it is loaded."""

    la_code: str
    source: str
    dataset: str | None = None
    business_date: str | None = None  # yyyy-mm-dd
    release: str | None = None
    release_file: str | None = None
    part: str | None = None  # tells files about one date apart that all count
    action: Action = Action.LOAD
    problem: str | None = None  # why it can't be loaded
    wave: int = 0  # number of datasets that have to be loaded before
    # Fingerprint of contract, code and rules; None after an internal error.
    validated_by: str | None = None
    is_revalidation: bool = False

    @property
    def is_return(self) -> bool:
        """Whether it is a SEN2 return in XML, whose tables are arrivals of their own."""
        return self.action is Action.NO_ROWS and self.return_id == self.load_id

    @property
    def supersedes_group(self) -> str:
        """Equal for the versions of one file; of these, the latest accepted one is current."""
        file = self.release_file or self.part
        parts = (self.la_code, self.source, self.dataset, self.business_date, file)
        return "/".join(str(part) for part in parts)

    @property
    def in_order(self) -> tuple[str, str, str]:
        """Sorts the files of a dataset as they supersede and follow each other."""
        return (self.business_date or "", self.precedence, self.load_id)

    @property
    def contract(self) -> Contract:
        """The contract of its dataset with its authority's overlay."""
        return contract_files.of_source(self.source, self.la_code)[str(self.dataset)]

    @property
    def keys_people(self) -> bool:
        """Whether its authority's key is needed to read it."""
        datasets = contract_files.of_source(self.source, self.la_code)
        return self.dataset in datasets and datasets[self.dataset].keys_people

    def with_record(self, record: ArrivalRecord) -> Self:
        """Return this arrival with a newer record."""
        return replace(self, **{f.name: getattr(record, f.name) for f in fields(ArrivalRecord)})

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        return super().from_json(content | {"action": Action(content["action"])})
