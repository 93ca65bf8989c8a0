"""`podbuild doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from podbuild.cli.arguments import find_root, format_option, show_option

MARKS = {"ok": ("ok", "green"), "warning": ("warning", "yellow"), "failed": ("failed", "red")}


@click.command("doctor")
@format_option
@show_option
def command(form: str, show_dir: Path | None) -> int:
    """Try each part that a build needs, and say what to mend.

    Exit status 4 if one failed, else 0.
    """
    from podbuild.examination import examine
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    root = find_root(show_dir, form) if show_dir is not None else None
    failed = 0
    for finding in examine(root, World()):
        failed += finding.status == "failed"
        if form == "json":
            row = {"name": finding.name, "status": finding.status, "detail": finding.detail, "action": finding.action}
            say(json.dumps(row))
            continue
        word, colour = MARKS[finding.status]
        say(f"{click.style(f'{word:<8}', fg=colour)} {finding.name:<10} {harmless(finding.detail)}")
        if finding.action:
            say(f"{'':<20}next: {finding.action}")
    return 4 if failed else 0
