"""`podbuild publish`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, show_option
from podbuild.cli.ending import REFUSED_BY_REMOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podbuild.model.destination import Destination
    from podbuild.publish.applying import ChangeEvent
    from podbuild.publish.target import Deed
    from podbuild.publishing.preparing import Prepared
    from podbuild.publishing.publish_run import Publishing, TargetOutcome, TargetPlan
    from podbuild.request import Request
    from podbuild.steps.world import World

_MOST_NAMED = 12


@click.command("publish")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@click.option("--plan", "is_plan", is_flag=True, help="Say what would be done, and why; touch nothing.")
@click.option("--yes", "-y", "is_sure", is_flag=True, help="Do not ask.")
@click.option("--replace", is_flag=True, help="Allow what a target can change only by deleting and creating anew.")
@click.option("--create-show", is_flag=True, help="Allow a new show beside one of the same title.")
@click.option("--take-over", is_flag=True, help="Allow overwriting files there that podbuild did not put there.")
@format_option
@show_option
def command(
    names: tuple[str, ...],
    is_plan: bool,
    is_sure: bool,
    replace: bool,
    create_show: bool,
    take_over: bool,
    form: str,
    show_dir: Path | None,
) -> int:
    """Build the show, and bring it to its targets.

    Targets are named in show.yaml under "publish"; without a name, all are meant. What was published is written down in
    publish/TARGET.json, which belongs into git. What is as it was there is left; a publish that was cut short goes on where
    it stopped.

    \b
    podbuild publish --plan          what would be created, replaced and deleted
    podbuild publish                 the same, and do it
    podbuild publish web --yes       one target, without asking
    """
    root = find_root(show_dir, form)
    from podbuild.base.diagnostics import has_errors
    from podbuild.publishing.publish_run import Options, Publishing, chosen
    from podbuild.request import Request
    from podbuild.steps.world import World

    world = World()
    flags = {"--replace": replace, "--create-show": create_show}
    options = Options(names, frozenset(flag for flag, is_on in flags.items() if is_on), take_over)
    prepared, status = _prepared(Request(root), world, is_plan, form)
    if prepared is None or prepared.edition is None:
        return status
    edition = prepared.edition
    destinations, wrong = chosen(edition, names)
    _tell((*prepared.diagnostics, *wrong), form, prepared)
    if has_errors(wrong):
        _end(form, "failed")
        return REFUSED_BY_REMOTE
    with Publishing(edition, root, world, options, is_plan, lambda holder: _waits(holder, form)) as publishing:
        return _run(publishing, destinations, is_plan, is_sure, form)


def _prepared(request: Request, world: World, is_plan: bool, form: str) -> tuple[Prepared | None, int]:
    """The edition, built where that is to be done; None and the status to end with where there is none."""
    from podbuild.cli.build_command import STATUS

    if is_plan:
        from podbuild.publishing.preparing import prepared_as_it_lies

        prepared = prepared_as_it_lies(request, world)
        if prepared.edition is None:
            _tell(prepared.diagnostics, form, prepared)
            _end(form, "mistakes")
        return prepared, STATUS["mistakes"]
    from podbuild.build import build
    from podbuild.publishing.preparing import prepared_from
    from podbuild.report import print_diagnostics, report_for

    with report_for(form, world) as report:
        built = build(request, world, report.step, report.waits)
        if form == "json" or built.outcome != "done":
            report.finish(built)
    if built.outcome != "done":
        return None, STATUS[built.outcome]
    if form != "json":
        print_diagnostics(built.diagnostics, built.source.workspace.source_line)
    return prepared_from(built), 0


def _run(publishing: Publishing, destinations: Sequence[Destination], is_plan: bool, is_sure: bool, form: str) -> int:
    from podbuild.terminal import say

    plans = [publishing.plan(destination) for destination in destinations]
    for plan in plans:
        _tell_plan(plan, is_plan, form)
        if plan.todo or is_plan:
            _tell(plan.advice, form)
    if is_plan:
        refused = [plan.refusal for plan in plans if plan.refusal]
        _tell(refused, form)
        _end(form, "failed" if refused else "planned")
        return REFUSED_BY_REMOTE if refused else 0
    if any(plan.todo and not plan.refusal for plan in plans) and not is_sure and not _agrees(form):
        say("nothing was published", err=True)
        _end(form, "declined")
        return 2 if not _can_ask(form) else 0
    outcomes = publishing.apply(plans, _Watcher(form))
    has_failed = any(outcome.outcome in ("failed", "withheld") for outcome in outcomes)
    _end(form, "failed" if has_failed else "done")
    return REFUSED_BY_REMOTE if has_failed else 0


def _can_ask(form: str) -> bool:
    return form == "text" and sys.stdin.isatty() and sys.stderr.isatty()


def _agrees(form: str) -> bool:
    if _can_ask(form):
        return click.confirm("publish?", err=True)
    from podbuild.terminal import say

    say("error[not-asked]: nobody can be asked here\n  fix:  add --yes", err=True)
    return False


def _tell(diagnostics: object, form: str, prepared: Prepared | None = None) -> None:
    from podbuild.report import diagnostic_json, print_diagnostics, say_json

    found = list(diagnostics)  # type: ignore[call-overload]
    if form == "json":
        for diagnostic in found:
            say_json(event="diagnostic", **diagnostic_json(diagnostic))
    elif prepared is not None:
        print_diagnostics(found, prepared.workspace.source_line)
    else:
        print_diagnostics(found)


def _end(form: str, outcome: str) -> None:
    from podbuild.report import say_json

    if form == "json":
        say_json(event="end", outcome=outcome)


def _waits(holder: str, form: str) -> None:
    from podbuild.report import say_json
    from podbuild.terminal import say

    if form == "json":
        say_json(event="waiting", holder=holder)
    else:
        say(f"waiting: another publish of this show is running ({holder})", err=True)


def _tell_plan(plan: TargetPlan, is_whole: bool, form: str) -> None:
    """A plan as it is read: what is to be done, one line each, and how much is left as it is."""
    from podbuild.report import say_json
    from podbuild.terminal import harmless, say

    left = len(plan.changes) - len(plan.todo) - len(plan.waiting)
    if form == "json":
        changes = [
            {"deed": c.deed, "key": c.key, "label": c.label, "why": c.why, "size_bytes": c.size_bytes, "needs": c.needs}
            for c in (*plan.todo, *plan.waiting)
        ]
        say_json(
            event="plan", target=plan.destination.name, kind=plan.destination.target, place=plan.place, changes=changes, left=left
        )
        return
    if (plan.refusal and not plan.changes) or not (plan.todo or is_whole):
        return
    lines = [f"{plan.destination.name} ({plan.destination.target}) {plan.place}"]
    if plan.moved_from:
        lines.append(f"  a new place: what was published to {plan.moved_from} stays there")
    shown = plan.todo if is_whole else plan.todo[:_MOST_NAMED]
    lines += [f"  {c.deed:<8}{c.label}{_size(c.size_bytes)}{f'  ({c.why})' if c.why else ''}" for c in shown]
    if len(shown) < len(plan.todo):
        rest = Counter(c.deed for c in plan.todo[len(shown) :])
        lines.append("  … and " + ", ".join(f"{n} more to {deed}" for deed, n in rest.items()) + ": --plan names them")
    lines += [f"  wait    {c.label}  (needs {c.needs}: {c.why})" for c in plan.waiting if is_whole and c.deed == "replace"]
    lines.append(f"  {left} as they are" if plan.todo else f"  nothing to do: all {left} as they are")
    say(harmless("\n".join(lines)))


def _size(size_bytes: int) -> str:
    if not size_bytes:
        return ""
    return f"  {size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"  {size_bytes / 1e3:.1f} kB"


class _Watcher:
    """Tells what happens while a publish runs, and what came of each target."""

    def __init__(self, form: str) -> None:
        self._form = form

    def begins(self, plan: TargetPlan) -> None:
        pass

    def change(self, plan: TargetPlan, event: ChangeEvent) -> None:
        from podbuild.report import say_json
        from podbuild.terminal import harmless, say

        name, change = plan.destination.name, event.change
        if self._form == "json":
            more = {"seconds": event.seconds, "reason": event.reason} if event.reason else {}
            say_json(event="change", target=name, state=event.kind, deed=change.deed, key=change.key, **more)
        elif event.kind == "wait":
            say(harmless(f"{name}: {change.label}: {event.reason}; again in {event.seconds:.0f} s"), err=True)
        elif event.kind == "done":
            say(harmless(f"{name}: {change.deed}d {change.label}"), err=True)

    def ends(self, outcome: TargetOutcome) -> None:
        from podbuild.report import say_json
        from podbuild.terminal import harmless, say

        plan, done = outcome.plan, outcome.applied
        counts = Counter(change.deed for change in done.done)
        if self._form == "json":
            open_ = [change.key for change, _ in done.failed] + [change.key for change in done.unbegun]
            say_json(event="target", target=plan.destination.name, outcome=outcome.outcome, done=dict(counts), open=open_)
            _tell(outcome.diagnostics, self._form)
            return
        _tell(outcome.diagnostics, self._form)
        say(harmless(_ended(outcome, counts)), err=outcome.outcome in ("failed", "withheld"))


def _ended(outcome: TargetOutcome, counts: Counter[Deed]) -> str:
    """What is live now, and what is not."""
    plan, done = outcome.plan, outcome.applied
    name = plan.destination.name
    told = ", ".join(f"{n} {deed}d" for deed, n in sorted(counts.items()))
    if outcome.outcome == "unchanged":
        return f"{name}: nothing had changed"
    if outcome.outcome == "published":
        return f"{name}: published ({told}) {plan.place}"
    if not plan.changes:
        return f"{name}: not published: it is as it was"
    still = len(done.failed) + len(done.unbegun)
    is_feed_out = not any(c.stage >= 3 for c in (*(c for c, _ in done.failed), *done.unbegun) if c.deed != "delete")
    live = "listeners have the new state" if is_feed_out else "listeners still have the state of before"
    return f"{name}: not finished: {told or 'nothing done'}, {still} open; {live}; publish again, and it goes on from there"
