"""Dates as authors write them → RFC 3339. A day alone is its first moment in UTC; a time without a zone is in UTC.

The author's zone stays: it says on which day listeners are told that the episode came out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|z|[+-]\d{2}:?\d{2})?)?")


def parse_date(text: str) -> str | None:
    """RFC 3339, or None where the text is no date.

    >>> parse_date("2026-11-20"), parse_date("2026-11-20 08:30"), parse_date("2026-11-20T08:30:00+01:00")
    ('2026-11-20T00:00:00Z', '2026-11-20T08:30:00Z', '2026-11-20T08:30:00+01:00')
    >>> parse_date("2026-02-30"), parse_date("20.11.2026")
    (None, None)
    """
    m = _DATE.fullmatch(text.strip())
    if not m:
        return None
    numbers = [int(part or 0) for part in m.groups()[:6]]
    try:
        moment = datetime(*numbers, tzinfo=_zone(m[7]))  # type: ignore[arg-type,misc]
        moment.astimezone(UTC)  # near the ends of the calendar a moment may have no name in UTC
        return moment.isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None


def moment_of(date: str) -> datetime:
    """The moment of a date that parse_date gave; of none, the first of all moments."""
    return datetime.fromisoformat(date) if date else datetime.min.replace(tzinfo=UTC)


def _zone(text: str | None) -> timezone:
    if text in (None, "Z", "z"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
