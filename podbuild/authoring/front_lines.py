"""Single fields of an episode's file, set or taken out: every other line, its comments and its order stay to the letter."""

from __future__ import annotations

from collections.abc import Mapping

from podbuild.source.desk import Desk
from podbuild.source.front_matter import is_yaml, split_front_matter
from podbuild.source.passage import Passage, whole
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping as MappingNode
from podbuild.source.yaml_nodes import parse_yaml

_BODY_KEYS = ("script", "notes")  # of an episode in YAML: they stay last


def with_fields(file: str, text: str, fields: Mapping[str, str | None], workspace: Workspace) -> str | None:
    """The text with these fields; None where its fields are written so that no line can be told for each.

    Args:
        fields: by key, the whole lines of YAML that say it ("title: Ice\\n"); None takes the key out.
    """
    node, end = fields_of(file, text, workspace)
    if node is None:
        return None
    starts = [(key.text, key.source.offsets[key.begin]) for key, _ in node.entries]
    if any(begin and text[begin - 1] != "\n" for _, begin in starts):
        return None  # keys within braces, or several on a line
    out, at, waiting = [], 0, {key: lines for key, lines in fields.items() if lines}
    for n, (key, begin) in enumerate(starts):
        stop = starts[n + 1][1] if n + 1 < len(starts) else end
        close = begin + _length(text[begin:stop])
        if key in _BODY_KEYS and waiting and not any(name in fields for name, _ in starts[n:]):
            out += [text[at:begin], *waiting.values()]
            at, waiting = begin, {}
        if key in fields:
            lines = waiting.pop(key, "") if fields[key] else ""
            out += [text[at:begin], lines or ""]
            at = close
    tail = end if not any(key in _BODY_KEYS for key, _ in starts) else at
    return "".join([*out, text[at:tail], *waiting.values(), text[tail:]])


def fields_of(file: str, text: str, workspace: Workspace) -> tuple[MappingNode | None, int]:
    """The fields of a text that has plain line ends, None where it has none, and where they end in it."""
    passage: Passage = whole(file, text)
    if is_yaml(file):
        front, end = passage, len(text)
    else:
        parts = split_front_matter(passage, Desk(workspace))
        if parts is None:
            return None, 0
        front = parts[0]
        end = front.offsets[len(front.text)]
    node, _ = parse_yaml(front)
    return (node, end) if isinstance(node, MappingNode) else (None, 0)


def _length(lines: str) -> int:
    """How much of these lines is the field itself: blank lines and comments before the next one are the next one's."""
    rows = lines.splitlines(keepends=True)
    while len(rows) > 1 and (not rows[-1].strip() or rows[-1].startswith("#")):
        rows.pop()
    return sum(map(len, rows))
