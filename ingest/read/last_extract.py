"""The shape of the last extract, for gate 1 to hold the next one against: how its codes are shared
out, and how large its amounts are. Computed beside the batch, so that no figure leaves it."""

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sql import literal

if TYPE_CHECKING:
    from ingest.read.batch import Batch

# Below this a few rows move a share by many points.
FEWEST_ROWS = 100
CODED = ("code", "flag")


def with_last(batch: "Batch", raw_file: Path | None) -> dict[str, list[str]]:
    """Create `last_shares` (name, code, pct of the rows; a null code is an empty cell) and
    `last_amounts` (name, pounds without their signs, how many) in the batch's file, and return the
    columns that can be compared: `codes` and `amounts`, none where either extract is small."""
    comparable: dict[str, list[str]] = {"codes": [], "amounts": []}
    if raw_file is None or not raw_file.exists():
        return comparable
    last = f"read_parquet({literal(str(raw_file))})"
    if min(batch.count(last), batch.count("batch")) < FEWEST_ROWS:
        return comparable
    columns = batch.contract.columns.items()
    codes = [name for name, column in columns if column.type in CODED and column.from_file]
    if codes:
        batch.connection.execute(
            f"create table last_shares as with last as materialized "
            f"(select {', '.join(codes)} from {last}) "
            + " union all ".join(_shares(name) for name in codes)
        )
    amounts = batch.contract.money_columns
    if amounts:
        batch.connection.execute(
            "create table last_amounts as "
            + " union all ".join(_amounts(name, last) for name in amounts)
        )
    return {"codes": codes, "amounts": amounts}


def _shares(name: str) -> str:
    return (
        f"select {literal(name)} as name, cast({name} as varchar) as code, "
        f"100.0 * count(*) / sum(count(*)) over () as pct from last group by {name}"
    )


def _amounts(name: str, last: str) -> str:
    return (
        f"select {literal(name)} as name, sum(abs({name})) as pounds, count({name}) as amounts "
        f"from {last}"
    )
