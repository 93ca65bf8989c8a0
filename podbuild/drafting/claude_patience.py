"""How long Claude is waited for, beside what the SDK limits itself: the silence between one byte and the next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podbuild.base.waiting import asked_wait_seconds
from podbuild.drafting import claude_troubles as troubles
from podbuild.steps.world import World

SILENCE_SECONDS = 300.0  # a ping comes now and then while a model thinks
ONLY_PINGS_SECONDS = 1200.0  # nothing is known of how long a model may think; whoever waits for a brief at six is served by an end


@dataclass(slots=True)
class Patience:
    """It ends with a TimeoutError, which the SDK and its HTTP library let through as it is or as a timeout of theirs."""

    world: World
    silence_seconds: float = SILENCE_SECONDS
    only_pings_seconds: float = ONLY_PINGS_SECONDS
    _began_seconds: float = 0.0
    _heard_seconds: float = 0.0

    def begin(self) -> None:
        """A request is about to be sent."""
        self._began_seconds = self._heard_seconds = self.world.elapsed_seconds()

    def heard(self) -> None:
        """Something came that belongs to an answer."""
        self._heard_seconds = self.world.elapsed_seconds()

    def hooks(self) -> Mapping[str, list[Callable[[Any], None]]]:
        """What an HTTP client of the SDK's is told to call."""
        return {"request": [self._refuse_late_tries], "response": [self._refuse_long_waits, self._refuse_only_pings]}

    def _refuse_late_tries(self, _request: object) -> None:
        """The SDK asks again where nothing came: whoever heard nothing for so long is told, and not five times as late."""
        if self.world.elapsed_seconds() - self._began_seconds >= self.silence_seconds:
            raise TimeoutError

    def _refuse_long_waits(self, response: Any) -> None:
        """The SDK waits as long as an answer asks it to, be it a day: it is told not to try again instead."""
        if (asked_wait_seconds(response.headers.get("retry-after", ""), self.world.now()) or 0.0) > troubles.LONGEST_WAIT_SECONDS:
            response.headers["x-should-retry"] = "false"

    def _refuse_only_pings(self, response: Any) -> None:
        """The SDK passes over pings, be they without end: so the bytes are watched on their way to it."""
        inner = response.stream

        def watched(_stream: object) -> Iterator[bytes]:
            for chunk in inner:
                if self.world.elapsed_seconds() - self._heard_seconds >= self.only_pings_seconds:
                    raise TimeoutError
                yield chunk

        library = sys.modules[type(response).__module__.partition(".")[0]]  # httpx; httpx2 in newer SDKs
        members = {"__iter__": watched, "close": lambda _stream: inner.close()}
        response.stream = type("Watched", (library.SyncByteStream,), members)()
