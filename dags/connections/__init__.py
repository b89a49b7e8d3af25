"""The connections that files are collected through, by Airflow's providers.

Airflow keeps servers and secrets; what each kind of server offers is a module of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from dags.connections.messages import connection_of

if TYPE_CHECKING:  # Airflow imports this package whenever it parses a DAG file
    from ingest.collect.source import FileSource, RowSource
    from settings.collect import Feed

# By the type of the connection; every other type is a database.
MODULES = {"sftp": "sftp", "wasb": "azure_blob", "fs": "folder"}


@contextmanager
def connected(feed: "Feed") -> "Iterator[FileSource | RowSource]":
    """Connect to where a feed's files or rows are, until the block ends. Raises NotCollected."""
    from ingest.collect.source import NotCollected

    connection = connection_for(feed)
    try:
        module = import_module(f"dags.connections.{MODULES.get(connection.conn_type, 'database')}")
    except ImportError as missing:
        raise NotCollected(
            f"{feed.label}: {missing.name} is not installed, which connections of type "
            f"{connection.conn_type} need. Install it: uv sync --frozen --extra azure."
        ) from None
    with module.connected(connection) as source:
        yield source


def connection_for(feed: "Feed") -> Any:
    """The Airflow connection of a feed. Raises NotCollected where none has its name, or its type is
    not one of the feed's."""
    from ingest.collect.source import NotCollected

    connection = connection_of(feed.connection)
    if (connection.conn_type in MODULES) != (feed.files is not None):
        expected = "a database" if feed.query else f"one of {', '.join(MODULES)}"
        raise NotCollected(
            f"{feed.label}: the connection is of type {connection.conn_type}. Expected {expected}: "
            "correct the connection, or the feed."
        )
    return connection
