"""Addresses, dates, lengths, numbers and answers as feeds write them, right or wrong. What cannot be read is no exception."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urljoin

_MONTHS = {m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
# In hours, of those that RFC 822 names and those that hosts write beside them.
_HOURS = """
    gmt:0 ut:0 utc:0 z:0 wet:0 est:-5 edt:-4 cst:-6 cdt:-5 mst:-7 mdt:-6 pst:-8 pdt:-7 akst:-9 akdt:-8 hst:-10 cet:1 cest:2 met:1
    mest:2 mez:1 mesz:2 bst:1 ist:5.5 west:1 eet:2 eest:3 msk:3 jst:9 kst:9 awst:8 acst:9.5 acdt:10.5 aest:10 aedt:11 nzst:12
    nzdt:13 brt:-3 art:-3
"""
_ZONES = {name: float(hours) for name, _, hours in (pair.partition(":") for pair in _HOURS.split())}
_ZONE = r"(\(?[A-Za-z]{1,5}\)?(?:[+-]\d{1,4})?|[+-]\d{1,2}:?\d{0,2})"
_CLOCK = rf"(?:[ ,T]+(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*{_ZONE}?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_CLOCK}", re.ASCII)
_SLASHED = re.compile(rf"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}}){_CLOCK}", re.ASCII)
_RFC_822 = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{{3,9}})\.?[ ,.-]+(\d{{4}}|\d{{2}})(?!\d){_CLOCK}", re.ASCII)
_AMERICAN = re.compile(rf"([A-Za-z]{{3,9}})\.? +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}){_CLOCK}", re.ASCII)
_C_TIME = re.compile(r"([A-Za-z]{3}) +(\d{1,2}) +(\d{1,2}):(\d{2}):(\d{2})(?: +([A-Za-z]{1,5}|[+-]\d{4}))? +(\d{4})", re.ASCII)
_ISO_LENGTH = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)
_HOURS_PART, _MINUTES_PART = r"(?:(\d+)\s*h(?:ours?|rs?)?)?", r"(?:(\d+)\s*m(?:in(?:ute)?s?)?)?"
_WORDS_LENGTH = re.compile(rf"{_HOURS_PART}[ ,]*{_MINUTES_PART}[ ,]*(?:(\d+)\s*s(?:ec(?:ond)?s?)?)?", re.ASCII | re.IGNORECASE)


def feed_date(text: str) -> str | None:
    """RFC 3339 with the zone that was written, or None. A wrong weekday is passed over; a time without a zone is in UTC.

    >>> feed_date("Wed, 20 Nov 2026 08:30:00 EST"), feed_date("20 Nov 99 08:30 +0100"), feed_date("2026-11-20T08:30:00.5Z")
    ('2026-11-20T08:30:00-05:00', '1999-11-20T08:30:00+01:00', '2026-11-20T08:30:00Z')
    >>> feed_date("Nov 3, 2026 8:05 PM"), feed_date("Fri Nov 20 08:30:00 2026"), feed_date("soon"), feed_date("31 Feb 2026")
    ('2026-11-03T20:05:00Z', '2026-11-20T08:30:00Z', None, None)
    """
    text = " ".join(text.replace("\u00a0", " ").split())
    if m := (_ISO.search(text) or _SLASHED.search(text)):
        return _moment(int(m[1]), int(m[2]), int(m[3]), m.groups()[3:])
    if m := _RFC_822.search(text):
        return _moment(_year(m[3]), _MONTHS.get(m[2][:3].casefold(), 0), int(m[1]), m.groups()[3:])
    if m := _C_TIME.search(text):
        return _moment(int(m[7]), _MONTHS.get(m[1].casefold(), 0), int(m[2]), (m[3], m[4], m[5], None, m[6]))
    if m := _AMERICAN.search(text):
        return _moment(int(m[3]), _MONTHS.get(m[1][:3].casefold(), 0), int(m[2]), m.groups()[3:])
    return None


def _year(text: str) -> int:
    """Two digits as RFC 2822, 4.3, reads them."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 50 else 1900)


