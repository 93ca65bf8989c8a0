"""`podbuild templates`: what a show may make its own."""

from __future__ import annotations

import os
from pathlib import Path

import click

from podbuild.cli.arguments import end, find_root, format_option, show_option


@click.group("templates")
def command() -> None:
    """Make site, artwork or skeletons your own.

    \b
    podbuild templates list                 what there is, what it makes, and what is yours
    podbuild templates eject index          copy one into the show, to change it there
    podbuild templates eject site/words     copy a folder of them
    """


@command.command("list")
@format_option
@show_option
def list_(form: str, show_dir: Path | None) -> int:
    """List the templates: what each makes, whether the show has its own, and whether podbuild's has changed since."""
    from podbuild.ejecting import templates
    from podbuild.report import say_json
    from podbuild.source.workspace import find_show
    from podbuild.terminal import harmless, padded, say

    # Outside a show the list is still of use: it is then of what ships alone.
    root = find_root(show_dir, form) if show_dir is not None else find_show(Path())
    found = templates(root)
    if form == "json":
        for one in found:
            say_json(template=one.path, makes=one.makes, state=one.state)
        return 0
    name_width, makes_width = max(len(one.path) for one in found), max(len(one.makes) for one in found)
    for one in found:
        state = "" if one.state == "built-in" else one.state
        say(f"{padded(harmless(one.path), name_width)}  {padded(harmless(one.makes), makes_width)}  {state}".rstrip())
    if any(one.state in ("behind", "yours, behind") for one in found):
        say("  behind: the built-in one has changed since. Commit yours, eject it with --force, and compare: git diff", err=True)
    return 0


@command.command("eject")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--force", "is_forced", is_flag=True, help="Write over templates of the show that were changed.")
@format_option
@show_option
def eject(names: tuple[str, ...], is_forced: bool, form: str, show_dir: Path | None) -> int:
    """Copy built-in templates into the show's templates/, where they come before the built-in ones.

    NAME is a path (site/index.html.j2), a name alone (index), or a folder (site, site/words).
    """
    from podbuild.ejecting import eject as copied
    from podbuild.ejecting import meant
    from podbuild.report import say_json
    from podbuild.terminal import harmless, say

    root = find_root(show_dir, form)
    chosen, mistakes = meant(names)
    files, taken = ((), mistakes) if mistakes else copied(root, chosen, is_forced)
    if taken:
        end(list(taken), 1, form)
    if form == "json":
        say_json(written=[file.relative_to(root).as_posix() for file in files])
        return 0
    for file in files:
        say(f"wrote {harmless(os.path.relpath(file))}")
    what = "it" if len(files) == 1 else "them"
    say(f"  next: change {what}, then podbuild build; delete {what} to have the built-in look back")
    return 0
