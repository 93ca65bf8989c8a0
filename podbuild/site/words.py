"""The site's own words in the show's language: templates/site/words/LANG.json, English where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.units import format_unit

from podbuild.base.shipped import shipped

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Words:
    """Words, dates and lengths as a listener of one language reads them."""

    language: str
    direction: str
    locale: Locale
    texts: Mapping[str, str | Mapping[str, str]]

    def __getitem__(self, key: str) -> str:
        text = self.texts[key]
        assert isinstance(text, str)
        return text

    def counted(self, key: str, n: int) -> str:
        """A number with its noun, in the form that the language's grammar asks for."""
        forms = self.texts[key]
        assert isinstance(forms, Mapping)
        return forms.get(self.locale.plural_form(n), forms["other"]).replace("{n}", str(n))

    def role(self, name: str) -> str:
        """What somebody did, in these words; a role that is not among them as the author wrote it."""
        roles = self.texts["roles"]
        assert isinstance(roles, Mapping)
        return roles.get(name.casefold().replace("_", " "), name[:1].upper() + name[1:])

    def day(self, moment: str) -> str:
        """The calendar day of an RFC 3339 date, in full; "" where there is none."""
        day = date_of(moment)
        return str(format_date(day, "long", locale=self.locale)) if day else ""

    def length(self, seconds: float) -> str:
        """A duration in hours and minutes; at least one minute."""
        hours, minutes = divmod(max(1, round(seconds / 60)), 60)
        parts = [(hours, "duration-hour"), (minutes, "duration-minute")]
        shown = [format_unit(n, unit, length="short", locale=self.locale) for n, unit in parts if n]
        return "\u00a0".join(str(part).replace(" ", "\u00a0") for part in shown)


def words_for(language: str, overrides: Mapping[str, str]) -> Words:
    """The words of a BCP 47 language; an author's `site/words/LANG.json` replaces or adds single entries."""
    base = language.replace("_", "-").split("-")[0].lower()
    texts = dict(_shipped("en"))
    texts.update(_shipped(base) if base != "en" else {})
    if own := overrides.get(f"site/words/{base}.json"):
        known, found = texts["roles"], _decoded(own)
        assert isinstance(known, Mapping)
        others = found.get("roles")
        texts.update(found)
        texts["roles"] = {**known, **others} if isinstance(others, Mapping) else known
    return Words(language, "rtl" if base in _RTL else "ltr", _locale(language, base), texts)


def date_of(moment: str) -> date | None:
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _shipped(base: str) -> Mapping[str, str | Mapping[str, str]]:
    file = shipped("templates") / "site" / "words" / f"{base}.json"
    return _decoded(file.read_text(encoding="utf-8")) if base.isalpha() and file.is_file() else {}


def _decoded(text: str) -> dict[str, str | Mapping[str, str]]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _locale(language: str, base: str) -> Locale:
    for tag in (language.replace("_", "-"), base, "en"):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError("babel has English")
