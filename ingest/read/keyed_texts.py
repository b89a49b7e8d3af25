"""Keys of the texts of a column, while its rows pass: each different text is hashed once."""

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from ingest.read.pseudonyms import KEY_LENGTH

Keys = Callable[[Iterable[bytes]], bytes]


class KeyedTexts:
    """Replaces the texts of a column by their keys. An empty cell stays empty."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def replacements(self, texts: pa.Array) -> pa.Array:
        """The keys of one batch of rows. `keys` returns them as one string of bytes, of which the
        array is a view: an object for each of a million keys would cost as much as its hash."""
        coded = texts.dictionary_encode()
        different = coded.dictionary.cast(pa.large_binary()).to_pylist()
        ends = pa.array(range(0, KEY_LENGTH * len(different) + 1, KEY_LENGTH), pa.int64())
        keys = pa.LargeStringArray.from_buffers(
            len(different), ends.buffers()[1], pa.py_buffer(self._keys(different))
        )
        return pc.take(keys.cast(texts.type), coded.indices)
