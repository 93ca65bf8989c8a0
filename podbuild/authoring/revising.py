"""Revising an episode: a writer is asked for edits, the author sees each word that goes and comes, and takes all, some or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from podbuild.authoring.commission import COMMAND_WRONG, SHOW_WRONG, Commission, Stopped, sources_block, system_blocks
from podbuild.authoring.hunks import chosen
from podbuild.authoring.keeping_revisions import Asked, changed, keep_revision, revision_act
from podbuild.authoring.new_claims import new_claims
from podbuild.authoring.outcome import Outcome, building
from podbuild.authoring.pace import paces
from podbuild.authoring.resting import resting_on, sources_of
from podbuild.authoring.revisable import OPEN_KEYS, ground, on_record
from podbuild.authoring.revision import Mistakes, Subject, find_subject, revised
from podbuild.authoring.spoken_length import spoken_seconds
from podbuild.authoring.wishes import bad_character
from podbuild.authoring.word_counts import unit_noun, units
from podbuild.base.diagnostics import Diagnostic
from podbuild.base.units import clock
from podbuild.drafting.edits import EDITS_SCHEMA, Edit, Ground, decode_edits, lines_of, narrowed
from podbuild.drafting.writer import Block, Form
from podbuild.model.episode import Episode
from podbuild.repository.committing import Committed, check_committable, commit
from podbuild.source.front_matter import is_yaml
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

MOST_TOKENS = 16_000  # of an answer: more than any episode's edits need, its lines twice over
Show = Callable[[Edit, str, int, int], None]  # shows a hunk of a file: which it is (from 1), and of how many
_FORM = Form(
    "revision",
    "The edits that the author's wish asks for.",
    {
        "type": "object",
        "properties": {"edits": EDITS_SCHEMA, "said": {"type": "string", "description": "What was done, in one sentence."}},
        "required": ["edits", "said"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class RevisionWish:
    """`lines` is the stretch that may change, its ends included; None for all. `is_accepted`: nothing is asked."""

    slug: str
    text: str
    lines: tuple[int, int] | None = None
    is_accepted: bool = False
    is_committed: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a writer wants changed, hunk by hunk, and what it says of that."""

    hunks: tuple[Edit, ...]
    said: str


def revise(commission: Commission, wish: RevisionWish, show: Show) -> Outcome | None:
    """Revise an episode; None where nothing was changed. Raises Stopped and WritingFailed."""
    subject = _subject(commission, wish)
    if commission.paid.written(commission.root, subject.file):
        commission.talk.say(f"{subject.file} has this revision: an earlier run wrote it, and was ended before it could say so")
        return _ended(commission, subject, wish, ())
    proposal = _proposed(commission, subject, wish)
    talk, hunks = commission.talk, proposal.hunks
    talk.say(proposal.said or "nothing is said of what was changed")
    if not hunks:
        commission.paid.finish()
        return None
    for n, hunk in enumerate(hunks, 1):
        show(hunk, subject.file, n, len(hunks))
    for told in _findings(commission, subject, hunks, wish):
        talk.say(told)
    if not (wish.is_accepted or talk.can_ask):
        talk.say("nobody is here to accept this: the same command with --yes takes it, and asks and pays for nothing again")
        return None
    taken = hunks if wish.is_accepted else _taken(commission, subject, hunks, show)
    if not taken:
        commission.paid.finish()
        return None
    return _kept(commission, subject, wish, taken)


def _subject(commission: Commission, wish: RevisionWish) -> Subject:
    """The episode, with all that can be known to go wrong before anything is paid. Raises Stopped."""
    line = commission.workspace.source_line
    subject, mistakes = find_subject(commission.source, wish.slug)
    if subject is None:
        raise Stopped(mistakes, SHOW_WRONG, line)
    if bad := bad_character("the wish", wish.text):
        raise Stopped([bad], COMMAND_WRONG)
    count = len(lines_of(subject.text))
    if wish.lines and not 1 <= wish.lines[0] <= wish.lines[1] <= count:
        message = f"{subject.file} has no lines {wish.lines[0]}-{wish.lines[1]}"
        raise Stopped([Diagnostic("lines-outside", message, fix=f"it has {count}: --lines 1-{count}")], SHOW_WRONG)
    if wish.is_committed and not commission.paid.written(subject.root, subject.file):
        try:
            check_committable(subject.root, subject.file, (subject.record,), commission.world)
        except StepFailed as failed:
            raise Stopped([failed.diagnostic], SHOW_WRONG) from None
    sources = sources_of(subject.episode, commission)
    return replace(subject, sources=resting_on(sources))


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _proposed(commission: Commission, subject: Subject, wish: RevisionWish) -> Proposal:
    where = ground(subject.file, subject.text, commission.workspace, wish.lines)
    system, asked = _blocks(commission, subject, wish)
    blocks = (system, asked)
    return commission.ask("revision", blocks, _FORM, MOST_TOKENS, _decoder(subject, where, commission.world), _dots(commission))


