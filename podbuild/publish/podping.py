"""Podping: podping.cloud writes to the Hive blockchain that the feed changed; directories read it within seconds.

Source: https://podping.cloud (GET with url, reason, medium; the token in Authorization, the sender in User-Agent).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition
from podbuild.model.show import Show
from podbuild.publish.ledger import Ledger
from podbuild.publish.target import Change, Facts, Refused, Target
from podbuild.publish.telling import address_problems, tell
from podbuild.publish.websub import FEED, feed_news
from podbuild.steps.world import World

ENDPOINT = "https://podping.cloud/"
TOKEN = "PODPING_TOKEN"


@dataclass(frozen=True, slots=True)
class PodpingSession:
    """A service that takes podpings, and the feed that it is told of."""

    endpoint: str
    feed_url: str
    token: str = field(repr=False)
    world: World = field(repr=False)
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = 1

    @property
    def place(self) -> str:
        return f"{self.feed_url} at {self.endpoint}"

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        return feed_news(edition, ledger, f"tell {self.endpoint} of {self.feed_url}")

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        form = {"url": self.feed_url, "reason": "update", "medium": "podcast"}
        tell("GET", self.endpoint, self.endpoint, self.world, form=form, headers={"authorization": self.token})

    def close(self) -> None:
        pass


def open_podping(destination: Destination, show: Show, world: World) -> PodpingSession:
    variable = destination.settings.get("token_env") or TOKEN
    token = world.environment.get(variable, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        message = f"{variable} is not set" if not token else f"{variable} is no token"
        fix = f"set {variable} in the environment to the token of podping.cloud"
        raise Refused(Diagnostic("target-login", message, destination.place("token_env"), fix=fix))
    return PodpingSession(destination.settings.get("endpoint") or ENDPOINT, f"{show.url}{FEED}", token, world)


PODPING = Target(
    "podping",
    "podping.cloud, which tells directories at once that the feed changed",
    (
        Setting("token_env", "The environment variable that holds the token", default=TOKEN),
        Setting("endpoint", "The service's address", "url", default=ENDPOINT),
    ),
    open_podping,
    lambda destination: address_problems(destination, "endpoint"),
    is_after=True,
)
