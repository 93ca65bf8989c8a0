"""What authors say in feeds beyond the ordinary, one value a tag of the Podcasting 2.0 namespace.

Named tuples where nothing speaks against it: they take a tenth of the time to define, and every build defines them.

Source of every limit and default: https://github.com/Podcastindex-org/podcast-namespace, docs/tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podbuild.base.diagnostics import Span


def _span() -> Any:
    return field(default=Span(""), compare=False, repr=False)


class Location(NamedTuple):
    """A place: what the show is about (`rel` subject) or where it is made (creator).

    `geo` is a geo URI (RFC 5870), `osm` an OpenStreetMap object such as R113314, `country` an ISO 3166-1 code in lower case.
    """

    name: str
    rel: str = "subject"
    geo: str = ""
    osm: str = ""
    country: str = ""


class Trailer(NamedTuple):
    """A file that introduces the show, or a season of it. `date` is RFC 3339; None stands for what is not known."""

    title: str
    url: str
    date: str
    size_bytes: int | None = None
    mime_type: str = ""
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A passage of an episode that apps may play by itself. Without a title, apps show the episode's."""

    start_seconds: float
    duration_seconds: float
    title: str = ""
    span: Span = _span()


class OtherShow(NamedTuple):
    """A show that this one recommends. One of `guid` and `url` is there; a guid that is "" follows from the url."""

    guid: str = ""
    url: str = ""
    title: str = ""
    medium: str = ""


class UpdateFrequency(NamedTuple):
    """How often episodes come: a recurrence rule (RFC 5545), words for it, its first moment (RFC 3339), whether none follows."""

    rule: str = ""
    text: str = ""
    start: str = ""
    is_complete: bool = False


class Recipient(NamedTuple):
    """One who gets `split` shares of a payment; a fee is taken off before the others share."""

    address: str
    kind: str = "node"
    split: int = 100
    name: str = ""
    custom_key: str = ""
    custom_value: str = ""
    is_fee: bool = False


class Value(NamedTuple):
    """How listeners pay while they listen. `suggested` is an amount for a minute, in the currency's own unit, as text."""

    recipients: tuple[Recipient, ...]
    kind: str = "lightning"
    method: str = "keysend"
    suggested: str = ""


class Txt(NamedTuple):
    """A text for a service, such as the one by which it sees that the feed is yours."""

    text: str
    purpose: str = ""


class Block(NamedTuple):
    """Whether a platform (by its slug; "" for every one) must leave the feed out of what it shows."""

    platform: str = ""
    is_blocked: bool = True
