"""People at the front door: keyed hashes instead of identifiers, and the one map back.

HMAC-SHA256 under a key per authority, so that no one can look a child up by hashing a known UPN,
and the same child has different keys at two authorities. Rule 9 of the sources' contract.
"""

import fcntl
import hashlib
import hmac
import os
from pathlib import Path

import duckdb

from ingest import home as at
from ingest import parquet
from ingest.errors import HouseAtFault

VARIABLE = "SEND_PSEUDONYM_KEY"
BLOCK = 64
KEY_CHARACTERS = 32


def authority_key(la_code: str) -> bytes:
    """The authority's own key, derived from the secret in the environment.

    Raises HouseAtFault where the secret is missing or too short: without it nothing may pass.
    """
    secret = os.environ.get(VARIABLE, "")
    if len(secret) < KEY_CHARACTERS:
        raise HouseAtFault(
            f"The environment variable {VARIABLE} is missing or shorter than {KEY_CHARACTERS} "
            "characters, so no person's data may be read. Set it (see .env.example) and run again."
        )
    return hmac.new(secret.encode(), la_code.encode(), hashlib.sha256).digest()


def define_hash(connection: duckdb.DuckDBPyConnection, la_code: str) -> None:
    """Define `person_hash(namespace, value)` on this connection: HMAC-SHA256 in SQL, 128 bits
    kept, so that millions of identifiers are hashed without leaving DuckDB."""
    block = authority_key(la_code).ljust(BLOCK, b"\0")
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
    with (path.parent / f".{la_code}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = (
            f"from read_parquet('{path}')" if path.exists() else "select null, null, null limit 0"
        )
        connection.execute(
            f"create or replace temp table people_new as {' union '.join(selects)} except ({known})"
        )
        if connection.execute("select count(*) from people_new").fetchone() == (0,):
            return
        everyone = f"from people_new union all ({known}) order by all"
        parquet.copy(connection, everyone, path, mode=0o600)
