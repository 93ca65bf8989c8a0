"""`podbuild publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import find_root, format_option, show_option
from podbuild.cli.ending import REFUSED_BY_REMOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from podbuild.base.diagnostics import Diagnostic
    from podbuild.cli.publish_report import PublishReport
    from podbuild.model.destination import Destination
    from podbuild.publishing.preparing import Prepared
    from podbuild.publishing.publish_run import Publishing
    from podbuild.request import Request
    from podbuild.steps.world import World


@click.command("publish")
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@click.option("--plan", "is_plan", is_flag=True, help="Say what would be done, and why; touch nothing.")
@click.option("--yes", "-y", "is_sure", is_flag=True, help="Do not ask.")
@click.option("--replace", is_flag=True, help="Allow what a target can change only by deleting and creating anew.")
@click.option("--create-show", is_flag=True, help="Allow a new show beside one of the same title.")
@click.option(
    "--take-over",
    is_flag=True,
    help="Allow overwriting files there that podbuild did not put there, and taking episodes that its ledger does not know.",
)
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
    from podbuild.cli.publish_report import PublishReport
    from podbuild.publishing.publish_run import Options, Publishing, chosen
    from podbuild.request import Request
    from podbuild.steps.world import World

    world, report = World(), PublishReport(form)
    flags = {"--replace": replace, "--create-show": create_show}
    options = Options(names, frozenset(flag for flag, is_on in flags.items() if is_on), take_over)
    prepared, status = _prepared(Request(root), world, is_plan, form, report)
    if prepared is None or prepared.edition is None:
        return status
    report.about(prepared.edition)
    destinations, wrong = chosen(prepared.edition, names)
    report.diagnostics((*prepared.diagnostics, *wrong), prepared.workspace.source_line)
    if has_errors(wrong):
        report.end("failed")
        return REFUSED_BY_REMOTE
    with Publishing(prepared.edition, root, world, options, is_plan, report.waits) as publishing:
        return _run(publishing, destinations, is_plan, is_sure, form, report)


def _prepared(request: Request, world: World, is_plan: bool, form: str, report: PublishReport) -> tuple[Prepared | None, int]:
    """The edition, built where that is to be done; None and the status to end with where there is none."""
    if is_plan:
        from podbuild.publishing.preparing import prepared_as_it_lies

        prepared = prepared_as_it_lies(request, world)
        if prepared.edition is None:
            report.diagnostics(prepared.diagnostics, prepared.workspace.source_line)
            report.end("mistakes")
        return prepared, _status_of_mistakes(prepared.diagnostics)
    from podbuild.build import build
    from podbuild.publishing.preparing import prepared_from
    from podbuild.report import report_for

    with report_for(form, world) as building:
        built = build(request, world, building.step, building.waits)
        if built.outcome != "done":
            building.finish(built)
    if built.outcome != "done":
        from podbuild.cli.build_command import STATUS

        return None, _status_of_mistakes(built.diagnostics) if built.outcome == "mistakes" else STATUS[built.outcome]
    report.diagnostics(built.diagnostics, built.source.workspace.source_line)
    return prepared_from(built), 0


def _status_of_mistakes(found: Sequence[Diagnostic]) -> int:
    """The show's files are wrong; or, where that is all, what is known of its targets."""
    from podbuild.cli.build_command import STATUS
    from podbuild.publish.ledger import LEDGERS

    wrong = [d for d in found if d.is_error and d.code != "not-built"]
    is_of_ledgers = bool(wrong) and all(d.span is not None and d.span.file.startswith(f"{LEDGERS}/") for d in wrong)
    return REFUSED_BY_REMOTE if is_of_ledgers else STATUS["mistakes"]


def _run(
    publishing: Publishing, destinations: Sequence[Destination], is_plan: bool, is_sure: bool, form: str, report: PublishReport
) -> int:
    plans = [publishing.plan(destination) for destination in destinations]
    for plan in plans:
        report.plan(plan, is_plan)
    if is_plan:
        refused = [diagnostic for plan in plans for diagnostic in plan.refusals]
        report.diagnostics(refused)
        report.end("failed" if refused else "planned")
        return REFUSED_BY_REMOTE if refused else 0
    if any(plan.todo and not plan.refusal for plan in plans) and not is_sure and not _agrees(form, report):
        report.declined()
        report.end("declined")
        return 0 if _can_ask(form) else 2
    outcomes = publishing.apply(plans, report)
    has_failed = any(outcome.outcome in ("failed", "withheld") for outcome in outcomes)
    report.end("failed" if has_failed else "done")
    return REFUSED_BY_REMOTE if has_failed else 0


def _can_ask(form: str) -> bool:
    return form == "text" and sys.stdin.isatty() and sys.stderr.isatty()


def _agrees(form: str, report: PublishReport) -> bool:
    if _can_ask(form):
        return click.confirm("publish?", err=True)
    report.cannot_ask()
    return False
