"""The list of people whose erasure was asked for: keyed hashes and no more, a file an authority.

It lies in landing (`.received/erasures/<la_code>.json`, mode 0600), so that it outlives everything
else and whoever is on it stays away, though the source may go on sending them.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest import paths
from ingest.errors import HouseAtFault
from ingest.read import pseudonyms

PERSON = "person"
Keys = dict[str, set[str]]  # namespace → keys


@dataclass
class Erased:
    """An authority's list. `keys` are those of the people and of what is theirs (requests, plans,
    UPN, places in a return); `asked` says when, by whom (a role) and why each person was put on it.
    """

    la_code: str
    secret: bytes
    keys: Keys = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def key(self, namespace: str, value: str) -> str:
        return pseudonyms.key(self.secret, namespace, value)

    def holds(self, namespace: str, value: str) -> bool:
        return self.key(namespace, value) in self.keys.get(namespace, ())

    def learn(self, theirs: Keys, of_others: Keys) -> None:
        """Add what is theirs, and take off what is by now somebody else's too; whoever is on the
        list by a request stays."""
        for namespace, keys in theirs.items():
            self.keys.setdefault(namespace, set()).update(keys)
        for namespace, keys in of_others.items():
            self.keys[namespace] = self.keys.get(namespace, set()) - keys
        self.keys.setdefault(PERSON, set()).update(each["key"] for each in self.asked)

    @property
    def mark(self) -> str:
        """Differs where SEND_PSEUDONYM_KEY does, under which the list would know nobody."""
        return self.key("erasures", self.la_code)


def exists(home: Path, la_code: str) -> bool:
    return paths.erasures(home, la_code).exists()


def read(home: Path, la_code: str) -> Erased:
    """An authority's list, empty where it has none.

    Raises HouseAtFault where the list can't be relied on: then nobody's rows may be let in.
    """
    erased = Erased(la_code, pseudonyms.authority_key(home, la_code))
    path = paths.erasures(home, la_code)
    if not path.exists():
        return erased
    try:
        content = json.loads(path.read_text("utf-8"))
        erased.keys = {namespace: set(keys) for namespace, keys in content["keys"].items()}
        erased.asked = content["asked"]
        made_with = content["mark"]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise HouseAtFault(
            f"{path} can't be read, so that erased people would come back: no person's data of "
            f"{la_code} is read. Restore it from the backup of landing, then run again."
        ) from None
    if made_with != erased.mark:
        raise HouseAtFault(
            f"{path} was made under another {pseudonyms.VARIABLE}, and erased people would come back: "
            f"no person's data of {la_code} is read. Restore the key (.env), then run again."
        )
    return erased


@contextmanager
def kept(home: Path, la_code: str) -> Iterator[Erased]:
    """The authority's list for this process alone; what was learnt is written when the block ends.

    Raises HouseAtFault as `read` does.
    """
    path = paths.erasures(home, la_code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_name(f".{la_code}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        erased = read(home, la_code)
        yield erased
        write(home, erased)


def write(home: Path, erased: Erased) -> None:
    keys = {namespace: sorted(keys) for namespace, keys in sorted(erased.keys.items()) if keys}
    content = {"mark": erased.mark, "asked": erased.asked, "keys": keys}
    paths.write_json(paths.erasures(home, erased.la_code), content, mode=0o600)
