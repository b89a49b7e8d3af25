"""Changes against the last extract are remarks and stop nothing."""

from pathlib import Path

import duckdb
import pytest

from ingest import contract_files
from ingest.read.batch import Batch
from ingest.read.comparison import last_extract
from ingest.read.comparison.batch_facts import ComparableColumns
from tests.ingest import shapes

CODES = "request_outcome: the share of a code or of empty cells moved by more than 10 points"
NAMES = {name: name for name in ("request_outcome", "amount")} | {"request_key": "request_id"}
LAST = "205/case_system/requests__2026-11-19.csv"
NIGHT = "205/case_system/requests__2026-11-20.csv"


def _requests(refused: int, of: int = 200) -> str:
    rows = [shapes.request(n, outcome="N" if n < refused else "Y") for n in range(of)]
    return "\n".join([shapes.REQUESTS, *rows]) + "\n"


@pytest.mark.parametrize(
    ("refused", "remarked"), [(40, False), (59, False), (61, True), (200, True)]
)
def test_a_share_that_moves_is_remarked_and_the_file_is_loaded(gate, refused, remarked):
    """20 % were refused in the last extract: 30 % is within ten points of it."""
    rows = [(f"R{n}", "2026-01-05", "N" if n < refused else "Y", "2026-02-10") for n in range(200)]
    batch = gate.batch(
        rows, comparable=ComparableColumns(codes=("request_outcome",)), contract_names=NAMES
    )
    batch.connection.execute(
        "create table last_shares as from (values ('request_outcome', 'N', 20.0), "
        "('request_outcome', 'Y', 80.0)) t(name, code, pct)"
    )
    result = gate.run(batch)
    assert result.rejections == ()
    assert any(each.startswith(CODES) for each in result.remarks) is remarked


@pytest.mark.parametrize(
    ("factor", "remarked"),
    [("1", False), ("1.9", False), ("2.1", True), ("0.4", True), ("100", True)],
)
def test_amounts_of_another_size_are_remarked(gate, factor, remarked):
    rows = [(f"R{n}", "2026-01-05", "Y", "2026-02-10") for n in range(120)]
    batch = gate.batch(
        rows, comparable=ComparableColumns(amounts=("amount",)), contract_names=NAMES
    )
    batch.connection.execute(
        "create table last_amounts as select 'amount' as name, "
        "cast(150000 as decimal(38, 2)) as pounds, 150 as amounts"
    )
    batch.connection.execute(
        f"create or replace view batch as select *, cast({factor} * 1000 * "
        "(case when row_id % 2 = 0 then -1 else 1 end) as decimal(18, 2)) as amount from landed"
    )
    result = gate.run(batch)
    assert any(each.startswith("amount: the average") for each in result.remarks) is remarked


def test_an_extract_that_arrives_is_compared_with_the_last_one(installation):
    installation.send(LAST, _requests(40))
    installation.send(NIGHT, _requests(90))
    receipt = installation.load()[NIGHT]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 200)
    assert f"{CODES} against the last extract" in receipt.findings


def test_a_small_extract_is_compared_with_nothing(tmp_path):
    raw = tmp_path / "last.parquet"
    batch = _batch_of(99, raw)
    assert last_extract.compare(batch, raw) == ComparableColumns()
    batch = _batch_of(100, raw)
    found = last_extract.compare(batch, raw)
    assert "request_outcome" in found.codes
    shares = batch.connection.sql(
        "select code, pct from last_shares where name = 'request_outcome' order by code"
    ).fetchall()
    assert shares == [("N", 25.0), ("Y", 75.0)]


def _batch_of(rows: int, raw: Path):
    """An extract of so many rows, equal to the last one; the outcome of a quarter is N."""
    contract = contract_files.of_source("case_system", "205")["requests"]
    connection = duckdb.connect()
    values = {"request_outcome": "case when n % 4 = 0 then 'N' else 'Y' end"}
    columns = ", ".join(
        f"{values.get(name, 'null')} as {contract.raw_name(name)}" for name in contract.columns
    )
    connection.execute(f"create table batch as select {columns} from range({rows}) t(n)")
    connection.execute(f"copy batch to '{raw}' (format parquet)")
    return Batch({}, contract, raw, connection)