def _decoder(subject: Subject, where: Ground, world: World) -> Callable[[Mapping[str, Any]], tuple[Proposal | None, Mistakes]]:
    def decode(filled: Mapping[str, Any]) -> tuple[Proposal | None, Mistakes]:
        edits, mistakes = decode_edits(filled.get("edits"), subject.text, where, subject.file)
        if mistakes:
            return None, mistakes
        hunks = narrowed(edits)
        version, mistakes = revised(subject, hunks, world)
        said = filled.get("said")
        return (Proposal(hunks, " ".join(said.split()) if isinstance(said, str) else "") if version else None), mistakes

    return decode


def _blocks(commission: Commission, subject: Subject, wish: RevisionWish) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    episode, show, workspace = subject.episode, commission.show, commission.workspace
    sources = sources_of(episode, commission)
    language = episode.language or show.language
    system = system_blocks(commission, episode.voices, language, rests_on="episode")
    facts = {
        "file": subject.file,
        "is_yaml": is_yaml(subject.file),
        "sounds": [path for path in workspace.tree("assets") if path.endswith((".ogg", ".mp3", ".wav", ".flac", ".m4a", ".opus"))],
        "lines": lines_of(subject.text),
    }
    own = [Block(sources_block(commission, sources), is_kept=True)] if sources else []
    own.append(Block(commission.prompt("episode", facts), is_kept=True))
    seconds = _seconds(commission, episode)
    told = {
        "is_yaml": is_yaml(subject.file),
        "keys": [key for key in OPEN_KEYS if key not in ("notes", "script") or is_yaml(subject.file)],
        "first_line": wish.lines[0] if wish.lines else 0,
        "last_line": wish.lines[1] if wish.lines else 0,
        "spoken_seconds": seconds,
        "length": clock(seconds),
        "spoken_words": sum(units(line.text, language) for line in episode.lines),
        "unit": unit_noun(language),
        "wish": wish.text,
    }
    return system, (*own, Block(commission.prompt("revise", told)))


def _seconds(commission: Commission, episode: Episode) -> float:
    known = paces(commission.root, commission.show, commission.world, episode.voices, episode.language)
    return spoken_seconds(episode, commission.show, known, commission.root, commission.world)


def _findings(commission: Commission, subject: Subject, hunks: Sequence[Edit], wish: RevisionWish) -> Iterator[str]:
    """What to know before it is accepted: what is said that stands nowhere, and how long the episode is and would be."""
    version, _ = revised(subject, hunks, commission.world)
    if version is None:
        return
    for claim in new_claims(subject, version.episode, sources_of(subject.episode, commission), wish.text):
        yield f"look at this: {claim}, nor in the episode as it is"
    act = revision_act(subject, hunks, version.episode, Asked(wish.text, commission.model, commission.prompts), commission.world)
    then = on_record(subject.file, version.text, version.episode, act, commission.workspace)  # it may have to say what AI did
    before, after = clock(_seconds(commission, subject.episode)), clock(_seconds(commission, then))
    yield f"length: about {before}" + (f", then {after}" if after != before else ", as before")


def _dots(commission: Commission) -> Callable[[str], None]:
    """A sign of life while edits come, which are of no use before all are there."""
    came = 0

    def take(piece: str) -> None:
        nonlocal came
        if commission.talk.can_ask and (came + len(piece)) // 200 > came // 200:
            commission.talk.show(".")
        came += len(piece)

    return take


# ── taking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _taken(commission: Commission, subject: Subject, hunks: tuple[Edit, ...], show: Show) -> tuple[Edit, ...]:
    """What the author takes; asked again where some hunks do not go without the others."""
    while True:
        taken = chosen(hunks, commission.talk, lambda n: show(hunks[n], subject.file, n + 1, len(hunks)))
        _, mistakes = revised(subject, taken, commission.world)
        if not mistakes:
            return taken
        commission.talk.say("these hunks do not go without the others:")
        for mistake in mistakes:
            commission.talk.say(f"  - {mistake.message}")


def _kept(commission: Commission, subject: Subject, wish: RevisionWish, taken: tuple[Edit, ...]) -> Outcome:
    version, _ = revised(subject, taken, commission.world)
    if version is None:  # a sound or a source went away meanwhile
        raise changed(subject)
    asked = Asked(wish.text, commission.model, commission.prompts)
    on_write: Callable[[bytes], None] = lambda data: commission.paid.will_write(subject.file, data)  # noqa: E731
    notes = keep_revision(subject, taken, version.episode, asked, commission.world, on_write)
    if wish.is_committed:
        commission.talk.say(f"wrote {os.path.relpath(subject.path)}")
    return _ended(commission, subject, wish, notes)


def _ended(commission: Commission, subject: Subject, wish: RevisionWish, notes: tuple[Diagnostic, ...]) -> Outcome:
    """A revision that is written: committed where that is wished for, and then all is done that was paid for."""
    then = building(subject.episode.slug, is_draft=False)
    if not wish.is_committed:
        commission.paid.finish()
        return Outcome(subject.file, notes, then)
    try:
        done = commit(subject.root, (subject.file, subject.record), wish.text, commission.world)
    except StepFailed:  # the author commits it, or takes it back
        commission.paid.finish()
        raise
    commission.paid.finish()
    commission.talk.say(committed_text(done))
    return Outcome("", notes, then)


def committed_text(done: Committed | None) -> str:
    if done is None:
        return "nothing to commit: all of it is in git as it is"
    return f"committed {done.digest[:10]} " + (f"on {done.branch}" if done.branch else "on no branch (HEAD is detached)")
