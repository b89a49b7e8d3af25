"""People at the front door: keyed hashes instead of identifiers, and the one map back.

HMAC-SHA256 under a key per authority, so that no one can look a child up by hashing a known UPN,
and the same child has different keys at two authorities. Rule 9 of the sources' contract.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest import home as at
from ingest import parquet
from ingest.casts import quoted
from ingest.errors import HouseAtFault

VARIABLE = "SEND_PSEUDONYM_KEY"
BLOCK = 64
KEY_CHARACTERS = 32


def authority_key(home: Path, la_code: str) -> bytes:
    """The authority's own key, derived from the secret in the environment.

    Raises HouseAtFault where the secret is missing, too short or another than what is in raw was
    keyed with: without it nothing may pass.
    """
    secret = os.environ.get(VARIABLE, "")
    if len(secret) < KEY_CHARACTERS:
        raise HouseAtFault(
            f"The environment variable {VARIABLE} is missing or shorter than {KEY_CHARACTERS} "
            "characters, so no person's data may be read. Set it (see .env.example) and run again."
        )
    _be_the_same(home, secret)
    return hmac.new(secret.encode(), la_code.encode(), hashlib.sha256).digest()


def _be_the_same(home: Path, secret: str) -> None:
    """The first secret that keys anybody leaves its mark beside what it keyed, and goes with it."""
    path = at.key_mark(home)
    mark = hmac.new(secret.encode(), b"the mark beside raw", hashlib.sha256).hexdigest()[:32]
    if not path.exists():
        at.write_json(path, {"mark": mark})
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        found = None
    if found != {"mark": mark}:
        raise HouseAtFault(
            f"{VARIABLE} is not the one that everybody in {path.parent} was keyed with: a child "
            "would get another key and be joined to nothing. No person's data is read. Restore "
            "the key (.env), then run again."
        )


def key(secret: bytes, namespace: str, value: str) -> str:
    """What `person_hash` gives in SQL, for the few values that are asked about outside of it."""
    return hmac.digest(secret, f"{namespace}:{value}".encode(), "sha256").hex()[:32]


def define_hash(connection: duckdb.DuckDBPyConnection, home: Path, la_code: str) -> None:
    """Define `person_hash(namespace, value)` on this connection: HMAC-SHA256 in SQL, 128 bits
    kept, so that millions of identifiers are hashed without leaving DuckDB."""
    block = authority_key(home, la_code).ljust(BLOCK, b"\0")
    inner = _blob(bytes(byte ^ 0x36 for byte in block))
    outer = _blob(bytes(byte ^ 0x5C for byte in block))
    connection.execute(
        "create or replace temp macro person_hash(namespace, value) as "
        f"left(sha256({outer} || unhex(sha256({inner} || encode(namespace || ':' || value)))), 32)"
    )


def _blob(content: bytes) -> str:
    return f"unhex('{content.hex()}')"


def remember(
    connection: duckdb.DuckDBPyConnection, home: Path, la_code: str, ids: dict[str, list[str]]
) -> None:
    """Add new case ids to the authority's map back (namespace, key, value), mode 0600.

    `ids` names, per namespace, the key column and clear column of the accepted rows.
    """
    path = at.people_map(home, la_code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    selects = [
        f"select distinct '{namespace}' as namespace, {key} as key, {clear} as value "
        f"from accepted where {clear} is not null"
        for namespace, (key, clear) in ids.items()
    ]
    with _held(path):
        known = (
            f"from read_parquet({quoted(str(path))})"
            if path.exists()
            else "select null, null, null limit 0"
        )
        connection.execute(
            f"create or replace temp table people_new as {' union '.join(selects)} except ({known})"
        )
        if connection.execute("select count(*) from people_new").fetchone() == (0,):
            return
        everyone = f"from people_new union all ({known}) order by all"
        parquet.copy(connection, everyone, path, mode=0o600)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the map for this process alone."""
    with path.with_name(f".{path.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def forget(home: Path, la_code: str, keys: dict[str, set[str]]) -> int:
    """Take keys, by namespace, out of the authority's map back; return how many were in it."""
    path = at.people_map(home, la_code)
    if not path.exists():
        return 0
    gone = [(namespace, each) for namespace, listed in keys.items() for each in sorted(listed)]
    columns = [[namespace for namespace, _ in gone], [each for _, each in gone]]
    with _held(path), duckdb.connect() as connection:
        connection.execute(
            "create table gone as select unnest(?::varchar[]) as namespace, "
            "unnest(?::varchar[]) as key",
            columns,
        )
        known = f"read_parquet({quoted(str(path))})"
        found = connection.execute(
            f"select count(*) from {known} semi join gone using (namespace, key)"
        )
        [(count,)] = found.fetchall()
        if count:
            rest = f"from {known} anti join gone using (namespace, key) order by all"
            parquet.copy(connection, rest, path, mode=0o600)
    return int(count)
