"""A table of the schemas `marts` and `ops`, as a catalogue of DuckDB has it."""

from dataclasses import dataclass

import duckdb

from publish.sql import quoted

SCHEMAS = ("marts", "ops")


@dataclass(frozen=True)
class Table:
    """A table and its columns with their types, in order."""

    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def types(self) -> dict[str, str]:
        return dict(self.columns)

    @property
    def is_by_authority(self) -> bool:
        """Whether a held-back authority keeps its earlier rows in this table.

        In `ops` it never does: those tables show why the authority is held back.
        """
        return self.schema == "marts" and "la_code" in self.types

    def within(self, catalog: str) -> str:
        return f"{catalog}.{quoted(self.schema)}.{quoted(self.name)}"


def of_catalog(db: duckdb.DuckDBPyConnection, catalog: str) -> list[Table]:
    """The tables of a catalogue by name, but for ops.publications."""
    found = db.execute(
        """
        select schema_name, table_name, column_name, data_type
        from duckdb_columns()
        where database_name = $1 and schema_name in ('marts', 'ops') and not internal
            and not (schema_name = 'ops' and table_name = 'publications')
        order by schema_name, table_name, column_index
        """,
        [catalog],
    ).fetchall()
    columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, name, column, data_type in found:
        columns.setdefault((schema, name), []).append((column, data_type))
    return [Table(schema, name, tuple(typed)) for (schema, name), typed in columns.items()]
