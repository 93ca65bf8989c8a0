"""`podbuild revise`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import end, find_root, show_option
from podbuild.cli.asking_options import asking_options

if TYPE_CHECKING:
    from podbuild.drafting.edits import Edit

_LINES = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def _parse_lines(context: click.Context, parameter: click.Parameter, text: str) -> tuple[int, int] | None:
    """A stretch of lines, both ends included; None where none is named."""
    found = _LINES.fullmatch(text.strip())
    if not found:
        if text:
            raise click.BadParameter(f'"{text}" names no lines: write 12-30, or 12', context, parameter)
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last:
        raise click.BadParameter("lines count from 1, and the first comes first: 12-30", context, parameter)
    return first, last


@click.command("revise")
@click.argument("slug", required=False)
@click.argument("wish", required=False)
@click.option("--lines", metavar="A-B", default="", callback=_parse_lines, help="Only these lines of the file may change.")
@click.option("--commit", "is_committed", is_flag=True, help="Commit the episode and its record, with the wish as message.")
@click.option("--undo", "is_undone", is_flag=True, help="Take the last accepted revision back; again for the one before.")
@asking_options
@show_option
def command(
    slug: str | None,
    wish: str | None,
    lines: tuple[int, int] | None,
    is_committed: bool,
    is_undone: bool,
    is_accepted: bool,
    model: str,
    most_usd: float | None,
    show_dir: Path | None,
) -> int:
    """Change an episode as you wish, and no line beside that.

    What comes back are edits: you see each word that goes and comes, and take all of them, some, or none. Lines that did not change
    stay to the letter, and so does what was spoken of them. Where there is no terminal, nothing is asked and nothing is changed:
    the edits are shown, and the same command with --yes takes them without asking or paying anew.

    \b
    podbuild revise the-post-boat "make the opening warmer, cut to four minutes"
    podbuild revise the-post-boat "say who Edda is" --lines 12-30 --commit
    podbuild revise --undo                              the last revision of the show
    podbuild revise --undo the-post-boat --commit       the last one of that episode

    A key for the writer is taken from ANTHROPIC_API_KEY.
    """
    root = find_root(show_dir)
    if is_undone:
        if wish or lines:
            raise click.UsageError("--undo takes a revision back: it takes the name of an episode at most")
        return _undo(root, slug or "", is_committed)
    if not slug or not wish or not wish.strip():
        raise click.UsageError('name an episode and say what shall be otherwise: podbuild revise the-post-boat "shorter"')
    from podbuild.authoring.revising import RevisionWish, revise
    from podbuild.cli.asking_options import with_commission

    asked = RevisionWish(slug, wish.strip(), lines, is_accepted, is_committed)
    run = ("revise", slug, asked.text, lines)
    return with_commission(root, run, model, most_usd, lambda commission: revise(commission, asked, _shower()))


def _shower() -> Callable[[Edit, str, int, int], None]:
    """What shows a hunk: in colours where there are some, else with marks."""
    from podbuild.authoring.hunks import PLAIN, Marks, shown
    from podbuild.terminal import say

    context = click.get_current_context(silent=True)
    is_coloured = sys.stdout.isatty() and (context is None or context.color is not False)
    gone: Callable[[str], str] = lambda text: click.style(text, fg="red", strikethrough=True)  # noqa: E731
    come: Callable[[str], str] = lambda text: click.style(text, fg="green")  # noqa: E731
    marks = Marks(gone, come) if is_coloured else PLAIN
    return lambda edit, file, number, count: say("\n" + shown(edit, file, number, count, marks))


def _undo(root: Path, slug: str, is_committed: bool) -> int:
    from podbuild.authoring.revising import committed_text
    from podbuild.authoring.undoing import last_revised, undo_last
    from podbuild.build import read
    from podbuild.report import print_diagnostics
    from podbuild.repository.committing import check_committable, commit
    from podbuild.steps.step import StepFailed
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    world = World()
    source = read(root, world)
    line = source.workspace.source_line
    if source.show is None:
        end(list(source.diagnostics), 1, source_line=line)
    subject, mistakes = last_revised(source, slug)
    if subject is None:
        end(list(mistakes), 1, source_line=line)
    try:
        if is_committed:
            check_committable(root, subject.file, (subject.record,), world)
    except StepFailed as failed:
        end([failed.diagnostic], 1)
    try:
        undone, mistakes = undo_last(subject, world)
        if undone is None:
            end(list(mistakes), 1, source_line=line)
        say(f'taken back: "{harmless(undone.act.wish)}" ({harmless(subject.file)}, of {harmless(undone.act.date[:10])})')
        for n, edit in enumerate(undone.edits, 1):
            _shower()(edit, subject.file, n, len(undone.edits))
        if not undone.edits:
            say("  its lines were not in the file any more: that is on record now, and the file is as it was")
        print_diagnostics(undone.mistakes)
        if is_committed:
            done = commit(root, (subject.file, subject.record), f"Undo: {undone.act.wish}", world)
            say(committed_text(done))
    except StepFailed as failed:
        end([failed.diagnostic], 4)
    return 0
