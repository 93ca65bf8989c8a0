"""What a revision may not bring into an episode: files, links, references to sources that were not there, words for old takes.

Whoever speaks is held by the fields, which revisable.py closes. Everything is looked at in the text as it is written, notes and
comments included, so that nothing is missed by being no part of the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.edits import lines_of
from podbuild.model.episode import Clip, Episode, Item, Line, Music, Picture, Sfx
from podbuild.model.show import Asset

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:|www\.)[^\s<>\"'`)\]}|]+", re.IGNORECASE)
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(r"<[a-z/!?][^>]*>?", re.IGNORECASE)
_REFERENCES = re.compile(r"\s*src:\s*(.*?)\s*", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+|\n")
_BEFORE_WORDS = re.compile(r"^\s*(?:[-*+>]\s+)?(?:\*\*)?[\w .'-]{1,40}:(?:\*\*)?\s+")


@dataclass(frozen=True, slots=True)
class Version:
    """An episode's text and what is read in it."""

    text: str
    episode: Episode


@dataclass(frozen=True, slots=True)
class Resting:
    """What an episode rests on: `texts` are its sources as they are read, `references` the passages that are in them (notes#3)."""

    texts: tuple[str, ...] = ()
    references: frozenset[str] = frozenset()


def faults(before: Version, after: Version, sources: Resting) -> Iterator[Diagnostic]:
    """What the later version brings that it may not."""
    yield from _files(before.episode, after.episode)
    yield from _addresses(before, after, sources)
    yield from _elements(before, after)
    yield from _references(before, after, sources)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(before: Episode, after: Episode) -> Iterator[Diagnostic]:
    old = {_recorded(item) for item in _items(before)}
    sounds = {asset.path for item in _items(before) if (asset := _sound(item))}
    for item in _items(after):
        place = item.span
        if (sound := _sound(item)) and not (sound.path in sounds or sound.path.startswith("assets/")):
            yield Diagnostic("edit-file", f'"{sound.path}" was not heard here before', place, fix="use a sound of assets/, or none")
        elif (recorded := _recorded(item)) and recorded not in old:
            yield _new_recording(item, recorded[0], place)


def _items(episode: Episode) -> tuple[Item, ...]:
    return tuple(item for segment in episode.segments for item in segment.items)


def _sound(item: Item) -> Asset | None:
    return item.asset if isinstance(item, Sfx) else item.bed if isinstance(item, Music) else None


def _recorded(item: Item) -> tuple[object, ...] | None:
    """What was recorded or drawn, with what is said of it; None for what is made anew."""
    if isinstance(item, Line):
        return (item.take.path, item.voice, item.text) if item.take else None
    if isinstance(item, Clip):
        return (item.asset.path, item.start_seconds, item.end_seconds, item.voice, item.text)
    return (item.asset.path,) if isinstance(item, Picture) else None


def _new_recording(item: Item, path: object, place: Span) -> Diagnostic:
    if isinstance(item, Line):
        message = f'the words of the take "{path}" are not those that were recorded'
        return Diagnostic("edit-take", message, place, fix="leave those words as they are, or delete them with their take")
    what = "clip" if isinstance(item, Clip) else "picture"
    fix = f"keep the {what}s that are there as they are, or delete one"
    return Diagnostic("edit-file", f'the {what} "{path}" did not stand here so before', place, fix=fix)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _addresses(before: Version, after: Version, sources: Resting) -> Iterator[Diagnostic]:
    known = {address for text in (before.text, *sources.texts) for address, _ in _addresses_in(text)}
    fix = "leave it out: links come only from the sources, or stay as they are"
    for address, place in _addresses_in(after.text):
        if address not in known:
            yield Diagnostic(
                "edit-link", f'"{address}" stands neither in the episode nor in its sources', _at(after, place), fix=fix
            )


def _addresses_in(text: str) -> Iterator[tuple[str, int]]:
    """What leads somewhere: web addresses, and the targets of links and pictures, each with its place."""
    for m in _ADDRESS.finditer(text):
        yield m[0].rstrip(".,;:!?*_\\"), m.start()
    for m in _TARGET.finditer(text):
        target = m[1] or m[2]
        if not _ADDRESS.match(target):
            yield target, m.start()


def _elements(before: Version, after: Version) -> Iterator[Diagnostic]:
    """HTML, which may lead anywhere in a thousand ways: only what stood there."""
    known = {m[0] for m in _ELEMENT.finditer(_COMMENT.sub("", before.text))}
    for m in _ELEMENT.finditer(_COMMENT.sub(lambda c: " " * len(c[0]), after.text)):
        if m[0] not in known and not _ADDRESS.match(m[0][1:]):
            yield Diagnostic(
                "edit-html", f'"{m[0][:40]}" is HTML that did not stand here', _at(after, m.start()), fix="use Markdown"
            )


# ── what sentences rest on ───────────────────────────────────────────────────────────────────────────────────────────


def _references(before: Version, after: Version, sources: Resting) -> Iterator[Diagnostic]:
    old, new = tuple(_rested(before.text)), tuple(_rested(after.text))
    known = {name for _, names, _ in old for name in names} | sources.references
    for _, names, place in new:
        for name in sorted(names - known):
            fix = "point to a passage of the sources, or to none"
            yield Diagnostic("edit-reference", f'no source has a passage "{name}"', _at(after, place), fix=fix)
    kept = {(sentence, names) for sentence, names, _ in new}
    plain = _plain(_COMMENT.sub("", after.text))
    for sentence, names, _ in old:
        if sentence and sentence in plain and (sentence, names) not in kept:
            at = after.text.find(sentence.split()[0])
            fix = f"put <!-- src: {', '.join(sorted(names))} --> behind it, as it was"
            message = f'"{sentence[:60]}" has lost what it rests on'
            yield Diagnostic("edit-reference", message, _at(after, max(at, 0)), fix=fix)


def _rested(text: str) -> Iterator[tuple[str, frozenset[str], int]]:
    """Each sentence that rests on a source, the passages that it names, and where."""
    begin = 0
    for m in _COMMENT.finditer(text):
        if said := _REFERENCES.fullmatch(m[1]):
            words = _BEFORE_WORDS.sub("", text[begin : m.start()].rstrip().rpartition("\n")[2])
            sentence = _plain(_SENTENCE_END.split(words)[-1])
            yield sentence, frozenset(name for name in re.split(r"[,\s]+", said[1]) if name), m.start()
        begin = m.end()


def _plain(text: str) -> str:
    return " ".join(text.split())


def _at(version: Version, place: int) -> Span:
    before = lines_of(version.text[:place] + "x")
    return Span(version.episode.file, len(before), len(before[-1]))
