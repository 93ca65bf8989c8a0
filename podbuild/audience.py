"""Who may listen to a show that is not public: listeners.yaml is read, changed and written here, for `podbuild listener`.

Nothing is published by it: what was changed holds from the next build and publish on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, did_you_mean, has_errors
from podbuild.model.show import Listener, Show
from podbuild.source.listeners_fields import folded, name_fault
from podbuild.source.listeners_text import Changed, audience, begun, says_nothing, with_listener, with_path, without_listener
from podbuild.source.load import load_show
from podbuild.source.veiling import LISTENERS_FILE
from podbuild.source.workspace import Workspace
from podbuild.steps.whole_files import write_whole
from podbuild.steps.world import World

_ONLY_OWNER = 0o600  # the rights of a new file that holds secrets
Refused = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """A show with all that listeners.yaml says, for a command that lists or changes it.

    `is_begun` is False where there is no such file, or one that says nothing: `text` is then "" or comments.
    """

    show: Show
    workspace: Workspace
    text: str = ""
    is_begun: bool = False

    @property
    def root(self) -> Path:
        return self.workspace.root


def read_audience(root: Path) -> tuple[Audience | None, Workspace, Refused]:
    """The audience of a show; None where show.yaml or listeners.yaml have mistakes, or the show is for everybody."""
    workspace = Workspace(root)
    show, mistakes = load_show(workspace)
    if show is None:
        return None, workspace, tuple(d for d in mistakes if d.is_error)
    if show.is_public:
        fix = "write into show.yaml: visibility: private, for a feed for each listener; or unlisted, for one that is not announced"
        return None, workspace, (Diagnostic("show-public", "the show is public: everybody can listen", fix=fix),)
    if not workspace.has(LISTENERS_FILE):
        return Audience(show, workspace), workspace, ()
    text, unread = workspace.read_text(LISTENERS_FILE)
    faults = unread if text is None else audience(text, workspace)[1]
    if text is not None and says_nothing(text):
        return Audience(show, workspace, text), workspace, ()
    if text is None or has_errors(faults):
        return None, workspace, tuple(d for d in faults if d.is_error)
    return Audience(show, workspace, text, is_begun=True), workspace, ()


def add(to: Audience, name: str, world: World) -> tuple[Audience | None, Refused]:
    """Draw a token for one more listener, and write it down."""
    name = " ".join(name.split())
    if to.show.visibility != "private":
        fix = "write visibility: private into show.yaml, and each listener has a feed of their own"
        return None, (Diagnostic("show-unlisted", "an unlisted show has one feed for all who know its address", fix=fix),)
    if fault := name_fault(name):
        return None, (Diagnostic("listener-name-bad", f"the name {fault}", fix="write another name, in quotes"),)
    if known := _named(to.show, name):
        fix = f'choose another name; for a new address, first: podbuild listener revoke "{known.name}"'
        return None, (Diagnostic("listener-duplicate", f'"{known.name}" is a listener already', known.span, fix=fix),)
    listener = Listener(name, world.secret(), world.now().date().isoformat())
    return _written(to, world, lambda text: with_listener(text, listener, to.workspace))


def revoke(to: Audience, name: str, world: World) -> tuple[Audience | None, Refused]:
    """Strike a listener out."""
    listener = _named(to.show, name)
    if listener is None:
        fix = did_you_mean(name, [one.name for one in to.show.listeners]) or "there are none: podbuild listener add NAME adds one"
        return None, (Diagnostic("listener-unknown", f'there is no listener "{name}"', fix=fix),)
    return _written(to, world, lambda text: without_listener(text, listener, to.workspace))


def rotate(to: Audience, world: World) -> tuple[Audience | None, Refused]:
    """Give the show another secret folder; its first one where it has none. Listeners keep their addresses."""
    if not to.is_begun:
        return _written(to, world, lambda text: (text, None))
    return _written(to, world, lambda text: with_path(text, world.secret(), to.workspace))


def _named(show: Show, name: str) -> Listener | None:
    wanted = folded(" ".join(name.split()))
    return next((listener for listener in show.listeners if folded(listener.name) == wanted), None)


def _written(to: Audience, world: World, change: Callable[[str], Changed]) -> tuple[Audience | None, Refused]:
    """Change the file, which is begun where there is none, and read the show anew."""
    text, refused = change(to.text if to.is_begun else begun(world.secret(), to.text))
    if text is None:
        return None, (refused,) if refused else ()
    file = to.root / LISTENERS_FILE
    has_file = file.exists()
    rights = file.stat().st_mode & 0o777 if has_file else _ONLY_OWNER
    line_end = "\r\n" if has_file and b"\r\n" in file.read_bytes() else "\n"
    write_whole(file, text.replace("\n", line_end).encode())
    file.chmod(rights)
    return read_audience(to.root)[0], ()
