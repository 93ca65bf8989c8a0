"""listeners.yaml → the folder that a show lies in unseen, and who may listen. What is secret in it stands in no message."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

from podbuild.base.diagnostics import Note, Span
from podbuild.model.show import Listener, Visibility
from podbuild.source.decode import Field, Kind, read_fields, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.kinds import DATE, TEXT, many, record
from podbuild.source.passage import whole
from podbuild.source.veiling import LISTENERS_FILE, veiled
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, parse_yaml

LEAST_TOKEN, MOST_TOKEN = 26, 64  # characters: 26 of 32 kinds, as podbuild draws them, are 130 bits
_LEAST_KINDS = 8  # a drawn token with fewer different characters comes once in some thousand million
_HOW = "it is part of an address that nobody may guess"
_DRAW = f"write {LEAST_TOKEN} or more random small letters and digits; podbuild listener draws them for you"
LONGEST_NAME = 80


def _read_token(node: Node, desk: Desk) -> str | None:
    if not isinstance(node, Scalar):
        wrong_type(node, desk, "write a token that podbuild drew")
        return None
    fault = token_fault(node.text)
    if fault:
        desk.say("token-bad", f"this token {fault}", node.span, _DRAW, why=_HOW)
    return None if fault else node.text


def token_fault(text: str) -> str:
    """Why a text is no token; "" for one.

    >>> token_fault("secret"), token_fault("k3v9" * 8), token_fault("r7ybk2m4ztq5c6xh3wdeulgf")
    ('can be guessed: it has 6 characters, and needs 26', 'can be guessed: it has 4 different characters', \
'can be guessed: it has 24 characters, and needs 26')
    """
    if len(text) < LEAST_TOKEN:
        return f"can be guessed: it has {len(text)} characters, and needs {LEAST_TOKEN}"
    if len(text) > MOST_TOKEN:
        return f"is too long: it has {len(text)} characters, and {MOST_TOKEN} are the most"
    if not re.fullmatch(r"[a-z0-9]+", text):
        return "has other characters than small letters (a to z) and digits"
    if len(set(text)) < _LEAST_KINDS:
        return f"can be guessed: it has {len(set(text))} different characters"
    return ""


TOKEN = Kind(
    f"{LEAST_TOKEN} to {MOST_TOKEN} small letters and digits that nobody can guess",
    _read_token,
    {"type": "string", "pattern": f"^[a-z0-9]{{{LEAST_TOKEN},{MOST_TOKEN}}}$"},
)
LISTENER_FIELDS = (
    Field("name", "name", TEXT, "Whose feed it is; it is for you alone, and not published", is_required=True),
    Field("token", "token", TOKEN, "The folder of public/ that their feed lies in", is_required=True),
    Field("added", "added", DATE, "Since when"),
)


def _read_listener(values: dict[str, Any], node: Mapping, desk: Desk) -> Listener | None:
    if {"name", "token"} - values.keys():
        return None
    if fault := name_fault(values["name"]):
        desk.say("listener-name-bad", f"the name {fault}", node.span, "write a shorter one")
        return None
    return Listener(values["name"], values["token"], values.get("added", "")[:10], node.span)


def name_fault(name: str) -> str:
    """Why a text cannot name a listener; "" for one that can."""
    if not name.strip():
        return "is empty"
    if len(name) > LONGEST_NAME:
        return f"has {len(name)} characters, and {LONGEST_NAME} are the most"
    is_shown = all(unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") for char in name)
    return "" if is_shown else "has characters that cannot be shown"


_LISTENERS = many(record(LISTENER_FIELDS, "a listener", _read_listener))
FILE_FIELDS = (
    Field("path", "path", TOKEN, "The folder of public/ that the show lies in", is_required=True),
    Field("listeners", "listeners", _LISTENERS, "Who may hear a private show: each has a feed of their own"),
)


def read_listeners(text: str, visibility: Visibility, desk: Desk) -> tuple[str, tuple[Listener, ...]]:
    """The show's secret folder, "" where there is none or it is faulty, and of a private show its listeners."""
    before = len(desk.mistakes)
    found = _read(text, visibility, desk)
    desk.mistakes[before:] = [replace(d, message=veiled(d.message)) for d in desk.mistakes[before:]]
    return found


def _read(text: str, visibility: Visibility, desk: Desk) -> tuple[str, tuple[Listener, ...]]:
    node, mistakes = parse_yaml(whole(LISTENERS_FILE, text))
    desk.mistakes.extend(mistakes)
    if node is None:
        if not mistakes:
            say_missing(Span(LISTENERS_FILE), visibility, desk, f"{LISTENERS_FILE} says nothing")
        return "", ()
    values = read_fields(node, FILE_FIELDS, desk, LISTENERS_FILE) or {}
    path = values.get("path", "")
    listeners = _told_apart(path, values.get("listeners", ()), node, desk)
    if visibility == "private" and path and not listeners and not any(d.is_error for d in desk.mistakes):
        message = "the show is private and has no listeners: there is no feed of it"
        written = node.get("listeners") if isinstance(node, Mapping) else None
        desk.say("listeners-none", message, (written or node).span, "add one: podbuild listener add NAME", severity="warning")
    return path, listeners if visibility == "private" else ()


def say_missing(span: Span, visibility: Visibility, desk: Desk, message: str) -> None:
    """That a show is to be hidden, and nothing says where; `span` is where that is asked or should be said."""
    command = "podbuild listener add NAME" if visibility == "private" else "podbuild listener rotate"
    why = "a show that is not public lies in a folder that nobody can guess, the same on every machine that builds it"
    desk.say("listeners-missing", message, span, f"let podbuild draw a secret path: {command}", why=why)


def folded(name: str) -> str:
    """The name as it is told apart from others: no two differ in case or in how an accent is written alone."""
    return unicodedata.normalize("NFC", name).casefold()


def _told_apart(path: str, listeners: tuple[Listener, ...], node: Node, desk: Desk) -> tuple[Listener, ...]:
    names: dict[str, Span] = {}
    written = node.get("path") if isinstance(node, Mapping) else None
    tokens: dict[str, Span] = {path: written.span} if path and written else {}
    for listener in listeners:
        name = folded(listener.name)
        if first := names.get(name):
            message, note = f'"{listener.name}" is the name of another listener', Note("first named here", first)
            desk.say("listener-duplicate", message, listener.span, "give one of them another name", notes=(note,))
        if first := tokens.get(listener.token):
            message = f'the token of "{listener.name}" is used twice: who has the one address has the other'
            fix = f'delete the entry, and draw a new one: podbuild listener add "{listener.name}"'
            desk.say("token-duplicate", message, listener.span, fix, notes=(Note("first used here", first),))
        names.setdefault(name, listener.span)
        tokens.setdefault(listener.token, listener.span)
    return listeners
