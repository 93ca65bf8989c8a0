"""`podbuild import`."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

import click

from podbuild.cli.arguments import end

NETWORK_REFUSED = 5


@click.command("import")
@click.argument("feed", metavar="FEED")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--audio",
    type=click.Choice(["link", "download"]),
    default="link",
    show_default=True,
    help="link: it stays where it is, and the new feed leads there. download: it is fetched into the show.",
)
@click.option("--url", default="", metavar="URL", help="Where public/ will be served from; else the site that the feed names.")
@click.option(
    "--go-without",
    is_flag=True,
    help="Go on without what cannot be fetched now: pictures, transcripts and chapters are left out, audio stays where it is.",
)
def command(feed: str, directory: Path, audio: str, url: str, go_without: bool) -> int:
    """Make a show directory of any podcast's feed.

    Every episode keeps its guid to the letter, its date, its numbers and its audio as it is, so that apps know it again.
    What could not be kept is listed in the end, and in sources/import-report.md. An import that was cut short is gone on
    with by the same command.

    \b
    podbuild import https://example.org/feed.xml my-show
    podbuild import feed.xml my-show --audio download
    """
    from podbuild.base.diagnostics import Diagnostic, has_errors
    from podbuild.importing.bringing import bring
    from podbuild.importing.downloading import Fetcher
    from podbuild.importing.episode_text import web_address
    from podbuild.importing.import_report import REPORT_FILE, lines
    from podbuild.report import print_diagnostics
    from podbuild.source.load import load
    from podbuild.source.workspace import Workspace
    from podbuild.speech.engines import ENGINES
    from podbuild.starters import write_schemas
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    if url and not web_address(url):
        end([Diagnostic("url-bad", f'"{url}" is no web address', fix="write --url https://example.org/my-show/")], 2)
    fetcher = Fetcher(World())
    try:
        brought = bring(feed, directory, "download" if audio == "download" else "link", url, fetcher, _show_progress, go_without)
    finally:
        fetcher.close()
        _clear_progress()
    if brought.mistakes:
        end(list(brought.mistakes), NETWORK_REFUSED if brought.is_network else 1)
    write_schemas(directory)
    workspace = Workspace(directory)
    show, _, mistakes = load(workspace, engines={engine.name: engine.problem for engine in ENGINES})
    said = lines(brought.losses)
    episodes = f"{brought.episodes} episode{'' if brought.episodes == 1 else 's'}"
    say(f"wrote a show of {episodes} into {harmless(str(directory))}")
    if said:
        say(f"not as it was, or not kept ({REPORT_FILE} has all of it):")
        for line in said[:20]:
            say(f"  - {harmless(line)}")
        if len(said) > 20:
            say(f"  and {len(said) - 20} more")
    if has_errors(mistakes):
        print_diagnostics([mistake for mistake in mistakes if mistake.is_error], workspace.source_line)
        return 1
    if show and not url:
        say(f"  url in show.yaml is {harmless(show.url)}: write there where public/ will be served from")
    say(f"  next: cd {quote(str(directory))} && podbuild build")
    return 0


def _show_progress(what: str, done: int, total: int) -> None:
    """One line of a terminal that is written over; a log needs none."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{what}: {done} of {total}" if total else f"\r\x1b[K{what}: {done}", nl=False, err=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
