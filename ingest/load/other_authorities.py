"""Finds out whether ids that no accepted file of the authority has are those of another authority:
then the file lies in the wrong folder, or its export mixes two."""

from collections.abc import Iterator
from pathlib import Path

from ingest import paths
from ingest.read import withheld
from ingest.read.batch import Batch
from ingest.sql import literal


def findings(home: Path, batch: Batch) -> list[str]:
    """A sentence for each column of which another authority has all the unknown ids. No id is
    shown, and nothing is read where every id is known."""
    return [
        f"{name}: the {count:,} unknown id(s) are all among those of authority {la_code}; is this "
        f"its file, or does the export mix two authorities?"
        for name, count in _unknown_ids(batch)
        for la_code in _with_all(home, batch, count)
    ]


def _unknown_ids(batch: Batch) -> Iterator[tuple[str, int]]:
    """Each column that refers to another dataset with the number of its unknown ids, which are in
    table `unknown_ids` (namespace, value) meanwhile."""
    for name in batch.contract.references:
        column, raw_name = batch.contract.columns[name], batch.contract.raw_name(name)
        if column.type != "case_id" or not batch.count(
            f"duckdb_views() where view_name = {literal(f'ref_{raw_name}')}"
        ):
            continue
        clear = withheld.clear(str(raw_name))
        batch.connection.execute(
            "create or replace temporary table unknown_ids as "
            f"select distinct {literal(str(column.namespace))} as namespace, {clear} as value "
            f"from every_row anti join ref_{raw_name} as known on every_row.{raw_name} = "
            f"known.known where {clear} is not null"
        )
        if count := batch.count("unknown_ids"):
            yield name, count


def _with_all(home: Path, batch: Batch, count: int) -> Iterator[str]:
    """The other authorities that have all the unknown ids."""
    own = paths.people_map(home, batch.arrival.la_code)
    for path in sorted(own.parent.glob("*.parquet")):
        if path != own:
            theirs = f"read_parquet({literal(str(path))})"
            known = f"unknown_ids semi join {theirs} using (namespace, value)"
            if batch.count(known) == count:
                yield path.stem
