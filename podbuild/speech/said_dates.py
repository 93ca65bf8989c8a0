"""Dates as they are spoken, and the patterns that find them. German's endings follow from the word before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from babel.dates import format_date, get_day_names, get_month_names

from podbuild.speech.said_numbers import cardinal, digits, locale_of, ordinal, year
from podbuild.speech.said_ordinals import german_ending, german_ordinal, is_end_of_sentence
from podbuild.speech.said_tables import SAYINGS, base_of

Say = Callable[[re.Match[str]], str | None]


def full_date(year_: int, month: int, day: int, language: str, before: str = "") -> str | None:
    """A date as it is spoken, or None where there is no such day."""
    locale = locale_of(language)
    try:
        when = date(year_, month, day)
    except ValueError:
        return None
    if locale is None:
        return None
    if base_of(language) == "ja":
        return f"{year_}年{month}月{day}日"
    name = get_month_names("wide", "format", locale)[month]
    if base_of(language) in ("en", "de"):
        return f"{day_and_month(day, name, language, before)} {year(str(year_), language)}"
    long = format_date(when, "long", locale=locale)
    said_day = day_words(day, language)
    return re.sub(r"\d{4}", lambda m: year(m[0], language), re.sub(r"\b\d{1,2}\b(º|er)?", said_day, long, count=1))


def day_words(day: int, language: str) -> str:
    base = base_of(language)
    if day == 1 and SAYINGS[base].first:
        return SAYINGS[base].first
    if base == "pl":  # a day is an ordinal in the genitive: dwudziesty → dwudziestego
        return " ".join(w[:-1] + ("iego" if w[-1] == "i" else "ego") for w in ordinal(str(day), base).split())
    return cardinal(str(day), language)


def day_and_month(day: int, name: str, language: str, before: str = "") -> str:
    """English and German put an ordinal there; German's ending follows from the word before."""
    if language.startswith("de"):
        return f"{german_ordinal(str(day), german_ending(before))} {name}"
    words = ordinal(str(day), language)
    if language.casefold() in ("en-gb", "en-au", "en-nz", "en-ie", "en-za", "en-in"):
        return f"{words} of {name}" if before.casefold().split()[-1:] == ["the"] else f"the {words} of {name}"
    return f"{name} {words}"


@cache
def months(language: str) -> dict[str, str]:
    """Months as written, long and short, in lower case and without the dot → the name to say."""
    locale = locale_of(language)
    if locale is None:
        return {}
    wide = get_month_names("wide", "format", locale)
    found = {name.casefold(): name for name in wide.values()}
    if base_of(language) in ("en", "de"):
        found |= {n.casefold().rstrip("."): wide[i] for i, n in get_month_names("abbreviated", "format", locale).items()}
        found |= {"sept": wide[9]} if language.startswith("en") else {}
    return found


def passes(language: str) -> list[tuple[str, Say]]:
    base = base_of(language)
    names = "|".join(map(re.escape, sorted(months(language), key=len, reverse=True)))
    is_us = language in ("en", "en-US")

    def named(m: re.Match[str], day: str, joint: str, month: str, year_: str | None) -> str | None:
        if not 1 <= int(day) <= 31:
            return None
        if base in ("en", "de"):
            words = day_and_month(int(day), months(language)[month.casefold()], language, _before(m))
        else:
            words = f"{day_words(int(day), language)}{joint}{month}"
        between = " de " if joint == " de " else " "
        return words + (f"{between}{year(year_, language)}" if year_ else "")

    found: list[tuple[str, Say]] = [
        (r"\d{16,}", lambda m: digits(m[0], language)),  # a code; and long ones would slow every later pass
        (r"(\d{4})-(\d\d)-(\d\d)(?:T[\d:.]+Z?)?", lambda m: full_date(int(m[1]), int(m[2]), int(m[3]), language, _before(m))),
        (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", lambda m: full_date(int(m[3]), int(m[2]), int(m[1]), language, _before(m))),
        (
            r"(\d{1,2})/(\d{1,2})/(\d{4})",
            lambda m: full_date(int(m[3]), *((int(m[1]), int(m[2])) if is_us else (int(m[2]), int(m[1]))), language, _before(m)),
        ),
        (r"(\d{4})年|(\d+)月", lambda m: m[0]),
    ]
    if base == "de":
        found.append((r"(?<![\d.,])(\d{1,2})\.\s?(\d{1,2})\.(\d\d)?(?![\d.:])(?!\d)", lambda m: _without_century(m, language)))
    if names:
        day_first = rf"(\d{{1,2}})(?:st|nd|rd|th|\.?º|\.|er)?( of | de | )((?i:{names}))\b(?:\.(?=,? \d))?(?:(?:,| de)? (\d{{4}}))?"
        found.append((day_first, lambda m: named(m, m[1], m[2], m[3], m[4])))
    if names and base == "en":
        month_first = rf"\b((?i:{names}))\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,? (\d{{4}}))?"
        found.append((month_first, lambda m: named(m, m[2], "", m[1], m[3])))
    return found


def ranges(language: str) -> list[tuple[str, Say]]:
    """ "10–12 May" and "10.–12. Mai", where days are ordinals."""
    base = base_of(language)
    if base not in ("en", "de") or not months(language):
        return []
    names = "|".join(map(re.escape, sorted(months(language), key=len, reverse=True)))
    ending = r"(?:st|nd|rd|th)?" if base == "en" else r"\."

    def said(m: re.Match[str]) -> str | None:
        first, last, name = int(m[1]), int(m[2]), months(language)[m[3].casefold()]
        if not 1 <= first < last <= 31:
            return None
        until = day_and_month(last, name, language, _before(m))
        begin = day_and_month(first, name, language, _before(m))
        if until.startswith(name):  # May tenth to twelfth
            words = f"{begin} {SAYINGS[base].to}{until.removeprefix(name)}"
        else:
            words = f"{begin.removesuffix(name).removesuffix(' of ').rstrip()} {SAYINGS[base].to} {until}"
        return words + (f" {year(m[4], language)}" if m[4] else "")

    pattern = rf"(?<![\d.,:])(\d{{1,2}}){ending}\s?[–—-]\s?(\d{{1,2}}){ending}(?: of)? ((?i:{names}))\b\.?(?:,? (\d{{4}}))?"
    return [(pattern, said)]


def _without_century(m: re.Match[str], language: str) -> str | None:
    """ "24.12." and "24.12.26"."""
    day, month = int(m[1]), int(m[2])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    words = day_and_month(day, months_by_number(language)[month], language, _before(m))
    return f"{words} {cardinal(m[3], language)}" if m[3] else words + ("." if is_end_of_sentence(m) else "")


def months_by_number(language: str, is_long: bool = True) -> dict[int, str]:
    """The months' names; January is 1."""
    locale = locale_of(language)
    return dict(get_month_names("wide" if is_long else "abbreviated", "format", locale)) if locale else {}


def weekdays_by_number(language: str, is_long: bool = True) -> dict[int, str]:
    """The weekdays' names; Monday is 0."""
    locale = locale_of(language)
    return dict(get_day_names("wide" if is_long else "abbreviated", "format", locale)) if locale else {}


def _before(m: re.Match[str]) -> str:
    return m.string[: m.start()]
