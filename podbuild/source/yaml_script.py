"""`script:` → segments. A list whose items are cues; a text is a paragraph, as in Markdown."""

from __future__ import annotations

import re

from podbuild.source.cues import CUES, read_cue
from podbuild.source.decode import wrong_type
from podbuild.source.desk import Desk
from podbuild.source.runs import paragraphs_of
from podbuild.source.script_writer import ScriptWriter
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence

_UNSPACED = re.compile(rf"(?P<key>{'|'.join(cue.key for cue in CUES)}):(?P<value>[^\s:/].*)")


def read_script(node: Node, writer: ScriptWriter, desk: Desk) -> None:
    """Write the items of a script through `writer`."""
    if not isinstance(node, Sequence):
        wrong_type(node, desk, "write a list: each line of it begins with -")
        return
    for item in node.items:
        if isinstance(item, Scalar) and not item.is_null:
            _paragraphs(item, writer, desk)
        elif isinstance(item, Mapping):
            _cue(item, writer, desk)
        else:
            wrong_type(item, desk, "write an item as {key: value}, or as a text to be spoken")


def _cue(item: Mapping, writer: ScriptWriter, desk: Desk) -> None:
    cue = read_cue(item, desk)
    if cue is None:
        return
    if cue.kind == "chapter":
        writer.chapter(cue.values["chapter"], cue.place("chapter"))
    else:
        writer.item(cue)


def _paragraphs(item: Scalar, writer: ScriptWriter, desk: Desk) -> None:
    if item.is_plain and (m := _UNSPACED.fullmatch(item.text)) and not writer.speakers.called(m["key"]):
        fix = f"put a space behind the colon: {m['key']}: {m['value']}"
        desk.say("cue-unknown", f'"{item.text}" would be read aloud', item.span, fix)
        return
    for passage in paragraphs_of(item.inside()):
        writer.dialogue(passage)