def _moment(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> str | None:
    hour, minute, second, half, zone = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    try:
        start = datetime(year, month, day, tzinfo=_zone(zone or ""))
        found = start + timedelta(hours=hours, minutes=int(minute or 0), seconds=min(59, int(second or 0)))
        found.astimezone(UTC)  # near the ends of the calendar a moment may have no name in UTC
    except (ValueError, OverflowError):
        return None
    return found.isoformat().replace("+00:00", "Z")


def _zone(text: str) -> timezone:
    """A zone by its name or offset; one that nobody knows is UTC, as apps take it."""
    folded = text.casefold().strip("()")
    if m := re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", folded):
        offset = timedelta(hours=int(m[2]), minutes=int(m[3] or 0))
        return timezone(offset if m[1] == "+" else -offset) if offset < timedelta(hours=24) else UTC
    hours = _ZONES.get(folded, 0)
    return timezone(timedelta(hours=hours)) if hours else UTC


def feed_length(text: str) -> float | None:
    """A length in seconds.

    >>> feed_length("1:02:03"), feed_length("62:03"), feed_length("3723"), feed_length("3723.5"), feed_length("PT1H2M3S")
    (3723.0, 3723.0, 3723.0, 3723.5, 3723.0)
    >>> feed_length("1 hr 2 min"), feed_length(""), feed_length("long"), feed_length("0")
    (3720.0, None, None, 0.0)
    """
    text = text.strip()
    if re.fullmatch(r"\d{1,9}(?:[.,]\d{1,6})?", text, re.ASCII):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d{0,4}(?::\d{1,3}){1,2}(?:[.,]\d{1,6})?", text, re.ASCII):
        seconds = 0.0
        for part in text.replace(",", ".").split(":"):
            seconds = seconds * 60 + float(part or 0)
        return seconds
    if m := _ISO_LENGTH.fullmatch(text.upper()):
        days, hours, minutes, rest = (float(part or 0) for part in m.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + rest if any(m.groups()) else None
    if text and (m := _WORDS_LENGTH.fullmatch(text)):
        hours, minutes, rest = (float(part or 0) for part in m.groups())
        return (hours * 60 + minutes) * 60 + rest if any(m.groups()) else None
    return None


def whole_number(text: str, low: int, high: int) -> int | None:
    """A whole number of that range, or None.

    >>> whole_number(" 07 ", 1, 100), whole_number("S1E2", 1, 100), whole_number("0", 1, 100)
    (7, None, None)
    """
    text = text.strip()
    value = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
    return value if value is not None and low <= value <= high else None


def yes_or_no(text: str) -> bool | None:
    """An answer as feeds have given it over the years.

    >>> yes_or_no("Yes"), yes_or_no("clean"), yes_or_no("maybe")
    (True, False, None)
    """
    folded = text.strip().casefold()
    return True if folded in ("yes", "true", "explicit") else False if folded in ("no", "false", "clean") else None


def feed_bytes(text: str) -> int:
    """A file's size; 0 where nothing that is one is written.

    >>> feed_bytes("1,234"), feed_bytes(""), feed_bytes("-1"), feed_bytes("12 MB")
    (1234, 0, 0, 0)
    """
    digits = re.sub(r"[,. _]", "", text.strip())
    return int(digits) if re.fullmatch(r"[0-9]{1,14}", digits) else 0


def address_in(base: str, url: str) -> str:
    """An address as a document at `base` means it: a whole one to the letter, whatever it is like.

    >>> address_in("https://e.org/feed.xml", "a.mp3"), address_in("https://e.org/feed.xml", "https://e.org/a.mp3?")
    ('https://e.org/a.mp3', 'https://e.org/a.mp3?')
    >>> address_in("https://e.org/feed.xml", "https://[e.org/a.mp3"), address_in("https://e.org/feed.xml", "//[e.org")
    ('https://[e.org/a.mp3', '//[e.org')
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return url
