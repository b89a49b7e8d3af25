"""Compares the marts that Spark built with those of the warehouse, value by value."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.sql import literal
from steps.spark.build import SCHEMAS, Built


@dataclass(frozen=True)
class Compared:
    """One table: its rows, its values (rows times columns), and how the engines differ.

    `differences` are sentences without a value; there are none where both tables have the same
    columns, of the same types and in the same order, and the same rows the same number of times.
    """

    schema: str
    table: str
    rows: int
    values: int
    differences: tuple[str, ...]


def compare(warehouse: Path, built: Built) -> list[Compared]:
    """Compare every table of the warehouse's published schemas with what Spark built of it."""
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'")
        db.execute(f"attach {literal(warehouse)} as warehouse (read_only)")
        promised = db.execute(
            """select table_schema, table_name from information_schema.tables
            where table_catalog = 'warehouse' and list_contains($1, table_schema)""",
            [list(SCHEMAS)],
        ).fetchall()
        names = sorted({*promised, *built.tables})
        return [
            _compare(db, schema, table, built.tables.get((schema, table)))
            if (schema, table) in promised
            else Compared(schema, table, 0, 0, ("it is missing in the warehouse",))
            for schema, table in names
        ]


def _compare(
    db: duckdb.DuckDBPyConnection, schema: str, table: str, files: Path | None
) -> Compared:
    if files is None:
        return Compared(schema, table, 0, 0, ("it is missing in Spark",))
    ours = f"warehouse.{schema}.{table}"
    spark = f"read_parquet({literal(files / '*.parquet')})"
    expected = _columns(db, ours)
    found = _columns(db, spark)
    rows = _count(db, f"select * from {ours}")
    if expected != found:
        pairs = [
            f"{old} is {new} on Spark"
            for old, new in zip(expected, found, strict=False)
            if old != new
        ]
        return Compared(
            schema, table, rows, 0, (*pairs, f"{len(expected)} columns, on Spark {len(found)}")
        )
    differences = []
    only_here = _count(db, f"select * from {ours} except all select * from {spark}")
    only_there = _count(db, f"select * from {spark} except all select * from {ours}")
    if only_here or only_there:
        differences.append(f"{only_here} rows are in DuckDB only, {only_there} in Spark only")
        differences += [
            f"column {name} differs"
            for name, _ in expected
            if _count(db, f"select {name} from {ours} except all select {name} from {spark}")
        ]
    return Compared(schema, table, rows, rows * len(expected), tuple(differences))


def _columns(db: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    described = db.execute(f"describe select * from {relation}").fetchall()
    return [(name, kind) for name, kind, *_ in described]


def _count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    (counted,) = db.execute(f"select count(*) from ({query})").fetchall()
    return int(counted[0])
