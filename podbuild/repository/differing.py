"""What a show has become since a revision: episodes added, removed, renamed and changed, and what each measured then and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from podbuild.base.diagnostics import Diagnostic, has_errors
from podbuild.model.episode import Episode, Item, Line
from podbuild.model.show import Show
from podbuild.remembered import Head, Memory
from podbuild.repository.measuring import Heard, Measured, Side, characters_by_engine, lines_of, price_usd
from podbuild.repository.renaming import renamed, script
from podbuild.repository.revisions import laid_out
from podbuild.repository.word_difference import Passage, passages
from podbuild.source.workspace import Workspace
from podbuild.steps.lock import held
from podbuild.steps.state import state_folder
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_NOT_COMPARED = ("slug", "file", "span", "segments")
_NOT_COMPARED_OF_SHOW = ("span", "url", "media_url", "hubs", "secret", "listeners")  # told below, or made of others


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A key that says something else. `before` and `after` are None where it is not a text or number."""

    name: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeChange:
    """What became of one episode. `kind`: added, removed, renamed, changed.

    `state` is why it is not among listeners: "draft", "due on 2026-12-01", or "". `new_characters` is what has to be spoken that
    was not spoken before, by engine, `new_price_usd` what that asks.
    """

    kind: str
    slug: str
    title: str
    state: str = ""
    old_slug: str = ""
    fields: tuple[FieldChange, ...] = ()
    passages: tuple[Passage, ...] = ()
    before: Measured | None = None
    after: Measured | None = None
    new_characters: Mapping[str, int] = field(default_factory=dict)
    new_price_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """What a show has become. `mistakes` keep the present show from being compared; `notes` are about the older one."""

    name: str
    commit: str
    workspace: Workspace
    mistakes: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    show_fields: tuple[FieldChange, ...] = ()
    episodes: tuple[EpisodeChange, ...] = ()
    unchanged: int = 0
    new_warnings: tuple[Diagnostic, ...] = ()
    gone_warnings: tuple[Diagnostic, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.episodes or self.show_fields or self.new_warnings or self.gone_warnings or self.notes)


def difference(
    root: Path, revision: str, world: World, jobs: int = 2, on_wait: Callable[[str], None] = lambda holder: None
) -> Difference:
    """Compare a show with what it was at a revision. Raises StepFailed where git or the machine refuses."""
    state = Path(state_folder(str(root), world.environment))
    with TemporaryDirectory(prefix="podbuild-diff-", ignore_cleanup_errors=True) as folder, held(state, world, on_wait):
        old = laid_out(root, revision, Path(folder), world)
        memory = Memory.read(state)
        now = Side(root, state, memory, world, memory.files)
        if now.reading.show is None or has_errors(now.reading.diagnostics):
            return Difference(revision, old.commit, now.workspace, now.reading.diagnostics)
        then = Side(old.show, state, memory, world) if old.show else None
        return _compared(revision, old.commit, then, now, jobs)


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(revision: str, commit: str, then: Side | None, now: Side, jobs: int) -> Difference:
    notes: list[str] = []
    if then is None:
        notes.append("there was no show here then")
    elif then.reading.show is None:
        notes.append("show.yaml had mistakes then: all episodes count as new")
        then = None
    elif has_errors(then.reading.diagnostics):
        faulty = sorted({d.span.file for d in then.reading.diagnostics if d.is_error and d.span})
        notes.append(f"had mistakes then, and could not be compared: {', '.join(faulty)}")
    pairs = _pairs(then, now)
    before = then.heard([old for old, _ in pairs if old], jobs) if then else Heard()
    notes += [f"could not be measured as it was: {failure.message}" for failure in before.failures.values()]
    after = now.heard([new for _, new in pairs if new], jobs)
    if after.failures:
        raise StepFailed(next(iter(after.failures.values())))
    changes = []
    for old, new in pairs:
        one = then.episode(old) if then and old else None
        other = now.episode(new) if new else None
        said, says = before.spoken.get(old, {}), after.spoken.get(new, {})
        change = _change(one, other, _state(now.heads.get(new), now.world))
        if change.kind == "changed" and not (change.fields or change.passages) and said.keys() == says.keys():
            continue
        fresh = characters_by_engine(step for key, step in lines_of(says).items() if key not in said)
        change = replace(change, before=before.measured.get(old), after=after.measured.get(new))
        changes.append(replace(change, new_characters=fresh, new_price_usd=price_usd(fresh)))
    gone, come = _warnings(then.reading.diagnostics if then else (), now.reading.diagnostics)
    return Difference(
        revision,
        commit,
        now.workspace,
        notes=tuple(notes),
        show_fields=_of_show(then, now) if then else (),
        episodes=tuple(changes),
        unchanged=len(now.heads) - sum(1 for change in changes if change.kind != "removed"),
        new_warnings=come,
        gone_warnings=gone,
    )


