"""Where an episode's fields end and its script begins."""

from __future__ import annotations

import re

from podbuild.source.desk import Desk
from podbuild.source.passage import Passage

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def is_yaml(file: str) -> bool:
    """Whether an episode's file is YAML as a whole, not Markdown below its fields."""
    return file.endswith((".yaml", ".yml"))


def split_front_matter(passage: Passage, desk: Desk) -> tuple[Passage, Passage] | None:
    """The fields' YAML and the Markdown below it; None where the fields are not set off by lines of `---`."""
    text = passage.text
    begin = len(text) - len(text.lstrip())
    opening = _FENCE.match(text, begin)
    if not opening:
        fix = "begin the file with a line ---, then title: …, then a line ---"
        desk.say("front-matter-missing", "the episode does not begin with its fields", passage.span(begin), fix)
        return None
    closing = _FENCE.search(text, opening.end() + 1)
    if not closing:
        fix = "put a line --- between the fields and the script"
        desk.say("front-matter-open", "the fields are not closed", passage.span(opening.start(), opening.end()), fix)
        return None
    return passage.part(opening.end(), closing.start()), passage.part(closing.end(), len(text))
