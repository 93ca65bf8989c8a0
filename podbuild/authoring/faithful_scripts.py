"""Holding a script to its sources: what it may use, and what it says that no source has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from podbuild.authoring.commission import Commission
from podbuild.authoring.script_form import Allowed, Script
from podbuild.authoring.tongues import tongue
from podbuild.authoring.wishes import Material
from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.citations import Sentence, cited
from podbuild.drafting.faithfulness import Unsupported, as_diagnostics, claims
from podbuild.drafting.linked_addresses import addresses
from podbuild.drafting.source_text import SourcePassage, SourceText

_EFFECT = re.compile(r"\{\s*sfx:\s*[\"']?([\w./ -]+?)[\"']?\s*[,}]")


def held_to_sources(commission: Commission, given: Material, script: Script, text: str, file: str) -> tuple[Diagnostic, ...]:
    """What an episode's text says that no source has, with places in it: errors where the wish is strict, else warnings.

    What the wish itself says, its title, and the day of the episode need no source. Without any source nothing is looked for,
    unless that is strict: there is nothing to hold it to.
    """
    wish = given.wish
    if not given.sources and not wish.is_strict:
        return ()
    tongues = tongue(given.language)
    others = tuple(tongue(language) for language in {commission.show.language, "en"})
    show = commission.show
    known = (show.title, show.author, wish.text, *(name for v in given.voices for name in (v.name, v.display_name)))
    said = (wish.text, wish.date.isoformat(), wish.title)
    own = SourceText("wish", "notes", "", passages=tuple(SourcePassage(n, words) for n, words in enumerate(said, 1)))

    def found_in(sentences: Sequence[Sentence], sources: Sequence[SourceText]) -> tuple[Unsupported, ...]:
        return claims(sentences, sources, tongue=tongues, source_tongues=others, known=known)

    spoken = found_in(cited(text), (*given.sources, own))
    needless = {one.sentence for one in spoken if one.kind == "uncited" and _needs_none(one, found_in, own)}
    around = [Sentence(words, _line_of(words, text)) for words in (script.title, script.summary, *script.notes)]
    beside = [one for one in found_in(around, (*given.sources, own)) if one.kind != "uncited"]
    kept = [one for one in (*spoken, *beside) if not (one.kind == "uncited" and one.sentence in needless)]
    return as_diagnostics(sorted(kept, key=lambda one: one.line), file, wish.is_strict)


def _needs_none(one: Unsupported, found_in: Callable[..., tuple[Unsupported, ...]], own: SourceText) -> bool:
    """Whether all that a sentence says stands in the wish, or is the day."""
    return all(other.kind == "uncited" for other in found_in([Sentence(one.sentence, one.line)], (own,)))


def _line_of(words: str, text: str) -> int:
    begin = words[:40]
    return next((n for n, line in enumerate(text.split("\n"), 1) if begin in line), 1)


def allowed_for(commission: Commission, given: Material, shape: str) -> Allowed:
    """What a script of this wish may use. Effects are those that the show, or the template, uses as effects already."""
    texts = (commission.workspace.read_text(f"episodes/{name}")[0] or "" for name in commission.workspace.files("episodes"))
    effects = dict.fromkeys(name.strip() for text in (shape, *texts) for name in _EFFECT.findall(text))
    there = tuple(name for name in effects if commission.workspace.candidates(name, "audio"))
    return Allowed(tuple(v.name for v in given.voices), there, given.passages, addresses(given.sources))
