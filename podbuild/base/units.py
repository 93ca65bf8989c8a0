"""Durations, levels, time codes and sizes, as authors write them and as listeners read them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)")
_LEVEL = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(dB|LUFS|dBTP|LU)", re.IGNORECASE)
_BREAKABLE = re.compile("[\t-\r\x1c- \x85\u2028\u2029]+")
MOST_SLUG_BYTES = 120  # a file's name may have 255, and endings are added to a slug
_SECONDS_PER_UNIT = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def parse_duration(text: str) -> float | None:
    """Seconds, or None where the text is no duration.

    >>> parse_duration("800ms"), parse_duration("1.5s"), parse_duration("0:30"), parse_duration("1:02:03")
    (0.8, 1.5, 30.0, 3723.0)
    >>> parse_duration("2 m"), parse_duration("soon"), parse_duration("1:75")
    (120.0, None, None)
    """
    text = text.strip()
    if m := _DURATION.fullmatch(text):
        return float(m[1]) * _SECONDS_PER_UNIT[m[2]]
    if (m := _CLOCK.fullmatch(text)) and float(m[3]) < 60 and (m[1] is None or int(m[2]) < 60):
        return float(m[1] or 0) * 3600 + int(m[2]) * 60 + float(m[3])
    return None


def parse_level(text: str, unit: str) -> float | None:
    """The number of a level in the given unit (dB, LUFS, dBTP), or None.

    >>> [parse_level(t, "dB") for t in ("-6dB", "-1 dBTP", "loud")]
    [-6.0, None, None]
    """
    m = _LEVEL.fullmatch(text.strip())
    return float(m[1]) if m and m[2].casefold() == unit.casefold() else None


def timecode(seconds: float, *, millis: bool = False, mark: str = ".") -> str:
    """Hours, minutes and seconds, always with hours.

    >>> timecode(3723.4567, millis=True), timecode(59.9), timecode(1.5, millis=True, mark=",")
    ('01:02:03.457', '00:00:59', '00:00:01,500')
    """
    total = round(seconds * 1000) if millis else int(seconds) * 1000
    hours, rest = divmod(total, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, ms = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}" + (f"{mark}{ms:03}" if millis else "")


def clock(seconds: float) -> str:
    """A length as people read it.

    >>> clock(62), clock(3723), clock(5.4)
    ('1:02', '1:02:03', '0:05')
    """
    hours, rest = divmod(round(seconds), 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def size(n: int) -> str:
    """A file's size as people read it.

    >>> size(999), size(12_345), size(5_300_000)
    ('999 B', '12.3 kB', '5.3 MB')
    """
    if n < 1000:
        return f"{n} B"
    if n < 1_000_000:
        return f"{n / 1e3:.1f} kB"
    return f"{n / 1e6:.1f} MB" if n < 1_000_000_000 else f"{n / 1e9:.1f} GB"


def squeezed(text: str) -> str:
    r"""The text on one line, every run of blanks one space. Spaces that are set on purpose stay: no-break, ideographic.

    >>> squeezed(" a\n\t b\u2028c "), squeezed("«\u202foui\u202f»"), squeezed("第1回\u3000序")
    ('a b c', '«\u202foui\u202f»', '第1回\u3000序')
    """
    return _BREAKABLE.sub(" ", text).strip(" ")


def slugify(title: str) -> str:
    """A file name and URL part made from a title; letters of every script stay.

    >>> slugify("The Glacier that Sang!"), slugify("Ærø & Übermut"), slugify("氷河 の歌"), slugify("!!!")
    ('the-glacier-that-sang', 'ærø-übermut', '氷河-の歌', 'episode')
    """
    slug = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    short = slug.encode()[:MOST_SLUG_BYTES].decode(errors="ignore")
    return short.rstrip("-") or "episode"
