"""The numbers and dates in a text, in one form whatever way they are written or said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from podbuild.drafting.times_and_prices import SPELLED, Phrase, moments, phrases
from podbuild.drafting.tongue import Tongue
from podbuild.model.wording import words_of

_WORD = re.compile(r"[^\W\d_]+")
_POINT = re.compile(r" (?:point|komma|virgule|coma|virgola|vírgula|przecinek) ", re.IGNORECASE)
_PER = re.compile(r"\b(?:pour|per|por)\s+$", re.IGNORECASE)
_JOINT = re.compile(r"[ \t\n\u00a0-]+")
_GROUP = "[.,'’ \u00a0\u202f\u2009]"
_NUMBER = re.compile(
    rf"(?<![\d.,]){SPELLED}?(?P<number>\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?P<ordinal>st|nd|rd|th)?(?P<decade>s\b)?(?P<half> and a half)?"
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.](\d\d)(?!\d|[:.]\d)(?:\s*([ap])\.?\s?m\b)?", re.IGNORECASE)
_HALF_OF = "half an?|ein(?:e|er)? halben?|une? demi|medio|mezzo|meio|een half|en halv|pół"
_HALF = re.compile(rf"\b(?:{_HALF_OF})[ -]+([^\W\d_]+)", re.IGNORECASE)
_ONE = re.compile(r"\b(?:an?|eine[rn]?|une?|una?|um|een|en) ([^\W\d_]+)", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]\b")
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")
_AND_A_HALF = re.compile(r" et demie?\b")
_LONGEST_HEDGE = 24
_HEDGES = re.compile(
    r"(?<!\w)(?:about|around|almost|nearly|roughly|some|over|under|approximately|close to|more than|less than|up to"
    r"|rund|etwa|fast|knapp|über|gut|mehr als|bis zu|weniger als|ungefähr"
    r"|environ|près de|presque|quelque|plus de|moins de)\s*$|(?:約|およそ|ほぼ)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number. `values` are its readings: 1.500 is one and a half, or fifteen hundred."""

    text: str
    values: frozenset[float]
    is_spelled: bool = False
    is_hedged: bool = False
    is_decade: bool = False
    next_word: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, or a part of one. `readings` are (year, month, day), 0 for what is not said; `weekday` is None where it is not."""

    text: str
    readings: frozenset[tuple[int, int, int]] = frozenset()
    weekday: int | None = None

    def is_in(self, other: Day) -> bool:
        """Whether another date may be this one."""
        if self.readings:
            return any(_agree(one, two) for one, two in product(self.readings, other.readings))
        weekdays = {other.weekday} | {_weekday(*reading) for reading in other.readings}
        return self.weekday in weekdays


def _agree(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    return all(a == b or not b or not a for a, b in zip(one[:1], two[:1], strict=True)) and one[1:] in (two[1:], (two[1], 0))


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


# ── words that are numbers ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Digitised:
    """A text whose number words are digits, each behind SPELLED; `originals` are those words, in their order."""

    text: str
    originals: tuple[str, ...]

    def original(self, at: int) -> str:
        return self.originals[self.text.count(SPELLED, 0, at)]


def digitised(text: str, tongue: Tongue) -> Digitised:
    """A text with its number words as digits; ordinals only beside a month, for a second is also a while."""
    text = text.replace(SPELLED, "")
    words = list(_WORD.finditer(text))
    found: list[_Said] = []
    n = 0
    while n < len(words):
        value, used = _longest(text, words, n, tongue)
        if used:
            begin, end = words[n].start(), words[n + used - 1].end()
            gap = text[found[-1].end : begin] if found else "."
            digits = _joined(found[-1].digits, gap, value) if found else ""
            found = [*found[:-1], _Said(found[-1].begin, end, digits)] if digits else [*found, _Said(begin, end, str(value))]
        n += max(used, 1)
    out, at = [], 0
    for said in found:
        out += [text[at : said.begin], SPELLED, said.digits]
        at = said.end
    return Digitised("".join([*out, text[at:]]), tuple(text[said.begin : said.end] for said in found))


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that are a number: where they begin and end, and its digits."""

    begin: int
    end: int
    digits: str


