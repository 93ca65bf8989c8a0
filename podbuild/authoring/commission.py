"""What every command begins with that asks a writer: the show, the writer, the purse, and somebody to talk to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from podbuild.authoring.conversation import Conversation
from podbuild.authoring.prompts import attribute, enclosed, prompt
from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.units import slugify
from podbuild.drafting.asking import Decode, T, asked
from podbuild.drafting.paid import Estimate, Paid, cost_text
from podbuild.drafting.source_text import SourceText
from podbuild.drafting.writer import THINKING_TOKENS, Block, Correction, Form, Request, WritingFailed
from podbuild.drafting.writers import WRITERS, writer_kind
from podbuild.model.episode import Episode
from podbuild.model.show import Show, Voice
from podbuild.reading import Source, named, read
from podbuild.source.workspace import Workspace
from podbuild.steps.lock import held
from podbuild.steps.state import state_folder
from podbuild.steps.step import StepFailed
from podbuild.steps.whole_files import PART
from podbuild.steps.world import World

DRAFTS = "drafts"
_WRITTEN = ("episodes", "sources", "sources/provenance", "sources/snapshots", "sources/translations")
RestsOn = Literal["wish", "sources", "episode"]
SHOW_WRONG, COMMAND_WRONG, REFUSED, FAILED, NETWORK = 1, 2, 3, 4, 5


class Stopped(Exception):
    """A command that cannot go on: why, its exit status, and how to show lines of the show's files."""

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        status: int,
        source_line: Callable[[str, int], str | None] = lambda file, line: None,
    ) -> None:
        super().__init__(diagnostics[0].message if diagnostics else "")
        self.diagnostics, self.status, self.source_line = tuple(diagnostics), status, source_line


@dataclass(frozen=True, slots=True)
class Asking:
    """How a command wants to ask: `model` "" and `most_usd` None mean what the show says."""

    model: str = ""
    most_usd: float | None = None


@dataclass(slots=True)
class Commission:
    """A show that was read, a writer who was opened, and what was paid so far. `told` are the versions of the prompts used."""

    source: Source
    show: Show
    world: World
    model: str
    paid: Paid
    talk: Conversation
    told: dict[str, None]

    @property
    def workspace(self) -> Workspace:
        return self.source.workspace

    @property
    def root(self) -> Path:
        return self.source.workspace.root

    def episode(self, slug: str) -> Episode:
        """The episode of that name. Raises Stopped where there is none, or where it has mistakes."""
        episode, mistakes = named(self.source, slug)
        if episode is None:
            raise Stopped(mistakes, SHOW_WRONG, self.workspace.source_line)
        return episode

    @property
    def next_number(self) -> int:
        """The number of the show's next episode."""
        return max((e.number or 0 for e in self.source.episodes), default=0) + 1

    @property
    def prompts(self) -> str:
        """The versions of all prompts that were used, for the record."""
        return ", ".join(self.told)

    def prompt(self, name: str, facts: Mapping[str, Any]) -> str:
        """A prompt's text; what it was is noted."""
        found = prompt(self.workspace, name, facts)
        self.told[found.version] = None
        return found.text

    def ask(
        self,
        what: str,
        blocks: tuple[tuple[Block, ...], tuple[Block, ...]],
        form: Form,
        most_tokens: int,
        decode: Decode[T],
        on_piece: Callable[[str], None] = lambda piece: None,
        corrections: tuple[Correction, ...] = (),
        beside: tuple[Form, ...] = (),
    ) -> T:
        """Ask the writer until the answer can be used, at most three times; what it may cost is said first.

        `blocks` are those of the system and of what is asked; `most_tokens` is for the answer itself, without what is thought
        before it. Raises WritingFailed.
        """
        request = replace(self._request(blocks, form, most_tokens), corrections=corrections, beside=beside)
        self.talk.say(f"{what}: {self._forecast(request)}")

        def again(mistakes: tuple[Diagnostic, ...]) -> None:
            self.talk.say(f"{what}: the answer cannot be used, and is asked for again: {_gist(mistakes)}")

        return asked(self.paid, request, what, decode, on_piece, again)

    def estimate(self, blocks: tuple[tuple[Block, ...], tuple[Block, ...]], form: Form, most_tokens: int) -> Estimate:
        """What it would be to ask that. Raises WritingFailed."""
        return self.paid.estimate(self._request(blocks, form, most_tokens))

    def _request(self, blocks: tuple[tuple[Block, ...], tuple[Block, ...]], form: Form, most_tokens: int) -> Request:
        system, wanted = blocks
        return Request(self.model, system, wanted, form, most_tokens + THINKING_TOKENS)

    def _forecast(self, request: Request) -> str:
        estimate = self.paid.estimate(request)
        if estimate.is_kept:
            return "answered before, and paid for then: nothing is asked"
        most = f", at most ${estimate.most_usd:.2f}" if estimate.most_usd is not None else ""
        return f"asking {self.model}, {estimate.tokens:,} tokens to read, at most {request.most_tokens:,} to write{most}"


def _gist(mistakes: Sequence[Diagnostic]) -> str:
    errors = [d.message for d in mistakes if d.is_error] or [d.message for d in mistakes]
    rest = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0]}{rest}" if errors else "it is empty"


