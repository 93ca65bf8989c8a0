"""Which codes of mistakes stand in podbuild's own source: read from its syntax, not by running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "podbuild"
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_NOT_SAYING = ("replace", "get", "Field", "CueKind", "option", "argument", "Action", "VoiceName")  # their words look like codes


def used_codes() -> frozenset[str]:
    """The codes that stand in podbuild's own source: what a Diagnostic is made with, or what stands before a message."""
    found: set[str] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            found.update(_codes_in(node))
    return frozenset(found)


def _codes_in(node: ast.AST) -> Iterator[str]:
    parts: list[ast.expr] = []
    if isinstance(node, ast.Call):
        parts = list(node.args)
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "Diagnostic" and parts and isinstance(parts[0], ast.Constant):
            yield str(parts[0].value)
        parts = [] if name in _NOT_SAYING else parts
    elif isinstance(node, ast.Tuple):
        parts = list(node.elts)
    for code, message in pairwise(parts):
        if isinstance(code, ast.Constant) and _CODE.fullmatch(str(code.value)) and _is_message(message):
            yield str(code.value)


def _is_message(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_is_message(part) for part in node.values)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, (ast.Name, ast.Attribute)) and getattr(node, "id", getattr(node, "attr", "")) in ("message", "what")
