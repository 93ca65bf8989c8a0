"""What stands around an episode that has its words: titles to choose from, summary, tags, show notes, chapters.

Spoken lines never change, nor does what the author wrote, unless they accept that at a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from podbuild.authoring.commission import SHOW_WRONG, Commission, Stopped, system_blocks
from podbuild.authoring.front_lines import with_fields
from podbuild.authoring.keeping_revisions import write_recorded
from podbuild.authoring.noting_form import Around, around_form, read_around
from podbuild.authoring.outcome import Outcome, building
from podbuild.authoring.prompts import attribute, enclosed
from podbuild.authoring.revision import Subject, find_subject
from podbuild.authoring.spoken_length import spoken_seconds
from podbuild.authoring.translation_asking import language_name
from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.base.units import clock, squeezed
from podbuild.drafting.edits import Edit, apply, lines_of, narrowed
from podbuild.drafting.plain_words import as_words
from podbuild.drafting.writer import Block
from podbuild.importing.yaml_text import entry, flow, prose
from podbuild.model.episode import Episode, Line
from podbuild.model.provenance import Act
from podbuild.reading import read_variant
from podbuild.source.front_matter import is_yaml
from podbuild.source.workspace import Workspace

_MOST_TOKENS = 4_000
_HEADING, _ITEM = re.compile(r"^#{1,6} .*", re.MULTILINE), re.compile(r"[-*+] ")


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said, a row for each line; `ids` name the lines that a chapter can begin with, `starts` are their times."""

    rows: tuple[str, ...]
    ids: tuple[str, ...]
    starts: Mapping[str, float]
    lines: Mapping[str, int]  # of the file


def write_notes(commission: Commission, slug: str, is_accepted: bool) -> Outcome | None:
    """Write what is missing around an episode; None where nothing is. Raises Stopped and WritingFailed."""
    subject, mistakes = find_subject(commission.source, slug)
    if subject is None:
        raise Stopped(mistakes, SHOW_WRONG, commission.workspace.source_line)
    episode = subject.episode
    if commission.paid.written(commission.root, episode.file):
        commission.talk.say(f"{episode.file} has these notes: an earlier run wrote them, and was ended before it could say so")
        commission.paid.finish()
        return _outcome(episode)
    words = _words(episode)
    if not words.ids:
        fix = "add its transcript: transcript: file.vtt (or .srt, .json)" if episode.audio else "write its script first"
        message = "nothing tells what is said in this episode"
        raise Stopped([Diagnostic("notes-wordless", message, episode.span, fix=fix)], SHOW_WRONG, commission.workspace.source_line)
    text = "".join(f"{line}\n" for line in lines_of(subject.text))
    around = _asked(commission, episode, text, words)
    talk = commission.talk
    talk.say(_shown(around, episode, words))
    chosen = _chosen(commission, episode, around, is_accepted)
    new = _text(episode, text, around, words, commission.workspace, chosen) if chosen else text
    if not chosen and (is_accepted or not talk.can_ask):
        talk.say("the episode has all of that: at a terminal, and without --yes, you choose what is replaced")
    if new == text or new is None:
        commission.paid.finish()
        return None
    return _written(commission, subject, new)


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(episode: Episode) -> _Words:
    rows: list[str] = []
    ids: list[str] = []
    starts: dict[str, float] = {}
    lines: dict[str, int] = {}
    for n, said in enumerate(episode.transcript, 1):
        ids.append(f"l{n}")
        starts[f"l{n}"] = said.start_seconds
        speaker = f" {said.speaker}:" if said.speaker else ""
        rows.append(f"[l{n}] ({clock(said.start_seconds)}){speaker} {enclosed(said.text)}")
    for segment in () if episode.audio else episode.segments:
        rows += [f"# {enclosed(segment.title)}"] if segment.title else []
        for item in (item for item in segment.items if isinstance(item, Line)):
            ids.append(f"l{len(ids) + 1}")
            lines[ids[-1]] = item.span.line
            rows.append(f"[{ids[-1]}] {item.voice}: {enclosed(item.text)}")
    return _Words(tuple(rows), tuple(ids), starts, lines)


def _asked(commission: Commission, episode: Episode, text: str, words: _Words) -> Around:
    language = episode.language or commission.show.language
    facts = {
        "is_recording": episode.audio is not None,
        "title": attribute(episode.title),
        "lines": words.rows,
        "summary": enclosed(squeezed(episode.summary)),
        "language_name": language_name(language),
    }
    system = system_blocks(commission, episode.voices, language, rests_on="episode")
    asked = (Block(commission.prompt("notes", facts)),)
    everything = frozenset(_missing(episode)) | {"title 1"}

    def decode(filled: Mapping[str, object]) -> tuple[Around | None, tuple[Diagnostic, ...]]:
        around, mistakes = read_around(filled, words.ids)
        if around is None:
            return None, mistakes
        new = _text(episode, text, around, words, commission.workspace, everything)
        if new is None:
            return around, ()
        read, mistakes = read_variant(episode.file, new, commission.show, commission.workspace, commission.world)
        if read is None or has_errors(mistakes):
            return None, mistakes
        assert read.lines == episode.lines  # what is spoken is not the notes' to change
        return around, _beyond(commission, episode, around, words)

    return commission.ask("notes", (system, asked), around_form(), _MOST_TOKENS, decode)


