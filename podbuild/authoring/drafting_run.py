"""From a wish to an episode: an outline to accept, a script of the length asked for, a file with all that stands behind it.

Nothing of the show is touched until a whole script is there that reads without a mistake. Then its sources, its record and the
ledger of what was covered are written first, and the episode last: whoever meets the episode finds all that it names.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from shlex import quote

from podbuild.authoring.commission import REFUSED, SHOW_WRONG, Commission, Stopped, free_slug
from podbuild.authoring.faithful_scripts import held_to_sources
from podbuild.authoring.lengths import TOLERANCE, Budget, drift
from podbuild.authoring.outcome import Outcome, building
from podbuild.authoring.script_asking import ScriptDraft, WishDesk, accepted_outline, frame_of, measured, script_of, wish_desk
from podbuild.authoring.script_text import episode_text
from podbuild.authoring.wishes import Material, Wish, material
from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.covered import cover
from podbuild.drafting.record import append_act, record_path
from podbuild.drafting.snapshots import keep_snapshot
from podbuild.model.provenance import Act
from podbuild.source.workspace import Workspace
from podbuild.steps.whole_files import write_whole


def draft(commission: Commission, wish: Wish, given: Material | None = None, *, is_scant: bool = False) -> Outcome | None:
    """Write an episode; None where the author dropped the outline. Raises Stopped and WritingFailed.

    Args:
        given: the wish's material, where it was read before.
        is_scant: there is nothing new, and the writer is to say so.
    """
    if file := commission.paid.written(commission.root):
        commission.talk.say(f"{file} is there: an earlier run wrote it, and was ended before it could say so")
        commission.paid.finish()
        return Outcome(file, (), _next(file, wish))
    given = replace(given, wish=replace(wish, language=given.language)) if given else material(commission, wish)
    desk = wish_desk(commission, given)
    accepted = accepted_outline(desk, is_scant)
    if accepted is None:
        commission.paid.finish()  # the same wish another time is another outline
        return None
    desk, outline = accepted
    return _written(desk, script_of(desk, outline))


def _written(desk: WishDesk, found: ScriptDraft) -> Outcome:
    commission, wish, root = desk.commission, desk.wish, desk.commission.root
    if found.refused:
        raise Stopped(_unplaced(found.refused, commission), REFUSED)
    now = Workspace(root)  # minutes have passed: whoever wrote an episode of that name meanwhile keeps it
    slug = wish.slug or free_slug(now, found.script.title)
    file = f"episodes/{slug}.md"
    if now.has(file):
        fix = "move it away, then try again: what was paid for is kept"
        raise Stopped([Diagnostic("slug-duplicate", f"there is {file} already", fix=fix)], SHOW_WRONG)
    kept = tuple(keep_snapshot(root, source) for source in desk.given.sources)
    lines = tuple(line.text for line in found.episode.lines)
    act = Act("", "draft", commission.world.moment(), commission.model, wish.text, kept, commission.prompts, lines)
    append_act(root, record_path(slug), act)
    cover(root, slug, desk.given.sources, wish.date.isoformat())
    text = episode_text(found.script, frame_of(desk, slug, kept))
    commission.paid.will_write(file, text.encode())
    write_whole(root / file, text.encode())
    commission.paid.finish()
    wanted = desk.budget()
    commission.talk.say(f"length: {measured(found.seconds, wanted)}")
    unsupported = held_to_sources(commission, desk.given, found.script, text, file)
    findings = (*desk.given.findings, *found.left_out, *unsupported, *_off(found, wanted, file))
    return Outcome(file, findings, _next(file, wish))


def _next(file: str, wish: Wish) -> str:
    return building(PurePosixPath(file).stem, is_draft=wish.is_draft)


def _unplaced(refused: tuple[Diagnostic, ...], commission: Commission) -> tuple[Diagnostic, ...]:
    """What was refused, without a place: it stands in no file of the show."""
    kept = f"what was written is kept in {commission.paid.kept_in}"
    fix = f"ask without --strict and mend it by hand, or give a source that says it; {kept}"
    return tuple(replace(d, span=None, fix=fix) for d in refused)


def _off(found: ScriptDraft, wanted: Budget, file: str) -> tuple[Diagnostic, ...]:
    if abs(drift(found.seconds, wanted)) <= TOLERANCE:
        return ()
    message = f"{file} is {measured(found.seconds, wanted)}"
    slug = file.rpartition("/")[2].removesuffix(".md")
    more = "less" if found.seconds > wanted.seconds else "more"
    fix = f'ask for {more}: podbuild revise {quote(slug)} "tell {more} of the beginning"'
    return (Diagnostic("draft-length", message, None, "warning", fix),)
