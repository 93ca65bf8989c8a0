"""What a publish says, to people and to programs. No word of it leads to a show that not everybody may find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podbuild.base.diagnostics import Diagnostic
    from podbuild.model.edition import Edition
    from podbuild.publish.applying import ChangeEvent
    from podbuild.publish.target import Change, Deed
    from podbuild.publishing.publish_run import TargetOutcome, TargetPlan
    from podbuild.report import SourceLine

_MOST_NAMED = 12
_SHOWN_CHARACTERS = 4
_TOKEN = re.compile(r"(?<![a-z0-9])[a-z0-9]{26,64}(?![a-z0-9])")  # as source/listeners_fields.py takes them
_FOLDER = re.compile(r"(?<![\w/.-])[a-z0-9]{26,64}(?=/)")  # one that a show lay in before it was public, and may lie in again
_FEED_STAGE = 3
_LIVE = {
    "": "",
    "new": "listeners have the new state; ",
    "before": "listeners still have the state of before; ",
    "nothing": "listeners have nothing of it yet; ",
}


class PublishReport:
    """One for a run; `form` is "text" or "json"."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._is_hidden = False

    def about(self, edition: Edition) -> None:
        """From here on it is known whether folders have names that must not be said: those of today, and those of before."""
        self._is_hidden = not edition.show.is_public

    def _veiled(self, text: str) -> str:
        secret = _TOKEN if self._is_hidden else _FOLDER
        return secret.sub(lambda found: found[0][:_SHOWN_CHARACTERS] + "…", text)

    def _say(self, text: str, *, err: bool = False) -> None:
        from podbuild.terminal import harmless, say

        say(harmless(self._veiled(text)), err=err)

    def _event(self, **facts: object) -> None:
        import json

        from podbuild.terminal import say

        say(self._veiled(json.dumps(facts)))

    def diagnostics(self, found: Iterable[Diagnostic], source_line: SourceLine = lambda file, line: None) -> None:
        from podbuild.report import diagnostic_json, print_diagnostics

        shown = [replace(d, message=self._veiled(d.message), fix=self._veiled(d.fix), why=self._veiled(d.why)) for d in found]
        if self._form == "json":
            for diagnostic in shown:
                self._event(event="diagnostic", **diagnostic_json(diagnostic))
        else:
            print_diagnostics(shown, source_line)

    def waits(self, holder: str) -> None:
        if self._form == "json":
            self._event(event="waiting", holder=holder)
        else:
            self._say(f"waiting: another publish of this show is running ({holder})", err=True)

    def declined(self) -> None:
        self._say("nothing was published", err=True)

    def cannot_ask(self) -> None:
        from podbuild.base.diagnostics import Diagnostic

        self.diagnostics([Diagnostic("not-asked", "nobody can be asked here", fix="add --yes")])

    def end(self, outcome: str) -> None:
        if self._form == "json":
            self._event(event="end", outcome=outcome)

    def plan(self, plan: TargetPlan, is_whole: bool) -> None:
        """A plan as it is read: what is to be done, one line each, and how much is left as it is."""
        left = [change for change in plan.changes if change.deed == "leave"]
        if self._form == "json":
            changes = [_plain(change) for change in (*plan.todo, *plan.waiting)]
            target = plan.destination
            more = {"moved_from": plan.moved_from} if plan.moved_from else {}
            leaves = [_plain(change) for change in left if change.why]
            told = {"place": plan.place, "changes": changes, "left": len(left), "leaves": leaves, **more}
            self._event(event="plan", target=target.name, kind=target.target, **told)
        elif (plan.changes or not plan.refusal) and (plan.todo or is_whole):
            self._say("\n".join(_planned(plan, left, is_whole)))
        if plan.todo or is_whole:
            self.diagnostics(plan.advice)

    def begins(self, plan: TargetPlan) -> None:
        """Nothing is said of a target before one of its changes begins."""

    def change(self, plan: TargetPlan, event: ChangeEvent) -> None:
        from podbuild.publish.targets import BY_NAME

        name, change = plan.destination.name, event.change
        if self._form == "json":
            more = {"seconds": event.seconds, "reason": event.reason} if event.reason else {}
            self._event(event="change", target=name, state=event.kind, deed=change.deed, key=change.key, **more)
        elif event.kind == "wait":
            self._say(f"{name}: {change.label}: {event.reason}; again in {event.seconds:.0f} s", err=True)
        elif event.kind == "begin" and BY_NAME[plan.destination.target].takes == "episodes":  # each takes minutes
            self._say(f"{name}: {change.deed} {change.label} …", err=True)
        elif event.kind == "done":
            self._say(f"{name}: {event.reason or f'{change.deed}d {change.label}'}", err=True)

    def ends(self, outcome: TargetOutcome) -> None:
        done = outcome.applied
        counts = Counter(change.deed for change in done.done)
        if self._form == "json":
            still = [change.key for change in _still(outcome)]
            name = outcome.plan.destination.name
            facts = {"outcome": outcome.outcome, "done": dict(counts), "open": still}
            self._event(event="target", target=name, **facts, live=_live(outcome.plan, _still(outcome)))
        self.diagnostics(outcome.diagnostics)
        if self._form != "json":
            self._say(_ended(outcome, counts), err=outcome.outcome in ("failed", "withheld"))


