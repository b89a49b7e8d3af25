"""A receipt: the result of one load."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from ingest import stored_json
from settings.check_result import CheckResult

STORED_AS = {"totals_stated": "totals_claimed"}
CHECK_STORED_AS = {"consequence": "then"}


class Outcome(StrEnum):
    """The outcome of a load. `superseded` is not among them: the warehouse derives it from newer
    receipts, so that the order of arrival makes no difference."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_REJECTS = "accepted_with_rejects"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"

    @property
    def is_accepted(self) -> bool:
        return self in (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_REJECTS)


@dataclass(frozen=True)
class RowCounts:
    """read = accepted + quarantined + duplicate."""

    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicate: int = 0

    @property
    def balance(self) -> bool:
        return self.read == self.accepted + self.quarantined + self.duplicate


@dataclass(frozen=True)
class Totals:
    """Pounds in one amount column as decimal text: of the file, and by what its rows became."""

    file: str = "0.00"
    accepted: str = "0.00"
    quarantined: str = "0.00"
    duplicate: str = "0.00"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The result of a load: the arrival's identity, outcome, rows, pounds, findings and checks."""

    la_code: str
    source: str
    dataset: str | None
    business_date: str | None
    release: str | None
    release_file: str | None
    file_path: str
    file_name: str
    sha256: str
    size_bytes: int
    load_id: str
    precedence: str
    supersedes_group: str
    received_at: str
    validated_by: str | None
    return_id: str | None
    rows_erased: int
    outcome: Outcome
    mode: str | None = None  # that of the contract; None where the file was not read
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    totals_stated: dict[str, str] | None = None
    totals_found: dict[str, Totals]
    # Columns in which an accepted row holds a value, and columns that raw does not store in which
    # any row does; by their names in the contract.
    filled_columns: tuple[str, ...] = ()
    # Least and greatest value of the key's first column among the accepted rows of an incremental
    # dataset.
    key_range: tuple[str, str] | None = None
    raw_sha256: str | None = None
    ward_lookup: str | None = None  # load id of the lookup by which postcodes became wards
    # Load ids of the extracts of other sources that the file was checked against, by source.dataset
    # ("": there was none); None in receipts of earlier versions.
    referred: dict[str, str] | None = None
    # Load ids of the accepted files that this file replaces (docs/decisions/0017); a rejected file
    # replaces none.
    supersedes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    expired_waivers: tuple[str, ...] = ()  # they make the night fail although the file is loaded
    expired: bool = False  # past its retention period: bytes and rows are deleted

    @property
    def is_rejected(self) -> bool:
        return self.outcome is Outcome.REJECTED

    @property
    def in_order(self) -> tuple[str, str, str]:
        """Sorts the files of a dataset as they supersede and follow each other."""
        return (self.business_date or "", self.precedence, self.load_id)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        content = stored_json.to_fields(content, STORED_AS)
        listed = ("filled_columns", "findings", "expired_waivers")
        parts: dict[str, Any] = {name: tuple(content[name]) for name in listed}
        key_range = content.get("key_range")
        parts["key_range"] = tuple(key_range) if key_range else None
        # receipts of files that expired before are in landing without it
        parts["supersedes"] = tuple(content.get("supersedes", ()))
        parts["outcome"] = Outcome(content["outcome"])
        parts["checks"] = tuple(
            CheckResult(**stored_json.to_fields(each, CHECK_STORED_AS))
            for each in content["checks"]
        )
        parts["totals_found"] = {
            name: Totals(**totals) for name, totals in content["totals_found"].items()
        }
        return cls(**(content | parts))

    def to_json(self) -> dict[str, Any]:
        fields = asdict(self)
        fields["checks"] = [
            stored_json.from_fields(each, CHECK_STORED_AS) for each in fields["checks"]
        ]
        return stored_json.from_fields(fields, STORED_AS)
