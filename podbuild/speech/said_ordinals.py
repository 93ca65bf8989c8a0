"""Ordinals as they are written in each language: "19. Jahrhundert", "19e siècle", "1.º", "19e eeuw".

German writes an ordinal like the end of a sentence. What stands before it and behind it decides, and its ending follows from
the word before.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from podbuild.speech.said_numbers import cardinal, ordinal, year
from podbuild.speech.said_tables import base_of

Say = Callable[[re.Match[str]], str | None]

# Words before a German ordinal, by the ending that they ask for.
_DETERMINERS = {
    "e": "der die das diese dieser dieses jede jeder jedes jene jener jenes welche welcher welches eine keine meine deine seine "
    "ihre unsere eure ins ans aufs fürs durchs ums übers",
    "en": "den dem des am im vom zum zur beim einem einen einer eines keinem keinen keiner meinem meinen meiner deinem deinen "
    "deiner seinem seinen seiner ihrem ihren ihrer unserem unseren unserer eurem euren eurer diesem diesen jedem jeden jenem "
    "jenen welchem welchen hinterm überm unterm vorm",
    "er": "ein kein mein dein sein ihr unser euer",
}
_ENDINGS = {word: ending for ending, words in _DETERMINERS.items() for word in words.split()}
_PREPOSITIONS = frozenset(
    [
    "in", "an", "auf", "bei", "mit", "nach", "seit", "von", "zu", "aus", "während", "wegen", "trotz", "unter", "über",
    "vor", "hinter", "neben", "zwischen", "ab", "bis", "außer", "gegenüber", "laut", "gegen", "um", "für", "durch",
]
)  # fmt: skip
# What begins a sentence, and hardly follows an ordinal.
_STARTERS = (
    "Aber|Alle|Alles|Als|Also|Am|An|Auch|Auf|Aus|Bei|Beim|Bis|Da|Damals|Danach|Dann|Daher|Darum|Das|Dass|Dazu|Dem|Den|Denn|Der|"
    "Des|Deshalb|Die|Dies|Diese|Dieser|Dieses|Doch|Dort|Du|Durch|Ein|Eine|Einen|Einer|Er|Es|Für|Gestern|Hier|Heute|Ich|Ihr|Ihre|"
    "Im|In|Ist|Ja|Jede|Jeder|Jetzt|Kein|Keine|Man|Mein|Meine|Mit|Morgen|Nach|Nein|Nicht|Nun|Nur|Ob|Oder|Ohne|Sehr|Sein|Seine|"
    "Seit|Sie|So|Soll|Und|Uns|Unser|Unter|Viele|Vom|Von|Vor|War|Waren|Warum|Was|Weil|Wenn|Wer|Wie|Wir|Wo|Zu|Zum|Zur|Zwei"
)
# Nouns, or their ends, that are counted by ordinals even without an article.
_COUNTED = (
    "jahrhundert|jahrtausend|jahrzehnt|platz|mal|tag|woche|monat|jahr|klasse|stock|etage|kapitel|teil|folge|staffel|runde|auflage|"
    "weltkrieg|jubiläum|sieger|liga|halbzeit|minute|stunde|semester|band|akt|szene|sinfonie|symphonie|advent|quartal|schritt|"
    "versuch|preis|rang|mose|geschoss|stockwerk|reihe|ausgabe|episode|sitzung|welle|hälfte|viertel|drittel|gang|grad|generation|"
    "kind|sohn|tochter|republik|satz|spiel|etappe|strophe|gebot|lesung|stufe|phase|stelle|start|aufgabe|frage|punkt|gruppe|reise"
)
_ENDS = rf"(?=[\"'”’“)»*_]*(?:\s*$|\s+(?:{_STARTERS})\b))"


_WEEKDAY = re.compile(r"\b(?:am|vom|zum|bis|ab|seit|dem|den) \w+(?:tag|woch|abend),$", re.IGNORECASE)
_NEUTER = re.compile(
    r" \w*(?:jahr|jahrhundert|jahrtausend|jahrzehnt|mal|kapitel|kind|spiel|semester|quartal|gebot|viertel|drittel|geschoss"
    r"|stockwerk|jubiläum|buch|haus|halbjahr)\b",
    re.IGNORECASE,
)
_FEMININE = re.compile(
    r" \w*(?:woche|klasse|etage|folge|staffel|runde|auflage|liga|halbzeit|minute|stunde|szene|sinfonie|symphonie|reihe|ausgabe"
    r"|episode|sitzung|welle|hälfte|generation|tochter|republik|etappe|strophe|lesung|stufe|phase|stelle|aufgabe|frage|gruppe|reise)\b",
    re.IGNORECASE,
)


_RUN = r"(?<![\w.,:/§€$-])(?<!\d )(?:\d{1,3}\.,? (?:(?:und|oder|bis|sowie) )?)+\d{1,3}\.(?= [^\W\d_])"


def german_ending(text_before: str) -> str:
    """-e, -en or -er: what the words before ask of an ordinal. "der" is a dative behind a preposition: "in der dritten"."""
    text_before = text_before.rstrip()[-80:]
    words = re.findall(r"\w+|[^\w\s]", text_before.casefold())
    last, earlier = (["", "", *words])[-1], (["", "", *words])[-2]
    if last == "der" and earlier in _PREPOSITIONS:
        return "en"
    if last == "," and _WEEKDAY.search(text_before):
        return "en"
    return _ENDINGS.get(last) or ("en" if last in _PREPOSITIONS else "er")


def is_end_of_sentence(m: re.Match[str]) -> bool:
    """Whether the dot at the end of a match is the sentence's too. A fragment of a few words ("am 24.12.") has no such dot."""
    rest, lead = m.string[m.end() :], m.string[: m.start()]
    if not rest.strip(" \t\n\"'”’“)»*_"):
        return len(lead.split()) > 2
    return bool(re.match(_ENDS, rest))


