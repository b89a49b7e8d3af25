"""What Airflow's own processes need of this project: the deadlines' reference, the imports of the
scheduler, the check of the name under which a browser reached the user interface, and the turns of
requests that change something.

A page of another site can make a browser send requests to 127.0.0.1 under a name of its own (DNS
rebinding). Requests under a name that is not expected are refused.
"""

import os
from typing import Any

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dags import preload
from dags.deadlines import NightBegins
from dags.one_writer import OneWriter

IS_SQLITE = conf.get("database", "sql_alchemy_conn").startswith("sqlite")
OF_SQLITE = [{"name": "one writer", "middleware": OneWriter, "kwargs": {}}] if IS_SQLITE else []
HOSTS = ["127.0.0.1", "localhost", *os.environ.get("SEND_AIRFLOW_HOSTS", "").split()]


class SendPlugin(AirflowPlugin):
    """The plugin of the SEND warehouse."""

    name = "send"
    listeners: list[Any] = [preload]  # noqa: RUF012 - Airflow's attribute
    deadline_references = [NightBegins]  # noqa: RUF012 - Airflow's attribute
    fastapi_root_middlewares: list[dict[str, Any]] = [  # noqa: RUF012 - Airflow's attribute
        {
            "name": "expected hosts",
            "middleware": TrustedHostMiddleware,
            "kwargs": {"allowed_hosts": HOSTS, "www_redirect": False},
        },
        *OF_SQLITE,
    ]
