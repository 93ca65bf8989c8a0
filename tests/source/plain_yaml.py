"""What a YAML text means to a program that reads scalars as YAML 1.2's core schema does: an editor with our JSON Schema."""

from __future__ import annotations

import re
from typing import Any

from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence


def plain(node: Node) -> Any:
    """Plain values, with scalars as YAML 1.2's core schema reads them."""
    match node:
        case Mapping():
            return {key.text: plain(value) for key, value in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case _:
            return _plain_scalar(node)


def _plain_scalar(node: Scalar) -> Any:
    if not node.is_plain:
        return node.text
    if node.is_null:
        return None
    if node.text.casefold() in ("true", "false"):
        return node.text.casefold() == "true"
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", node.text):
        return int(node.text)
    return float(node.text) if re.fullmatch(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", node.text) else node.text