def _joined(digits: str, gap: str, value: int) -> str:
    """The digits of two numbers that are said as one, with these words between them; "" where they are two.

    >>> _joined("12", " point ", 5), _joined("2000", " ", 534), _joined("1400", " and ", 97), _joined("3", ", ", 4)
    ('12.5', '2534', '1497', '')
    """
    if _POINT.fullmatch(gap):
        return f"{digits}.{value}"
    if "." in digits:
        return f"{digits}{value}" if value < 10 and gap == " " else ""
    before = int(digits)
    if gap in (" thousand ", " thousand and ") and max(before, value) < 1000:
        return str(before * 1000 + value)
    is_round = (before % 1000 == 0 and 0 < value < 1000) or (before % 100 == 0 and 0 < value < 100)
    return str(before + value) if before >= 1000 and is_round and gap in (" ", " and ") else ""


def _longest(text: str, words: list[re.Match[str]], n: int, tongue: Tongue) -> tuple[int, int]:
    """The number that the most words from the n-th on say, and how many they are."""
    forms: list[str] = []
    best = (0, 0)
    for used in range(1, min(8, len(words) - n) + 1):
        word = words[n + used - 1]
        if used > 1 and not _JOINT.fullmatch(text, words[n + used - 2].end(), word.start()):
            break
        forms += words_of(word[0])
        value = None if forms == ["cent"] and _PER.search(text, 0, words[n].start()) else tongue.spelled.get(tuple(forms))
        if value is None and _is_by_month(text, words, n, used, tongue):
            value = tongue.ordinals.get(tuple(forms))
        best = (value, used) if value is not None else best
    return best


def _is_by_month(text: str, words: list[re.Match[str]], n: int, used: int, tongue: Tongue) -> bool:
    near = [word[0].casefold() for word in (*words[max(0, n - 2) : n], *words[n + used : n + used + 2])]
    return any(word in tongue.months for word in near)


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def days(text: str, tongue: Tongue) -> tuple[tuple[Day, ...], str]:
    """The dates of a text that was digitised, and the text without them. Weekdays stand beside or alone."""
    found: list[Day] = []

    def take(m: re.Match[str], *readings: tuple[int, int, int]) -> str:
        good = frozenset((y, mo, d) for y, mo, d in readings if 1 <= mo <= 12 and d <= 31)
        if not good:
            return m[0]
        found.append(Day(m[0].replace(SPELLED, "").strip(" .,"), good))
        return " "

    def number(m: re.Match[str], key: str) -> int:
        return int(m[key] or 0)

    text = re.sub(r"(?<!\d)(\d{4})-(\d\d?)-(\d\d?)(?!\d)", lambda m: take(m, (int(m[1]), int(m[2]), int(m[3]))), text)
    text = re.sub(
        r"(?<!\d)(\d\d?)/(\d\d?)/(\d{4})(?!\d)",
        lambda m: take(m, (int(m[3]), int(m[1]), int(m[2])), (int(m[3]), int(m[2]), int(m[1]))),
        text,
    )
    text = re.sub(r"(?<![\d.])(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})(?!\d)", lambda m: take(m, (int(m[3]), int(m[2]), int(m[1]))), text)
    cjk = r"(?:(?P<y>\d{4})年)?(?P<m>\d\d?)月(?:(?P<d>\d\d?)日)?"
    text = re.sub(cjk, lambda m: take(m, (number(m, "y"), number(m, "m"), number(m, "d"))), text)
    if tongue.months:
        names = "|".join(map(re.escape, sorted(tongue.months, key=len, reverse=True)))
        year, day = rf"(?:,?(?: de| of)? {SPELLED}?(?P<y>\d{{4}})(?!\d))", rf"{SPELLED}?(?P<d>\d\d?)(?:st|nd|rd|th|er|\.|º)?"
        month = rf"\b(?P<m>(?i:{names}))\b\.?"
        for pattern in (rf"(?<!\d){day}(?: of| de)? {month}{year}?", rf"{month}(?: the)? {day}(?!\d){year}?", rf"{month}{year}"):

            def named(m: re.Match[str]) -> str:
                if not _is_name(m["m"], tongue):
                    return m[0]
                groups = m.groupdict()
                return take(m, (int(groups.get("y") or 0), tongue.months[m["m"].casefold()], int(groups.get("d") or 0)))

            text = re.sub(pattern, named, text)
    found += [Day(m[0], weekday=tongue.weekdays[m[0].casefold()]) for m in _weekdays_in(text, tongue)]
    return tuple(found), text


def _weekdays_in(text: str, tongue: Tongue) -> Iterator[re.Match[str]]:
    for m in _WORD.finditer(text):
        if m[0].casefold() in tongue.weekdays and len(m[0]) > 3 and _is_name(m[0], tongue):
            yield m


