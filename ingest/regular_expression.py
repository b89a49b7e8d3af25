"""The regular expressions of contracts that Python applies: to file names and titles.

RE2 reads them, as DuckDB does for cells: the time grows with the length of the text, whatever the
expression is. It has no look-ahead and no back references.
"""

from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

Error = re2.error
Expression = Any  # re2 has no types; its expressions and matches are used as those of `re`
Match = Any


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Expression:
    """Raises Error with the reason where it is none."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except Error as error:  # its reason is bytes
        [reason] = error.args
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise Error(text) from None
