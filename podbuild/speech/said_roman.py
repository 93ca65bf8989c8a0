"""Roman numerals from I to XX behind a name: "Henry VIII", "Wilhelm I.", "World War II", "XIXe siècle".

They become an ordinal behind the name of a ruler and a number behind a thing. A letter that is a word of its own ("I") is
only read behind names that rulers bear.
"""

from __future__ import annotations

import re

from podbuild.speech.said_numbers import cardinal, ordinal
from podbuild.speech.said_ordinals import is_end_of_sentence
from podbuild.speech.said_tables import base_of

_NUMERALS = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII",
    "XIX", "XX",
]  # fmt: skip
VALUES = {roman: i + 1 for i, roman in enumerate(_NUMERALS)}
ROMAN = rf"(?:{'|'.join(sorted(_NUMERALS, key=len, reverse=True))}|XXI)"
_SHORT = frozenset(("I", "V", "X", "IV", "VI", "XI", "XX"))
_RULERS = frozenset(
    [
    "Adolf", "Albert", "Albrecht", "Alexander", "Alfonso", "Alphonse", "Amadeus", "August", "Benedict", "Benedikt",
    "Benedetto", "Carl", "Carlos", "Carol", "Catherine", "Charles", "Christian", "Clement", "Constantine", "Edward",
    "Elisabeth", "Elizabeth", "Enrique", "Ernst", "Felipe", "Ferdinand", "Fernando", "Filips", "Francis", "Francisco",
    "Franz", "François", "Fredrik", "Frederick", "Frederik", "Friedrich", "Georg", "George", "Georges", "Giovanni",
    "Gregor", "Gregory", "Guillaume", "Gustav", "Haakon", "Heinrich", "Hendrik", "Henri", "Henry", "Henryk", "Innocent",
    "Innozenz", "Isabel", "Isabella", "Isabelle", "Ivan", "Iwan", "Jacob", "Jacques", "James", "Jan", "Jakob", "Jean",
    "João", "Johann", "Johannes", "John", "Joseph", "José", "Juan", "Julius", "Kaiser", "Karl", "Karel", "Karol",
    "Katharina", "Kazimierz", "Konrad", "Konstantin", "Leo", "Leon", "Leonardo", "Leopold", "Louis", "Ludwig", "Luis",
    "Luigi", "Manuel", "Margarete", "Margrethe", "Maria", "Mary", "Maximilian", "Max", "Mehmed", "Michael", "Mikołaj",
    "Napoleon", "Napoléon", "Napoleone", "Nicholas", "Nikolaus", "Nicolas", "Otto", "Paul", "Paulus", "Pablo", "Paolo",
    "Paweł", "Pedro", "Peter", "Philip", "Philipp", "Philippe", "Pierre", "Pio", "Pius", "Piotr", "Ramses", "Ramesses",
    "Rainer", "Richard", "Robert", "Rudolf", "Rudolph", "Sigismund", "Sixtus", "Stephan", "Stephen", "Süleyman",
    "Umberto", "Urban", "Victor", "Viktor", "Vittorio", "Emanuele", "Wilhelm", "Wilhelmina", "Willem", "William",
    "Wladimir", "Zygmunt", "Stanisław", "Bolesław", "Władysław",
]
)  # fmt: skip
_RULED = re.compile(r"['’]s\b|\s+(?:of|reigned|ruled|died|became)\b|\s*[.,;:)]|\s*$")
_TITLE = re.compile(r"\b(?:King|Queen|Pope|Emperor|Empress|Tsar|Prince|Saint) (?:\w+ )?$")
_QUEENS = ("Elisabeth", "Katharina", "Maria", "Isabella", "Margarete", "Margrethe", "Wilhelmina", "Victoria", "Anna", "Christina")
_THINGS = frozenset(
    [
    "War", "Part", "Chapter", "Act", "Book", "Volume", "Phase", "Type", "Title", "Article", "Section", "Level", "Grade",
    "Stage", "Mark", "Bowl", "Fantasy", "Rocky", "Class", "Category", "Appendix", "Schedule", "Table", "Figure", "Group",
    "Tier", "Episode", "Season", "Version", "Division", "League", "Apollo", "Scene", "Song", "Symphony", "Sonata", "Step",
    "Unit", "Teil", "Kapitel", "Band", "Akt", "Szene", "Buch", "Klasse", "Stufe", "Phase", "Abschnitt", "Artikel",
    "Anhang", "Anlage", "Kategorie", "Gruppe", "Tabelle", "Abbildung", "Hartz", "Agenda", "Tome", "Chapitre", "Partie",
    "Acte", "Livre", "Guerre", "Annexe", "Titre", "Capítulo", "Parte", "Tomo", "Guerra", "Acto", "Ato", "Libro", "Livro",
    "Siglo", "Século", "siglo", "século", "Capitolo", "Atto", "Deel", "Hoofdstuk", "Boek", "Rozdział", "Część", "Tom",
    "Akt", "capítulo", "chapitre", "tome", "partie",
]
)  # fmt: skip
_CENTURY = {"fr": r"siècles?\b", "it": r"secolo\b", "nl": r"eeuw\b"}
_HABITS = {"en": "{} the {}", "de": "{} {}", "nl": "{} de {}", "fr": "{} {}", "es": "{} {}", "it": "{} {}", "pt": "{} {}"}
_DATIVE = frozenset([
    "von", "mit", "bei", "zu", "unter", "nach", "seit", "aus", "gegenüber", "dem", "vom", "zum", "beim",
])  # fmt: skip
_ACCUSATIVE = frozenset(["gegen", "für", "durch", "um", "ohne", "über", "an", "den"])


