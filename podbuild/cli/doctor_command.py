"""`podbuild doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from podbuild.cli.arguments import format_option, show_option

MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "failed": ("failed", "red")}


@click.command("doctor")
@format_option
@show_option
def command(form: str, show_dir: Path | None) -> int:
    """Try every part that a build needs, and say what to do where one does not work. Exit status 4 if one failed."""
    from podbuild.examination import examine
    from podbuild.steps.world import World

    findings = examine(show_dir, World())
    for finding in findings:
        if form == "json":
            row = {"name": finding.name, "status": finding.status, "detail": finding.detail, "action": finding.action}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        word, colour = MARKS[finding.status]
        click.echo(f"{click.style(f'{word:<8}', fg=colour)} {finding.name:<10} {finding.detail}")
        if finding.action:
            click.echo(f"{'':<20}next: {finding.action}")
    return 4 if any(f.status == "failed" for f in findings) else 0
