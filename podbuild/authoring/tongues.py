"""What the engines know of a language, as faithfulness asks for it: number words, months, weekdays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from podbuild.drafting.tongue import Tongue


@cache
def tongue(language: str) -> Tongue:
    """How a language (a BCP 47 tag) says numbers and dates; of one that podbuild does not know, only digits."""
    from podbuild.speech.said_dates import months_by_number, weekdays_by_number
    from podbuild.speech.said_numbers import cardinal, ordinal
    from podbuild.speech.said_tables import SAYINGS, base_of

    base = base_of(language).casefold()
    saying = SAYINGS.get(base)
    spells = saying is not None and saying.spells_numbers
    months = _by_name(months_by_number(base), months_by_number(base, is_long=False))
    return Tongue(
        language,
        (lambda n: cardinal(str(n), base)) if spells else None,
        (lambda n: ordinal(str(n), base)) if spells else None,
        months | ({"sept": 9} if base == "en" else {}),
        _by_name(weekdays_by_number(base), weekdays_by_number(base, is_long=False)),
    )


def _by_name(*names: Mapping[int, str]) -> dict[str, int]:
    return {name.casefold().rstrip("."): number for some in names for number, name in some.items()}
