"""Keys of the texts of a column, while its rows pass: each different text is hashed once."""

from collections.abc import Callable

import pyarrow as pa

MOST_KNOWN = 1 << 18  # texts whose key is kept, so that memory is bounded


class KeyedTexts:
    """Replaces the texts of a column by `key` of each. An empty cell stays empty."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self._key = key
        self._known: dict[str, str] = {}

    def of(self, texts: pa.Array) -> pa.Array:
        """The keys of one batch of rows."""
        coded = texts.dictionary_encode()
        known = self._known
        if len(known) > MOST_KNOWN:
            known.clear()
        keys = []
        for text in coded.dictionary.to_pylist():
            key = known.get(text)
            if key is None:
                key = known[text] = self._key(text)
            keys.append(key)
        return pa.array(keys, texts.type).take(coded.indices)
