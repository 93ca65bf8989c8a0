"""What a revision says that neither the episode said, nor its sources, nor the author's wish: told before it is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from podbuild.authoring.revision import Subject, new_lines
from podbuild.authoring.tongues import tongue
from podbuild.drafting.citations import Sentence
from podbuild.drafting.edits import lines_of
from podbuild.drafting.faithfulness import as_diagnostics, claims
from podbuild.drafting.source_text import SourcePassage, SourceText
from podbuild.model.episode import Episode

_SAID = ("draft-unsupported",)


def new_claims(subject: Subject, after: Episode, sources: Sequence[SourceText], wish: str) -> tuple[str, ...]:
    """Quotes, numbers, dates, names and addresses of the new lines that stand nowhere, as an author is told of them."""
    show, episode = subject.show, subject.episode
    passages = tuple(SourcePassage(n, line) for n, line in enumerate((*lines_of(subject.text), wish), 1))
    own = SourceText("episode", "notes", subject.file, passages=passages)
    known = (show.title, show.author, *(name for v in episode.voices for name in (v.name, v.display_name)))
    language = tongue(episode.language or show.language)
    sentences = [Sentence(text, 1) for text in new_lines(episode, after)]
    found = claims(sentences, (*sources, own), tongue=language, source_tongues=(tongue("en"),), known=known)
    return tuple(d.message for d in as_diagnostics(found, subject.file) if d.code in _SAID)