def _beyond(commission: Commission, episode: Episode, around: Around, words: _Words) -> tuple[Diagnostic, ...]:
    """Chapters that begin where a recording has ended: then its transcript is another recording's."""
    if episode.audio is None:
        return ()
    length = spoken_seconds(episode, commission.show, {}, commission.root, commission.world)
    late = [title for at, title in around.chapters if length and words.starts[at] >= length]
    if not late:
        return ()
    message = f'"{late[0]}" would begin after the end of the recording, which is {clock(length)} long'
    fix = "check that the transcript belongs to this recording"
    raise Stopped([Diagnostic("notes-transcript", message, episode.span, fix=fix)], SHOW_WRONG, commission.workspace.source_line)


# ── what is taken ────────────────────────────────────────────────────────────────────────────────────────────────────


def _missing(episode: Episode) -> tuple[str, ...]:
    """What the author has not written."""
    written: dict[str, object] = {"summary": episode.summary, "tags": episode.tags, "notes": episode.notes}
    if episode.audio is not None:
        written["chapters"] = episode.chapters
    return tuple(key for key, value in written.items() if not value)


def _chosen(commission: Commission, episode: Episode, around: Around, is_accepted: bool) -> frozenset[str]:
    """What goes into the file: "title 2", "summary", …; what is there already only where the author says so."""
    talk, missing = commission.talk, _missing(episode)
    if is_accepted or not talk.can_ask:
        return frozenset(missing)
    titles = {str(n): title for n, title in enumerate(around.titles, 1)}
    title = talk.choose("which title?", {**titles, "k": f"keep {episode.title}"})
    chosen = {f"title {title}"} if title != "k" else set()
    has = {"summary": bool(around.summary), "tags": bool(around.tags), "notes": bool(around.notes)}
    has["chapters"] = episode.audio is not None and bool(around.chapters)
    for key in (key for key, is_there in has.items() if is_there):
        answers = {"y": "yes", "n": "no"}
        if key in missing:
            question = f"write {key}?"
        else:
            question = "add these notes below yours?" if key == "notes" else f"replace your {key}?"
        if talk.choose(question, answers) == "y":
            chosen.add(key)
    return frozenset(chosen)


def _text(episode: Episode, text: str, around: Around, words: _Words, workspace: Workspace, chosen: frozenset[str]) -> str | None:
    """The file with what was chosen; None where its fields cannot be set line by line."""
    fields: dict[str, str | None] = {}
    title = next((int(key.partition(" ")[2]) for key in chosen if key.startswith("title ")), 0)
    if title:
        fields["title"] = entry("title", around.titles[title - 1])
    if "summary" in chosen and around.summary:
        fields["summary"] = prose("summary", around.summary)
    if "tags" in chosen and around.tags:
        fields["tags"] = entry("tags", around.tags)
    if "chapters" in chosen and around.chapters and episode.audio is not None:
        marks = [(0.0 if n == 0 else words.starts[at], name) for n, (at, name) in enumerate(around.chapters)]
        fields["chapters"] = "chapters:\n" + "".join(f"  - {flow({'start': _time(s), 'title': name})}\n" for s, name in marks)
    known = {link.url for link in episode.links} | {link.url for line in episode.lines for link in line.links}
    points = "".join(f"- {as_words(note, known)}\n" for note in around.notes) if "notes" in chosen else ""
    if points and is_yaml(episode.file):
        fields["notes"] = prose("notes", f"{episode.notes}\n\n{points}".strip())
    found = with_fields(episode.file, text, fields, workspace) if fields else text
    if found is None or not points or is_yaml(episode.file):
        return found
    above = found.rstrip("\n")
    headings = _HEADING.findall(above)
    if headings and headings[-1].rstrip().endswith("{.unspoken}"):
        is_list = _ITEM.match(above.rpartition("\n")[2])
        return f"{above}\n{'' if is_list else chr(10)}{points}"
    return f"{above}\n\n# Notes {{.unspoken}}\n\n{points}"


def _time(seconds: float) -> str:
    """A moment as chapters are written, to the second below it.

    >>> _time(75.9), _time(3723.2)
    ('1:15', '1:02:03')
    """
    return clock(int(seconds))


def _shown(around: Around, episode: Episode, words: _Words) -> str:
    rows = ["titles:", *(f"  {n}. {title}" for n, title in enumerate(around.titles, 1))]
    rows += ["summary:", f"  {around.summary}", f"tags: {', '.join(around.tags)}"]
    rows += ["notes:", *(f"  - {note}" for note in around.notes)]
    rows.append(
        "chapters:" if episode.audio is not None else "chapters (those of a script are its headings, which stay yours to write):"
    )
    for at, title in around.chapters:
        place = clock(int(words.starts[at])) if at in words.starts else f"line {words.lines[at]}"
        rows.append(f"  {place}  {title}")
    return "\n".join(rows)


# ── writing it down ──────────────────────────────────────────────────────────────────────────────────────────────────


def _written(commission: Commission, subject: Subject, new: str) -> Outcome:
    episode, world, paid = subject.episode, commission.world, commission.paid
    act = Act("", "notes", world.moment(), commission.model, "notes", (), commission.prompts)
    edits = narrowed([Edit(1, lines_of(subject.text), lines_of(new))])  # so that all other lines keep their ends
    text = apply(subject.text, edits)
    notes = write_recorded(subject, text, act, world, lambda data: paid.will_write(episode.file, data))
    paid.finish()
    return _outcome(episode, notes)


def _outcome(episode: Episode, notes: tuple[Diagnostic, ...] = ()) -> Outcome:
    return Outcome(episode.file, notes, building(episode.slug, is_draft=episode.is_draft))
