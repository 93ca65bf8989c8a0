"""Forms that are filled in as no writer should: told in few words, or read for what they are, and never a bug."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podbuild.authoring.form_reading import read_outline, read_script
from podbuild.authoring.script_form import Allowed
from podbuild.authoring.script_text import Frame, episode_text
from podbuild.base.diagnostics import has_errors
from podbuild.build import read
from podbuild.reading import read_variant
from podbuild.steps.world import World
from tests.authoring import revising


def script(**more: Any) -> dict[str, Any]:
    sentences = [{"text": "It hums.", "src": []}]
    segments = [{"title": "Ice", "lines": [{"voice": "host", "sentences": sentences}]}]
    return {"title": "Ice", "summary": "Ice.", "tags": [], "people": [], "links": [], "notes": [], "segments": segments} | more


@pytest.mark.parametrize("share", [10**400, 1e308, -1, True])
def test_shares_of_any_size_add_up(share: float) -> None:
    segment = {"title": "Ice", "what": "", "src": [], "share": share}
    outline, _ = read_outline({"title": "Ice", "summary": "Ice.", "segments": [segment, segment]}, frozenset())
    assert outline is not None and [s.share for s in outline.segments] == [0.5, 0.5]


@pytest.mark.parametrize("pause", ["9" * 5000 + ":00:00", "9" * 1_000_000])
def test_a_pause_of_any_size_is_read_or_told_briefly(pause: str) -> None:
    _, mistakes = read_script(script(segments=[{"title": "Ice", "lines": [{"pause": pause}]}]), Allowed(("host",)))
    assert mistakes and all(len(d.message) < 400 for d in mistakes)


def test_no_writer_turns_the_direction_of_lines(tmp_path: Path) -> None:
    turned = "\u202eevil\u2066 ice"
    lines = [{"voice": "host", "sentences": [{"text": turned, "src": []}]}]
    segments = [{"title": turned, "lines": lines}]
    found, _ = read_script(script(title=turned, tags=[turned], notes=[turned], segments=segments), Allowed(("host",)))
    assert found is not None
    assert not {"\u202e", "\u2066"} & set(episode_text(found, Frame("2026-01-02")))


def test_a_heading_that_looks_like_a_class_is_words(tmp_path: Path) -> None:
    source = read(revising.show(tmp_path), World())
    assert source.show is not None
    (segment,) = script()["segments"]
    found, _ = read_script(script(segments=[segment, {**segment, "title": "So {.unspoken}"}]), Allowed(("host",)))
    assert found is not None
    text = episode_text(found, Frame("2026-01-02"))
    episode, mistakes = read_variant("episodes/new.md", text, source.show, source.workspace, World())
    assert episode is not None and not has_errors(mistakes)
    assert [segment.title for segment in episode.segments][-1] == "So {.unspoken}"
