"""`podbuild init`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import end
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.repository.workflows import WrittenWorkflows

_OF_EVERY_DAY = "daily-briefing"


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--template", "name", metavar="NAME", default=None, help="What kind of show; `list` lists them. Else the example.")
@click.option(
    "--ci", type=click.Choice(["github"]), default=None, help="Also workflows that build, check and publish; or only those."
)
@click.option("--daily", is_flag=True, help="With --ci: a workflow too that publishes every day what is due.")
@click.pass_context
def command(context: click.Context, directory: Path | None, name: str | None, ci: str | None, daily: bool) -> int:
    """Write a show that builds at once.

    In the folder of a show, `--ci github` adds the workflows alone. No file is ever written over.

    \b
    podbuild init my-show                            the example show
    podbuild init my-show --template meeting-recap   another kind
    podbuild init --template list                    all kinds
    podbuild init my-show --ci github                with workflows for GitHub Actions
    podbuild init --ci github                        those for the show here
    """
    from podbuild.starters import new_show, starter_names, starters
    from podbuild.terminal import harmless, padded, say

    if name == "list":
        width = max(map(len, starter_names()))
        for starter, description in starters():
            say(f"{padded(starter, width)}  {description}")
        return 0
    if daily and not ci:
        raise click.UsageError("--daily is for --ci: write --ci github --daily", context)
    there = Path() if directory is None else directory
    is_show = (there / "show.yaml").is_file()
    if ci and name is None and (is_show or directory is None):
        if not is_show:
            raise click.UsageError("there is no show.yaml here: go into the show's folder, or name one", context)
        _say_workflows(there, daily)
        return 0
    if directory is None:
        raise click.UsageError("name the folder that the show is to be written into", context)
    files, mistakes = new_show(directory, name)
    if mistakes:
        end(list(mistakes), 1)
    say(f"wrote a show of {len(files)} files into {harmless(str(directory))}")
    if ci:
        _say_workflows(directory, daily or name == _OF_EVERY_DAY)
    go = "" if directory.resolve() == Path().resolve() else f"cd {quote(str(directory))} && "
    say(f"  next: {harmless(go)}podbuild build")
    return 0


def _say_workflows(show: Path, is_daily: bool) -> None:
    from podbuild.repository.workflows import write_workflows
    from podbuild.terminal import harmless, say

    found: WrittenWorkflows = write_workflows(show, World(), is_daily)
    for path in found.written:
        say(harmless(f"wrote {path}"))
    for path in found.left:
        say(harmless(f"left {path} as it is: remove it to have it written anew"))
    for path in found.others:
        say(harmless(f"left {path} as it is: it builds another show"))
    if found.others:
        say(f"  next: in its jobs, call the action once more, with show: {harmless(found.place)} and an artifact of another name")
        return
    if found.is_hidden:
        say("the show is not public: nothing of it goes to Pages, or is kept with a run")
    if not found.written and not found.left:
        say("the workflows are there already, as they would be written")
    elif found.written and found.is_hidden:
        say("  next: name targets of show.yaml under publish in podcast.yml, and commit, in a private repository")
    elif found.written:
        say("  next: commit them, and choose GitHub Actions as the source in the repository's settings, under Pages")
