"""How long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime


def asked_wait_seconds(retry_after: str, now: datetime) -> float | None:
    """Seconds that an answer's Retry-After asks to wait from `now` on, 0 for a date that is over; None where it does not say.

    >>> noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    >>> asked_wait_seconds("7", noon), asked_wait_seconds("Fri, 20 Nov 2026 12:01:30 GMT", noon)
    (7.0, 90.0)
    >>> asked_wait_seconds("Fri, 20 Nov 2026 11:00:00 GMT", noon), asked_wait_seconds("", noon), asked_wait_seconds("soon", noon)
    (0.0, None, None)

    Source: RFC 9110, section 10.2.3.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    if not text:
        return None
    from email.utils import parsedate_to_datetime  # takes long to load, and few answers have a date

    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
