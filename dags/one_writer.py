"""Lets Airflow's API server handle one request at a time that changes something.

Before such a request Airflow (3.3.2) writes its audit log in the event loop. Where another request
has begun to write into SQLite, it can't end meanwhile: both would wait for the whole timeout, and
with them every task, and the request of the user would fail.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
ONLY_READ = {"GET", "HEAD", "OPTIONS"}


class OneWriter:
    """An ASGI middleware around the whole API server, which tasks report to as well."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ONLY_READ:
            await self._app(scope, receive, send)
            return
        async with self._turn:
            await self._app(scope, receive, send)
