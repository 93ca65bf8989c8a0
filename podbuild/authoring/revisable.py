"""Where a revision may change an episode's file: its words, cues and notes, and the fields that speak of them.

Who speaks, who is named, what is disclosed, when and where it is published, and by what name apps know it: the author's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from podbuild.authoring.front_lines import fields_of
from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.edits import Edit, Ground, apply, lines_of
from podbuild.model.episode import Episode
from podbuild.model.provenance import Act
from podbuild.source import yaml_nodes as nodes
from podbuild.source.desk import Desk
from podbuild.source.front_matter import is_yaml, split_front_matter
from podbuild.source.passage import whole
from podbuild.source.provenance_fields import with_record
from podbuild.source.workspace import Workspace

OPEN_KEYS = ("title", "subtitle", "summary", "tags", "links", "music", "chapters", "notes", "script")
PROVENANCE_KEY = "provenance"


def ground(file: str, text: str, workspace: Workspace, lines: tuple[int, int] | None = None) -> Ground:
    """What of an episode that reads well may be edited; `lines` is the stretch that the author named, its ends included."""
    closed: dict[int, str] = {}
    first, end = 1, len(lines_of(text)) + 1  # the lines that hold fields: from here until before there
    if not is_yaml(file):
        first, end = _fences(file, text, workspace)
        closed |= dict.fromkeys((*range(1, first), end), "the lines of --- around the episode's fields")
    keys = [(key.span.line, key.text) for key, _ in _fields(file, text, workspace).entries]
    closed |= dict.fromkeys(range(first, keys[0][0] if keys else first), "what stands before the episode's fields")
    for n, (line, key) in enumerate(keys):
        after = keys[n + 1][0] if n + 1 < len(keys) else end
        if key not in OPEN_KEYS:
            closed |= dict.fromkeys(range(line, max(after, line + 1)), f'the key "{key}", which is the author\'s alone')
    return Ground(closed, *(lines or (1, None)))


def closed_changes(file: str, before: str, edits: Sequence[Edit], workspace: Workspace) -> Iterator[Diagnostic]:
    """What edits of a text must not change: where its fields end, and each key that is the author's alone. Both texts read well."""
    after = apply(before, edits)
    if not is_yaml(file):
        end = _fences(file, before, workspace)[1]
        end += sum(len(edit.now) - len(edit.was) for edit in edits if edit.first_line <= end)
        if _fences(file, after, workspace)[1] != end:
            yield Diagnostic("edit-closed", "the fields end elsewhere now", Span(file, end), fix="write no line of --- there")
    old, new = (_closed_values(file, text, workspace) for text in (before, after))
    fix = "leave it as it is: it is the author's alone"
    for key in sorted({*old, *new}):
        if key not in new:
            yield Diagnostic("edit-closed", f'the key "{key}" is gone', Span(file, old[key][0]), fix=fix)
        elif key not in old:
            yield Diagnostic("edit-closed", f'the key "{key}" is new', Span(file, new[key][0]), fix="leave it out")
        elif old[key][1] != new[key][1]:
            yield Diagnostic("edit-closed", f'the key "{key}" says something else', Span(file, new[key][0]), fix=fix)


def with_provenance(file: str, text: str, path: str, workspace: Workspace) -> Iterator[Edit]:
    """The edits, best first, by one of which an episode names its record; none where it does already.

    In fields that are written in an unusual way one may not do: whoever makes it reads the result.
    """
    fields = _fields(file, text, workspace)
    if fields.get(PROVENANCE_KEY) is not None or not fields.entries:
        return
    first = fields.entries[0][0].span
    line = " " * (first.column - 1) + f"{PROVENANCE_KEY}: {path}"
    if not is_yaml(file):
        yield Edit(_fences(file, text, workspace)[1], (), (line,))
    elif script := next((key.span.line for key, _ in fields.entries if key.text in ("script", "notes")), None):
        yield Edit(script, (), (line,))
    yield Edit(first.line, (), (line,))


def _fences(file: str, text: str, workspace: Workspace) -> tuple[int, int]:
    """The first line of the fields, and the line of --- that closes them."""
    found = split_front_matter(whole(file, _plain(text)), Desk(workspace))
    if found is None:
        return 1, 1
    front, body = found
    return front.span(0).line + 1, body.span(0).line


def _fields(file: str, text: str, workspace: Workspace) -> nodes.Mapping:
    node, _ = fields_of(file, _plain(text), workspace)
    return node or nodes.Mapping((), Span(file))


def _plain(text: str) -> str:
    return "\n".join((*lines_of(text), ""))


def _closed_values(file: str, text: str, workspace: Workspace) -> Mapping[str, tuple[int, Any]]:
    entries = _fields(file, text, workspace).entries
    return {key.text: (key.span.line, _meaning(node)) for key, node in entries if key.text not in OPEN_KEYS}


def _meaning(node: nodes.Node) -> Any:
    """A node without its places."""
    if isinstance(node, nodes.Scalar):
        return (node.text, node.is_plain)
    if isinstance(node, nodes.Sequence):
        return [_meaning(item) for item in node.items]
    return {key.text: _meaning(value) for key, value in node.entries}


def on_record(file: str, text: str, episode: Episode, act: Act, workspace: Workspace) -> Episode:
    """An episode that says of AI what it will say once this act is on its record."""
    acts = (*episode.provenance, act)
    return replace(episode, ai=with_record(episode.ai, _fields(file, text, workspace), episode.segments, acts))


def named_record(file: str, text: str, workspace: Workspace) -> str:
    """The path of the record of who wrote what that an episode names; "" where it names none."""
    node = _fields(file, text, workspace).get(PROVENANCE_KEY)
    return node.text if isinstance(node, nodes.Scalar) else ""
