"""The names in a sentence, by their capitals; and words in the form in which they are looked up in sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from podbuild.drafting.tongue import Tongue
from podbuild.model.wording import words_of

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_OPENING = re.compile(r"(?:^|[!?:…“\"„«「(—–]|(?<!\b[A-Za-z])(?<!\b[A-Za-z][a-z])(?<!Prof)\.)[\s“\"„«「(']*$")
_LOOK_BACK = 12  # characters
_WITHIN = re.compile(r"\.?[ \u00a0\n]+|[-/]")  # what may stand between two words of a name
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "professor", "sir", "lady", "herr", "frau", "madame", "monsieur", "mme", "m"))
_COMMON = frozenset((
    "i", "im", "ill", "id", "ive", "ai", "tv", "ok", "okay", "eu", "un", "us", "usa", "uk", "ceo", "dna", "gps", "pdf", "am", "pm",
    "faq", "internet", "god", "earth", "english", "german", "french", "europe", "european", "american", "british", "christmas",
    "easter", "sie", "ihnen", "ihr", "ihre", "ihren", "du", "uhr",
))  # fmt: skip
_OF_A_PLACE = re.compile(r"(?:ian|an|ish|ese)$")
_JOINING = frozenset(("of", "the", "de", "la", "le", "du", "des", "von", "van", "der", "den", "da", "di", "el", "al"))


def names_in(sentence: str, tongue: Tongue) -> Iterator[str]:
    """Runs of words with a capital that have it for being a name. In German, where nouns have one too, runs of two or more.

    >>> list(names_in("Yesterday Hanne Berg of Tromsø met Dr. Moe on Monday, and I saw it.", Tongue(weekdays={"monday": 0})))
    ['Hanne Berg of Tromsø', 'Moe']
    """
    run: list[str] = []
    joining: list[str] = []
    end = 0
    for m in _WORD.finditer(sentence):
        word = re.sub(r"['’]s?$", "", m[0])
        if not _WITHIN.fullmatch(sentence, end, m.start()):
            yield from _whole(run, tongue)
            run, joining = [], []
        if _is_name(word, _before(sentence, m.start()), tongue):
            run, joining = [*run, *joining, word], []
        elif run and word in _JOINING and len(joining) < 2:
            joining.append(word)
        else:
            yield from _whole(run, tongue)
            run, joining = [], []
        end = m.end()
    yield from _whole(run, tongue)


def _before(sentence: str, at: int) -> str:
    """What stands before a word, of a long sentence only the last of it."""
    return sentence[:at] if at <= _LOOK_BACK else f"x{sentence[at - _LOOK_BACK : at]}"


def _whole(run: list[str], tongue: Tongue) -> Iterator[str]:
    if len(run) > 1 or (run and not tongue.has_capital_nouns):
        yield " ".join(run)


def _is_name(word: str, before: str, tongue: Tongue) -> bool:
    plain = "".join(words_of(word))
    if not word[:1].isupper() or plain in _COMMON or plain in _TITLES or plain in tongue.months or plain in tongue.weekdays:
        return False
    if plain in tongue.scales:
        return False
    return not _OPENING.search(before)


def vocabulary(words: Iterable[str]) -> frozenset[str]:
    """Words as they are looked up: without a plural's s, and without the small words that join names.

    >>> sorted(vocabulary(["hansens", "of", "gas"]))
    ['gas', 'hansen']
    """
    return frozenset(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words if word not in _JOINING)


def is_named(name: str, known: Collection[str]) -> bool:
    """Whether every word of a name is among these, or the place that somebody is of.

    >>> is_named("Norwegian Berg", vocabulary(["berg", "norway"])), is_named("Hansen", vocabulary(["hanson"]))
    (True, False)
    """
    return all(
        word in known or (_OF_A_PLACE.search(word) and _has_beginning(word[:4], known)) for word in vocabulary(words_of(name))
    )


def _has_beginning(letters: str, known: Collection[str]) -> bool:
    return any(word.startswith(letters) for word in known)
