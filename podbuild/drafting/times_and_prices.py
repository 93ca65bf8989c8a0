"""Times of day and prices: what is said of them in several numbers, or in one that a clock shows otherwise. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podbuild.drafting.tongue import Tongue

SPELLED = "\ue000"  # before digits that are words in the text: no author's text has it
_PART = rf"{SPELLED}?(?P<{{}}>\d\d?)(?!\d|[.,:]\d)"
_HOUR, _MINUTE = _PART.format("hour"), _PART.format("minute")
_HALVES = r"\s*(?P<half>[ap])\.?\s?m\b"
_COIN = r"(?:euros?|dollars?|pounds?|francs?|franken|francos?|pesos?|kroner|kronor|kronen|[€$£])"
_PRICE = re.compile(
    rf"(?<![\d.,]){SPELLED}?(?P<whole>\d{{1,9}}) ?{_COIN},?(?: and| und| et| y| con)? {SPELLED}?(?P<coins>\d\d)(?!\d|[.,:]\d)",
    re.IGNORECASE,
)
# "half past eight" says a time and nothing else; "twenty to eight" may be an amount, and so may "from 8 to 10".
_SURE: Mapping[str, tuple[str, ...]] = {
    "en": (rf"\b(?P<part>half) past {_HOUR}", rf"\b(?:a )?(?P<part>quarter) (?P<way>past|to) {_HOUR}"),
    "de": (rf"\b(?P<before>halb) {_HOUR}", rf"\b(?P<part>viertel) (?P<way>nach|vor) {_HOUR}"),
}
_OPEN: Mapping[str, tuple[str, ...]] = {
    "en": (
        rf"{_MINUTE}(?: minutes)? (?P<way>past|to) {_HOUR}",
        rf"{SPELLED}(?P<hour>\d\d?) {SPELLED}(?P<minute>[1-5]\d)(?!\d)",
        rf"{_HOUR}(?:{_HALVES}| o['’]clock)",
        rf"\b(?:at|by|from|to|until|till|before|after|around|about|between|and) {_HOUR}",
    ),
    "de": (
        rf"{_MINUTE}(?: minuten)? (?P<way>nach|vor) (?:(?P<before>halb) )?{_HOUR}",
        rf"{SPELLED}?(?P<hour>\d\d?)(?:[.:](?P<minute>\d\d))? uhr\b(?: {SPELLED}?(?P<later>\d\d?)(?!\d))?",
        rf"\b(?:um|von|bis|ab|vor|nach|gegen|seit|zwischen|und) {_HOUR}",
    ),
    "fr": (
        rf"{SPELLED}?(?P<hour>\d\d?) ?h(?:eures?)?\b(?: (?:et )?(?P<part>quart|demie)\b| ?{SPELLED}?(?P<later>\d\d?)(?!\d))?",
        rf"{SPELLED}?(?P<hour>\d\d?) heures (?P<way>moins) (?:(?:le )?(?P<part>quart)\b|{_MINUTE})",
        r"(?P<hour>\d\d?)h(?P<minute>\d\d)(?!\d)",
    ),
    "es": (
        rf"\blas? {SPELLED}?(?P<hour>\d\d?)(?![\d.,:])(?: y (?:(?P<part>cuarto|media)\b|{SPELLED}?(?P<later>\d\d?)(?!\d)))?",
        rf"\blas? {SPELLED}?(?P<hour>\d\d?) (?P<way>menos) (?:(?P<part>cuarto)\b|{_MINUTE})",
    ),
}
_BACKWARDS = frozenset(("to", "vor", "moins", "menos"))
_HALF_HOURS = frozenset(("half", "demie", "media"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that may say a time or a price, and as which numbers. `is_sure`: they say nothing else."""

    begin: int
    end: int
    values: frozenset[float]
    is_sure: bool = False


def moments(hours: int, minutes: int, half: str = "") -> frozenset[float]:
    """A time of day, as numbers that no amount is: minutes below zero. Without am or pm 2:30 may be 14:30."""
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    is_open = not half and hours <= 12
    return frozenset(-1.0 - (h * 60 + minutes) % 1440 for h in ((hours, hours + 12) if is_open else (hours,)))


def phrases(text: str, tongue: Tongue) -> tuple[Phrase, ...]:
    """Those of a text whose number words are digits.

    >>> [sorted(p.values) for p in phrases("at half past 8", Tongue()) if p.is_sure]
    [[-1231.0, -511.0]]
    """
    return (*_times(text, _SURE.get(tongue.base, ()), is_sure=True), *_times(text, _OPEN.get(tongue.base, ())), *_prices(text))


def _times(text: str, patterns: tuple[str, ...], *, is_sure: bool = False) -> Iterator[Phrase]:
    for pattern in patterns:
        for m in re.finditer(rf"(?<![\d.,:]){pattern}", text, re.IGNORECASE):
            said = m.groupdict()
            hours = int(said["hour"])
            part = (said.get("part") or "").casefold()
            minutes = int(said.get("minute") or said.get("later") or 0) or ((30 if part in _HALF_HOURS else 15) if part else 0)
            minutes *= -1 if (said.get("way") or "").casefold() in _BACKWARDS else 1
            minutes -= 30 if said.get("before") else 0
            if hours <= 24 and -60 < minutes < 60:
                yield Phrase(m.start(), m.end(), moments(hours, minutes, (said.get("half") or "").casefold()), is_sure)


def _prices(text: str) -> Iterator[Phrase]:
    for m in _PRICE.finditer(text):
        yield Phrase(m.start(), m.end(), frozenset({float(f"{m['whole']}.{m['coins']}")}))
