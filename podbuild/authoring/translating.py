"""An episode in another language: a twin with the same structure, other words and other voices.

Run again, it asks only for what changed in the original, and leaves a human's words in the twin as they are. Nothing of the show
is touched until the whole twin reads without a mistake; then its record and its memory are written first, and the twin last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from podbuild.authoring.commission import COMMAND_WRONG, SHOW_WRONG, Commission, Stopped
from podbuild.authoring.outcome import Outcome, building
from podbuild.authoring.three_way import merged
from podbuild.authoring.translation_asking import Into, foreseen, language_name, translated
from podbuild.authoring.translation_memory import TranslationMemory, memory_path, memory_text, read_memory
from podbuild.authoring.twin_text import Original, original, twin_text
from podbuild.authoring.voice_mapping import Cast, cast
from podbuild.base.diagnostics import Diagnostic, Span, has_errors
from podbuild.drafting.record import append_act, record_path
from podbuild.model.episode import Episode
from podbuild.model.provenance import Act
from podbuild.reading import read_variant
from podbuild.source.inline_tags import Tagged
from podbuild.source.workspace import Workspace
from podbuild.steps.whole_files import write_whole


@dataclass(frozen=True, slots=True)
class TranslationWish:
    """`voices` are, by a voice of the script, the voice of the show that speaks in its place. `language` is a BCP 47 tag."""

    slug: str
    language: str
    voices: Mapping[str, str]
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """What is needed to make a twin: the original, where the twin lies, what is known of an earlier translation."""

    commission: Commission
    of: Original
    slug: str
    file: str
    into: Into
    cast: Cast
    voices: Mapping[str, str]
    memory: TranslationMemory | None

    def text(self, said: Sequence[str | None]) -> str:
        found = twin_text(self.of, self.slug, self.into.language, self.cast, said, self.commission.workspace)
        if found is None:
            fix = "write each field on a line of its own: title: …"
            message = "the fields of this episode are written so that they cannot be set one by one"
            raise Stopped([Diagnostic("translate-fields", message, self.of.episode.span, fix=fix)], SHOW_WRONG)
        return found

    def read(self, text: str) -> tuple[Episode | None, tuple[Diagnostic, ...]]:
        """The twin, read as if its record were there already."""
        rel = record_path(self.slug)
        if not self.commission.workspace.has(rel):
            text = text.replace(f"provenance: {rel}\n", "", 1)
        return read_variant(self.file, text, self.commission.show, self.commission.workspace, self.commission.world)


def translate(commission: Commission, wish: TranslationWish) -> Outcome | None:
    """Make or renew a twin; None where nothing had to be done, or the author did not want it. Raises Stopped and WritingFailed."""
    job = _job(commission, wish)
    known = _known(job)
    waiting = [text for text, new in zip(job.of.texts, known, strict=True) if new is None]
    if not waiting and job.memory is not None and job.text(known) == job.memory.twin:
        commission.talk.say(f"{job.file} is up to date: nothing changed in {job.of.episode.file}")
        return None
    if not _is_wanted(job, waiting, known, wish):
        return None
    said = translated(commission, job.of, job.into, known, lambda texts: job.read(job.text(texts)))
    return _written(job, said)


# ── what is to be done ───────────────────────────────────────────────────────────────────────────────────────────────


def _job(commission: Commission, wish: TranslationWish) -> _Job:
    episode = commission.episode(wish.slug)
    source = episode.language or commission.show.language
    if source.casefold() == wish.language.casefold():
        message = f"{episode.file} is in {language_name(source)} already"
        raise Stopped([Diagnostic("translate-same", message, fix="name another language")], COMMAND_WRONG)
    if episode.audio is not None:
        fix = "translate its notes by hand, or write a script from its transcript"
        raise Stopped(
            [Diagnostic("translate-recording", "a finished recording has no script to translate", episode.span, fix=fix)],
            SHOW_WRONG,
        )
    slug = f"{wish.slug}-{wish.language.casefold()}"
    file = f"episodes/{slug}{PurePosixPath(episode.file).suffix}"
    memory = _memory(commission, slug, file, wish)
    voices = dict(wish.voices) or (dict(memory.voices) if memory else {})
    found, mistakes = cast(episode, commission.show, wish.language, {name.casefold(): to for name, to in voices.items()})
    if found is None:
        is_named = any(d.code == "voice-unknown" for d in mistakes)
        raise Stopped(mistakes, COMMAND_WRONG if is_named else SHOW_WRONG, commission.workspace.source_line)
    text, _ = commission.workspace.read_text(episode.file)
    assert text is not None
    into = Into(wish.language, language_name(wish.language))
    return _Job(commission, original(episode, text, source), slug, file, into, found, voices, memory)


def _memory(commission: Commission, slug: str, file: str, wish: TranslationWish) -> TranslationMemory | None:
    """What is known of an earlier translation; a file that podbuild did not translate stays as it is."""
    workspace = commission.workspace
    stem = next((name for name in workspace.files("episodes") if PurePosixPath(name).stem.casefold() == slug), None)
    memory, mistakes = read_memory(workspace, slug)
    if stem is None:
        return None
    if memory is None or memory.translated_from != wish.slug or f"episodes/{stem}" != file:
        fix = "rename that file, or delete it, and translate again"
        message = f"episodes/{stem} is there, and nothing tells how it was translated from {wish.slug}"
        raise Stopped([*mistakes, Diagnostic("translate-taken", message, fix=fix)], SHOW_WRONG, workspace.source_line)
    return memory


def _known(job: _Job) -> list[str | None]:
    """What was translated before, for each text that is as it was then; a text that comes twice may have two translations."""
    waiting: dict[str, list[str]] = {}
    for source, text in job.memory.texts if job.memory else ():
        waiting.setdefault(source, []).append(text)
    found: list[str | None] = []
    for _, said in job.of.texts:
        texts = waiting.get(said.text)
        found.append(None if not texts else texts.pop(0) if len(texts) > 1 else texts[0])
    return found


def _is_wanted(job: _Job, waiting: Sequence[tuple[str, Tagged]], known: Sequence[str | None], wish: TranslationWish) -> bool:
    talk, count = job.commission.talk, len(known)
    characters = sum(len(said.text) for _, said in waiting)
    of = f"{len(waiting)} of {count} texts" if job.memory else f"{count} texts"
    talk.say(f"{job.of.episode.file} into {job.into.name}, as {job.file}: {of}, {characters:,} characters")
    for line in job.cast.told:
        talk.say(f"  {line}")
    if wish.is_accepted or not talk.can_ask or not waiting:
        return True
    price = foreseen(job.commission, job.of, job.into, known)
    most = f", at most ${price.most_usd:.2f}" if price.most_usd is not None else ""
    talk.say("answered before, and paid for then" if price.is_kept else f"about {price.tokens:,} tokens to read{most}")
    return talk.choose("translate it?", {"y": "translate it", "n": "nothing is asked or written"}) == "y"


# ── writing it down ──────────────────────────────────────────────────────────────────────────────────────────────────


def _written(job: _Job, said: Sequence[str | None]) -> Outcome:
    commission, root = job.commission, job.commission.root
    new = job.text(said)
    now = Workspace(root)
    own = now.read_text(job.file)[0] if now.has(job.file) else None
    base = job.memory.twin if job.memory else ""
    found = merged(base, new, own) if own is not None else None
    text = found.text if found else new
    episode, mistakes = job.read(text)
    if episode is None or has_errors(mistakes):
        rows = text.split("\n")
        raise Stopped(mistakes, SHOW_WRONG, lambda file, line: rows[line - 1] if file == job.file else now.source_line(file, line))
    texts = tuple((source.text, new) for (_, source), new in zip(job.of.texts, said, strict=True) if new is not None)
    memory = TranslationMemory(job.of.episode.slug, job.into.language, job.voices, texts, new)
    if act := _act(job, new, base):
        append_act(root, record_path(job.slug), act)
    _write(now, memory_path(job.slug), memory_text(memory))
    _write(now, job.file, text)
    commission.paid.finish()
    kept = tuple(_kept(job, line) for line in found.kept) if found else ()
    return Outcome(job.file, (*kept, *_left_behind(job)), building(job.slug, is_draft=True))


def _write(workspace: Workspace, rel: str, text: str) -> None:
    if not workspace.is_inside(rel):
        message = f'"{rel}" leads out of the show directory'
        raise Stopped([Diagnostic("path-escapes", message, fix="put a file of the show in its place")], SHOW_WRONG)
    path = workspace.root / rel
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())


def _act(job: _Job, text: str, base: str) -> Act | None:
    """What the writer did: the lines that it has not written before, and that do not stand so in the original."""
    episode, _ = job.read(text)
    before, _ = job.read(base) if base else (None, ())
    assert episode is not None
    known = {line.text for e in (before, job.of.episode) if e for line in e.lines}
    lines = tuple(line.text for line in episode.lines if line.text not in known)
    if not lines and job.memory is not None:
        return None
    commission = job.commission
    wish = f"translate into {job.into.name}"
    act = Act("", "translate", commission.world.moment(), commission.model, wish, (), commission.prompts, lines)
    return replace(act, translated_from=job.of.episode.slug)


def _kept(job: _Job, line: int) -> Diagnostic:
    message = "the original changed here, and so did a human's translation, which stays"
    fix = f"compare it with {job.of.episode.file}"
    return Diagnostic("translate-kept", message, Span(job.file, line, 1), "warning", fix)


def _left_behind(job: _Job) -> tuple[Diagnostic, ...]:
    """What the original has and the twin cannot have."""
    if job.memory is not None:
        return ()
    dropped = [cue for unit in job.of.units for cue in unit.said.dropped]
    takes = sum("take" in cue for cue in dropped) + sum(unit.kind == "take" for unit in job.of.units)
    found = []
    if takes:
        message = f"{takes} recorded {'takes are' if takes > 1 else 'take is'} of the original's words: here the voice speaks"
        found.append(
            Diagnostic("translate-take", message, Span(job.file), "warning", "record them, and write the take behind its words")
        )
    says = [cue for cue in dropped if "take" not in cue]
    if says:
        message = f"how words are spoken was left out, since that is for {language_name(job.of.language)}: {', '.join(says)}"
        fix = f"where a word is spoken wrongly, add it to lexicon.yaml with language: {job.into.language}"
        found.append(Diagnostic("translate-say", message, Span(job.file), "warning", fix))
    if job.of.episode.soundbites:
        message = "soundbites were left out: their times are the original's"
        found.append(
            Diagnostic("translate-soundbite", message, Span(job.file), "warning", "name them again when the twin is built")
        )
    return tuple(found)
