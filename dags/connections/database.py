"""Rows of a database, by any Airflow connection that has a database hook."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from dags.connections.messages import place, reason
from ingest.collect.source import NotCollected, Unreachable

BATCH = 10_000
# Classes of SQLSTATE whose text names objects of the database and never a value of a row:
# connection, login, and names or rights in the query.
SHOWN = ("08", "28", "42", "57", "HY", "IM", "3D")
LOGIN_REFUSED = ("authentication failed", "login failed", "access denied", "28000", "28p01")


@contextmanager
def connected(connection: Any) -> Iterator["Rows"]:
    """Connect to the database of a connection."""
    where = place(connection)
    try:
        opened = connection.get_hook().get_conn()
    except Exception as error:
        raise _not_connected(where, connection, error) from None
    with closing(opened):
        yield Rows(where, connection, opened)


def _not_connected(where: str, connection: Any, error: Exception) -> NotCollected:
    why = reason(connection, error)
    if "Unknown hook type" in why or isinstance(error, ImportError):
        return NotCollected(
            f"{where}: no installed provider knows connections of type {connection.conn_type}. Use "
            "type odbc, or install the provider (for PostgreSQL: uv sync --extra postgres)."
        )
    if any(each in why.lower() for each in LOGIN_REFUSED):  # a second attempt might lock the login
        to_do = "Correct login and password of the connection"
        return NotCollected(f"{where}: the database refuses the login. {to_do}.")
    if not _is_of_database(error):
        return NotCollected(f"{where}: the connection can't be used: {why}. Correct it.")
    to_do = "It is tried again; if it stays so, ask whoever runs the database"
    return Unreachable(f"{where}: no connection ({why}). {to_do}.")


class Rows:
    """The rows of queries at one database."""

    def __init__(self, where: str, connection: Any, opened: Any) -> None:
        self.where = where
        self.connection = connection
        self.opened = opened

    def rows(self, query: str) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
        cursor = self.opened.cursor()
        with self._explained():
            cursor.execute(query)
            if cursor.description is None:
                raise NotCollected(f"{self.where}: the query returns no rows. Expected a select.")
            names = [str(column[0]) for column in cursor.description]
        return names, self._batches(cursor)

    def _batches(self, cursor: Any) -> Iterator[Sequence[Sequence[Any]]]:
        with self._explained():
            while batch := cursor.fetchmany(BATCH):
                yield batch

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say why a query failed; a text that may quote a value of a row is left out."""
        try:
            yield
        except NotCollected:
            raise
        except Exception as error:
            if not _is_of_database(error):
                raise
            state = _sqlstate(error)
            why = f": {reason(self.connection, error)}" if state.startswith(SHOWN) else ""
            raise NotCollected(
                f"{self.where}: the query failed (SQLSTATE {state or 'unknown'}){why}. Correct the "
                "query in settings/collect, or ask whoever runs the database."
            ) from None


def _is_of_database(error: Exception) -> bool:
    """Whether an exception is one of the classes that every database driver has (PEP 249)."""
    names = {each.__name__ for each in type(error).__mro__}
    return bool(names & {"DatabaseError", "InterfaceError"})


def _sqlstate(error: Exception) -> str:
    """The five characters that classify an error: psycopg has an attribute, pyodbc an argument."""
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return str(state or (error.args[0] if error.args and len(str(error.args[0])) == 5 else ""))
