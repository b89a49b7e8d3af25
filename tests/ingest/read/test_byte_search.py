"""Bytes are found and counted as Python's own `in` and `count` do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import byte_search

BYTES = b'.0,"\r\n'
CHUNKS = st.lists(st.sampled_from(BYTES), min_size=1, max_size=20).map(bytes)
TEXTS = (b",\n", b",\r", b',""\n', b".0,", b'.0"')


@given(CHUNKS)
def test_a_text_is_found_where_it_is(chunk):
    found = {text for text in TEXTS if byte_search.holds(chunk, text)}
    assert found == {text for text in TEXTS if text in chunk}


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("behind", range(4))
def test_a_text_is_found_at_each_place(place, behind):
    for text in TEXTS:
        assert byte_search.holds(b"x" * place + text + b"x" * behind, text)


@given(CHUNKS)
def test_bytes_are_counted(chunk):
    for byte in BYTES:
        assert byte_search.count(chunk, bytes([byte])) == chunk.count(byte)
