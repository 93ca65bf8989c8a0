"""Holding a script to its sources: what it may use, and what it says that no source has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from podbuild.authoring.commission import Commission
from podbuild.authoring.script_form import Allowed
from podbuild.authoring.wishes import Material
from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.source_text import SourceText

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»{}`|\\^\[\]]+")
_EFFECT = re.compile(r"\{\s*sfx:\s*[\"']?([\w./ -]+?)[\"']?\s*[,}]")


@dataclass(frozen=True, slots=True)
class Holding:
    """`findings` are what was left out or changed; `unsupported` what no source has, as warnings with their place."""

    findings: tuple[Diagnostic, ...] = ()
    unsupported: tuple[Diagnostic, ...] = ()


def addresses(sources: Iterable[SourceText]) -> frozenset[str]:
    """Every web address that stands in the sources, or that one came from.

    >>> text = SourceText("n", "notes", "n.md", passages=())
    >>> addresses([text])
    frozenset()
    """
    found: set[str] = set()
    for source in sources:
        for text in (source.origin, *(passage.text for passage in source.passages)):
            found |= {_trimmed(address) for address in _ADDRESS.findall(text)}
    return frozenset(found)


def _trimmed(address: str) -> str:
    """An address without what belongs to the sentence around it: a bracket of Markdown, a full stop."""
    while address and (address[-1] in ".,;:!?'…" or (address[-1] == ")" and address.count("(") < address.count(")"))):
        address = address[:-1]
    return address


def allowed_for(commission: Commission, given: Material, shape: str) -> Allowed:
    """What a script of this wish may use. Effects are those that the show, or the template, uses as effects already."""
    texts = (commission.workspace.read_text(f"episodes/{name}")[0] or "" for name in commission.workspace.files("episodes"))
    effects = dict.fromkeys(name.strip() for text in (shape, *texts) for name in _EFFECT.findall(text))
    there = tuple(name for name in effects if commission.workspace.candidates(name, "audio"))
    return Allowed(tuple(v.name for v in given.voices), there, given.passages, addresses(given.sources))
