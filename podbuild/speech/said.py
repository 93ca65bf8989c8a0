"""What is written → what is said: digits, signs, addresses and abbreviations become words before an engine sees them.

The passes run in one order, the more particular before the more general. A language without a table in said_tables.py
keeps its digits and signs. Nothing here raises, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from podbuild.speech.said_tables import (
    NOT_SPELLED,
    SAYINGS,
    SPELLED,
    UNITS,
    Saying,
    base_of,
)

_UNHEARD = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
_PICTURES = re.compile(r"[#*0-9]\ufe0f?\u20e3|[\u2600-\u27bf\u2b00-\u2bff\u20e3\ufffc\ufffd\ue000-\uf8ff\U0001f000-\U0001faff]")
_ADDRESS = re.compile(
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s<>\"')\]]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|eu|info|app|fm|ai|uk|de|fr|es|it|pl|nl|pt|ch|at)\b(?:/[^\s<>\"')\]]*)?"
)
_MARKUP = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)|[*`]+|(?m:^\s*#{1,6}\s+)")
_ENDING_SENTENCES = frozenset(("etc.", "usw.", "ecc.", "enz.", "itd.", "itp."))  # their dot may be the sentence's too
_ACRONYM = re.compile(r"(?<![^\W\d_])([A-Z]{2,5})(s?)(?![^\W\d_])(?!\.\w)")
_RATE = re.compile(r"(?<![\w/])(?:km|m|g|mg|kg|[kMGT]?[Bb]it|[kMG]B)/(?:h|s|min|m²|m³|l|L)(?![\w/²³])")
_HAS_ROMAN = re.compile(r"\w[ ][IVX]+(?:er|re|e|ème)?\b|\b[IVX]+(?:e|ème)?\s(?:siècle|secolo|eeuw)")
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
        if _HAS_ROMAN.search(text):
            from podbuild.speech.said_roman import romans

            text = romans(text, language)
        if any(c.isdecimal() for c in text):
            text = _numbers(text, language, saying)
        text = _RATE.sub(lambda m: _rate(m[0], language), text)
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
        if m[0] in UNITS and text[: m.start()].rstrip()[-1:].isdecimal():
            return m[0]
        plain = table.get(m[0]) or table[f"{m[0]}*"]
        rest = text[m.end() :].lstrip("\"'”’)»*_")
        ends = m[0] in _ENDING_SENTENCES and (not rest.strip() or re.match(r"\s+[^\W\d_a-zà-ÿ]", rest))
        return plain + (" " if m[0][-1] in "/§±≈" and not text[m.end() : m.end() + 1].isspace() else "") + ("." if ends else "")

    return pattern.sub(words, text) if pattern else text


def _numbers(text: str, language: str, saying: Saying) -> str:
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    from podbuild.speech.said_passes import number_passes

    for pattern, say in number_passes(language):
        text = pattern.sub(lambda m, say=say: _apart(m, say(m)), text)  # type: ignore[misc]  # the default binds the loop's value
    return text


def _apart(m: re.Match[str], words: str | None) -> str:
    """Words in the place of digits, with a space where a letter would touch them ("MP3", "3D")."""
    if words is None or words == m[0]:
        return m[0]
    left = " " if m.start() and m.string[m.start() - 1].isalpha() and not words.startswith(" ") else ""
    right = " " if m.string[m.end() : m.end() + 1].isalpha() and not words.endswith(" ") else ""
    return f"{left}{words}{right}"


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


def _rate(sign: str, language: str) -> str:
    """Units without a number: "in km/h"."""
    from podbuild.speech.said_units import unit_name

    upper, _, lower = sign.partition("/")
    return (unit_name(sign, language) if upper in UNITS and lower in UNITS else None) or sign


def _acronym(m: re.Match[str]) -> str:
    """ "S Q L" for what has no vowel or is known to be spelled; NASA, XIV and HMM stay words."""
    letters, plural = m[1], m[2]
    has_vowel = any(c in "AEIOUY" for c in letters)
    if letters in NOT_SPELLED or (letters not in SPELLED and (has_vowel or _ROMAN.fullmatch(letters))):
        return m[0]
    return " ".join(letters) + ("'s" if plural else "")
