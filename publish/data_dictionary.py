"""The descriptions and audiences of the published tables, from the table `ops.data_dictionary`."""

from dataclasses import dataclass

import duckdb

from publish.sql import literal


@dataclass(frozen=True)
class Described:
    """A table: who may see it, why it is safe where everybody may, and what it holds."""

    audience: str
    disclosure: str | None
    description: str
    columns: dict[str, str]  # name → description, of those that have one


def read(db: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, Described]:
    """The dictionary of a catalogue by `schema.table`; empty where the catalogue has none."""
    has_one = db.execute(
        "select 1 from duckdb_columns() where database_name = $1 and schema_name = 'ops' "
        "and table_name = 'data_dictionary'",  # a view, where Spark has built it
        [catalog],
    ).fetchall()
    if not has_one:
        return {}
    rows = db.execute(
        f"""
        select
            schema_name || '.' || table_name, audience, disclosure, table_description,
            column_name, column_description
        from {catalog}.ops.data_dictionary
        order by 1, column_order
        """
    ).fetchall()
    tables: dict[str, Described] = {}
    for name, audience, disclosure, description, column, about in rows:
        table = tables.setdefault(name, Described(audience, disclosure, description, {}))
        if about:
            table.columns[column] = about
    return tables


def comments(table: str, described: Described) -> list[str]:
    """The statements that give a table (as SQL names it) and its columns their comments."""
    return [
        f"comment on table {table} is {literal(described.description)}",
        *(
            f"comment on column {table}.{column} is {literal(about)}"
            for column, about in described.columns.items()
        ),
    ]
