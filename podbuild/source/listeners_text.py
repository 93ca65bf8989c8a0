"""Changing listeners.yaml as a careful hand would: a line in, a line out, all comments as they were.

What is written is read again and held against what was meant. Where it is not that (the author has a style of their own, that
this does not know), nothing is written and the author is told the line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from podbuild.base.diagnostics import Diagnostic, Span, has_errors
from podbuild.model.show import Listener
from podbuild.source.desk import Desk
from podbuild.source.listeners_fields import read_listeners
from podbuild.source.passage import whole
from podbuild.source.veiling import LISTENERS_FILE
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence, parse_yaml

_HEAD = """\
# Who reads this file can hear the show: keep it where only you and those who build the show can read it.
"""
_PLAIN_NAME = re.compile(r"[^\W\d_][\w-]*( [\w-]+)*")
_NO_NAMES = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
_EMPTY_LIST = re.compile(r"^listeners:[ \t]*\[\s*\]", re.MULTILINE)
_LIST_KEY = re.compile(r"^listeners:", re.MULTILINE)
_BEFORE_ITEM = re.compile(r"([ \t]*)-[ \t]+(\{[ \t]*)?")
Audience = tuple[str, tuple[Listener, ...]]  # the secret path, and who may listen
Changed = tuple[str | None, Diagnostic | None]  # the new text; or None, and why it must be changed by hand


def audience(text: str, workspace: Workspace) -> tuple[Audience, tuple[Diagnostic, ...]]:
    """What a text says, and what is wrong in it."""
    desk = Desk(workspace)
    return read_listeners(text, "private", desk), tuple(desk.mistakes)


def says_nothing(text: str) -> bool:
    """Whether a file is empty, or holds comments alone.

    >>> says_nothing("# who listens\\n"), says_nothing("path: k3v9")
    (True, False)
    """
    node, mistakes = parse_yaml(whole(LISTENERS_FILE, text))
    return node is None and not mistakes


def begun(path: str, comments: str = "") -> str:
    """The text of a new file, or of one that held comments alone."""
    head = f"{comments.rstrip()}\n" if comments.strip() else _HEAD
    return f"{head}path: {path}\nlisteners: []\n"


def with_path(text: str, path: str, workspace: Workspace) -> Changed:
    """The text with another secret path."""
    written = _get(text, "path")
    changed = text
    if isinstance(written, Scalar):
        changed = text[: written.begin] + path + text[written.end :]
    _, listeners = audience(text, workspace)[0]
    return _held(text, changed, (path, listeners), workspace, f"write path: {path}")


def with_listener(text: str, listener: Listener, workspace: Workspace) -> Changed:
    """The text with one more listener, the last one."""
    line = f"- {entry(listener)}"
    path, listeners = audience(text, workspace)[0]
    nodes = _items(text)
    changed = text
    if not nodes and (empty := _EMPTY_LIST.search(text)):
        changed = f"{text[: empty.start()]}listeners:\n  {line}{text[empty.end() :]}"
    elif not nodes:
        changed = f"{text.rstrip()}\nlisteners:\n  {line}\n"
    elif (before := _before(text, nodes[-1])) is not None:
        end = _line_end(text, _extent(nodes[-1])[1])
        changed = f"{text[:end]}\n{before[1]}{line}{text[end:]}"
    return _held(text, changed, (path, (*listeners, listener)), workspace, f"write into listeners: {line}")


def without_listener(text: str, listener: Listener, workspace: Workspace) -> Changed:
    """The text without a listener that it names."""
    path, listeners = audience(text, workspace)[0]
    nodes = _items(text)
    changed = text
    at = listeners.index(listener)
    if at < len(nodes) and _before(text, nodes[at]) is not None:
        begin, end = _extent(nodes[at])
        changed = text[: text.rfind("\n", 0, begin) + 1] + text[_line_end(text, end) + 1 :]
        if len(nodes) == 1:
            changed = _LIST_KEY.sub("listeners: []", changed, count=1)
    rest = (*listeners[:at], *listeners[at + 1 :])
    return _held(text, changed, (path, rest), workspace, f'delete the entry of "{listener.name}"')


def entry(listener: Listener) -> str:
    """A listener as one line of YAML.

    >>> entry(Listener("Ana Müller", "k3v9", "2026-11-21")), entry(Listener("no", "k3v9"))
    ('{name: Ana Müller, token: k3v9, added: 2026-11-21}', '{name: "no", token: k3v9}')
    """
    is_plain = _PLAIN_NAME.fullmatch(listener.name) and listener.name.casefold() not in _NO_NAMES
    name = listener.name if is_plain else json.dumps(listener.name, ensure_ascii=False)
    return f"{{name: {name}, token: {listener.token}{f', added: {listener.added}' if listener.added else ''}}}"


def _held(text: str, changed: str, wanted: Audience, workspace: Workspace, by_hand: str) -> Changed:
    """The changed text, if it says what is wanted."""
    found, mistakes = audience(changed, workspace)
    if found == wanted and not has_errors(mistakes):
        return changed, None
    written = _get(text, "listeners") or _get(text, "path")
    message = f"{LISTENERS_FILE} is written in a way that podbuild cannot change without risk"
    return None, Diagnostic("listeners-own-style", message, written.span if written else Span(LISTENERS_FILE), fix=by_hand)


def _get(text: str, key: str) -> Node | None:
    node = parse_yaml(whole(LISTENERS_FILE, text))[0]
    return node.get(key) if isinstance(node, Mapping) else None


def _items(text: str) -> tuple[Node, ...]:
    written = _get(text, "listeners")
    return written.items if isinstance(written, Sequence) else ()


def _extent(node: Node) -> tuple[int, int]:
    """Where the first scalar in a node begins, and where the last one ends."""
    found = list(_scalars(node))
    return min(s.begin for s in found), max(s.end for s in found)


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for key, value in node.entries:
                yield key
                yield from _scalars(value)


def _before(text: str, item: Node) -> re.Match[str] | None:
    """What stands before an item on its line: an indent and a hyphen; None for an item of another style."""
    begin = _extent(item)[0]
    return _BEFORE_ITEM.fullmatch(text, text.rfind("\n", 0, begin) + 1, begin)


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
