"""Titles and names of daily episodes: Jinja2 patterns that a day fills, with weekdays and months in the show's language."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from podbuild.base.diagnostics import did_you_mean
from podbuild.base.units import slugify, squeezed

DAY_WORDS = ("date", "weekday", "day", "month", "year", "week", "long_date")
TITLE_WORDS = (*DAY_WORDS, "number")
_ANY_DAY = datetime.date(2026, 11, 20)
_TWO_YEARS = 800  # days: what is repeated is repeated by then


def pattern_fault(pattern: str, words: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a pattern, and how to mend it; None where every day can fill it.

    >>> pattern_fault("{{ weekday }}, {{ day }} {{ month }}", TITLE_WORDS)
    >>> pattern_fault("{{ wekday }}", TITLE_WORDS)
    ('"wekday" is nothing that a pattern knows', 'did you mean "weekday"? known: date, weekday, day, month, year, week, \
long_date, number')
    """
    from jinja2 import TemplateError, TemplateSyntaxError, meta
    from jinja2.sandbox import SandboxedEnvironment

    try:
        unknown = sorted(meta.find_undeclared_variables(SandboxedEnvironment().parse(pattern)) - set(words))
        if unknown:
            near = did_you_mean(unknown[0], words).partition("?")[0]
            fix = f"{near}? known: {', '.join(words)}" if near.startswith("did") else f"write one of {', '.join(words)}"
            return f'"{unknown[0]}" is nothing that a pattern knows', fix
        is_empty = not filled(pattern, _ANY_DAY, "en", 1)
    except TemplateSyntaxError as error:
        return f"the pattern cannot be read: {error.message}", "write it as in {{ weekday }}, {{ day }} {{ month }}"
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        return f"the pattern cannot be filled: {error}", "write it as in {{ weekday }}, {{ day }} {{ month }}"
    return ("the pattern comes to nothing", "write words, or {{ date }}") if is_empty else None


def is_of_its_day(pattern: str) -> bool:
    """Whether days are named apart by a pattern that has no fault.

    >>> is_of_its_day("{{ date }}-morning"), is_of_its_day("morning-{{ year }}")
    (True, False)
    """
    fill = _filling(pattern)
    names = {slugify(fill(_ANY_DAY + datetime.timedelta(days), "en", 0)) for days in range(_TWO_YEARS)}
    return len(names) == _TWO_YEARS


def filled(pattern: str, date: datetime.date, language: str, number: int = 0) -> str:
    """A pattern for a day, on one line. Raises Jinja2's errors where it has a fault.

    >>> day = datetime.date(2026, 11, 20)
    >>> filled("{{ weekday }}, {{ day }}. {{ month }}", day, "de"), filled("{{ long_date }}: no. {{ number }}", day, "en", 7)
    ('Freitag, 20. November', 'November 20, 2026: no. 7')
    >>> filled("{{ date }} {{ weekday }}", day, "ja")
    '2026-11-20 金曜日'
    """
    return _filling(pattern)(date, language, number)


def _filling(pattern: str) -> Callable[[datetime.date, str, int], str]:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    template = SandboxedEnvironment(undefined=StrictUndefined).from_string(pattern)
    return lambda date, language, number: squeezed(template.render(_words(date, language) | {"number": number}))


def filled_slug(pattern: str, date: datetime.date) -> str:
    """The name of a day's episode: the same for a day, whatever the show's language."""
    return slugify(filled(pattern, date, "en"))


def _words(date: datetime.date, language: str) -> dict[str, object]:
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return {
        "date": date.isoformat(),
        "weekday": locale.days["format"]["wide"][date.weekday()],
        "day": date.day,
        "month": locale.months["format"]["wide"][date.month],
        "year": date.year,
        "week": date.isocalendar().week,
        "long_date": format_date(date, "long", locale),
    }
