"""Units, units per units and fractions as words: "50 MBit/s", "3 kg/m²", "2/3". Names of units and their plurals are CLDR's."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.units import format_unit

from podbuild.speech.said_numbers import cardinal, locale_of, ordinal, shortened, split_number
from podbuild.speech.said_tables import UNITS, base_of

SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_PER = {"en": "per", "de": "pro", "fr": "par", "es": "por", "it": "al", "pt": "por", "nl": "per", "pl": "na"}
_ONE = {"de": ("ein", "eine"), "es": ("un", "una"), "fr": ("un", "une"), "it": ("un", "una"), "pt": ("um", "uma")}
_ONE |= {"pl": ("jeden", "jedna"), "nl": ("een", "een")}
_FEMININE_ENDINGS = {"de": "e", "es": "a", "it": "a", "pt": "a", "pl": "a"}
_FEMININE = ("tonne", "heure", "minute", "seconde", "milliseconde", "livre", "once")
# Thirds to tenths where an ordinal does not serve: one, many. A half stands in `_HALVES`.
_PARTS = {
    "de": ("Drittel Viertel Fünftel Sechstel Siebtel Achtel Neuntel Zehntel",) * 2,
    "fr": ("tiers quart cinquième sixième septième huitième neuvième dixième",
           "tiers quarts cinquièmes sixièmes septièmes huitièmes neuvièmes dixièmes"),
    "es": ("tercio cuarto quinto sexto séptimo octavo noveno décimo",
           "tercios cuartos quintos sextos séptimos octavos novenos décimos"),
    "it": ("terzo quarto quinto sesto settimo ottavo nono decimo", "terzi quarti quinti sesti settimi ottavi noni decimi"),
    "pt": ("terço quarto quinto sexto sétimo oitavo nono décimo", "terços quartos quintos sextos sétimos oitavos nonos décimos"),
    "nl": ("derde kwart vijfde zesde zevende achtste negende tiende",) * 2,
    "pl": ("trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta",
           "trzecie czwarte piąte szóste siódme ósme dziewiąte dziesiąte"),
}  # fmt: skip
_HALVES = {"en": "one half", "de": "ein halb", "fr": "un demi", "es": "un medio", "it": "un mezzo", "pt": "um meio",
           "nl": "een half", "pl": "jedna druga"}  # fmt: skip
_POLISH = {1: "jedna", 2: "dwie"}
_JOINTS = {"en": " and ", "fr": " et ", "es": " y ", "it": " e ", "pt": " e ", "nl": " en ", "pl": " i "}


def unit(number: str, sign: str, language: str) -> str | None:
    """ "five kilometres" for "5 km"; a "/" between two units is "per"."""
    locale, base = locale_of(language), base_of(language)
    if locale is None:
        return None
    if sign == "%" and base == "ar":
        return f"{cardinal(number, language)} بالمئة"
    whole, part = split_number(number, language)
    few = shortened(whole)  # the plural follows from the last digits
    value = float(f"{few}.{part}") if part else int(few)
    before, after = _name(value, sign, locale)
    words = cardinal(number, language)
    if not part and whole[-1:] == "1" and (sign != "%" or base == "de"):
        words = _agreeing(words, whole, after, base)
    return f"{before}{words}{after}"


def unit_name(sign: str, language: str) -> str | None:
    """ "kilometres per hour" for "km/h" without a number."""
    locale = locale_of(language)
    return "".join(_name(2, sign, locale)).strip() if locale else None


def per(sign: str, language: str) -> str:
    """ "per second" behind an amount of something else: "€/kg"."""
    locale = locale_of(language)
    name = "".join(_name(1, sign, locale)).strip() if locale else sign
    base = base_of(language)
    if base == "pl":
        name = re.sub(r"a\b", "ę", name)
    if base == "it":
        return f" all'{name}" if name[0] in "aeiou" else f" {'alla' if name.split()[0].endswith('a') else 'al'} {name}"
    return f" {_PER.get(base, '')} {name}"


@cache
def _name(value: float, sign: str, locale: Locale) -> tuple[str, str]:
    """What stands before and behind a number: ("", " kilometres")."""
    if sign not in UNITS:
        upper, _, lower = sign.partition("/")
        before, after = _name(value, upper, locale)
        return before, after + per(lower, str(locale).replace("_", "-"))
    text = format_unit(value, UNITS[sign], length="long", locale=locale)
    text = text.replace("duration-hour", "uur")  # missing in babel's Dutch
    shown = re.search(r"\d[\d.,\s]*\d|\d", text.translate(SPACES))
    return (text[: shown.start()], text[shown.end() :]) if shown else ("", f" {text}")


def _agreeing(words: str, whole: str, name: str, base: str) -> str:
    """One agrees with what is counted: "ein Kilogramm", "une tonne", "veintiún kilómetros"."""
    first = (name.split() or [""])[0]
    is_feminine = (
        first in _FEMININE if base == "fr" else first.endswith(_FEMININE_ENDINGS.get(base, "\0")) and not first.endswith("grama")
    )
    if whole == "1" and base in _ONE:
        return _ONE[base][is_feminine]
    if base == "es" and words.endswith("uno"):
        return f"{words[:-1]}a" if first.endswith("as") else re.sub("uno$", "ún" if words.endswith("veintiuno") else "un", words)
    return words


def fraction(above: str, below: str, language: str, whole: str = "") -> str | None:
    """ "two thirds" for "2/3", "two and one half" for "2 1/2"; None where it is no proper fraction from halves to tenths."""
    count, parts, base = int(above), int(below), base_of(language)
    if not 0 < count < parts <= 10 or base not in _HALVES:
        return None
    if whole and base == "de" and parts == 2:
        return f"{cardinal(whole, language)}einhalb" if whole != "1" else "eineinhalb"
    words = _HALVES[base] if parts == 2 else _parts(count, parts, language)
    return f"{cardinal(whole, language)}{_JOINTS.get(base, ' ')}{words}" if whole else words


def _parts(count: int, parts: int, language: str) -> str:
    base = base_of(language)
    if base == "en":
        part = "quarter" if parts == 4 else ordinal(str(parts), language)
        return f"{'one' if count == 1 else cardinal(str(count), language)} {part}{'' if count == 1 else 's'}"
    part = _PARTS[base][count > 1].split()[parts - 3]
    if base == "pl":
        if count > 4:  # the genitive, and here never of thirds
            part = f"{part[:-1]}ych"
        return f"{_POLISH.get(count) or cardinal(str(count), language)} {part}"
    if count == 1:
        return f"{_ONE[base][0]} {part}"
    return f"{cardinal(str(count), language)} {part}"


def price_per(sign: str, language: str) -> str | None:
    """What follows an amount of money: "/kg" is "per kilogram"."""
    return per(sign, language) if sign in UNITS and base_of(language) in _PER else None
