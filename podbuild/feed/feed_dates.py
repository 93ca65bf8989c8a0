"""Dates as feeds write them (RFC 2822), and what is wrong with one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WRITTEN = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|UT|GMT|[ECMP][SD]T|Z)"
)


def moment_in(text: str) -> datetime | None:
    """The moment that a feed's date names, without a zone in UTC; None where nobody could read it.

    >>> moment_in("Fri, 20 Nov 2026 08:00:00 +0100").isoformat(), moment_in("2026-11-20"), moment_in("soon")
    ('2026-11-20T08:00:00+01:00', None, None)
    """
    try:
        found = parsedate_to_datetime(text)
        found.astimezone(UTC)  # near the ends of the calendar a moment may have no name in UTC
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_date(text: str) -> bool:
    """Whether a text is a date that apps can read.

    >>> is_date("Fri, 20 Nov 2026 00:00:00 +0000"), is_date("2026-11-20")
    (True, False)
    """
    return moment_in(text) is not None


def oddity(text: str) -> str:
    """What is odd about a date that can be read all the same; "" where nothing is.

    >>> oddity("Fri, 20 Nov 2026 08:00:00 +0100"), oddity("Mon, 20 Nov 2026 08:00:00 GMT"), oddity("20 November 2026 8:00")
    ('', 'it was a Fri', 'it is not written as RFC 2822 asks')
    """
    written, moment = _WRITTEN.fullmatch(" ".join(text.split())), moment_in(text)
    if written is None or moment is None:
        return "it is not written as RFC 2822 asks"
    day = _DAYS[moment.weekday()]
    return f"it was a {day}" if written[1] and written[1] != day else ""
