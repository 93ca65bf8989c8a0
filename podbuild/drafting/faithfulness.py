"""What a script says and its sources do not: quotes, numbers, dates, names and addresses that are found in none. Pure.

Words are compared, not meanings: what is found may still be told wrongly, and what is not found may be right. So each finding is
for a person to look at; alarms that mean nothing are kept few rather than all slips caught.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from podbuild.base.diagnostics import Diagnostic, Severity, Span
from podbuild.drafting.citations import Sentence
from podbuild.drafting.figures import Day, Figure, days, digitised, figures
from podbuild.drafting.linked_addresses import ADDRESS, trimmed
from podbuild.drafting.proper_names import is_named, names_in, vocabulary
from podbuild.drafting.source_text import SourceText
from podbuild.drafting.tongue import Tongue
from podbuild.model.wording import words_of

Kind = Literal["quote", "number", "date", "name", "url", "citation", "uncited"]
_QUOTES = (
    *("“([^“”]+)”", "„([^„“”]+)[“”]", "«\\s*([^«»]+?)\\s*»", "»([^«»]+)«"),
    *("「([^「」]+)」", "『([^『』]+)』", r'(?<!\w)"([^"]+)"(?!\w)'),
)
_QUOTE = re.compile("|".join(_QUOTES))
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|edu|gov|eu|info|app|fm|ai|uk|de|fr|es|it|pl|nl|no|se|jp)\b")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^\s<>()]*)>?[^()]*\)")
_ELLIPSIS = re.compile(r"\[?(?:…|\.\.\.)\]?")
_LEAST_QUOTED, _SMALL = 2, 10
_NEAR = 0.05  # "almost three hundred" may be 297


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that a sentence says and no source does. `is_elsewhere`: a source does, but not where the sentence points to."""

    kind: Kind
    text: str
    line: int
    sentence: str
    is_elsewhere: bool = False


