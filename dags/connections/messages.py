"""The messages about a failing connection: what failed, where, what to do, and no secret."""

import os
from typing import Any

MIN_SECRET = 4  # characters; a shorter one is a word of the message by chance


def connection_of(conn_id: str) -> Any:
    """An Airflow connection, from the environment, a secrets backend or Airflow's metadata."""
    from airflow.exceptions import AirflowException
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowRuntimeError

    from ingest.collect.source import NotCollected

    try:
        return BaseHook.get_connection(conn_id)
    except (AirflowException, AirflowRuntimeError):
        variable = f"AIRFLOW_CONN_{conn_id.upper()}"
        if variable in os.environ:
            raise NotCollected(
                f"{variable} can't be read as a connection. Expected JSON or a URI "
                "(docs/collect.md): correct it where it is set."
            ) from None
        raise NotCollected(
            f"No connection is called {conn_id}. Define it: as {variable} in .env, in a secrets "
            "backend or, for the scheduler's nights, in Airflow."
        ) from None


def place(connection: Any) -> str:
    """How messages name a connection: its id and its server, without login and password."""
    server = ":".join(str(each) for each in (connection.host, connection.port) if each)
    name = str(connection.conn_id)
    return f"{name} ({connection.conn_type} {server})" if server else name


def reason(connection: Any, error: BaseException) -> str:
    """The text of an error in one line, without the connection's secrets."""
    text = " ".join(str(error).split()) or type(error).__name__
    secrets = [connection.password, *_texts(connection.extra_dejson)]
    for secret in sorted({each for each in secrets if each and len(each) >= MIN_SECRET}, key=len):
        text = text.replace(secret, "***")
    return text[:300]


def _texts(extra: dict[str, Any]) -> list[str]:
    return [value for key, value in extra.items() if isinstance(value, str) and "host" not in key]