@contextmanager
def commissioned(root: Path, world: World, talk: Conversation, run: Sequence[object], asking: Asking) -> Iterator[Commission]:
    """Open all that is needed, and say at the end what was paid. Raises Stopped for whatever an author can mend.

    Args:
        run: what was asked for, in all that decides the answer: the same again goes on with what was paid for.
    """
    source, show = _sound(read(root, world))
    line = source.workspace.source_line
    if fault := next(filter(None, (_folder_fault(source.workspace, folder) for folder in _WRITTEN)), None):
        raise Stopped([fault], SHOW_WRONG)
    wanted = show.drafting
    kind = writer_kind(wanted.writer)
    if kind is None:
        fix = did_you_mean(wanted.writer, [kind.name for kind in WRITERS])
        raise Stopped([Diagnostic("writer-unknown", f'there is no writer "{wanted.writer}"', show.span, fix=fix)], SHOW_WRONG, line)
    folder = Path(state_folder(str(root), world.environment)) / DRAFTS
    model = asking.model or wanted.model or kind.default_model
    most_usd = wanted.most_usd if asking.most_usd is None else asking.most_usd
    name = digest.of_bytes(json.dumps([model, *run], ensure_ascii=True, default=str).encode())[:16]
    waited_for: list[str] = []

    def waiting(holder: str) -> None:
        waited_for.append(holder)
        talk.say(f"waiting: a draft is being written here ({holder})")

    with held(folder, world, waiting) as was_killed:
        if was_killed:
            _sweep(source.workspace.root / "episodes")
        if waited_for:  # for another episode, or another revision of this one
            source, show = _sound(read(root, world))
            line = source.workspace.source_line
        paid = Paid(kind.open(world), folder / name, most_usd, wanted.prices_usd, world)
        try:
            yield Commission(source, show, world, model, paid, talk, {})
        except (WritingFailed, StepFailed) as failed:
            raise Stopped([failed.diagnostic], FAILED, line) from None
        finally:
            if paid.reused or paid.usage.prompt_tokens or paid.usage.output_tokens:
                talk.say(cost_text(paid.usage, paid.usd))


def _sound(source: Source) -> tuple[Source, Show]:
    """A source whose show.yaml has no mistake: one in a voice or in a limit of costs would be found when it is paid for."""
    if source.show is None:
        raise Stopped(source.diagnostics, SHOW_WRONG, source.workspace.source_line)
    wrong = [d for d in source.diagnostics if d.is_error and d.span is not None and d.span.file == source.show.span.file]
    if wrong:
        raise Stopped(wrong, SHOW_WRONG, source.workspace.source_line)
    return source, source.show


def _folder_fault(workspace: Workspace, folder: str) -> Diagnostic | None:
    """Why nothing could be written into a folder of the show: told before anything is paid for."""
    place = workspace.root / folder
    if not workspace.is_inside(folder):
        fix = "put a folder of the show in its place: what is written goes there"
        return Diagnostic("path-escapes", f'"{folder}" is a link that leads out of the show directory', fix=fix)
    if place.exists() and not place.is_dir():
        fix = "move it away: what is written goes into a folder of that name"
        return Diagnostic("drafts-unwritable", f'"{folder}" is a file', fix=fix)
    there = next(parent for parent in (place, *place.absolute().parents) if parent.exists())
    if not os.access(there, os.W_OK):
        fix = "make it yours to write: what is written goes there"
        return Diagnostic("drafts-unwritable", f'"{folder}" may only be read', fix=fix)
    return None


def _sweep(folder: Path) -> None:
    """Take away what a run that was killed had begun to write there."""
    for part in folder.glob(f"*{PART}"):  # hidden ones too
        with suppress(OSError):
            part.unlink()


def sources_block(commission: Commission, sources: Sequence[SourceText]) -> str:
    """The sources as a writer reads them. No sign of theirs can close the source that they stand in."""
    facts = [
        {
            "name": source.name,
            "kind": source.kind,
            "title": attribute(source.title),
            "read": source.read[:10],  # the day: a run that goes on after a minute asks the same
            "passages": [{"number": p.number, "text": enclosed(p.text)} for p in source.passages],
        }
        for source in sources
    ]
    return commission.prompt("sources", {"sources": facts})


def system_blocks(
    commission: Commission, voices: Sequence[Voice], language: str, *, tone: str = "", audience: str = "", rests_on: RestsOn
) -> tuple[Block, ...]:
    """Who the writer is, what the show is, and how to write for the ear: the same for every request about the show."""
    show = commission.show
    facts = {
        "show": {"title": show.title, "description": show.description, "author": show.author},
        "language": language,
        "tone": tone,
        "audience": audience,
        "rests_on": rests_on,
        "voices": [{"name": v.name, "label": v.display_name, "language": v.language} for v in voices],
    }
    return (Block(commission.prompt("system", facts), is_kept=True),)


def free_slug(workspace: Workspace, title: str) -> str:
    """A file name made of a title, that no episode has."""
    taken = {name.rpartition(".")[0].casefold() for name in workspace.files("episodes")}
    slug, n = slugify(title), 1
    while (f"{slug}-{n}" if n > 1 else slug) in taken:
        n += 1
    return f"{slug}-{n}" if n > 1 else slug