def _is_name(word: str, tongue: Tongue) -> bool:
    """English and German write months and days with a capital: may and march are verbs."""
    return tongue.base not in ("en", "de") or word[:1].isupper()


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def figures(read: Digitised, text: str, tongue: Tongue) -> tuple[Figure, ...]:
    """The numbers of a text without its dates. `read` is the text before those were taken out of it."""
    found: list[Figure] = []
    for m in _CLOCK.finditer(text):
        hours, minutes = int(m[1]), int(m[2])
        if hours <= 24 and minutes < 60 and ":" in m[0]:
            found.append(Figure(m[0], moments(hours, minutes, (m[3] or "").casefold())))
    text = _CLOCK.sub(lambda m: " " if ":" in m[0] else m[0], text)
    originals = iter(_kept_originals(read, text))
    said = phrases(text, tongue)
    for m in _NUMBER.finditer(text):
        is_spelled = SPELLED in m[0]
        letter = _LETTER.match(text, m.end())  # class 4b
        shown = next(originals, m["number"]) if is_spelled else m[0].strip() + (letter[0] if letter else "")
        found.append(_as_said(_figure(m, text, shown, is_spelled, tongue), text, m.start(), said))
    return (*found, *_amounts(text, tongue))


def _amounts(text: str, tongue: Tongue) -> Iterator[Figure]:
    """Half a million, a million: of smaller amounts that is said of anything."""
    for m in _HALF.finditer(text):
        if scale := tongue.scales.get(m[1].casefold()):
            yield Figure(m[0], frozenset({scale / 2}))
    for m in _ONE.finditer(_HALF.sub(" ", text)):
        if (scale := tongue.scales.get(m[1].casefold(), 0)) >= 1e6:
            yield Figure(m[0], frozenset({scale}))


def _as_said(figure: Figure, text: str, at: int, said: tuple[Phrase, ...]) -> Figure:
    """A number with what it may say as part of a time or a price; where it is surely one, with nothing else."""
    around = sorted((phrase for phrase in said if phrase.begin <= at < phrase.end), key=lambda p: p.end - p.begin)
    if around and around[-1].is_sure:  # "halb drei", but not in "zehn nach halb drei"
        return replace(figure, text=text[around[-1].begin : at] + figure.text, values=around[-1].values)
    return replace(figure, values=figure.values.union(*(phrase.values for phrase in around)))


def _kept_originals(read: Digitised, text: str) -> list[str]:
    """The words behind the spelled numbers that are left when dates are out: by their digits, in order."""
    marks = re.findall(rf"{SPELLED}([\d.]+)", read.text)
    left = re.findall(rf"{SPELLED}([\d.]+)", text)
    kept, at = [], 0
    for mark, original in zip(marks, read.originals, strict=True):
        if at < len(left) and left[at] == mark:
            kept.append(original)
            at += 1
    return kept


def _figure(m: re.Match[str], text: str, shown: str, is_spelled: bool, tongue: Tongue) -> Figure:
    values = {value + (0.5 if m["half"] else 0.0) for value in _readings(m["number"])}
    after = _NEXT_WORD.match(text, m.end())
    word = after[1] if after else ""
    scale = tongue.scales.get(word.casefold()) or (tongue.scales.get(word[:1]) if tongue.base in ("ja", "zh") else None)
    if scale:
        half = 0.5 if after and _AND_A_HALF.match(text, after.end()) else 0.0
        shown, values = f"{shown} {word}", {round((value + half) * scale, 6) for value in values}
    return Figure(
        shown,
        frozenset(values),
        is_spelled,
        bool(_HEDGES.search(text[max(0, m.start() - _LONGEST_HEDGE) : m.start()])),
        bool(m["decade"]),
        word.casefold(),
    )


def _readings(number: str) -> set[float]:
    r"""What a number may be, by either way of writing.

    >>> sorted(_readings("1.500")), sorted(_readings("1,500,000")), sorted(_readings("12,5")), sorted(_readings("1.500,5"))
    ([1.5, 1500.0], [1500000.0], [12.5], [1500.5])
    """
    marks = re.findall(r"\D", number)
    if not marks:
        return {float(number[-15:])}
    parts = re.split(r"\D", number)
    whole = float("".join(parts)[-15:])
    decimal = float(f"{''.join(parts[:-1])[-15:]}.{parts[-1][:15]}")
    if len(parts[-1]) != 3 or (len(set(marks)) > 1 and len(marks) > 1 and marks[-1] in ".,"):
        return {decimal}
    return {whole, decimal} if len(marks) == 1 and marks[0] in ".," else {whole}
