"""Tells every open page what happens: Server-Sent Events, as the browser's EventSource takes them.

Source: HTML Living Standard, 9.2 (server-sent events).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any

_STILL_THERE_SECONDS = 15.0
_MOST_WAITING = 64  # events; a page that does not take them (a laptop that sleeps) is let go, and connects again


class Hub:
    """Events for all who listen. `publish` may be called from any thread; listening happens on the server's loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self.is_closed = False

    def publish(self, name: str, value: Mapping[str, Any]) -> None:
        """Tell everybody. Before the server runs nobody listens."""
        loop, data = self._loop, event(name, value)
        if loop is not None:
            with suppress(RuntimeError):  # the loop was closed: the server is ending
                loop.call_soon_threadsafe(self._hand_out, data)

    def close(self) -> None:
        """End all streams."""
        self.is_closed = True
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._hand_out, None)

    def _hand_out(self, data: bytes | None) -> None:
        for queue in self._queues:
            if data is None or queue.qsize() >= _MOST_WAITING:
                queue.put_nowait(None)
            else:
                queue.put_nowait(data)

    async def listen(self, first: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """What `first` says now, then every event as it happens, and a sign of life now and then."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield first()  # asked for when events are taken already: none falls between
            while not self.is_closed:
                try:
                    data = await asyncio.wait_for(queue.get(), _STILL_THERE_SECONDS)
                except TimeoutError:
                    data = b": still there\n\n"
                if data is None:
                    return
                yield data
        finally:
            self._queues.discard(queue)


def event(name: str, value: Mapping[str, Any]) -> bytes:
    """One event as it goes over the wire.

    >>> event("build", {"number": 3})
    b'event: build\\ndata: {"number": 3}\\n\\n'
    """
    return f"event: {name}\ndata: {json.dumps(value)}\n\n".encode()