def german_ordinal(number: str, ending: str) -> str:
    return ordinal(number, "de") + ending[1:]


def passes(language: str) -> list[tuple[str, Say]]:
    """Patterns for ordinals, with what they say."""
    return {"de": _german, "fr": _french, "es": _spanish, "pt": _spanish, "it": _spanish, "nl": _dutch}.get(
        base_of(language), lambda _: []
    )(language)


def before_dates(language: str) -> list[tuple[str, Say]]:
    """Ordinals of a run, such as "1. bis 3. Mai": all have the ending of the first."""
    return [(_RUN, _run)] if base_of(language) == "de" else []


def _run(m: re.Match[str]) -> str:
    ending = german_ending(m.string[: m.start()])
    if ending == "er":  # without an article the ending shows the gender
        ending = "es" if _NEUTER.match(m.string, m.end()) else "e" if _FEMININE.match(m.string, m.end()) else "er"
    return re.sub(r"(\d+)\.", lambda d: german_ordinal(d[1], ending), m[0])


def _german(language: str) -> list[tuple[str, Say]]:
    before = r"(?<![\w.,:/§€$-])(?<!\d )"
    number = r"(\d{1,3})\."

    def with_article(m: re.Match[str]) -> str | None:
        words = m.string[: m.start()].split() or [""]
        if words[-1].casefold() not in _ENDINGS:
            return None
        return _run(m) + ("." if is_end_of_sentence(m) else "")

    def without_article(m: re.Match[str]) -> str | None:
        words = m.string[: m.start()].split() or [""]
        is_named = words[-1][:1].isupper() and words[-1].casefold() not in _PREPOSITIONS
        return None if is_named and words[-1][-1:].isalnum() else _run(m)

    return [
        (rf"{before}{number}(?= [a-zäöüß])(?! (?:Uhr|bis \d+ ))", _run),
        (rf"{before}{number}(?=\s+[^\W\d_]|[\"'”’“)»*_]*\s*$)", with_article),
        (rf"{before}{number}(?= (?:[A-ZÄÖÜ]\w*)?(?i:{_COUNTED})(?:e?s)?\b)", without_article),
        (r"\b(\d{1,3})\s?(?:%|-?prozent)(ig(?:e[nmrs]?)?)\b", lambda m: f"{_glued(m[1])}prozent{m[2]}"),
        (r"\b(1[1-9]\d0|\d0)er\b", lambda m: f"{year(m[1], language) if len(m[1]) > 2 else cardinal(m[1], language)}er"),
        (
            r"\b(\d{1,3})-?((?:mal|fach|jährig|tägig|wöchig|monatig|köpfig|stündig|minütig|teilig|stellig|stöckig)\w*)\b",
            lambda m: f"{_glued(m[1])}{m[2]}",
        ),
    ]


def _glued(number: str) -> str:
    """One is "ein" at the front of a word: einmal, einjährig."""
    words = cardinal(number, "de")
    return words[:-1] if words.endswith("eins") else words


def _french(language: str) -> list[tuple[str, Say]]:
    def say(m: re.Match[str]) -> str:
        if int(m[1]) == 1:
            return "premier" if m[2].startswith("er") else "première" if m[2][:1] in "rè" else "unième"
        if m[2].startswith(("n", "d")):
            return "seconde" if m[2].rstrip("s").endswith("de") else "second"
        return ordinal(m[1], language) + ("s" if m[2].endswith("s") else "")

    return [(r"\b(\d{1,4})\s?(ers?|res?|ères?|nde?s?|ème?s?|eme?s?|ièmes?|es?)(?![\w’'])(?<!\d e)", say)]


def _spanish(language: str) -> list[tuple[str, Say]]:
    """Spanish, Portuguese and Italian mark an ordinal with a raised letter."""

    def say(m: re.Match[str]) -> str:
        words = ordinal(m[1], language)
        if m[2] == "ª":
            return re.sub(r"o\b", "a", words)
        return words[:-1] if m[2] == "er" and words.endswith("o") else words

    return [(r"\b(\d{1,3})\.?(º|ª)(?!\w)", say), (r"\b([13])\.(er)\b", say)]


def _dutch(language: str) -> list[tuple[str, Say]]:
    return [(r"\b(\d{1,3})(?:e|de|ste)\b", lambda m: ordinal(m[1], language))]
