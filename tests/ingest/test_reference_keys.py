"""A ledger reference that names a placement is keyed as the case system's id is."""

import hashlib
import hmac
import os

from tests.ingest import shapes

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"


def key(placement: str) -> str:
    secret = hmac.new(os.environ["SEND_PSEUDONYM_KEY"].encode(), b"205", hashlib.sha256).digest()
    return hmac.new(secret, f"placement:{placement}".encode(), hashlib.sha256).hexdigest()[:32]


def test_the_key_is_of_what_stands_before_the_slash(house):
    lines = shapes.transactions(3).replace("INV0,", "PC1,").replace("INV1,", "PC1/0426,")
    house.send(LEDGER, lines.replace("INV2,", ","))
    assert house.load()[LEDGER]["outcome"] == "accepted"
    rows = house.rows(
        "select reference, reference_key from "
        "'{raw}/finance_ledger/transactions/205/*.parquet' order by line_number"
    )
    assert rows == [("PC1", key("PC1")), ("PC1/0426", key("PC1")), (None, None)]
