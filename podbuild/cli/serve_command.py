"""`podbuild serve`."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

import click

from podbuild.cli import ending
from podbuild.cli.arguments import end, find_root, show_option

_PORT = 8000
_MORE_PORTS = 20
_NEW = "\0"  # --token without a word: make one
_LEAST_TOKEN = 8


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help=f"The port; else {_PORT}, or the next free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Whom to listen to; 0.0.0.0 for the whole network.")
@click.option(
    "--token", is_flag=False, flag_value=_NEW, default="", help="Let others in who know this word; none given: a new one."
)
@click.option("--open/--no-open", "is_opened", default=False, help="Open the browser.")
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Show drafts too.")
@click.option("--future/--no-future", default=True, show_default=True, help="Show what is still to come.")
@click.option("--editor", default="", help="What opens a file that is clicked on, as: code, or: gvim {file} +{line}.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=None, help="How many steps at a time; else one a core.")
@show_option
def command(
    port: int | None,
    host: str,
    token: str,
    is_opened: bool,
    drafts: bool,
    future: bool,
    editor: str,
    jobs: int | None,
    show_dir: Path | None,
) -> int:
    """Show the site while you write, and build what you save.

    Drafts and coming episodes are shown too, with a mark. public/ is left alone; what is shown lies in .podbuild/preview.

    \b
    podbuild serve                             http://127.0.0.1:8000/, and the studio at /-/
    podbuild serve --open --editor code        a click on a mistake opens its line
    podbuild serve --host 0.0.0.0 --token      your phone can subscribe: scan the code
    """
    root = find_root(show_dir)
    from podbuild.preview.guarding import gate_for, is_loopback

    _check_editor(editor)
    token = _token(token, needed=not is_loopback(host), host=host)
    listener = _listener(host, port)
    from podbuild.build import Request
    from podbuild.preview.announcing import Announcer, announce
    from podbuild.preview.broadcasting import Hub
    from podbuild.preview.rebuilding import Rebuilder
    from podbuild.preview.serving import Preview, serve
    from podbuild.preview.studio_facts import Studio
    from podbuild.preview.watching import Watch
    from podbuild.steps.state import PREVIEW, state_folder
    from podbuild.steps.world import World
    from podbuild.terminal import say

    world = World()
    folder = Path(state_folder(str(root), world.environment)) / PREVIEW
    request = Request(root, (), drafts, future, folder, jobs or os.cpu_count() or 2)
    hub = Hub()

    announcer = Announcer(world, ending.of_bug)
    rebuilder = Rebuilder(request, world, hub, announcer.tell, announcer.step, announcer.wait)
    gate = gate_for(host, token, world.host())
    app = Preview(root, folder, gate, hub, rebuilder, Studio(request, world, rebuilder), editor).app()
    here = f"http://{_named('127.0.0.1' if host in ('0.0.0.0', '::') else host)}:{listener.getsockname()[1]}{gate.prefix}/"
    others = [f"http://{_named(other)}:{listener.getsockname()[1]}{gate.prefix}/feed.xml" for other in _addresses(host)]
    watch = Watch.begin(root, rebuilder.ask)

    def ready() -> None:
        announce(here, f"{here}feed.xml", str(root), tuple(others))
        if watch.is_polling:
            say("This machine cannot say which files change: they are looked at twice a second.", err=True)
        rebuilder.start()
        if is_opened:
            threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()  # a text browser would not come back

    with suppress(KeyboardInterrupt):
        serve(app, [listener], ready, hub)
    watch.stop()
    rebuilder.stop()
    say("\nended", err=True)
    sys.stdout.flush()
    ending.leave(0)


def _check_editor(words: str) -> None:
    import shlex

    try:
        shlex.split(words)
    except ValueError as error:
        raise click.BadParameter(f"--editor {words} cannot be read: {str(error).lower()}") from None


def _token(word: str, needed: bool, host: str) -> str:
    """The token that is part of every address, where others can reach the preview."""
    if word == _NEW:
        import secrets

        return secrets.token_urlsafe(12)
    if word and not re.fullmatch(rf"[A-Za-z0-9._~-]{{{_LEAST_TOKEN},}}", word):
        raise click.BadParameter(f"--token takes at least {_LEAST_TOKEN} letters, digits, . _ ~ or -: it is part of every address")
    if needed and not word:
        message = f"--host {host} lets everybody on the network in: add --token, and only who knows the address can see the show"
        raise click.UsageError(message)
    return word


def _listener(host: str, port: int | None) -> socket.socket:
    """A socket that listens: on the port that was asked for, else on the first free one from 8000 on."""
    from podbuild.base.diagnostics import Diagnostic

    wanted = range(_PORT, _PORT + _MORE_PORTS) if port is None else (port,)
    refused: OSError | None = None
    for number in wanted:
        try:
            return _bound(host, number)
        except socket.gaierror:
            end([Diagnostic("host-unknown", f"{host} is no address of this machine", fix="write --host 127.0.0.1")], 4)
        except OSError as error:
            refused = error
    where = f"port {port}" if port is not None else f"every port from {_PORT} to {_PORT + _MORE_PORTS - 1}"
    reason = (refused.strerror or str(refused)).lower() if refused else ""
    message = f"{where} at {host} is not to be had: {reason}"
    end([Diagnostic("port-taken", message, fix="choose another one with --port, or end what uses it")], 4)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _addresses(host: str) -> tuple[str, ...]:
    """The addresses by which other machines reach this one; none where it listens to itself alone."""
    from podbuild.preview.guarding import is_loopback

    if is_loopback(host):
        return ()
    if host not in ("0.0.0.0", "::"):
        return (host,)
    found: dict[str, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which way a packet would go
        found[str(probe.getsockname()[0])] = None
    with suppress(OSError):
        found |= dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))
    return tuple(address for address in found if not is_loopback(address))
