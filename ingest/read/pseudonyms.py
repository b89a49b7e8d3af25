"""Pseudonyms: identifiers of people become keyed hashes while a file is read (docs/privacy.md).

HMAC-SHA256 under a key per authority, so that nobody can find a child by hashing a known UPN, and
the same child has different keys at two authorities.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from ingest import json_files, paths
from ingest.errors import InternalError
from settings import environment_secret

VARIABLE = "SEND_PSEUDONYM_KEY"
BLOCK = 64
KEY_CHARACTERS = 32  # fewest of the secret
KEY_LENGTH = 32  # hexadecimal digits: 128 bits of the hash are kept


def authority_key(home: Path, la_code: str) -> bytes:
    """The authority's own key, derived from the `secret`; raises InternalError as it does."""
    return hmac.new(secret(home).encode(), la_code.encode(), hashlib.sha256).digest()


def secret(home: Path) -> str:
    """The secret in the environment, which is that of all keys.

    Raises InternalError where it is missing, too short, or not the one that raw is keyed with.
    """
    try:
        found = environment_secret.read(VARIABLE)
    except (OSError, UnicodeDecodeError) as error:
        raise InternalError(
            f"The file of {VARIABLE}_FILE can't be read ({error}), so no person's data may be read."
        ) from None
    if len(found) < KEY_CHARACTERS:
        raise InternalError(
            f"The environment variable {VARIABLE} is missing or shorter than {KEY_CHARACTERS} "
            "characters, so no person's data may be read. Set it (see .env.example) and run again."
        )
    _check_secret(home, found)
    return found


def _check_secret(home: Path, found: str) -> None:
    """Compare the secret with the hash that its first use left beside raw."""
    path = paths.key_check(home)
    if not path.exists():
        write_mark(home, found)
    mark = read_mark(path)
    if mark is None:
        raise InternalError(
            f"{path} is damaged, so it is not known whether {path.parent} was made with the key in "
            f"{VARIABLE}. No person's data is read. Restore it from a backup; or, if the key is "
            f"the one that was always used (.env): rm '{path}'. Then run again."
        )
    if mark != _mark(found):
        raise InternalError(
            f"{VARIABLE} is not the key that {path.parent} was made with: a child would get "
            "another key and join to nothing. No person's data is read. Restore the key (.env), "
            "then run again."
        )


def _mark(secret: str) -> str:
    return hmac.new(secret.encode(), b"the mark beside raw", hashlib.sha256).hexdigest()[:32]


def write_mark(home: Path, secret: str) -> None:
    """Write with which secret raw is keyed."""
    json_files.write(paths.key_check(home), {"mark": _mark(secret)})


def read_mark(path: Path) -> str | None:
    """The mark of the secret that raw is keyed with; None where it can't be read."""
    try:
        return str(json.loads(path.read_text("utf-8"))["mark"])
    except (ValueError, KeyError, TypeError):
        return None


def key_under(secret: str, la_code: str, namespace: str, value: str) -> str:
    """The key of an identifier under a secret, which need not be the one that raw is keyed with."""
    of_authority = hmac.new(secret.encode(), la_code.encode(), hashlib.sha256).digest()
    return key(of_authority, namespace, value)


def key(secret: bytes, namespace: str, value: str) -> str:
    """Return what `person_hash` gives in SQL, for the few values needed outside SQL."""
    return hmac.digest(secret, f"{namespace}:{value}".encode(), "sha256").hex()[:KEY_LENGTH]


def keys_of(secret: bytes, namespace: str) -> Callable[[Iterable[bytes]], bytes]:
    """Return a function that gives the `key` of each value in UTF-8, one after the other.

    The secret is hashed once, and a copy of that state goes on with each value: a million values
    take less than half the time.
    """
    block = secret.ljust(BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + f"{namespace}:".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def keys(values: Iterable[bytes]) -> bytes:
        found = []
        for value in values:
            of_value, of_both = inner.copy(), outer.copy()
            of_value.update(value)
            of_both.update(of_value.digest())
            found.append(of_both.digest()[: KEY_LENGTH // 2])
        return b"".join(found).hex().encode()

    return keys


def define_hash(connection: duckdb.DuckDBPyConnection, home: Path, la_code: str) -> None:
    """Define `person_hash(namespace, value)` in the database in memory of this connection:
    HMAC-SHA256 in SQL, 128 bits kept, so that millions of identifiers are hashed without leaving
    DuckDB."""
    block = authority_key(home, la_code).ljust(BLOCK, b"\0")
    inner = _blob(bytes(byte ^ 0x36 for byte in block))
    outer = _blob(bytes(byte ^ 0x5C for byte in block))
    connection.execute(
        "create or replace macro person_hash(namespace, value) as "
        f"left(sha256({outer} || unhex(sha256({inner} || encode(namespace || ':' || value)))), "
        f"{KEY_LENGTH})"
    )


def _blob(content: bytes) -> str:
    return f"unhex('{content.hex()}')"
