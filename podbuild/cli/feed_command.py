"""`podbuild feed`: what is wrong with a feed, anybody's."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import format_option
from podbuild.steps.world import World

if TYPE_CHECKING:
    from podbuild.base.diagnostics import Diagnostic
    from podbuild.feed.validate import Judged

REFUSED, UNREACHABLE = 3, 5
_REMOTE = ("http://", "https://", "feed://")


@click.group("feed")
def command() -> None:
    """Look at feeds: yours, or anybody's.

    \b
    podbuild feed validate public/feed.xml
    podbuild feed validate https://example.org/feed.xml --fetch
    """


@command.command("validate")
@click.argument("feed", metavar="FILE|URL")
@click.option("--fetch", "is_fetching", is_flag=True, help="Ask for the cover and the enclosures, too: size, type, byte ranges.")
@click.option(
    "--most", type=click.IntRange(1, 1000), default=20, show_default=True, metavar="N", help="With --fetch: how many enclosures."
)
@click.option("--strict", "is_strict", is_flag=True, help="Exit status 3 for warnings, too.")
@format_option
def validate(feed: str, is_fetching: bool, most: int, is_strict: bool, form: str) -> int:
    """Say what is wrong with a podcast feed, and who says so.

    FILE may be - for standard input. Errors are what directories refuse or apps misread (exit status 3), warnings what they
    only ask for. Exit status 5 if the feed did not come.
    """
    from podbuild.feed.fetched_files import file_findings
    from podbuild.feed.fetching import Unreachable, fetched_feed, opened
    from podbuild.feed.validate import judged, placed
    from podbuild.source.categories import WRITTEN

    world = World()
    with opened(world) as web:
        if feed.casefold().startswith(_REMOTE):
            url = "https://" + feed[7:] if feed.casefold().startswith("feed://") else feed
            try:
                answer, served = fetched_feed(web, url)
            except Unreachable as gone:
                return _say_unreachable(feed, gone.reason, gone.fix, form)
            data, file, url = answer.data, answer.url.rpartition("/")[2].partition("?")[0] or "feed", answer.url
        else:
            data, file, url, served = _read(feed), "-" if feed == "-" else feed, "", ()
        result = judged(data, file=file, known_categories=WRITTEN, url=url, now=world.now())
        found = [*served, *result.diagnostics]
        if is_fetching and result.channel is not None:
            lines = data.split(b"\n")
            found += [placed(finding, file, lines) for finding in file_findings(result.channel, web, most)]
    return _say(result, found, data, url, is_strict, form)


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
        raise click.BadParameter(f'"{name}" cannot be read: {why}', param_hint="FILE|URL") from error


def _say_unreachable(feed: str, reason: str, fix: str, form: str) -> int:
    from podbuild.base.diagnostics import Diagnostic
    from podbuild.report import diagnostic_json, print_diagnostics, say_json

    gone = Diagnostic("feed-unreachable", f"{feed} does not come: {reason}", fix=fix)
    if form == "json":
        say_json(event="diagnostic", **diagnostic_json(gone))
        say_json(event="end", outcome="unreachable")
    else:
        print_diagnostics([gone])
    return UNREACHABLE


def _say(result: Judged, found: Sequence[Diagnostic], data: bytes, url: str, is_strict: bool, form: str) -> int:
    from podbuild.feed.validate import condensed, identity
    from podbuild.report import diagnostic_json, print_diagnostics, say_json
    from podbuild.terminal import harmless, say

    counts = Counter(d.severity for d in found)
    is_refused = bool(counts["error"] or (is_strict and counts["warning"]))
    guid, computed = identity(result, url)
    if form == "json":
        for diagnostic in found:
            say_json(event="diagnostic", **diagnostic_json(diagnostic))
        outcome = "refused" if is_refused else "done"
        facts = {"items": result.item_count, "errors": counts["error"], "warnings": counts["warning"]}
        say_json(event="end", outcome=outcome, **facts, guid=guid, computed_guid=computed)
        return REFUSED if is_refused else 0
    lines = data.decode("utf-8", "replace").split("\n")
    print_diagnostics(condensed(found), lambda _file, n: lines[n - 1] if 0 < n <= len(lines) else None, is_counted=False)
    if guid and computed and guid != computed:
        say(harmless(f"podcast:guid {guid} was made for another address than this one: right if the feed has moved"))
    say(
        ", ".join(
            _count(n, what) for n, what in ((result.item_count, "item"), (counts["error"], "error"), (counts["warning"], "warning"))
        )
    )
    return REFUSED if is_refused else 0


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
