"""Dates as authors write them → RFC 3339 in UTC. A day alone is its first moment in UTC; so is a time without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|z|[+-]\d{2}:?\d{2})?)?")


def parse_date(text: str) -> str | None:
    """RFC 3339 with the zone Z, or None where the text is no date.

    >>> parse_date("2026-11-20"), parse_date("2026-11-20 08:30"), parse_date("2026-11-20T08:30:00+01:00")
    ('2026-11-20T00:00:00Z', '2026-11-20T08:30:00Z', '2026-11-20T07:30:00Z')
    >>> parse_date("2026-02-30"), parse_date("20.11.2026")
    (None, None)
    """
    m = _DATE.fullmatch(text.strip())
    if not m:
        return None
    numbers = [int(part or 0) for part in m.groups()[:6]]
    try:
        moment = datetime(*numbers, tzinfo=_zone(m[7]))  # type: ignore[arg-type,misc]
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if text in (None, "Z", "z"):
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
