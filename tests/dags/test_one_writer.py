"""Requests that change something take turns in Airflow's API server; all others go on."""

import asyncio
from typing import Any

from dags.one_writer import OneWriter


def handled(*methods: str) -> list[str]:
    """What an app does that gets these requests at once and waits in each of them."""
    done: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        name = scope.get("method", scope["type"])
        done.append(f"{name} begins")
        await asyncio.sleep(0.01)
        done.append(f"{name} ends")
        if name == "DELETE":
            raise ValueError(name)

    async def all_at_once() -> None:
        writer = OneWriter(app)
        kinds = [{"type": "http", "method": method} for method in methods]
        scopes = [{"type": "lifespan"}, *kinds]
        nothing: Any = None
        await asyncio.gather(
            *(writer(scope, nothing, nothing) for scope in scopes), return_exceptions=True
        )

    asyncio.run(all_at_once())
    return done


def test_what_changes_something_takes_turns_and_a_failure_gives_the_turn_on() -> None:
    turns = [each for each in handled("DELETE", "POST", "PATCH") if "lifespan" not in each]
    assert turns == [f"{m} {d}" for m in ("DELETE", "POST", "PATCH") for d in ("begins", "ends")]


def test_what_only_reads_waits_for_nobody() -> None:
    assert handled("POST", "GET")[:3] == ["lifespan begins", "POST begins", "GET begins"]


def test_it_is_around_the_api_server_of_metadata_in_sqlite() -> None:
    from dags.plugins import send_plugin

    around = [each["middleware"] for each in send_plugin.SendPlugin.fastapi_root_middlewares]
    assert (send_plugin.IS_SQLITE, OneWriter in around) == (True, True)
