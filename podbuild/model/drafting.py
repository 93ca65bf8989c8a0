"""What a show says about drafting: who writes, what it may cost, and where sources may be fetched from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

SHORTEST_SECONDS, LONGEST_SECONDS = 20.0, 3 * 3600.0  # of an episode that can be asked for


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

    def day(self, now: datetime) -> date:
        """The day that it is where the show is made.

        >>> Drafting(timezone="Pacific/Auckland").day(datetime.fromisoformat("2026-11-20T18:00:00Z"))
        datetime.date(2026, 11, 21)
        """
        from zoneinfo import ZoneInfo

        return now.astimezone(UTC if self.timezone in ("", "UTC") else ZoneInfo(self.timezone)).date()
