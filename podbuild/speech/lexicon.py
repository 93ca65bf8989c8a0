"""The lexicon: how the words of this show are spoken. It turns the runs of a line into the pieces that an engine gets.

An author's respelling is spoken as it stands; only what no one respelled is normalised (said.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from podbuild.model.episode import Run
from podbuild.model.show import LexiconEntry
from podbuild.speech.engine import Piece
from podbuild.speech.said import said


def apply(runs: tuple[Run, ...], entries: Iterable[LexiconEntry], language: str, voice: str = "") -> tuple[Piece, ...]:
    """The pieces of a line, respelled and normalised; neighbours of one kind are joined.

    An entry is found as a whole word; the longest first. One in lower case is also found in other cases. `Run.say`
    wins over the lexicon.

    >>> apply((Run("SQL by Nowak, 5 km"),), [LexiconEntry("Nowak", say="Noh-vack"), LexiconEntry("SQL", say="sequel")], "en")
    (Piece(text='sequel by Noh-vack, five kilometers', ipa='', emphasis=0),)
    """
    scoped = _in_scope(tuple(entries), language, voice)
    pieces = [p for run in runs for p in _of_run(run, scoped, language)]
    return joined(pieces)


@lru_cache(maxsize=256)
def _in_scope(entries: tuple[LexiconEntry, ...], language: str, voice: str) -> tuple[LexiconEntry, ...]:
    """The entries that hold here; a narrower one stands before a wider one of the same word."""
    fitting = (e for e in entries if (not e.voice or e.voice == voice) and _fits(e.language, language))
    return tuple(sorted(fitting, key=lambda e: (-len(e.word), not e.voice, -len(e.language))))


def _fits(wanted: str, language: str) -> bool:
    """An entry for "en" holds in "en-GB"."""
    return not wanted or f"{language}-".casefold().startswith(f"{wanted}-".casefold())


@lru_cache(maxsize=256)
def _pattern(entries: tuple[LexiconEntry, ...], ignore_case: bool) -> tuple[re.Pattern[str], tuple[LexiconEntry, ...]] | None:
    """What finds the words, and the entry of each of its groups: what matches in other cases need not fold to the same."""
    of_word: dict[str, LexiconEntry] = {}
    for entry in entries:
        if entry.word and (not ignore_case or entry.word == entry.word.lower()):
            of_word.setdefault(entry.word, entry)
    found = "|".join(f"({_whole_word(word)})" for word in of_word)
    return (re.compile(found, re.IGNORECASE if ignore_case else 0), tuple(of_word.values())) if found else None


def _whole_word(word: str) -> str:
    """Letters and digits may not touch the word; scripts without spaces (kana, Han, Thai) have no such borders."""
    left = r"(?<!\w)" if word[0].isalnum() and word[0] < "\u0e00" else ""
    right = r"(?!\w)" if word[-1].isalnum() and word[-1] < "\u0e00" else ""
    return f"{left}{re.escape(word)}{right}"


def _of_run(run: Run, entries: tuple[LexiconEntry, ...], language: str) -> Iterator[Piece]:
    if run.say:
        lead, trail = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
        yield Piece(f"{lead}{run.say.strip()}{trail if run.text.strip() else ''}", emphasis=run.emphasis)
        return
    at = 0
    for begin, end, entry in _matches(run.text, entries):
        if begin > at:
            yield Piece(said(run.text[at:begin], language), emphasis=run.emphasis)
        plain = entry.say or said(run.text[begin:end], language)
        yield Piece(plain, ipa="" if entry.say and not entry.ipa else entry.ipa, emphasis=run.emphasis)
        at = end
    if at < len(run.text):
        yield Piece(said(run.text[at:], language), emphasis=run.emphasis)


def _matches(text: str, entries: tuple[LexiconEntry, ...]) -> Iterator[tuple[int, int, LexiconEntry]]:
    """Where entries stand in a text, in order: exact case first at each place, then lower-case entries in any case."""
    patterns = [p for p in (_pattern(entries, False), _pattern(entries, True)) if p]
    at = 0
    while at < len(text):
        found = [(m.start(), m.end(), of_group[(m.lastindex or 1) - 1]) for p, of_group in patterns if (m := p.search(text, at))]
        if not found:
            return
        first = min(found, key=lambda match: (match[0], -match[1]))
        yield first
        at = first[1]


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """One piece for neighbours that sound alike; never two spaces where two meet."""
    out: list[Piece] = []
    for piece in pieces:
        if out and not (out[-1].ipa or piece.ipa) and out[-1].emphasis == piece.emphasis:
            left = out.pop().text
            right = piece.text[1:] if left.endswith(" ") and piece.text.startswith(" ") else piece.text
            out.append(Piece(left + right, "", piece.emphasis))
        else:
            out.append(piece)
    return tuple(out)
