"""`podbuild listener`: who may hear a show that is not public."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podbuild.cli.arguments import end, find_root, format_option, show_option

if TYPE_CHECKING:
    from podbuild.audience import Audience, Refused
    from podbuild.model.show import Listener, Show


@click.group("listener")
def command() -> None:
    """Say who may hear a show that is `visibility: private`, or where one lies that is `unlisted`.

    It stands in listeners.yaml, which belongs in the show's repository. All of it holds from the next build on.

    \b
    podbuild listener add "Ana Müller"      a feed of their own; prints its address
    podbuild listener list                  who may listen, and the address of each
    podbuild listener revoke "Ana Müller"   the next build deletes their feed
    podbuild listener rotate                a new secret path for sound and pages, which who was revoked still knows
    """


@command.command("add")
@click.argument("name")
@format_option
@show_option
def add(name: str, form: str, show_dir: Path | None) -> int:
    """Give a listener a feed of their own, and print its address."""
    from podbuild import audience
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say, show_code

    _, now = _changed(show_dir, form, lambda to: audience.add(to, name, World()))
    listener = now.show.listeners[-1]
    if form == "json":
        _say_rows(now.show, (listener,))
        return 0
    address = _feed(now.show, listener)
    say(f"{harmless(listener.name)} has a feed of their own:\n\n  {click.style(address, bold=True)}\n")
    show_code(address)
    say("  It is there when the show is built and published. Send it to nobody else.")
    say("  next: commit listeners.yaml, which holds the secret; podbuild build")
    return 0


@command.command("list")
@format_option
@show_option
def listed(form: str, show_dir: Path | None) -> int:
    """Who may listen since when, and the address of each one's feed."""
    from podbuild.terminal import harmless, padded, say

    now = _opened(show_dir, form)
    if form == "json":
        _say_rows(now.show, now.show.listeners)
        return 0
    width = max((len(harmless(listener.name)) for listener in now.show.listeners), default=0)
    for listener in now.show.listeners:
        say(f"{padded(harmless(listener.name), width)}  {listener.added or '-':<10}  {_feed(now.show, listener)}")
    _say_place(now.show)
    return 0


@command.command("revoke")
@click.argument("name")
@format_option
@show_option
def revoke(name: str, form: str, show_dir: Path | None) -> int:
    """Take a listener's feed from them: the next build deletes it."""
    from podbuild import audience
    from podbuild.steps.world import World
    from podbuild.terminal import harmless, say

    before, now = _changed(show_dir, form, lambda to: audience.revoke(to, name, World()))
    if form == "json":
        _say_rows(now.show, now.show.listeners)
        return 0
    (gone,) = set(before.show.listeners) - set(now.show.listeners)
    say(f"{harmless(gone.name)} is no listener any more, once the show is built and published without their feed")
    say("  They still know the addresses of episodes that they had. To end that too: podbuild listener rotate")
    say("  next: commit listeners.yaml; podbuild build")
    return 0


@command.command("rotate")
@format_option
@show_option
def rotate(form: str, show_dir: Path | None) -> int:
    """Move sound and pages to a new secret path; the first one where there is none yet.

    Of a private show, the listeners' own feeds stay where they are: their apps find the new path there by themselves. An
    unlisted show gets a new address, which you send to those who shall know it.
    """
    from podbuild import audience
    from podbuild.steps.world import World
    from podbuild.terminal import say

    _, now = _changed(show_dir, form, lambda to: audience.rotate(to, World()))
    if form == "json":
        _say_rows(now.show, now.show.listeners)
        return 0
    _say_place(now.show)
    say("  next: commit listeners.yaml; podbuild build, and publish all of it: every file has a new place")
    return 0


def _opened(show_dir: Path | None, form: str) -> Audience:
    """The show's audience; ends the command with status 1 where it has none, or cannot be read."""
    from podbuild.audience import read_audience

    found, workspace, refused = read_audience(find_root(show_dir, form))
    if found is None:
        end(list(refused), 1, form, workspace.source_line)
    return found


def _changed(
    show_dir: Path | None, form: str, change: Callable[[Audience], tuple[Audience | None, Refused]]
) -> tuple[Audience, Audience]:
    """The audience before and after a change; ends the command with status 1 where it was refused."""
    before = _opened(show_dir, form)
    after, refused = change(before)
    if after is None:
        end(list(refused), 1, form, before.workspace.source_line)
    return before, after


def _feed(show: Show, listener: Listener) -> str:
    from podbuild.model.places import address, own_feed

    return address(show, own_feed(listener))


def _say_place(show: Show) -> None:
    """Where sound and pages are, and for an unlisted show the feed."""
    from podbuild.model.places import FEED
    from podbuild.terminal import say

    if show.secret:
        say(f"the site: {show.url}")
    if show.secret and show.visibility == "unlisted":
        say(f"the feed: {show.url}{FEED}")


def _say_rows(show: Show, listeners: tuple[Listener, ...]) -> None:
    """A listener a line, then where the show lies."""
    from podbuild.model.places import FEED
    from podbuild.report import say_json

    for listener in listeners:
        say_json(event="listener", name=listener.name, added=listener.added, feed=_feed(show, listener))
    site = show.url if show.secret else ""
    feed = show.url + FEED if show.secret and show.visibility == "unlisted" else ""
    say_json(event="show", visibility=show.visibility, site=site, feed=feed)
