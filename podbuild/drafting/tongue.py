"""How a language says numbers and dates: what faithfulness needs to know of it. speech/ knows it, and authoring/ brings it here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from podbuild.model.wording import words_of

_MOST_SPELLED = 2100  # past the years that scripts spell
_PAIRED_YEARS = {"en": " ", "de": "hundert"}
_SCALES: Mapping[str, Mapping[str, float]] = {
    "en": {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    "de": {
        **{"tausend": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6},
        **{"milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "billion": 1e12, "billionen": 1e12},
    },
    "fr": {"mille": 1e3, "million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9},
    "es": {"mil": 1e3, "millón": 1e6, "millones": 1e6},
    "it": {"mila": 1e3, "milione": 1e6, "milioni": 1e6, "miliardo": 1e9, "miliardi": 1e9},
    "pt": {"mil": 1e3, "milhão": 1e6, "milhões": 1e6},
    "nl": {"duizend": 1e3, "miljoen": 1e6, "miljard": 1e9},
    "sv": {"tusen": 1e3, "miljon": 1e6, "miljoner": 1e6, "miljard": 1e9, "miljarder": 1e9},
    "pl": {"tysiąc": 1e3, "tysiące": 1e3, "tysięcy": 1e3, "milion": 1e6, "miliony": 1e6, "milionów": 1e6, "miliard": 1e9},
    "ja": {"千": 1e3, "万": 1e4, "億": 1e8, "兆": 1e12},
    "zh": {"千": 1e3, "万": 1e4, "亿": 1e8},
}


@dataclass(frozen=True)
class Tongue:
    """A language. `spell` and `ordinal` give a number in words; without them only digits are known.

    `months` and `weekdays` are their names, long and short, in lower case, with their numbers (Monday is 0).
    """

    language: str = "en"
    spell: Callable[[int], str] | None = None
    ordinal: Callable[[int], str] | None = None
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.language.partition("-")[0].casefold()

    @property
    def has_capital_nouns(self) -> bool:
        return self.base in ("de", "lb")

    @cached_property
    def scales(self) -> Mapping[str, float]:
        """What a number is multiplied by when this word stands behind it."""
        return _SCALES.get(self.base, {})

    @cached_property
    def spelled(self) -> Mapping[tuple[str, ...], int]:
        """Numbers by their words."""
        if self.spell is None:
            return {}
        found: dict[tuple[str, ...], int] = {}
        simple = [self.spell(n) for n in range(_MOST_SPELLED)]
        for n, text in enumerate(simple[:1000] if self.base == "en" else simple):  # figures.py joins English thousands
            _put(found, text, n)
        if self.base == "en":  # a hundred alone is said of anything
            for n in (*range(101, 200), *range(1001, 2000)):
                _put(found, re.sub(r"^one\b", "a", simple[n]), n)
        if joint := _PAIRED_YEARS.get(self.base):
            for year in range(1100, _MOST_SPELLED):
                rest = year % 100
                low = simple[rest] if rest > 9 or joint != " " else f"oh {simple[rest]}" if rest else "hundred"
                _put(found, f"{simple[year // 100]}{joint}{low if rest or joint == ' ' else ''}", year)
        return found

    @cached_property
    def ordinals(self) -> Mapping[tuple[str, ...], int]:
        """The days of a month by their words, also as German bends them."""
        if self.ordinal is None:
            return {}
        found: dict[tuple[str, ...], int] = {}
        for n in range(1, 32):
            text = self.ordinal(n)
            for ending in ("", "n", "r", "s") if self.base == "de" else ("",):
                _put(found, text + ending, n)
        return found


def _put(found: dict[tuple[str, ...], int], text: str, n: int) -> None:
    words = tuple(words_of(text))
    for form in {words, tuple(word for word in words if word != "and")}:
        if form:
            found.setdefault(form, n)
