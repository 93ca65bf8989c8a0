"""What a show says about drafting: who writes, what it may cost, and where sources may be fetched from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

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
        return now.astimezone(self._zone).date()

    def beginning(self, day: date) -> str:
        """The date of an episode of that day, due when it begins where the show is made.

        >>> Drafting(timezone="Asia/Tokyo").beginning(date(2026, 11, 20)), Drafting().beginning(date(2026, 11, 20))
        ('2026-11-20T00:00:00+09:00', '2026-11-20')
        """
        first = datetime.combine(day, time.min, self._zone)
        return first.isoformat() if first.utcoffset() else day.isoformat()

    @property
    def _zone(self) -> tzinfo:
        from zoneinfo import ZoneInfo

        return UTC if self.timezone in ("", "UTC") else ZoneInfo(self.timezone)
