"""Numbers, times of day and money as words, with num2words and CLDR (babel). Loaded only for texts with digits.

Each function takes what a pattern in said_passes.py found, and gives the words, or None to leave it as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_decimal_symbol, get_group_symbol
from num2words import num2words as _num2words

from podbuild.speech.said_tables import CURRENCIES, PLAIN_CURRENCIES, SAYINGS, SCALES, base_of

num2words: Callable[..., str] = _num2words
_MOST_DIGITS = 15  # longer numbers are codes: they are said digit by digit
_SPACES = "\u00a0\u202f\u2009"


@cache
def locale_of(language: str) -> Locale | None:
    """CLDR's locale for a BCP 47 tag, or for the language without its region, or None."""
    for tag in (language, base_of(language)):
        try:
            return Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def marks(language: str) -> tuple[str, str]:
    """The decimal mark and the pattern of the thousands mark. English keeps the point, whatever its region's CLDR says."""
    base = base_of(language)
    locale = locale_of("en" if base in ("en", "ja", "ar") else language)
    group = get_group_symbol(locale) if locale else ","
    spaces = f"[ {_SPACES}]"
    return (get_decimal_symbol(locale) if locale else "."), (spaces if group in f" {_SPACES}" else re.escape(group))


@cache
def number_pattern(language: str) -> str:
    """A regular expression for a number as it is written in a language, without a sign."""
    decimal, group = marks(language)
    return rf"(?:\d{{1,3}}(?:{group}\d{{3}})+(?!\d)|\d+)(?:{re.escape(decimal)}\d+)?"


def split_number(text: str, language: str) -> tuple[str, str]:
    """The digits before and behind the decimal mark."""
    decimal, group = marks(language)
    whole, _, part = re.sub(group, "", text).partition(decimal)
    return whole, part


def shortened(whole: str) -> str:
    """The last digits of a number: as many as fit a float."""
    return whole[-_MOST_DIGITS:]


def cardinal(text: str, language: str) -> str:
    """A number in words, such as "three point one four"."""
    saying, base = SAYINGS[base_of(language)], base_of(language)
    whole, part = split_number(text, language)
    if not saying.spells_numbers:
        return text
    words = _whole(whole, base)
    return f"{words} {saying.point} {digits(part, language)}" if part else words


@cache
def _whole(number: str, base: str) -> str:
    if len(number) > _MOST_DIGITS or (len(number) > 1 and number[0] == "0"):
        return digits(number, base)
    words = str(num2words(int(number), lang=base))
    return words.replace(",", "") if base == "en" else words


def digits(text: str, language: str) -> str:
    """Each digit by itself: telephone numbers, codes, decimals."""
    base = base_of(language)
    if not SAYINGS[base].spells_numbers:
        return text
    return " ".join(str(num2words(int(d), lang=base)) for d in text if d.isdecimal())


def year(text: str, language: str) -> str:
    base = base_of(language)
    if not SAYINGS[base].is_year_said_in_pairs:
        return cardinal(text, language)
    return str(num2words(int(text), lang=base, to="year"))


def decade(text: str, language: str) -> str:
    """The nineties of "1990s" and "90s"; English only."""
    return plural(year(text, language) if len(text) == 4 else _whole(text, "en"))


def plural(words: str) -> str:
    """Sixteens, sixes, nineties; English only."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def ordinal(text: str, language: str) -> str:
    return str(num2words(int(text), lang=base_of(language), to="ordinal"))


def clock(hours: str, minutes: str, half: str, language: str) -> str | None:
    """A time of day. `half` is "a" or "p" where the text says am or pm."""
    if int(hours) > 24 or int(minutes or 0) > 59:
        return None
    saying = SAYINGS[base_of(language)]
    h = cardinal(str(int(hours)), language)
    suffix = f" {half} m" if half else ""
    if not int(minutes or 0):
        return f"{h}{suffix}" if half else _full_hour(int(hours), h, language)
    m = minutes_words(minutes, language)
    return saying.clock.format(h=_hour(h, language), m=m) + suffix


def _full_hour(hours: int, words: str, language: str) -> str:
    if language.startswith("en") and hours in (0, 24):
        return "midnight"
    if language.startswith("en") and hours > 12:
        return f"{words} hundred"
    return SAYINGS[base_of(language)].full_hour.format(h=_hour(words, language))


def _hour(words: str, language: str) -> str:
    """One o'clock is "ein Uhr", "une heure"."""
    if words in ("eins", "un"):
        return {"eins": "ein", "un": "une"}[words] if language[:2] in ("de", "fr") else words
    return words


def minutes_words(minutes: str, language: str) -> str:
    if language.startswith("en") and minutes[0] == "0":
        return f"oh {_whole(minutes[1], 'en')}"
    return cardinal(str(int(minutes)), language)


def money(number: str, currency: str, scale: str, language: str) -> str | None:
    """ "three dollars fifty" for "$3.50", "five million pounds" for "£5m". `currency` is a sign or an ISO 4217 code."""
    locale, base = locale_of(language), base_of(language)
    code = CURRENCIES.get(currency, currency)
    if locale is None:
        return None
    whole, part = split_number(number, language)
    plain = PLAIN_CURRENCIES.get((base, code))
    count = 2 if scale or len(whole) > _MOST_DIGITS else int(whole)
    name = (plain[0] if count == 1 else plain[1]) if plain else _currency(code, count, locale)
    if scale:
        return f"{cardinal(number, language)} {SCALES.get(scale, scale)} {name}"
    said = f"{_one(whole, base)} {name}"
    if not part.strip("0"):
        return said
    if len(part) != 2:
        return f"{cardinal(number, language)} {name}"
    cents = cardinal(str(int(part)), language)
    if plain and plain[2]:
        small = f"{cents} {plain[2] if int(part) == 1 else plain[3]}"
        return small if whole == "0" else f"{said} and {small}"
    return f"{said} {cents}"


def _currency(code: str, count: int, locale: Locale) -> str:
    name = str(get_currency_name(code, count, locale=locale))
    return name.replace(" polskich", "").replace(" polskie", "").replace(" polski", "")


def _one(whole: str, base: str) -> str:
    """One euro is "ein Euro", "un euro"."""
    return {"de": "ein", "es": "un", "it": "un"}.get(base, _whole(whole, base)) if whole == "1" else _whole(whole, base)
