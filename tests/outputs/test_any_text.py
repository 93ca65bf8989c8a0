"""Whatever text, whatever times: the files stay readable."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from podbuild.model.release import Caption, Chapter, Programme
from podbuild.model.timeline import Word
from podbuild.outputs.captions import SpokenLine, shown_words, timed_words
from podbuild.outputs.outputs import OUTPUTS
from podbuild.outputs.show_notes import DESCRIPTION_BYTES, feed_description, notes_html, notes_text
from podbuild.outputs.subtitles import PIECE_COLUMNS, subtitles

from .samples import ORDINARY
from .test_output_contract import read

ALPHABETS = ("a \n->:0.<&v{}\\|[]()#*_`^", "氷が鳴る。、 a")
TEXT = st.text(max_size=300) | st.one_of(*(st.text(alphabet, max_size=300) for alphabet in ALPHABETS))
SECONDS = st.floats(0, 30)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    spans = draw(st.lists(st.tuples(SECONDS, SECONDS, TEXT, TEXT), max_size=4))
    captions = tuple(Caption(min(a, b), max(a, b), speaker, text) for a, b, speaker, text in spans)
    chapters = tuple(Chapter(start, start + 1, draw(TEXT)) for start in sorted(draw(st.lists(SECONDS, max_size=4))))
    episode = replace(ORDINARY.episode, title=draw(TEXT), summary=draw(TEXT), notes=draw(TEXT))
    return replace(ORDINARY, episode=episode, captions=captions, chapters=chapters, duration_seconds=draw(SECONDS))


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_all_outputs_of_any_programme(programme: Programme) -> None:
    for output in OUTPUTS:
        read(output, programme)
    for text in (notes_html(programme), notes_text(programme), feed_description(programme)):
        text.encode()
    assert len(feed_description(programme).encode()) <= DESCRIPTION_BYTES


def _width(text: str) -> int:
    """Letters, without the marks that stand on them: those are never torn off."""
    return sum(not unicodedata.combining(c) for c in text)


@settings(max_examples=60, deadline=None)
@given(TEXT, SECONDS)
def test_subtitles_lose_no_letter_and_fit(text: str, seconds: float) -> None:
    pieces = subtitles((Caption(0, seconds, "", text),))
    kept = "".join("".join(piece.text.split()) for piece in pieces)
    assert all(_width(piece.text) <= PIECE_COLUMNS + 2 for piece in pieces)
    assert not text.isprintable() or kept == "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, st.integers(1, 9))
def test_any_words_align_with_any_speech(shown: str, said: str, step: int) -> None:
    words = tuple(Word(n * 0.1, a, b) for n, (a, b) in enumerate(shown_words(said)) if n % step == 0)
    found = timed_words(shown, SpokenLine(said, words, 30.0))
    assert len(found) == (len(shown_words(shown)) if words else 0)
    assert all(a.start_seconds <= b.start_seconds for a, b in pairwise(found))