def _plain(change: Change) -> dict[str, object]:
    names = ("deed", "key", "label", "why", "size_bytes", "needs")
    return {name: getattr(change, name) for name in names}


def _planned(plan: TargetPlan, left: list[Change], is_whole: bool) -> list[str]:
    lines = [f"{plan.destination.name} ({plan.destination.target}) {plan.place}"]
    if plan.moved_from:
        lines.append(f"  a new place: what was published to {plan.moved_from} stays there")
    shown = plan.todo if is_whole else plan.todo[:_MOST_NAMED]
    lines += [f"  {c.deed:<8}{c.label}{_size(c.size_bytes)}{f'  ({c.why})' if c.why else ''}" for c in shown]
    if len(shown) < len(plan.todo):
        rest = Counter(change.deed for change in plan.todo[len(shown) :])
        lines.append("  … and " + ", ".join(f"{n} more to {deed}" for deed, n in rest.items()) + ": --plan names them")
    if is_whole:
        lines += [f"  wait    {c.label}  (needs {c.needs}: {c.why})" for c in plan.waiting if c.deed == "replace"]
        lines += [f"  leave   {c.label}  ({c.why})" for c in left if c.why]
    is_idle = not plan.todo and not plan.waiting
    return [*lines, f"  nothing to do: all {len(left)} as they are" if is_idle else f"  {len(left)} as they are"]


def _size(size_bytes: int) -> str:
    if not size_bytes:
        return ""
    return f"  {size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"  {size_bytes / 1e3:.1f} kB"


def _still(outcome: TargetOutcome) -> list[Change]:
    """What is not there as it is wanted."""
    return [*(change for change, _ in outcome.applied.failed), *outcome.applied.unbegun, *outcome.plan.refused]


def _ended(outcome: TargetOutcome, counts: Counter[Deed]) -> str:
    """What is live now, and what is not."""
    plan, still = outcome.plan, _still(outcome)
    name = plan.destination.name
    told = ", ".join(f"{n} {deed}d" for deed, n in sorted(counts.items()))
    if outcome.outcome == "unchanged":
        return f"{name}: nothing had changed" + (", beside what waits" if plan.waiting else "")
    if outcome.outcome == "published":
        return f"{name}: published ({told}) {plan.place}"
    if not (counts or still) or (plan.refusal and not counts):
        return f"{name}: not published: it is as it was"
    told = f"{told or 'nothing done'}, {len(still)} open"
    return f"{name}: not finished: {told}; {_LIVE[_live(plan, still)]}publish again, and it goes on from there"


def _live(plan: TargetPlan, still: list[Change]) -> str:
    """What listeners have now, where that hangs on a feed: the "new" state, that of "before", "nothing"; else ""."""
    feeds = [change for change in plan.todo if change.stage == _FEED_STAGE and change.deed != "delete"]
    if plan.refusal or not feeds or feeds[0].size_bytes == 0:
        return ""
    if not any(change in still for change in feeds):
        return "new"
    is_first = all(change.deed == "create" for change in feeds)
    return "nothing" if is_first else "before"
