"""WebSub: a hub is told that the feed changed, and tells the apps that listen.

Source: W3C WebSub (2018), section 7: how a publisher tells its hub is between the two; hubs take the form of PubSubHubbub 0.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition
from podbuild.model.show import Show
from podbuild.publish.ledger import Ledger
from podbuild.publish.target import Change, Facts, Target
from podbuild.publish.telling import address_problems, tell
from podbuild.steps.world import World

FEED = "feed.xml"


def feed_news(edition: Edition, ledger: Ledger, label: str) -> tuple[Change, ...]:
    """What there is to tell of the feed: nothing where its bytes are those that were told last."""
    for file in edition.files:
        if file.path == FEED:
            told = ledger.there(FEED)
            if told and told.digest == file.digest:
                return (Change("leave", FEED, label, "", file.digest),)
            why = "never told" if told is None else "changed"
            return (Change("create" if told is None else "replace", FEED, label, why, file.digest),)
    return ()


@dataclass(frozen=True, slots=True)
class WebsubSession:
    """A hub and the address of the feed that it is told of."""

    hub: str
    feed_url: str
    world: World = field(repr=False)
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = 1

    @property
    def place(self) -> str:
        return f"{self.feed_url} at {self.hub}"

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        return feed_news(edition, ledger, f"tell {self.hub} of {self.feed_url}")

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        # Some hubs read hub.url, some hub.topic: it is the same address.
        form = {"hub.mode": "publish", "hub.url": self.feed_url, "hub.topic": self.feed_url}
        tell("POST", self.hub, f"the hub {self.hub}", self.world, form=form)

    def close(self) -> None:
        pass


def open_websub(destination: Destination, show: Show, world: World) -> WebsubSession:
    return WebsubSession(destination.settings["hub"], f"{show.url}{FEED}", world)


WEBSUB = Target(
    "websub",
    "a WebSub hub, which tells apps at once that the feed changed",
    (Setting("hub", "The hub's address: https://pubsubhubbub.appspot.com/", "url", is_required=True),),
    open_websub,
    lambda destination: address_problems(destination, "hub"),
    is_after=True,
)
