"""A publish: plan for each target, apply. What targets do is decided in publish/; here they are brought together.

Deliberately absent: printing (cli/publish_command.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors, in_order
from podbuild.model.destination import Destination
from podbuild.model.edition import Edition
from podbuild.publish.applying import Applied, ChangeEvent, apply
from podbuild.publish.holding import files_for
from podbuild.publish.ledger import LEDGERS, Ledger, read_ledger
from podbuild.publish.target import Change, Refused, Session, Unavailable
from podbuild.publish.targets import BY_NAME
from podbuild.publishing.refusing import kept_from, unreadable
from podbuild.steps.lock import held
from podbuild.steps.state import state_folder
from podbuild.steps.world import World

_LOOKING_WAITS_SECONDS = (1.0, 2.0)  # where nobody answers when a plan is made
_LONGEST_LOOKING_WAIT_SECONDS = 60.0
_MAY_WAIT = frozenset(("--replace",))  # options without which the rest of a plan is made all the same
Outcome = Literal["published", "unchanged", "failed", "withheld"]


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """What would be done at a target.

    `refusal` is why nothing can be; `waiting` what is not done without an option that was not given, while all else goes on
    without it; `advice` what people should know before.
    """

    destination: Destination
    place: str = ""
    changes: tuple[Change, ...] = ()
    refusal: Diagnostic | None = None
    moved_from: str = ""
    waiting: tuple[Change, ...] = ()
    advice: tuple[Diagnostic, ...] = ()

    @property
    def todo(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.deed != "leave" and change not in self.waiting)

    @property
    def refused(self) -> tuple[Change, ...]:
        """What the target would not take, while all else goes on."""
        return tuple(change for change in self.changes if change.refusals)

    @property
    def refusals(self) -> tuple[Diagnostic, ...]:
        """Why nothing, or not all, of what is wanted can be there."""
        return (self.refusal,) if self.refusal else tuple(found for change in self.refused for found in change.refusals)


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """What came of a target."""

    plan: TargetPlan
    outcome: Outcome
    applied: Applied = Applied(())
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line allows. `allowed` are the options that some changes need ("--replace"); `takes_over`: to
    overwrite what podbuild did not put there."""

    names: tuple[str, ...] = ()
    allowed: frozenset[str] = frozenset()
    takes_over: bool = False


class Watcher(Protocol):
    """Where a publish tells what happens."""

    def begins(self, plan: TargetPlan) -> None: ...
    def change(self, plan: TargetPlan, event: ChangeEvent) -> None: ...
    def ends(self, outcome: TargetOutcome) -> None: ...


def chosen(edition: Edition, names: Sequence[str]) -> tuple[tuple[Destination, ...], tuple[Diagnostic, ...]]:
    """The targets that are meant, in the order of publishing: what holds the audio, the others, those that tell of it."""
    known = {destination.name: destination for destination in edition.show.publish}
    if not known:
        fix = "add to show.yaml: publish: {web: {target: folder, path: ~/site}}; docs/publishing.md has all kinds"
        return (), (Diagnostic("target-none", "show.yaml names no target to publish to", fix=fix),)
    wrong = tuple(
        Diagnostic("target-unknown", f'there is no target "{name}" in show.yaml', fix=did_you_mean(name, known))
        for name in names
        if name not in known
    )
    holders = {destination.settings.get("media") for destination in known.values()}
    # Who publishes pages publishes the audio that they name.
    meant = {*names, *(known[name].settings.get("media") for name in names if name in known)}
    # Who tells of the feed publishes it: a hub that fetches what is not live yet is told once, and of the old one.
    if any(BY_NAME[known[name].target].is_after for name in names if name in known):
        meant |= {d.name for d in known.values() if BY_NAME[d.target].takes == "files" and not BY_NAME[d.target].is_after}
    listed = [destination for destination in known.values() if not names or destination.name in meant]
    return tuple(sorted(listed, key=lambda d: (BY_NAME[d.target].is_after, d.name not in holders))), wrong