def romans(text: str, language: str) -> str:
    """The text with its Roman numerals in words, or with digits where a German ordinal follows."""
    base = base_of(language)
    if base not in _HABITS:
        return text
    if base == "de":
        text = re.sub(rf"(?<=\b(?:der|die|das|dem|den|des)\s)({ROMAN})\.(?=\s[A-ZÄÖÜ][a-zäöü])", _arabic, text)
        text = re.sub(rf"(?<=\b(?:im|am)\s)({ROMAN})\.(?=\s[A-ZÄÖÜ][a-zäöü])", _arabic, text)
    elif base in _CENTURY:
        text = re.sub(rf"\b({ROMAN})(?:e|ème)?(?=\s{_CENTURY[base]})", lambda m: _ordinal(m[1], language) or m[0], text)
    dot = r"(\.(?!\w))?" if base == "de" else "()"
    return re.sub(rf"\b([^\W\d_][^\W\d_’'-]+)\s({ROMAN}|Ier|Ire)\b{dot}", lambda m: _named(m, language) or m[0], text)


def _arabic(m: re.Match[str]) -> str:
    return f"{VALUES[m[1]]}." if m[1] in VALUES else m[0]


def _ordinal(roman: str, language: str) -> str:
    return ordinal(str(VALUES[roman]), language) if roman in VALUES else ""


def _named(m: re.Match[str], language: str) -> str | None:
    name, roman, base = m[1], m[2], base_of(language)
    value = VALUES.get("I" if roman in ("Ier", "Ire") else roman)
    if value is None:
        return None
    if name in _THINGS:
        return f"{name} {cardinal(str(value), language)}{m[3] or ''}"
    is_ruler = name in _RULERS or (base == "de" and name[:-1] in _RULERS)
    if not name[0].isupper() or not (is_ruler or (base == "en" and roman not in _SHORT and not name.isupper())):
        return None
    if base == "de":
        return _german(m, value) if m[3] else None
    if base == "en" and roman == "I" and not (_RULED.match(_rest(m)) or _TITLE.search(m.string[: m.start()])):
        return None  # "Hi John I think so"
    return _HABITS[base].format(name, _rank(value, language))


def _rest(m: re.Match[str]) -> str:
    return m.string[m.end() :]


def _rank(value: int, language: str) -> str:
    """French counts its kings, but for the first; Spanish and Portuguese do from eleven on; the others rank them."""
    base = base_of(language)
    if (base == "fr" and value > 1) or (base in ("es", "pt") and value > 10):
        return cardinal(str(value), language)
    words = ordinal(str(value), language)
    return words.capitalize() if base in ("en", "nl") else words


def _german(m: re.Match[str], value: int) -> str:
    name = m[1]
    is_genitive = name not in _RULERS
    is_queen = name.startswith(_QUEENS)
    words = re.split(r"\s+", m.string[: m.start()])
    while len(words) > 1 and (not words[-1] or words[-1][0].isupper()) and words[-1].casefold() not in _DATIVE | _ACCUSATIVE:
        words.pop()
    governor = words[-1].casefold()
    if is_genitive or governor == "des":
        article = "der" if is_queen else "des"
    elif governor in _DATIVE:
        article = "der" if is_queen else "dem"
    elif governor in _ACCUSATIVE and not is_queen:
        article = "den"
    else:
        article = "die" if is_queen else "der"
    ending = "" if article == "die" or (article == "der" and governor not in _DATIVE and not is_genitive) else "n"
    number = ordinal(str(value), "de").capitalize() + ending
    return f"{name} {article} {number}{'.' if is_end_of_sentence(m) else ''}"
