"""The patterns of numbers in a language, each with what it says. Loaded only for texts with digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from podbuild.speech import said_dates, said_ordinals
from podbuild.speech import said_numbers as n
from podbuild.speech.said_tables import CURRENCIES, CURRENCY_CODES, SAYINGS, SCALES, UNITS, Saying, base_of
from podbuild.speech.said_units import fraction, price_per, unit

Say = Callable[[re.Match[str]], str | None]


@cache
def number_passes(language: str) -> tuple[tuple[re.Pattern[str], Say], ...]:
    """Patterns with what they say; the order matters, as a year is a number and a date holds years."""
    base = base_of(language)
    saying = SAYINGS[base]
    number = n.number_pattern(language)
    signs = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
    codes = "|".join(CURRENCY_CODES)
    scales = "|".join(sorted(SCALES, key=len, reverse=True)) if base == "en" else "(?!)"
    many = r"(?:[MmBb]i?ll?[ijí][aoóõ]?[a-zõéàâ]*|thousand|million|billion|trillion|Tausend|mil)"
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    # Before times and dates become words: then no digit stands beside the dash any more.
    ranges = r"(?<=\d)\s?[–—]\s?(?=\d)|(?<=\d[ap]m)\s?[–—-]\s?(?=\d)|(?<=\d:\d\d)\s?-\s?(?=\d\d?:\d\d(?!:?\d))"
    passes: list[tuple[str, Say]] = [*said_dates.ranges(language), (ranges, lambda m: f" {saying.to} ")]
    passes += [*said_ordinals.before_dates(language), *said_dates.passes(language), *_dotted_times(language)]
    if base == "en":
        passes += [
            (r"(\d{1,2})(?::(\d\d))?\s?([ap])(?:\.m\.|m\b)", lambda m: n.clock(m[1], m[2] or "", m[3], language)),
            (r"(\d{1,2})(?::(\d\d))?\s?([AP])(?:\.M\.|M\b)", lambda m: n.clock(m[1], m[2] or "", m[3].lower(), language)),
            (r"(\d+)(?:st|nd|rd|th)\b", lambda m: n.ordinal(m[1], language)),
            (r"['’]?(\d\d|1[1-9]\d\d|20\d\d)['’]?s\b", lambda m: n.decade(m[1], language) if m[1][-1] == "0" else None),
            (r"(?<![\d.,])(\d+)s\b", lambda m: n.plural(n.cardinal(m[1], language))),
        ]
    passes += said_ordinals.passes(language)
    if base in ("fr", "pt"):
        passes.append((r"(\d{1,2})\s?h\s?(\d\d)?\b", lambda m: n.clock(m[1], m[2] or "", "", language)))
    suffix = r"(?:\s(?:Uhr|uur|heures|horas|hours|h)\b)?"
    passes += [
        (
            r"(?<![\d:])(\d{1,2}):(\d\d):(\d\d)(?![\d:])",
            lambda m: " ".join(n.cardinal(str(int(g)), language) for g in m.groups()),
        ),
        (rf"(?<!:)(\d{{1,2}}):(\d\d)(?!:?\d){suffix}", lambda m: n.clock(m[1], m[2], "", language)),
        (
            r"\+\d[\d\s()-]{6,}\d|(?<!\d)0\d[\d\s/-]{5,}\d|(?:\b1-)?\b\d{3}-\d{3,4}(?:-\d{4})?\b|\(0\d+\)[\d\s-]{5,}\d",
            lambda m: _telephone(m[0], saying, n.digits, language),
        ),
        (
            r"(?<=\d{4})-(?=\d{4}\b)|(?<=\b\d\d)-(?=\d\d\b)|(?<=\b\d)-(?=\d\d?\b)",
            lambda m: f" {saying.to} ",
        ),
        (r"(?<![\w.,])[-−](?=[\d€$£])", lambda m: f"{saying.minus} "),
        (rf"(?<=[€$£¥ł])\s?/\s?({units})(?![\w/²³])", lambda m: price_per(m[1], language)),
        (
            rf"({signs})\s?({number})(?:\s?({scales})\b|\s({many})\b)?",
            lambda m: n.money(m[2], m[1], m[3] or m[4] or "", language),
        ),
        (
            rf"({number})(?:\s?({scales})|\s({many}))?\s?({signs}|\b(?:{codes})\b)",
            lambda m: n.money(m[1], m[4], m[2] or m[3] or "", language),
        ),
        (rf"({codes})\s({number})", lambda m: n.money(m[2], m[1], "", language)),
        *_slashes(language, saying),
        (rf"({number})\s?((?:{units})/(?:{units}))(?![\w/²³])", lambda m: unit(m[1], m[2], language)),
        (rf"({number})\s?({units})(?![\w/²³])", lambda m: unit(m[1], m[2], language)),
        (r"#\s?(\d+)", lambda m: f"{saying.number} {n.cardinal(m[1], language)}"),
        (
            rf"(?<![\d.,])({number})\s?[x×]\s?({number})",
            lambda m: f"{n.cardinal(m[1], language)} {saying.times} {n.cardinal(m[2], language)}",
        ),
        (r"\d+(?:\.\d+){2,}", lambda m: _version(m[0], number, saying, n.cardinal, language)),
        (r"(?<![\d.,])(\d+)\.(\d{1,2})(?!\d|[.,]\d)", lambda m: _dotted(m, saying, language)),
        (r"(?<![\w.,])\.(\d+)", lambda m: f"{saying.point} {n.digits(m[1], language)}"),
        (r"(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d%]|[.,]\d)", lambda m: n.year(m[1], language)),
        (number, lambda m: n.cardinal(m[0], language)),
    ]
    return tuple((re.compile(p), say) for p, say in passes)


def _dotted(m: re.Match[str], saying: Saying, language: str) -> str | None:
    """ "2.0" where the dot is no decimal mark: the dot is said."""
    if n.marks(language)[0] == ".":
        return None
    return f"{n.cardinal(m[1], language)} {saying.dot} {n.cardinal(m[2], language)}"


def _telephone(text: str, saying: Saying, digits: Callable[[str, str], str], language: str) -> str:
    groups = [digits(group, language) for group in re.findall(r"\d+", text)]
    return (f"{saying.plus} " if text[0] == "+" else "") + ", ".join(groups)


def _version(text: str, number: str, saying: Saying, cardinal: Callable[[str, str], str], language: str) -> str | None:
    if re.fullmatch(number, text):
        return None
    return f" {saying.dot if saying.point != 'point' else 'point'} ".join(cardinal(part, language) for part in text.split("."))


def _dotted_times(language: str) -> list[tuple[str, Say]]:
    """ "14.30 Uhr", "alle 14.30", "2.30 pm": a dot between hours and minutes, where a word says that it is a time."""
    time = r"(?<![\d.,:])(\d{1,2})\.(\d\d)(?![\d.,]\d|\d)"
    behind = r"(?:Uhr|uur|horas|hours|heures|h)\b"
    before = r"(?:\bore |\balle |\bdalle |godz\. |\bgodzina |\bo godzinie |\bà )"

    def say(m: re.Match[str]) -> str | None:
        return n.clock(m[1], m[2], "", language)

    found: list[tuple[str, Say]] = [
        (rf"{time}(?=\s?(?:bis|–|-|und|à|a|tot|to)\s?\d{{1,2}}\.\d\d\s{behind})", say),
        (rf"{time}\s?{behind}", say),
    ]
    if base_of(language) == "de":
        found.append((r"(?<![\d.,:])1 Uhr\b", lambda m: "ein Uhr"))
    if base_of(language) == "en":
        found.insert(0, (r"(?<![\d.,:$£€])(\d{1,2})\.([0-5]\d)(?=\s?[ap]\.?m\b)", lambda m: f"{m[1]}:{m[2]}"))
    if base_of(language) in ("it", "pl"):
        found += [(rf"(?<={start}){time}", say) for start in before[3:-1].split("|") if start != r"\bà "]
    return found


def _slashes(language: str, saying: Saying) -> list[tuple[str, Say]]:
    """Fractions; "24/7" and seasons without a word between; and the sign's name, so that it is never lost."""
    between = " over " if base_of(language) == "en" else f" {saying.slash} "
    return [
        (r"(?<![\d/.,])(24)/(7)(?![\d/])|(?<![\d/.,])(9)/(11)(?![\d/])", lambda m: m[0].replace("/", " ")),
        (r"(?<![\d/.,])(\d{1,3}) (\d)/(\d\d?)(?![\d/]|[.,]\d)", lambda m: fraction(m[2], m[3], language, m[1])),
        (r"(?<![\d/.,])(\d{1,3})½(?![\d/])", lambda m: fraction("1", "2", language, m[1])),
        (r"(?<![\d/.,])(\d)/(\d\d?)(?![\d/]|[.,]\d)", lambda m: fraction(m[1], m[2], language)),
        (r"(?<=\b(?:19|20)\d\d)/(?=\d\d\b)|(?<=\b50)/(?=50\b)", lambda m: " "),
        (r"(?<=\d)\s?/\s?(?=\d)", lambda m: between),
    ]
