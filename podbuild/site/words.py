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

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.base.shipped import shipped
from podbuild.steps.step import StepFailed

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
        """A duration in hours and minutes; at least one minute, and "" where it is not known."""
        if not seconds:
            return ""
        hours, minutes = divmod(max(1, round(seconds / 60)), 60)
        parts = [(hours, "duration-hour"), (minutes, "duration-minute")]
        shown = [format_unit(n, unit, length="short", locale=self.locale) for n, unit in parts if n]
        return "\u00a0".join(str(part).replace(" ", "\u00a0") for part in shown)


def words_for(language: str, overrides: Mapping[str, str]) -> Words:
    """The words of a BCP 47 language; an author's `site/words/LANG.json` replaces or adds single entries.

    StepFailed where that file is no JSON, or an entry is not of the kind that the site needs.
    """
    base = language.replace("_", "-").split("-")[0].lower()
    texts = dict(_shipped("en"))
    texts.update(_shipped(base) if base != "en" else {})
    if own := overrides.get(f"site/words/{base}.json"):
        known, found = texts["roles"], _decoded(own, f"templates/site/words/{base}.json")
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
    found: dict[str, str | Mapping[str, str]] = {}
    if base.isalpha() and file.is_file():
        found = json.loads(file.read_text(encoding="utf-8"))
    return found


def _decoded(text: str, file: str) -> dict[str, str | Mapping[str, str]]:
    """An author's words, each of the kind that English has there. Others are for the author's own templates."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise StepFailed(_mistake(f"no JSON: {error.msg}", Span(file, error.lineno, error.colno))) from None
    except RecursionError:
        raise StepFailed(_mistake("nested too deeply", Span(file))) from None
    if not isinstance(value, dict):
        raise StepFailed(_mistake("not an object of words", Span(file)))
    for key, word in value.items():
        if key in _shipped("en") and (problem := _problem(word, _shipped("en")[key])):
            line = next((n for n, row in enumerate(text.splitlines(), 1) if json.dumps(key, ensure_ascii=False) in row), 1)
            raise StepFailed(_mistake(f'"{key}" {problem}', Span(file, line)))
    return value


def _problem(word: object, model: str | Mapping[str, str]) -> str:
    """Why a word does not do where English has `model`; "" where it does."""
    if isinstance(model, str):
        return "" if isinstance(word, str) else "is a text"
    if not (isinstance(word, dict) and all(isinstance(form, str) for form in word.values())):
        return f"is an object of texts, such as {json.dumps(dict(list(model.items())[:2]), ensure_ascii=False)}"
    return 'needs the form "other"' if "other" in model and "other" not in word else ""


def _mistake(what: str, place: Span) -> Diagnostic:
    fix = "mend the file, or delete it to use the words that come with podbuild"
    return Diagnostic("template-words", f"the site's words cannot be read: {what}", place, fix=fix)


def _locale(language: str, base: str) -> Locale:
    for tag in (language.replace("_", "-"), base, "en"):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    raise AssertionError("babel has English")
