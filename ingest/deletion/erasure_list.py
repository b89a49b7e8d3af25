"""The erasure list of an authority: the keys of erased people, and the requests without names.

It lies in landing (`.received/erasures/<la_code>.json`, mode 0600) with the other durable records.
Later files are redacted by it, since the case system may still hold erased people.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from ingest import json_files, paths
from ingest.errors import InternalError
from ingest.read import pseudonyms
from ingest.read.values import identifiers
from ingest.register import arrivals

PERSON = "person"
Keys = dict[str, set[str]]  # namespace → keys


@dataclass(frozen=True)
class ErasureRequest:
    """When (yyyy-mm-dd), by whom (a role) and why a person's erasure was requested."""

    on: str
    by: str
    reason: str
    key: str = ""


@dataclass
class ErasureList:
    """The list in memory. `keys` are those of erased people and of what only they have: requests,
    plans, UPN, rows of a SEN2 return. `secret` is the authority's pseudonym key."""

    la_code: str
    secret: bytes
    keys: Keys = field(default_factory=dict)
    requests: list[ErasureRequest] = field(default_factory=list)

    def key(self, namespace: str, value: str) -> str:
        return pseudonyms.key(self.secret, namespace, identifiers.cleaned(namespace, value))

    def holds(self, namespace: str, value: str) -> bool:
        return self.key(namespace, value) in self.keys.get(namespace, ())

    def update_keys(self, of_erased: Keys, of_others: Keys) -> None:
        """Add keys of erased people, and remove keys that other people have too. A person whose
        erasure was requested stays on the list."""
        for namespace, keys in of_erased.items():
            self.keys.setdefault(namespace, set()).update(keys)
        for namespace, keys in of_others.items():
            self.keys[namespace] = self.keys.get(namespace, set()) - keys
        self.keys.setdefault(PERSON, set()).update(each.key for each in self.requests)

    @property
    def key_check(self) -> str:
        """A hash that differs under another SEND_PSEUDONYM_KEY, which would match nobody."""
        return self.key("erasures", self.la_code)


def exists(home: Path, la_code: str) -> bool:
    """Whether an authority has a list. Raises InternalError where it is gone: an erasure has
    redacted files of the authority."""
    path = paths.erasure_list(home, la_code)
    if not path.exists() and _was_used(home, la_code):
        raise InternalError(
            f"{path} is missing, and files of {la_code} were redacted by it. Erased people would "
            f"be loaded again: no personal data of {la_code} is read. Restore it from the backup "
            "of landing, then run again."
        )
    return path.exists()


def authorities(home: Path) -> list[str]:
    """The authorities that have a list, or of which files were redacted."""
    lists = paths.erasure_list(home, "any").parent.glob("*.json")
    redacted = (each.file_path for each in arrivals.every_record(home) if each.redaction)
    return sorted({path.stem for path in lists} | {path.partition("/")[0] for path in redacted})


@cache  # an authority has many files, and nothing is redacted before it has a list
def _was_used(home: Path, la_code: str) -> bool:
    return arrivals.has_redacted(home, la_code)


def read(home: Path, la_code: str) -> ErasureList:
    """An authority's list, empty where it has none.

    Raises InternalError where the list is gone, can't be read or was made under another key:
    without it no personal data may be loaded.
    """
    erased = ErasureList(la_code, pseudonyms.authority_key(home, la_code))
    path = paths.erasure_list(home, la_code)
    if not exists(home, la_code):
        return erased
    try:
        content = json.loads(path.read_text("utf-8"))
        erased.keys = {namespace: set(keys) for namespace, keys in content["keys"].items()}
        erased.requests = [ErasureRequest(**each) for each in content["asked"]]
        key_check = content["mark"]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise InternalError(
            f"{path} can't be read, so that erased people would be loaded again: no personal data "
            f"of {la_code} is read. Restore it from the backup of landing, then run again."
        ) from None
    if key_check != erased.key_check:
        raise InternalError(
            f"{path} was made under another {pseudonyms.VARIABLE}, and erased people would be "
            f"loaded again: no personal data of {la_code} is read. Restore the key (.env), "
            "then run again."
        )
    return erased


@contextmanager
def locked(home: Path, la_code: str) -> Iterator[ErasureList]:
    """Lock the authority's list for this process; it is written when the block ends without error.

    Raises InternalError as `read` does.
    """
    path = paths.erasure_list(home, la_code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_name(f".{la_code}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        erased = read(home, la_code)
        yield erased
        write(home, erased)


def write(home: Path, erased: ErasureList) -> None:
    keys = {namespace: sorted(keys) for namespace, keys in sorted(erased.keys.items()) if keys}
    requests = [asdict(each) for each in erased.requests]
    content = {"mark": erased.key_check, "asked": requests, "keys": keys}
    json_files.write(paths.erasure_list(home, erased.la_code), content)
    _was_used.cache_clear()
