"""What an episode says that its sources do not, as it is told to the author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from podbuild.authoring.tongues import tongue
from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.citations import cited
from podbuild.drafting.faithfulness import as_diagnostics, claims
from podbuild.drafting.source_text import SourceText


def unsupported(
    text: str, file: str, sources: Sequence[SourceText], language: str, known: Iterable[str] = (), *, is_strict: bool = False
) -> tuple[Diagnostic, ...]:
    """What is in no source, or cited amiss, with its place in an episode's Markdown.

    Args:
        language: of the script, as a BCP 47 tag; sources may be in English too.
        known: what needs no source: the show's title, its voices, the people who take part, the author's wish.
    """
    found = claims(cited(text), sources, tongue=tongue(language), source_tongues=(tongue("en"),), known=known)
    return as_diagnostics(found, file, is_strict)