def _of_show(older: Side, newer: Side) -> tuple[FieldChange, ...]:
    """What the show says otherwise. Where a hidden one lies, and who listens, is said to nobody."""
    then, now = older.show, newer.show
    found = [*_fields(then, now, _NOT_COMPARED_OF_SHOW)]
    if older.workspace.overrides() != newer.workspace.overrides():
        found.append(FieldChange("templates"))
    if then.home_url != now.home_url:
        found.append(FieldChange("url", then.home_url, now.home_url))
    if then.secret != now.secret:
        found.append(FieldChange("the secret path"))
    if then.listeners != now.listeners:
        found.append(FieldChange("listeners"))
    return tuple(found)


def _pairs(then: Side | None, now: Side) -> list[tuple[str, str]]:
    """The episodes that may have changed, as (slug then, slug now), "" where there is none; in the show's order."""
    if then is None:
        return [("", slug) for slug in now.heads]
    old, new = then.heads, now.heads
    sounds_otherwise = (then.show.lexicon, then.show.language) != (now.show.lexicon, now.show.language)
    both = [slug for slug in new if slug in old and (sounds_otherwise or _may_differ(then, now, slug))]
    removed = {slug: then.episode(slug) for slug in old if slug not in new}
    known = renamed({slug: now.episode(slug) for slug in new if slug not in old}, removed)
    pairs = []
    for slug in new:
        if slug in both:
            pairs.append((slug, slug))
        elif slug not in old:
            pairs.append((known.get(slug, ""), slug))
    return [*pairs, *((slug, "") for slug in removed if slug not in known.values())]


def _may_differ(then: Side, now: Side, slug: str) -> bool:
    was, is_ = then.heads[slug], now.heads[slug]
    if (was.base, was.text, was.uses, was.rights) == (is_.base, is_.text, is_.uses, is_.rights):
        return False
    return replace(then.episode(slug), file="") != replace(now.episode(slug), file="")


def _change(was: Episode | None, is_: Episode | None, state: str) -> EpisodeChange:
    told = is_ or was
    assert told is not None
    words = passages(script(was) if was else (), script(is_) if is_ else ())
    if was is None:
        return EpisodeChange("added", told.slug, told.title, state, passages=words)
    if is_ is None:
        return EpisodeChange("removed", told.slug, told.title, passages=words)
    found = _fields(was, is_, _NOT_COMPARED)
    if _beside_lines(was, bool(words)) != _beside_lines(is_, bool(words)):
        found = (*found, FieldChange("music, sounds, pauses or pictures"))
    if not words and _lines(was) != _lines(is_):
        found = (*found, FieldChange("links, paragraphs or how lines are said"))
    if was.slug == is_.slug:
        return EpisodeChange("changed", is_.slug, is_.title, state, fields=found, passages=words)
    return EpisodeChange("renamed", is_.slug, is_.title, state, was.slug, found, words)


def _lines(episode: Episode) -> tuple[Line, ...]:
    return tuple(item for segment in episode.segments for item in segment.items if isinstance(item, Line))


def _beside_lines(episode: Episode, wherever: bool) -> tuple[Item | None, ...]:
    """What is no line, in order; where the lines are others, it does not count between which of them it stands."""
    items = [None if isinstance(item, Line) else item for segment in episode.segments for item in segment.items]
    return tuple(item for item in items if item is not None or not wherever)


def _fields(was: Episode | Show, is_: Episode | Show, but: tuple[str, ...]) -> tuple[FieldChange, ...]:
    """The keys of an episode or show that say something else."""
    found = []
    for each in fields(is_):
        old, new = getattr(was, each.name), getattr(is_, each.name)
        if each.name in but or old == new:
            continue
        name = each.name.removeprefix("is_").replace("_", " ")
        is_plain = all(value is None or isinstance(value, (str, int, float)) for value in (old, new))
        found.append(FieldChange(name, _plain(old), _plain(new)) if is_plain else FieldChange(name))
    return tuple(found)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _state(head: Head | None, world: World) -> str:
    if head is None:
        return ""
    if head.is_draft:
        return "draft"
    is_later = head.date and datetime.fromisoformat(head.date) > world.now()
    return f"due on {head.date[:10]}" if is_later else ""


def _warnings(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """The warnings that are gone, and those that came; one that only moved to another line is the same."""

    def counted(found: Iterable[Diagnostic]) -> Counter[tuple[str, str, str]]:
        return Counter(_identity(d) for d in found if not d.is_error)

    def beyond(found: Iterable[Diagnostic], known: Counter[tuple[str, str, str]]) -> tuple[Diagnostic, ...]:
        left = Counter(known)
        more = []
        for d in found:
            if d.is_error:
                continue
            if left[_identity(d)]:
                left[_identity(d)] -= 1
            else:
                more.append(d)
        return tuple(more)

    return beyond(before, counted(after)), beyond(after, counted(before))


def _identity(d: Diagnostic) -> tuple[str, str, str]:
    return d.code, d.message, d.span.file if d.span else ""
