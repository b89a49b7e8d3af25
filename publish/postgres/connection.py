"""The connection to the Postgres database of the settings, by Arrow (ADBC)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from publish.errors import PublishError
from settings import environment_secret

if TYPE_CHECKING:
    from adbc_driver_postgresql import dbapi

PASSWORD = "SEND_POSTGRES_PASSWORD"  # noqa: S105 - the name of a variable
# Otherwise the driver wraps each query in a COPY, and the reason of a failed one is lost.
PLAIN = {"adbc.postgresql.use_copy": "false"}


class Database:
    """An open connection. What it does is lost unless `commit` follows."""

    def __init__(self, connection: "dbapi.Connection") -> None:
        self.connection = connection

    def run(self, *statements: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**PLAIN)
            for statement in statements:
                cursor.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**PLAIN)
            cursor.execute(query)
            return list(cursor.fetchall())

    def append(self, schema: str, table: str, rows: Any) -> None:
        """Add the rows of an Arrow reader to a table."""
        with self.connection.cursor() as cursor:
            cursor.adbc_ingest(table, rows, mode="append", db_schema_name=schema)

    def commit(self) -> None:
        self.connection.commit()


@contextmanager
def connect(url: str) -> Iterator[Database]:
    """Connect to a database. Raises PublishError for whatever Postgres refuses, then and later:
    with its message, and without the values of rows."""
    from adbc_driver_manager import Error
    from adbc_driver_postgresql import dbapi

    try:
        with dbapi.connect(_complete(url)) as connection:
            yield Database(connection)
    except Error as error:
        raise PublishError(
            f"Postgres at {shown(url)}: {_reason(error)}. Its tables stay as the publication "
            "before left them; the published files are not affected. Put it right, then run "
            "`send publish postgres`."
        ) from None


def shown(url: str) -> str:
    """Where a database is, as messages name it."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'the local socket'}:{parts.port or 5432}{parts.path}"


def _complete(url: str) -> str:
    """The address with the password, as libpq reads it; without one, libpq finds its own way."""
    options = ["connect_timeout=15", "application_name=send-warehouse"]
    try:
        password = environment_secret.read(PASSWORD)
    except OSError as error:
        raise PublishError(f"{PASSWORD}_FILE names {error.filename}: {error.strerror}.") from None
    if password:
        options.append(f"password={quote(password, safe='')}")
    return url + ("&" if "?" in url else "?") + "&".join(options)


def _reason(error: Exception) -> str:
    """The first line of what Postgres says: the lines after it can hold values of rows."""
    first = str(error).strip().splitlines()[0]
    for mark in ("ERROR:", "FATAL:"):
        first = first.rpartition(mark)[2]
    return first.strip().rstrip(".")
