"""The tables of a publication as Postgres has them: types, keys, audiences, descriptions.

They come from the publication itself: `ops.data_dictionary` holds the contracts of the code that
published it.
"""

import re
from dataclasses import dataclass, replace

import duckdb

from publish import audiences, data_dictionary, write_tables
from publish.errors import PublishError

TYPES = {
    "VARCHAR": "text",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
PUBLICATIONS_KEY = ("schema_name", "table_name")


@dataclass(frozen=True)
class Column:
    """A column: its type as Postgres writes it, and what it means."""

    name: str
    data_type: str
    description: str | None


@dataclass(frozen=True)
class Table:
    """A published table. `key`: the columns that identify a row, empty where the contract has none;
    `is_key_required`: none of them is ever empty."""

    schema: str
    name: str
    audience: str
    is_audited: bool
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_key_required: bool

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def is_by_authority(self) -> bool:
        return any(column.name == "la_code" for column in self.columns)


def read(db: duckdb.DuckDBPyConnection, catalog: str) -> list[Table]:
    """The tables of a publication that is attached as `catalog`, by name.

    A table without a contract, which old code left, is for the operator only and is left out.
    Raises PublishError where a column has no type in Postgres, or where a table that may not be
    passed on has no authority by which its readers could be limited.
    """
    described = data_dictionary.read(db, catalog)
    described["ops.publications"] = write_tables.PUBLICATIONS_DESCRIBED
    keys = _keys(db, catalog) | {"ops.publications": (PUBLICATIONS_KEY, True)}
    found = []
    for name, types in _types(db, catalog).items():
        if name not in described:
            continue
        about = described[name]
        schema, table = name.split(".")
        columns = tuple(
            Column(column, _type(f"{name}.{column}", data_type), about.columns.get(column))
            for column, data_type in types.items()
        )
        key, is_required = keys.get(name, ((), False))
        is_audited = about.disclosure == "audited"
        found.append(
            Table(
                schema,
                table,
                about.audience,
                is_audited,
                about.description,
                columns,
                key,
                is_required,
            )
        )
    for each in found:
        if (each.audience != audiences.OPEN or each.is_audited) and not each.is_by_authority:
            raise PublishError(
                f"{each.full_name} has no column la_code: a login of one authority would read "
                "the rows of all. Add the column to its model."
            )
    return found


def without_lists(table: Table) -> Table:
    """A table without its columns that hold several values."""
    columns = tuple(each for each in table.columns if not each.data_type.endswith("[]"))
    return replace(table, columns=columns)


def _types(db: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, dict[str, str]]:
    rows = db.execute(
        """
        select schema_name || '.' || table_name, column_name, data_type
        from duckdb_columns()
        where database_name = $1 and schema_name in ('marts', 'ops') and not internal
        order by schema_name, table_name, column_index
        """,
        [catalog],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        found.setdefault(table, {})[column] = data_type
    return found


def _keys(db: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, tuple[tuple[str, ...], bool]]:
    """The key of each table, and whether all its columns are always there."""
    try:
        rows = db.execute(
            f"""
            select schema_name || '.' || table_name, column_name, is_required
            from {catalog}.ops.data_dictionary
            where key_order is not null
            order by 1, key_order
            """
        ).fetchall()
    except duckdb.BinderException:
        raise PublishError(
            "ops.data_dictionary names no keys: an earlier version of the warehouse published it. "
            "Run `send night`."
        ) from None
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for table, column, is_required in rows:
        columns, all_required = found.get(table, ((), True))
        found[table] = ((*columns, column), all_required and is_required)
    return found


def _type(column: str, data_type: str) -> str:
    if decimal := DECIMAL.fullmatch(data_type):
        return f"numeric({decimal[1]},{decimal[2]})"
    if data_type.endswith("[]"):
        return f"{_type(column, data_type[:-2])}[]"
    if data_type not in TYPES:
        raise PublishError(
            f"{column} has the type {data_type}, for which none of Postgres is chosen: add it to "
            "publish/postgres/contract.py."
        )
    return TYPES[data_type]
