"""The name before a paragraph's first colon: one of the voices, or a mistake where it is written like one.

`HOST:` and `**Host:**` name a voice in any case. A word in capitals that is no voice is a mistake: a mistyped name must
not be read aloud. `NASA\\:` is spoken.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from podbuild.base.diagnostics import did_you_mean
from podbuild.source.desk import Desk
from podbuild.source.passage import Passage

_PREFIX = re.compile(
    r"(?:\*\*(?P<inner>[^\W_][^*:\n]{0,39}):\*\*"
    r"|\*\*(?P<outer>[^\W_][^*:\n]{0,39})\*\*:"
    r"|(?P<bare>[^\W_][\w .'’&-]{0,39}):)(?=[\s{*\[]|$)\s*"
)


def split_speaker(passage: Passage, voices: tuple[str, ...], desk: Desk) -> tuple[str, Passage] | None:
    """The name of who speaks ("" where none is written) and what is spoken; None where the name is a mistake."""
    m = _PREFIX.match(passage.text)
    if not m:
        return "", passage
    name = (m["inner"] or m["outer"] or m["bare"]).strip()
    begin = passage.text.index(name)
    known = {voice.casefold(): voice for voice in voices}
    if voice := known.get(name.casefold()) or known.get(name.casefold().replace(" ", "-")):
        return voice, passage.part(m.end(), len(passage.text))
    span = passage.span(begin, begin + len(name))
    if name.isupper():
        fix = f"{did_you_mean(name, voices)}; to speak it, write {name}\\:"
        desk.say("speaker-unknown", f'"{name}" is not one of the voices', span, fix, why="a mistyped name must not be read aloud")
        return None
    if near := get_close_matches(name.casefold(), known, n=1, cutoff=0.75):
        fix = f"write {known[near[0]].upper()}: to name the voice, or {name}\\: to speak the word"
        desk.say(
            "speaker-like",
            f'"{name}" looks like the voice "{known[near[0]]}", but will be read aloud',
            span,
            fix,
            severity="warning",
        )
    return "", passage


def refuse_speaker(passage: Passage, voices: tuple[str, ...], desk: Desk) -> None:
    """In `say` nobody is named: there `voice` does that."""
    m = _PREFIX.match(passage.text)
    name = (m["inner"] or m["outer"] or m["bare"]).strip() if m else ""
    if name and (name.casefold() in (voice.casefold() for voice in voices) or name.isupper()):
        begin = passage.text.index(name)
        fix = f"write voice: {name.casefold()} beside it; to speak it, write {name}\\:"
        message = f'"{name}:" would be read aloud'
        desk.say("speaker-in-say", message, passage.span(begin, begin + len(name)), fix)