@dataclass(slots=True)
class Publishing:
    """One run. A context manager: it closes the sessions that it opened.

    `is_plan`: nothing will be written; else it holds the lock of the show's publishing.
    """

    edition: Edition
    root: Path
    world: World
    options: Options
    is_plan: bool = False
    on_wait: Callable[[str], None] = lambda holder: None
    _stack: ExitStack = field(default_factory=ExitStack)
    _open: dict[str, tuple[Session, Ledger]] = field(default_factory=dict)

    def __enter__(self) -> Publishing:
        if not self.is_plan:
            state = Path(state_folder(str(self.root), self.world.environment)) / "publishing"
            self._stack.enter_context(held(state, self.world, self.on_wait, is_lent=True))
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def plan(self, destination: Destination) -> TargetPlan:
        """What would be done there. Reads the target, and writes nothing."""
        target = BY_NAME[destination.target]
        ledger, mistakes = read_ledger(self.root / LEDGERS / f"{destination.name}.json", destination.name)
        if has_errors(mistakes):
            return TargetPlan(destination, refusal=next(d for d in mistakes if d.is_error))
        if refusal := kept_from(self.edition, target, destination):
            return TargetPlan(destination, refusal=refusal)
        edition = self._edition_for(destination)
        place = ""
        try:
            session = target.open(destination, self.edition.show, self.world)
            self._stack.callback(session.close)
            place = session.place
            moved_from = ledger.place if ledger.entries and ledger.place and ledger.place != place else ""
            ledger = ledger.at(place, destination.target)
            self._open[destination.name] = (session, ledger)
            changes = self._looked_up(session, edition, ledger)
            waiting = tuple(change for change in changes if change.needs in _MAY_WAIT - self.options.allowed)
            found = TargetPlan(destination, place, changes, None, moved_from, waiting, target.advice(edition))
        except (Refused, Unavailable) as failure:
            return TargetPlan(destination, place, refusal=failure.diagnostic)
        except OSError as error:  # of the show's own files: whatever comes of the other side is told by the target
            return TargetPlan(destination, place, refusal=unreadable(error, self.edition))
        return replace(found, refusal=self._refusal(found))

    def _looked_up(self, session: Session, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        """A target's own plan. Who does not answer is asked again, and who asks to wait is waited for."""
        for seconds in _LOOKING_WAITS_SECONDS:
            try:
                return session.changes(edition, ledger)
            except Unavailable as unavailable:
                asked_seconds = unavailable.after_seconds or 0.0
                if asked_seconds > _LONGEST_LOOKING_WAIT_SECONDS:
                    raise
                self.world.wait(max(seconds, asked_seconds))
        return session.changes(edition, ledger)

    def _edition_for(self, destination: Destination) -> Edition:
        """The edition with the files that the target holds, without the episodes that their authors keep from it."""
        name, releases = destination.name, self.edition.releases
        files = files_for(destination, self.edition.show, self.edition.files)
        return replace(self.edition, files=files, releases=lambda: tuple(r for r in releases() if name not in r.withheld))

    def _refusal(self, plan: TargetPlan) -> Diagnostic | None:
        """Why a plan is not made as it stands, though the target would take it."""
        name = plan.destination.name
        if (foreign := [change for change in plan.todo if change.is_foreign]) and not self.options.takes_over:
            return _taken(name, foreign)
        needed = sorted({change.needs for change in plan.todo if change.needs} - self.options.allowed)
        if needed:
            asks = [change for change in plan.todo if change.needs in needed]
            message = f'"{name}": {asks[0].label}: {asks[0].why}' + (f", and {len(asks) - 1} more" if len(asks) > 1 else "")
            return Diagnostic("target-needs", message, fix=f"look at the plan, then publish with {' '.join(needed)}")
        return None

    def apply(self, plans: Sequence[TargetPlan], watcher: Watcher) -> tuple[TargetOutcome, ...]:
        """Make the plans, one target after the other. Where one fails, the others go on; what depends on it does not."""
        outcomes: dict[str, TargetOutcome] = {}
        later: list[TargetPlan] = []
        for plan in plans:
            first, last = self._parted(plan)
            if last.todo and not plan.refusal:
                later.append(last)
            if first.changes or not last.todo or plan.refusal:
                watcher.begins(first)
                outcomes[plan.destination.name] = self._outcome(first, outcomes, watcher)
                watcher.ends(outcomes[plan.destination.name])
        return (*outcomes.values(), *(self._cleared(plan, outcomes, watcher) for plan in later))

    def _parted(self, plan: TargetPlan) -> tuple[TargetPlan, TargetPlan]:
        """A plan without the deletions that have to wait for others, and these: audio goes when no pages name it any more."""
        deletions = tuple(change for change in plan.changes if change.deed == "delete") if self._named_by(plan) else ()
        kept = tuple(change for change in plan.changes if change not in deletions)
        return replace(plan, changes=kept), replace(plan, changes=deletions, waiting=())

    def _named_by(self, plan: TargetPlan) -> tuple[str, ...]:
        """The targets whose pages name the audio that lies at this one."""
        name = plan.destination.name
        return tuple(other.name for other in self.edition.show.publish if other.settings.get("media") == name)

    def _cleared(self, plan: TargetPlan, outcomes: dict[str, TargetOutcome], watcher: Watcher) -> TargetOutcome:
        """What is deleted at the end, where all that named it is out; else it stays, for the publish that brings that out."""
        name = plan.destination.name
        came = {other: outcomes[other].outcome if other in outcomes else "" for other in self._named_by(plan)}
        held = [other for other, outcome in came.items() if outcome not in ("published", "unchanged")]
        if not held and name in outcomes and outcomes[name].outcome == "failed":
            held = [name]
        if held:
            what = "1 file stays" if len(plan.todo) == 1 else f"{len(plan.todo)} files stay"
            message = f'{what} at "{name}": the pages at "{held[0]}" may still name what has gone from the show'
            waits = Diagnostic("target-waits", message, None, "warning", f"publish {held[0]} too")
            outcome = TargetOutcome(plan, "unchanged", Applied((), (), plan.todo), (waits,))
        else:
            outcome = self._outcome(plan, outcomes, watcher)
        watcher.ends(outcome)
        return outcome

    def _outcome(self, plan: TargetPlan, before: dict[str, TargetOutcome], watcher: Watcher) -> TargetOutcome:
        if plan.refusal:
            return TargetOutcome(plan, "failed", diagnostics=(plan.refusal,))
        if waited := _waits_for(plan, before):
            return TargetOutcome(plan, "withheld", Applied((), (), plan.todo), (waited,))
        session, ledger = self._open[plan.destination.name]
        ledger.guids = self._guids(ledger)
        try:
            if plan.todo or ledger.entries:
                ledger.save()
            edition = self._edition_for(plan.destination)
            made = [change for change in plan.changes if change not in plan.waiting]
            done = apply(session, made, edition, ledger, self.world, lambda event: watcher.change(plan, event))
            ledger.save()
        except OSError as error:
            message = f"the ledger {LEDGERS}/{plan.destination.name}.json could not be written: {error.strerror or error}"
            fix = "make room or rights there, then publish again: what went out is found again"
            return TargetOutcome(plan, "failed", diagnostics=(Diagnostic("ledger-unwritable", message, fix=fix),))
        if done.failed or plan.refused:
            return TargetOutcome(plan, "failed", done, in_order((*(found for _, found in done.failed), *plan.refusals)))
        return TargetOutcome(plan, "published" if done.done else "unchanged", done, _told_waiting(plan))

    def _guids(self, ledger: Ledger) -> dict[str, str]:
        """What stands there for ever, and what goes out now. A slug whose guid goes on under another name gives it up."""
        now = self.edition.guids
        taken = set(now.values())
        kept = {slug: guid for slug, guid in ledger.guids.items() if slug in now or guid not in taken}
        return kept | dict(now)


def _taken(name: str, foreign: Sequence[Change]) -> Diagnostic:
    """What is told of what podbuild did not put there, as far as it knows."""
    labels = ", ".join(change.label for change in foreign[:3]) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
    message, fix = f'"{name}" would overwrite what podbuild did not put there: {labels}', "publish to a place of its own"
    if foreign[0].deed == "create":
        message, fix = f'"{name}": {labels}: {foreign[0].why}', "look at the plan, write another title"
    return Diagnostic("target-taken", message, fix=f"{fix}, or add --take-over")


def _told_waiting(plan: TargetPlan) -> tuple[Diagnostic, ...]:
    """What was left as it is for want of an option, told by its first."""
    found = [change for change in plan.waiting if change.deed == "replace"]
    if not found:
        return ()
    message = f'"{plan.destination.name}" was left with {found[0].label} as it was there: {found[0].why}'
    message += f", and {len(found) - 1} more" if len(found) > 1 else ""
    return (Diagnostic("target-needs", message, None, "warning", f"look at the plan, then publish with {found[0].needs}"),)


def _waits_for(plan: TargetPlan, before: dict[str, TargetOutcome]) -> Diagnostic | None:
    """Which failed target keeps this one from going on: the one with its audio; for one that tells of the feed, any with that."""
    media = plan.destination.settings.get("media")
    feeds = [name for name, outcome in before.items() if BY_NAME[outcome.plan.destination.target].takes == "files"]
    names = feeds if BY_NAME[plan.destination.target].is_after else [media] if media else []
    failed = [name for name in names if name in before and before[name].outcome in ("failed", "withheld")]
    if not failed:
        return None
    message = f'"{plan.destination.name}" was left as it is, since "{failed[0]}" failed'
    return Diagnostic("target-waits", message, None, "warning", "publish again when that is mended")
