"""Days and times as sources tell them: in English, which is the language that writers are told things in."""

from __future__ import annotations

import datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(date: datetime.date) -> str:
    """A date in words.

    >>> day(datetime.date(2026, 11, 20))
    'Friday 20 November 2026'
    """
    return f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]} {date.year}"


def hour(time: datetime.datetime) -> str:
    """A time of day.

    >>> hour(datetime.datetime(2026, 11, 20, 9, 5))
    '09:05'
    """
    return f"{time.hour:02}:{time.minute:02}"


def parse_day(text: str) -> datetime.date | None:
    """A date as it is written in files.

    >>> parse_day("2026-11-20"), parse_day("2026-02-30"), parse_day("20.11.")
    (datetime.date(2026, 11, 20), None, None)
    """
    try:
        return datetime.date.fromisoformat(text.strip()) if len(text.strip()) == 10 else None
    except ValueError:
        return None
