"""What every output keeps, whatever an author wrote."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from podbuild.model.release import Programme
from podbuild.outputs.output import Output
from podbuild.outputs.outputs import OUTPUTS
from podbuild.outputs.subtitles import LINE_COLUMNS, PIECE_COLUMNS

from .samples import EMPTY, NASTY, ORDINARY

PROGRAMMES = {"ordinary": ORDINARY, "empty": EMPTY, "nasty": NASTY}
_TIMES = re.compile(r"(\d\d):(\d\d):(\d\d)[.,](\d{3}) --> (\d\d):(\d\d):(\d\d)[.,](\d{3})")


def blocks(text: str) -> list[tuple[int, int, list[str]]]:
    """The cues of a VTT or SRT text as a strict reader sees them: (start, end, lines), times in ms."""
    found = []
    for block in text.removeprefix("WEBVTT").strip().split("\n\n") if text.strip() != "WEBVTT" else []:
        lines = block.split("\n")
        lines = lines[1:] if lines and lines[0].isdigit() else lines
        if not lines or not lines[0]:
            continue
        match = _TIMES.fullmatch(lines[0])
        assert match, f"no time line: {block!r}"
        h, m, s, ms, h2, m2, s2, ms2 = map(int, match.groups())
        found.append((((h * 60 + m) * 60 + s) * 1000 + ms, ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2, lines[1:]))
    return found


def read(output: Output, programme: Programme) -> None:
    text = output.render(programme)
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    if output.path.endswith(".json"):
        json.loads(text)
        return
    found = blocks(text)
    assert all(start < end for start, end, _ in found)
    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(found)), "two at once"
    tag = r"<(?!v )" if output.path.endswith(".vtt") else r"<[/A-Za-z!]"
    for _, _, lines in found:
        assert 1 <= len(lines) <= 2
        assert "-->" not in "".join(lines)
        assert not re.search(tag, "".join(lines)), lines


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_every_output_is_repeatable_and_well_formed(output: Output, programme: Programme) -> None:
    assert output.render(programme) == output.render(programme)
    read(output, programme)


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_every_output_has_its_own_path(output: Output) -> None:
    assert output.path_for("glacier") == output.path.replace("{slug}", "glacier") != output.path
    assert sum(other.path == output.path for other in OUTPUTS) == 1


def test_vtt_reads_word_for_word() -> None:
    vtt = next(output for output in OUTPUTS if output.name == "transcript_vtt").render(ORDINARY)
    assert vtt.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:03.000\n<v Host>We begin on the ice.\n\n00:00:03.500 --> ")
    shown = " ".join(" ".join(lines) for _, _, lines in blocks(vtt)).replace("<v Guest>", "").replace("<v Host>", "")
    assert shown.split() == " ".join(caption.text for caption in ORDINARY.captions).split()


def test_srt_names_the_speaker_when_it_changes() -> None:
    srt = next(output for output in OUTPUTS if output.name == "transcript_srt").render(ORDINARY)
    assert srt.startswith("1\n00:00:00,500 --> 00:00:03,000\nHost: We begin on the ice.\n\n2\n")
    assert srt.count("Guest: ") == 1 and srt.count("Host: ") == 1


def test_pieces_fit_on_the_screen() -> None:
    vtt = next(output for output in OUTPUTS if output.name == "transcript_vtt").render(ORDINARY)
    for _, _, lines in blocks(vtt):
        shown = [re.sub("<v [^>]*>", "", line) for line in lines]
        assert sum(map(len, shown)) <= PIECE_COLUMNS and all(len(line) <= LINE_COLUMNS + 6 for line in shown)
