"""A ledger reference that names a placement has the key of the case system's id."""

import hashlib
import hmac
import os

from tests.ingest import shapes

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"


def key(placement: str) -> str:
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), b"205", hashlib.sha256).digest()
    return hmac.new(secret, f"placement:{placement}".encode(), hashlib.sha256).hexdigest()[:32]


def sent(installation):
    assert installation.load()[LEDGER].outcome == "accepted"
    return installation.rows(
        "select reference, reference_key from "
        "'{raw}/finance_ledger/transactions/205/*.parquet' order by line_number"
    )


def test_the_key_is_of_the_text_before_the_slash(installation):
    lines = shapes.transactions(3).replace("INV0,", "PC1,").replace("INV1,", "PC1/0426,")
    installation.send(LEDGER, lines.replace("INV2,", ","))
    assert sent(installation) == [
        ("PC1", key("PC1")),
        (f"{key('PC1')}/0426", key("PC1")),
        (None, None),
    ]


def test_each_line_has_the_key_of_its_own_reference(installation):
    placements = ("PC2", "PC1", "", "PC2", "PÇ3", "PC1")
    lines = (shapes.line(n, reference=each) for n, each in enumerate(placements, start=100))
    installation.send(LEDGER, shapes.transactions(0, *lines))
    assert [found for _, found in sent(installation)] == [
        key(each) if each else None for each in placements
    ]


def test_an_invoice_number_is_stored_as_received(installation):
    numbers = ("INV/2026/17", "4711/2026", "A/1326", "/0426", "0426")
    lines = (shapes.line(n, reference=each) for n, each in enumerate(numbers, start=100))
    installation.send(LEDGER, shapes.transactions(0, *lines))
    assert [reference for reference, _ in sent(installation)] == list(numbers)


def test_an_overlay_gives_the_pattern_of_ids_without_a_slash(installation, overlay):
    shape = r"columns: {reference_key: {hides: 'PC\d+(/\d{4})?'}}"
    overlay("finance_ledger/transactions.205.yml", shape)
    lines = (shapes.line(1, reference="PC1"), shapes.line(2, reference="PC12X"))
    installation.send(LEDGER, shapes.transactions(0, *lines))
    assert sent(installation) == [(key("PC1"), key("PC1")), ("PC12X", key("PC12X"))]
