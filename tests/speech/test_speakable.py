"""What cannot be spoken is told with its place, before anything is spoken."""

from __future__ import annotations

from podbuild.build import Request, build
from tests.shows import EPISODE, SHOW, WORLD, write_show


def told(root):
    result = build(Request(root), WORLD)
    return [f"{d.span}: {d.severity}[{d.code}]" for d in result.diagnostics if d.code in {"take-missing", "ipa-unknown"}]


def test_a_recorded_voice_needs_takes(tmp_path):
    show = SHOW.replace("{engine: espeak, voice: en-us+f3}", "{engine: recorded}")
    root = write_show(tmp_path / "show", show=show)
    places = ("14:8", "16:1", "24:8")
    assert told(root) == [f"episodes/glacier.md:{place}: error[take-missing]" for place in places]


def test_a_recorded_voice_that_nobody_uses_is_no_mistake(tmp_path):
    show = SHOW.replace("  guest:", "  narrator: {engine: recorded}\n  guest:")
    assert told(write_show(tmp_path / "show", {"g.md": EPISODE.replace("number: 1", "draft: true")}, show=show)) == []


def test_signs_that_espeak_does_not_know(tmp_path):
    root = write_show(tmp_path / "show", lexicon__yaml='- {word: Nama, ipa: "ʘama"}\n- {word: Ærø, ipa: "ˈɛːʁø"}\n')
    assert told(root) == ["lexicon.yaml:1:3: warning[ipa-unknown]"]
