"""`provenance` of an episode: the record of who wrote what, and the answer about AI that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from podbuild.base.diagnostics import Span
from podbuild.model.act_text import read_record
from podbuild.model.episode import Line, Segment
from podbuild.model.origins import origins, tier, translated_from
from podbuild.model.provenance import Act
from podbuild.model.show import NOWHERE, Ai
from podbuild.source.decode import Kind, wrong_type
from podbuild.source.desk import Desk
from podbuild.source.yaml_nodes import Mapping, Node, Scalar

_WHY = "what AI wrote is disclosed by this record"


def _provenance(node: Node, desk: Desk) -> tuple[Act, ...] | None:
    if not isinstance(node, Scalar):
        wrong_type(node, desk, "write the path of the record in the show: sources/provenance/SLUG.jsonl")
        return None
    found, mistakes = desk.workspace.asset(node.text, node.span, "record")
    if found is None:
        fix = "bring the file back (git log -- PATH finds it), or delete this line and say under ai what AI wrote"
        desk.mistakes.extend(replace(d, fix=fix, why=_WHY) if d.code == "asset-missing" else d for d in mistakes)
        return None
    text, mistakes = desk.workspace.read_text(found.path, node.span)
    desk.mistakes.extend(mistakes)
    if text is None:
        return None
    acts, problems = read_record(text)
    for line, problem in problems:
        fix = "delete this line, and of what git left between its marks keep every act"
        if "merge" not in problem:
            fix = "bring the line back from git, or delete it: what it says of does not count"
        desk.say("provenance-damaged", problem, Span(found.path, line, 1, 2), fix, why=_WHY, severity="warning")
    return acts


PROVENANCE = Kind("a .jsonl file of the show", _provenance, {"type": "string"})


def with_record(ai: Ai, node: Mapping, segments: Iterable[Segment], acts: tuple[Act, ...]) -> Ai:
    """The answer about AI with what the record says, where the episode does not say itself who wrote the words.

    A record that tells of no line (of show notes only, say) answers nothing.
    """
    lines = [item.text for segment in segments for item in segment.items if isinstance(item, Line)]
    if not lines or not any(act.lines or act.replaced for act in acts if act.deed != "notes"):
        return ai
    found = origins(lines, acts)
    own = node.get("ai")
    script = ai.script if isinstance(own, Mapping) and own.get("script") is not None else tier(found)
    written = node.get("provenance")
    span = ai.span if ai.span != NOWHERE or written is None else written.span
    return replace(ai, script=script, translated_from=translated_from(found) if script != "human" else "", span=span)
