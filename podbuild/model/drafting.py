"""What a show says about drafting: who writes, what it may cost, and where sources may be fetched from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drafting:
    """`model` "" means the writer's own default; `most_usd` is for one command, None for no limit.

    `prices_usd` are the price of a million tokens read and of a million written, where the author names them. `hosts` are
    those in private networks that sources may be fetched from, as `host` or `host:port`. `timezone` (IANA) is where the days
    of calendars and of daily shows begin, "" for UTC.
    """

    writer: str = "claude"
    model: str = ""
    most_usd: float | None = None
    prices_usd: tuple[float, float] | None = None
    hosts: tuple[str, ...] = ()
    timezone: str = ""