class _Grounds:
    """All that some passages say, read once for each way in which it is asked."""

    def __init__(self, texts: Sequence[str], tongues: Sequence[Tongue]) -> None:
        self.words = f" {' '.join(words_of(' '.join(texts)))} "
        letters = words_of(re.sub(r"\d", " ", " ".join(texts)))
        self.vocabulary = vocabulary([*self.words.split(), *letters])
        self.urls = {_plain_url(m[0]) for text in texts for m in ADDRESS.finditer(text)}
        bare = {m[0].removeprefix("www.") for text in texts for m in _HOST.finditer(text)}
        self.hosts = {url.partition("/")[0] for url in self.urls} | bare
        self.days: list[Day] = []
        self.numbers: set[float] = set()
        for tongue in tongues:
            for text in texts:
                read = digitised(ADDRESS.sub(" ", text), tongue)
                found, rest = days(read.text, tongue)
                self.days += found
                self.numbers |= {value for figure in figures(read, rest, tongue) for value in figure.values}
        self.numbers |= {float(part) for day in self.days for reading in day.readings for part in reading if part}

    def has_quote(self, quote: str) -> bool:
        parts = [words_of(part) for part in _ELLIPSIS.split(quote)]
        return all(f" {' '.join(part)} " in self.words for part in parts if part)

    def has_number(self, figure: Figure) -> bool:
        if figure.values & self.numbers:
            return True
        if figure.is_decade and any(n // 10 == value // 10 for value in figure.values for n in self.numbers if n > 1000):
            return True
        round_ones = [value for value in figure.values if figure.is_hedged and value % 50 == 0]
        return any(abs(n - value) <= _NEAR * abs(n) for value in round_ones for n in self.numbers)

    def has_url(self, url: str) -> bool:
        return _plain_url(url) in self.urls

    def has_host(self, host: str) -> bool:
        return host.removeprefix("www.") in self.hosts

    def has_name(self, name: str) -> bool:
        return is_named(name, self.vocabulary)

    def has_day(self, day: Day) -> bool:
        return any(day.is_in(other) for other in self.days)


_Question = Callable[[_Grounds], bool]


def claims(
    sentences: Sequence[Sentence],
    sources: Sequence[SourceText],
    *,
    tongue: Tongue | None = None,
    source_tongues: Sequence[Tongue] = (),
    known: Iterable[str] = (),
) -> tuple[Unsupported, ...]:
    """What the sentences say and the sources do not, in order of place.

    Args:
        tongue: the script's language; `source_tongues` are further ones that sources may be in.
        known: what needs no source: the show's title, its voices, the people who take part, the author's own wish.
    """
    tongue = tongue or Tongue()
    tongues = (tongue, *(other for other in source_tongues if other.language != tongue.language))
    passages = {source.reference(passage): passage.text for source in sources for passage in source.passages}
    heads = [text for source in sources for text in (source.title, source.origin)]
    everything = _Grounds([*passages.values(), *heads], tongues)
    own = vocabulary(words_of(" ".join(known)))
    kept: dict[tuple[str, ...], _Grounds] = {}
    found: list[Unsupported] = []
    for sentence in sentences:
        good = tuple(reference for reference in sentence.references if reference in passages)
        found += [
            Unsupported("citation", reference, sentence.line, sentence.text)
            for reference in sentence.references
            if reference not in passages
        ]
        if good and good not in kept:
            kept[good] = _Grounds([passages[reference] for reference in good], tongues)
        found += _of_sentence(sentence, kept.get(good), everything, tongue, own)
    return tuple(found)


def _of_sentence(
    sentence: Sentence, pointed: _Grounds | None, everything: _Grounds, tongue: Tongue, own: frozenset[str]
) -> Iterator[Unsupported]:
    is_factual = False
    for kind, text, has in _said(sentence.text, everything, tongue, own):
        is_factual |= kind != "name" or not sentence.text.rstrip("\"”»'").endswith(("?", "？"))
        one = Unsupported(kind, text, sentence.line, sentence.text)
        if not has(everything):
            yield one
        elif pointed is not None and kind != "name" and not has(pointed):
            yield replace(one, is_elsewhere=True)
    if is_factual and not sentence.references:
        yield Unsupported("uncited", sentence.text, sentence.line, sentence.text)


def _said(text: str, everything: _Grounds, tongue: Tongue, own: frozenset[str]) -> Iterator[tuple[Kind, str, _Question]]:
    """What a sentence says that can be looked up, and how."""
    for m in ADDRESS.finditer(_LINK.sub(lambda m: f"{m[1]} {m[2]} ", text)):
        yield "url", trimmed(m[0]), partial(_Grounds.has_url, url=m[0])
    plain = ADDRESS.sub(" ", _LINK.sub(r"\1", text)).replace("*", "")
    for m in _HOST.finditer(plain):
        yield "url", m[0], partial(_Grounds.has_host, host=m[0])
    plain = _HOST.sub(" ", plain)
    for m in _QUOTE.finditer(plain):
        quote = next(group for group in m.groups() if group)
        if len(words_of(quote)) >= _LEAST_QUOTED:
            yield "quote", quote.strip(), partial(_Grounds.has_quote, quote=quote)
    read = digitised(plain, tongue)
    found, rest = days(read.text, tongue)
    for day in found:
        yield "date", day.text, partial(_Grounds.has_day, day=day)
    for figure in figures(read, rest, tongue):
        if _is_claim(figure, everything) and not set(words_of(figure.text)) <= own:
            yield "number", figure.text, partial(_Grounds.has_number, figure=figure)
    for name in names_in(plain, tongue):
        if not is_named(name, own):
            yield "name", name, partial(_Grounds.has_name, name=name)


def _is_claim(figure: Figure, everything: _Grounds) -> bool:
    """Whether a number says something of the world: "three things to know" does not, "three people" may."""
    if not figure.is_spelled or max(figure.values) > _SMALL or max(figure.values) < 0:
        return True
    return max(figure.values) > 1 and len(figure.next_word) > 3 and bool(vocabulary([figure.next_word]) & everything.vocabulary)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plain_url(url: str) -> str:
    """An address in the form in which two are compared."""
    bare = re.sub(r"^https?://", "", trimmed(url), flags=re.IGNORECASE).partition("#")[0].rstrip("/")
    host, slash, rest = bare.partition("/")
    return host.casefold().removeprefix("www.") + slash + rest


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────

_WHY = "a script says what its sources say: what is not in them may be made up"
_NOUNS = {"quote": "the quote", "number": "the number", "date": "the date", "name": "the name", "url": "the address"}


def as_diagnostics(found: Iterable[Unsupported], file: str, is_strict: bool = False) -> tuple[Diagnostic, ...]:
    """What to tell the author: warnings, or errors where that is strict. What is only cited amiss stays a warning."""
    severity: Severity = "error" if is_strict else "warning"
    return tuple(_told(one, Span(file, one.line), severity) for one in found)


def _told(one: Unsupported, span: Span, severity: Severity) -> Diagnostic:
    shown = one.text if len(one.text) <= 80 else f"{one.text[:79]}…"
    if one.kind == "uncited":
        message = f'nothing says which source this rests on: "{shown}"'
        return Diagnostic(
            "draft-uncited", message, span, severity, "add <!-- src: NAME#N --> behind the sentence, or reword it", _WHY
        )
    if one.kind == "citation":
        fix = "correct it: passages are called NAME#N, as the source's snapshot numbers them"
        return Diagnostic("draft-citation", f'no source has a passage "{shown}"', span, severity, fix)
    if one.is_elsewhere:
        message = f'{_NOUNS[one.kind]} "{shown}" is not in the passage that is cited, but in another'
        return Diagnostic("draft-elsewhere", message, span, "warning", "cite the passage that says it")
    message = f'{_NOUNS[one.kind]} "{shown}" is in no source'
    fix = "check it, and correct the line or add the source that says it"
    return Diagnostic("draft-unsupported", message, span, severity, fix, _WHY)
