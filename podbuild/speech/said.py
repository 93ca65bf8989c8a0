"""What is written → what is said: digits, signs, addresses and abbreviations become words before an engine sees them.

The passes run in one order, the more particular before the more general. A language without a table in said_tables.py
keeps its digits and signs. Nothing here raises, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from podbuild.speech.said_tables import (
    CURRENCIES,
    CURRENCY_CODES,
    NOT_SPELLED,
    SAYINGS,
    SCALES,
    SPELLED,
    UNITS,
    Saying,
    base_of,
)

Say = Callable[[re.Match[str]], str | None]

_UNHEARD = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
_PICTURES = re.compile(r"[#*0-9]\ufe0f?\u20e3|[\u2600-\u27bf\u2b00-\u2bff\u20e3\ufffc\ufffd\ue000-\uf8ff\U0001f000-\U0001faff]")
_ADDRESS = re.compile(
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s<>\"')\]]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|eu|info|app|fm|ai|uk|de|fr|es|it|pl|nl|pt|ch|at)\b(?:/[^\s<>\"')\]]*)?"
)
_MARKUP = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)|[*`]+|(?m:^\s*#{1,6}\s+)")
_ENDING_SENTENCES = frozenset(("etc.", "usw.", "ecc.", "enz.", "itd.", "itp."))  # their dot may be the sentence's too
_ACRONYM = re.compile(r"(?<![^\W\d_])([A-Z]{2,5})(s?)(?![^\W\d_])(?!\.\w)")
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{1,3}|V?)")


@lru_cache(maxsize=4096)
def said(text: str, language: str) -> str:
    """The words that are spoken for a text, in the language of a BCP 47 tag. A space at either end is kept.

    >>> said("Dr. Nowak paid $3.50 on 2026-11-20 & left at 14:30.", "en")
    'Doctor Nowak paid three dollars and fifty cents on November twentieth twenty twenty-six and left at fourteen thirty.'
    >>> said("Es sind 5 km, z. B. am 3. Mai.", "de"), said("SQL at NASA 🚀 **now**", "en")
    ('Es sind fünf Kilometer, zum Beispiel am dritten Mai.', 'S Q L at NASA now')
    """
    language = "-".join(language.replace("_", "-").split("-")[:2]) or "und"
    base = base_of(language).casefold()
    language = base + language[len(base) :]
    text = _PICTURES.sub(" ", _UNHEARD.sub("", unicodedata.normalize("NFC", text)))
    edges = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    saying = SAYINGS.get(base)
    if saying:
        text = _ADDRESS.sub(lambda m: _address(m[0], saying), text)
        text = _abbreviations(text, base)
    text = _MARKUP.sub("", text)
    if saying:
        if any(c.isdecimal() for c in text):
            text = _numbers(text, language, saying)
        text = _signs(text, base, saying)
        if base not in ("ja", "ar"):
            text = _ACRONYM.sub(_acronym, text)
    words = _tidy(text)
    return f"{edges[0]}{words}{edges[1]}" if words else (" " if text else "")


def _tidy(text: str) -> str:
    """Single spaces, and none in front of a mark that a dropped sign left alone."""
    return re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", re.sub(r"\s+", " ", text)).strip()


def _address(address: str, saying: Saying) -> str:
    """ "example dot org slash survey": without the scheme, the query and www."""
    body = address.rstrip(".,;:!?")
    end = address[len(body) :]
    shown = re.sub(r"^(https?://)?(www\.)?|[?#].*$", "", body).rstrip("/")
    words = {".": saying.dot, "/": saying.slash, "@": saying.at, "-": saying.dash, "_": " ", "+": saying.plus}
    return re.sub(r"[./@\-_+]", lambda m: f" {words[m[0]]} ", shown) + end


@cache
def _abbreviation_pattern(base: str) -> re.Pattern[str] | None:
    names = sorted(SAYINGS[base].abbreviations, key=len, reverse=True)
    parts = [_abbreviation(name) for name in names]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts)})") if parts else None


def _abbreviation(name: str) -> str:
    if name.endswith("*"):
        return re.escape(name[:-1]) + r"(?=\s?\d)"
    return re.escape(name) + (r"\b" if name[-1].isalpha() else "")


def _abbreviations(text: str, base: str) -> str:
    pattern, table = _abbreviation_pattern(base), SAYINGS[base].abbreviations

    def words(m: re.Match[str]) -> str:
        plain = table.get(m[0]) or table[f"{m[0]}*"]
        rest = text[m.end() :].lstrip("\"'”’)»*_")
        ends = m[0] in _ENDING_SENTENCES and (not rest.strip() or re.match(r"\s+[^\W\d_a-zà-ÿ]", rest))
        return plain + (" " if m[0][-1] == "/" else "") + ("." if ends else "")

    return pattern.sub(words, text) if pattern else text


@cache
def _number_passes(language: str) -> tuple[tuple[re.Pattern[str], Say], ...]:
    """Patterns with what they say; the order matters, as a year is a number and a date holds years."""
    from podbuild.speech import said_numbers as n

    base = base_of(language)
    saying = SAYINGS[base]
    number = n.number_pattern(language)
    signs = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
    codes = "|".join(CURRENCY_CODES)
    scales = "|".join(sorted(SCALES, key=len, reverse=True)) if base == "en" else "(?!)"
    many = r"(?:[MmBb]i?ll?[ijí][aoóõ]?[a-zõéàâ]*|thousand|million|billion|trillion|Tausend|mil)"
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    passes = _date_passes(language)
    if base == "en":
        passes += [
            (r"(\d{1,2})(?::(\d\d))?\s?([ap])(?:\.m\.|m\b)", lambda m: n.clock(m[1], m[2] or "", m[3], language)),
            (r"(\d{1,2})(?::(\d\d))?\s?([AP])(?:\.M\.|M\b)", lambda m: n.clock(m[1], m[2] or "", m[3].lower(), language)),
            (r"(\d+)(?:st|nd|rd|th)\b", lambda m: n.ordinal(m[1], language)),
            (r"['’]?(\d\d|1[1-9]\d\d|20\d\d)['’]?s\b", lambda m: n.decade(m[1], language) if m[1][-1] == "0" else None),
            (r"(?<![\d.,])(\d+)s\b", lambda m: n.plural(n.cardinal(m[1], language))),
            (r"(?<![\d/])(24)/(7)(?![\d/])|(?<![\d/])(9)/(11)(?![\d/])", lambda m: m[0].replace("/", " ")),
            (r"(?<![\d/])([1-9])/([2-9])(?![\d/])", lambda m: _fraction(m, n.cardinal, n.ordinal)),
            (r"(?<=\d)\s?/\s?(?=\d)", lambda m: " over "),
        ]
    if base == "fr":
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
            r"(?<=\d)\s?[–—]\s?(?=\d)|(?<=\d{4})-(?=\d{4}\b)|(?<=\b\d\d)-(?=\d\d\b)|(?<=\b\d)-(?=\d\d?\b)",
            lambda m: f" {saying.to} ",
        ),
        (r"(?<![\w.,])[-−](?=[\d€$£])", lambda m: f"{saying.minus} "),
        (
            rf"({signs})\s?({number})(?:\s?({scales})\b|\s({many})\b)?",
            lambda m: n.money(m[2], m[1], m[3] or m[4] or "", language),
        ),
        (
            rf"({number})(?:\s?({scales})|\s({many}))?\s?({signs}|\b(?:{codes})\b)",
            lambda m: n.money(m[1], m[4], m[2] or m[3] or "", language),
        ),
        (rf"({codes})\s({number})", lambda m: n.money(m[2], m[1], "", language)),
        (rf"({number})\s?({units})(?![\w/²³])", lambda m: n.unit(m[1], m[2], language)),
        (r"#\s?(\d+)", lambda m: f"{saying.number} {n.cardinal(m[1], language)}"),
        (
            rf"(?<![\d.,])({number})\s?[x×]\s?({number})",
            lambda m: f"{n.cardinal(m[1], language)} {saying.times} {n.cardinal(m[2], language)}",
        ),
        (r"\d+(?:\.\d+){2,}", lambda m: _version(m[0], number, saying, n.cardinal, language)),
        (r"(?<![\w.,])\.(\d+)", lambda m: f"{saying.point} {n.digits(m[1], language)}"),
        (r"(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d%]|[.,]\d)", lambda m: n.year(m[1], language)),
        (number, lambda m: n.cardinal(m[0], language)),
    ]
    return tuple((re.compile(p), say) for p, say in passes)


def _date_passes(language: str) -> list[tuple[str, Say]]:
    from podbuild.speech import said_numbers as n

    base = base_of(language)
    names = "|".join(map(re.escape, sorted(n.months(language), key=len, reverse=True)))
    is_us = language in ("en", "en-US")

    def named(m: re.Match[str], day: str, joint: str, month: str, year: str | None) -> str | None:
        if not 1 <= int(day) <= 31:
            return None
        if base in ("en", "de"):
            words = n.day_and_month(int(day), n.months(language)[month.casefold()], language, _before(m))
        else:
            words = f"{n.day_words(int(day), language)}{joint}{month}"
        between = " de " if joint == " de " else " "
        return words + (f"{between}{n.year(year, language)}" if year else "")

    passes: list[tuple[str, Say]] = [
        (r"\d{16,}", lambda m: n.digits(m[0], language)),  # a code; and long ones would slow every later pass
        (r"(\d{4})-(\d\d)-(\d\d)(?:T[\d:.]+Z?)?", lambda m: n.full_date(int(m[1]), int(m[2]), int(m[3]), language, _before(m))),
        (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", lambda m: n.full_date(int(m[3]), int(m[2]), int(m[1]), language, _before(m))),
        (
            r"(\d{1,2})/(\d{1,2})/(\d{4})",
            lambda m: n.full_date(int(m[3]), *((int(m[1]), int(m[2])) if is_us else (int(m[2]), int(m[1]))), language, _before(m)),
        ),
        (r"(\d{4})年|(\d+)月", lambda m: m[0]),
    ]
    if names:
        day_first = rf"(\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?( of | de | )((?i:{names}))\b(?:\.(?=,? \d))?(?:(?:,| de)? (\d{{4}}))?"
        passes.append((day_first, lambda m: named(m, m[1], m[2], m[3], m[4])))
    if names and base == "en":
        month_first = rf"\b((?i:{names}))\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,? (\d{{4}}))?"
        passes.append((month_first, lambda m: named(m, m[2], "", m[1], m[3])))
    return passes


def _numbers(text: str, language: str, saying: Saying) -> str:
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    for pattern, say in _number_passes(language):
        text = pattern.sub(lambda m, say=say: _apart(m, say(m)), text)  # type: ignore[misc]  # the default binds the loop's value
    return text


def _apart(m: re.Match[str], words: str | None) -> str:
    """Words in the place of digits, with a space where a letter would touch them ("MP3", "3D")."""
    if words is None or words == m[0]:
        return m[0]
    left = " " if m.start() and m.string[m.start() - 1].isalpha() and not words.startswith(" ") else ""
    right = " " if m.string[m.end() : m.end() + 1].isalpha() and not words.endswith(" ") else ""
    return f"{left}{words}{right}"


def _before(m: re.Match[str]) -> str:
    return (m.string[: m.start()].split() or [""])[-1]


def _fraction(m: re.Match[str], cardinal: Callable[[str, str], str], ordinal: Callable[[str, str], str]) -> str | None:
    if int(m[1]) >= int(m[2]):
        return None
    part = {"2": "half", "4": "quarter"}.get(m[2]) or ordinal(m[2], "en")
    return f"{'a' if m[1] == '1' else cardinal(m[1], 'en')} {part}{'' if m[1] == '1' else 's'}"


def _telephone(text: str, saying: Saying, digits: Callable[[str, str], str], language: str) -> str:
    groups = [digits(group, language) for group in re.findall(r"\d+", text)]
    return (f"{saying.plus} " if text[0] == "+" else "") + ", ".join(groups)


def _version(text: str, number: str, saying: Saying, cardinal: Callable[[str, str], str], language: str) -> str | None:
    if re.fullmatch(number, text):
        return None
    return f" {saying.dot if saying.point != 'point' else 'point'} ".join(cardinal(part, language) for part in text.split("."))


def _signs(text: str, base: str, saying: Saying) -> str:
    words = {
        "&": saying.and_,
        "=": saying.equals,
        "+": saying.plus,
        "@": saying.at,
        "×": saying.times,
        "→": saying.to,
        "⇒": saying.to,
    }
    words |= {sign: f" {half} " for sign, half in saying.halves.items()}
    text = re.sub("[&=+@×→⇒½¼¾⅓⅔]", lambda m: f" {words.get(m[0], '')} ", text)
    text = re.sub(r"(?<=\w)\s?/\s?(?=\w)", " ", text)
    return re.sub(r"#(?=\w)|[*_`~≈±^|\\<>{}\[\]©®™•§¶†‡←↑↓⇐#/]+", " ", text)


def _acronym(m: re.Match[str]) -> str:
    """ "S Q L" for what has no vowel or is known to be spelled; NASA, XIV and HMM stay words."""
    letters, plural = m[1], m[2]
    has_vowel = any(c in "AEIOUY" for c in letters)
    if letters in NOT_SPELLED or (letters not in SPELLED and (has_vowel or _ROMAN.fullmatch(letters))):
        return m[0]
    return " ".join(letters) + ("'s" if plural else "")
