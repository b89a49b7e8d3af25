"""The environment that every command runs in: the caller's, then .env, then defaults.

The caller's variables win, so that a container or a test can set what it needs.
"""

import locale
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DBT_PROJECT = REPOSITORY / "dbt_project"
NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}


def require_utf8() -> None:
    """Start this process again with UTF-8 where the locale has another encoding, in which Airflow
    and dbt can't read their own files and messages. The processes that it starts inherit it."""
    if locale.getpreferredencoding(False).lower() not in ("utf-8", "utf8"):
        os.environ.update(PYTHONUTF8="1", LC_ALL="C.UTF-8")
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606


def load() -> None:
    """Complete this process's environment. Raises OSError where .env cannot be read."""
    for name, value in _settings().items():
        os.environ.setdefault(name, value)
    home = os.path.abspath(os.environ.get("SEND_HOME") or REPOSITORY / "data")  # noqa: PTH100 - a link stays
    os.environ.update(
        NO_TELEMETRY,
        SEND_HOME=home,
        DBT_PROJECT_DIR=str(DBT_PROJECT),
        DBT_PROFILES_DIR=str(DBT_PROJECT),
        DBT_TARGET_PATH=f"{home}/dbt/target",
        DBT_LOG_PATH=f"{home}/dbt/logs",
    )


def _settings() -> dict[str, str]:
    """Read .env; a relative SEND_HOME in it is below the repository."""
    from dotenv import dotenv_values

    path = REPOSITORY / ".env"
    if not path.exists():
        return {}
    found = {name: value for name, value in dotenv_values(path, interpolate=False).items() if value}
    if "SEND_HOME" in found:
        found["SEND_HOME"] = str(REPOSITORY / found["SEND_HOME"])
    return found
