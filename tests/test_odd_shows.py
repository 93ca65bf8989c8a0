"""Shows that are odd and right: they build, and what comes out is what was meant."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from podbuild.build import Request, build, read
from podbuild.model.episode import Line
from podbuild.spoken_disclosure import episode_disclosure, with_disclosure_line
from tests.shows import EPISODE, SHOW, WORLD, actions, built, tree, write_show

TONE = SHOW.replace("engine: espeak, voice: en-gb, rate: 170", "engine: tone").replace(
    "engine: espeak, voice: en-us+f3", "engine: tone"
)


def episode(script: str, head: str = "") -> str:
    return f"---\ntitle: Odd\ndate: 2026-11-01\n{head}---\n{script}\n"


def tone(root, name: str, seconds: float, rate: int = 48_000, level: float = 0.3) -> None:
    wave = level * np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 440 / rate)
    soundfile.write(root / "assets" / name, wave, rate)


def odd_show(tmp_path, script: str, show: str = TONE, head: str = "", **episodes: str):
    root = write_show(tmp_path / "show", {"odd.md": episode(script, head), **{f"{n}.md": t for n, t in episodes.items()}}, show)
    tone(root, "short.wav", 0.5)
    tone(root, "tiny.wav", 0.1)
    tone(root, "long.wav", 60)
    return root


@pytest.mark.parametrize(
    "script",
    [
        "HOST: One line.",
        "HOST: A long wait. {pause: 2m} The end.",
        "{clip: tiny.wav}",
        "HOST: A. {sfx: short.wav, fade: 2s} B.",
        "{music: {bed: short.wav, gain: -20 dB}}\n\nHOST: A bed of half a second under a line that goes on and on.",
        "{music: {bed: long.wav, gain: -30 dB}}\n\nHOST: A bed that is longer than the episode.",
        "# One\n\nHOST: A.\n\n# Two\n\n![A bell](bell.png)\n\nHOST: B.\n\n# Three\n\nHOST: C.",
        "{clip: long.wav, from: 58s, to: 90s}",
    ],
)
def test_it_builds(tmp_path, script):
    from PIL import Image

    root = odd_show(tmp_path, script)
    Image.new("RGB", (60, 60), "red").save(root / "assets" / "bell.png")
    release = built(root).releases[0]
    assert release.enclosure.duration_seconds > 0.1


def test_a_show_without_episodes_has_a_page_and_an_empty_feed(tmp_path):
    root = write_show(tmp_path / "show", {"draft.md": EPISODE.replace("number: 1", "draft: true")})
    assert built(root).releases == ()
    assert {"feed.xml", "index.html"} <= tree(root / "public").keys()


def test_a_fade_that_is_longer_than_its_sound_leaves_most_of_it(tmp_path):
    plain = built(odd_show(tmp_path / "a", "{clip: tiny.wav}")).releases[0].reading
    faded = built(odd_show(tmp_path / "b", "{clip: tiny.wav, fade: 5s}")).releases[0].reading
    assert faded.integrated_lufs == pytest.approx(plain.integrated_lufs, abs=1.5)


def test_what_cannot_be_brought_to_the_target_is_said(tmp_path):
    root = odd_show(tmp_path, "", head="audio: assets/peaky.wav\n")
    wave = np.zeros(48_000 * 20)
    wave[::96_000] = 0.9
    wave += 1e-5 * np.sin(np.arange(len(wave)) / 20)
    soundfile.write(root / "assets" / "peaky.wav", wave, 48_000)
    codes = [d.code for d in built(root).diagnostics]
    assert "loudness-missed" in codes


def test_the_enclosure_is_never_opus(tmp_path):
    root = odd_show(tmp_path, "HOST: A line.", TONE.replace("channels: stereo", "channels: stereo, formats: [opus, mp3]"))
    release = built(root).releases[0]
    assert (release.enclosure.file.mime_type, [a.file.mime_type for a in release.alternates]) == ("audio/mpeg", ["audio/ogg"])


def test_opus_at_the_highest_rate(tmp_path):
    show = TONE.replace("channels: stereo", "channels: mono, formats: [mp3, opus], bitrate: 320")
    assert built(odd_show(tmp_path, "HOST: A line.", show)).releases[0].alternates


def test_slugs_that_look_like_our_own_names_do_not_collide(tmp_path):
    line = episode("HOST: A line.")
    root = odd_show(tmp_path, "HOST: A line.", cover=line, **{"odd-card": line, "odd-600": line, "episodes": line})
    assert built(root).installed.written
    assert built(root).installed.written == ()


def test_a_voice_s_gain_holds_for_its_takes(tmp_path):
    show = TONE.replace("engine: tone}", "engine: tone, gain: -10 dB}", 1)
    levels = []
    for name, text in (("a", TONE), ("b", show)):
        root = odd_show(tmp_path / name, "GUEST: One. Two. Three. Four.\n\nHOST: A take. {take: take.wav}", text)
        tone(root, "take.wav", 3)
        result = built(root)
        end = result.releases[0].captions[-1]
        audio, rate = soundfile.read(root / "public/audio/odd.mp3")
        part = audio[int((end.start_seconds + 0.5) * rate) : int((end.end_seconds - 0.5) * rate), 0]
        levels.append(20 * np.log10(np.sqrt(np.mean(part**2))))
    assert levels[0] - levels[1] > 4  # and not the whole 10: the programme as a whole is brought to the target


def disclosed(root):
    """Voice and language of the line that was put in front."""
    source = read(root, WORLD)
    (one,) = source.episodes
    first = with_disclosure_line(source.show, one, episode_disclosure(source.show, one)).segments[0].items
    line = next(item for item in first if isinstance(item, Line))
    return line.voice, line.language


def test_the_disclosure_is_spoken_by_a_synthetic_voice_of_the_language(tmp_path):
    show = SHOW.replace(
        "host: {engine: espeak, voice: en-gb, rate: 170}", "host: {engine: recorded}\n  carl: {engine: espeak, lang: de}"
    )
    root = write_show(tmp_path / "show", {"a.md": episode("CARL: Guten Abend.\n\nGUEST: Good evening.")}, show)
    assert disclosed(root) == ("guest", "en")
    built(root)


def test_a_disclosure_that_nobody_can_speak_is_told(tmp_path):
    rights = "- files: [assets/**]\n  holder: podbuild\n  license: CC0-1.0\n  ai: generated\n"
    show = SHOW.replace("{engine: espeak, voice: en-gb, rate: 170}", "{engine: recorded}").replace(
        "{engine: espeak, voice: en-us+f3}", "{engine: recorded}"
    )
    root = write_show(tmp_path / "show", {"a.md": episode("{clip: bell, voice: host, say: Ding.}")}, show)
    (root / "rights.yaml").write_text(rights, "utf-8")
    assert "disclosure-unspoken" in {d.code for d in built(root).diagnostics}


def test_a_language_cue_speaks_that_language_with_the_voice_s_timbre(tmp_path):
    from podbuild.speech.engines import known_engine
    from podbuild.speech.speak import utterance_for

    root = write_show(
        tmp_path / "show", {"a.md": episode("{voice: guest, lang: fr, say: Bonsoir.}\n\n{voice: guest, lang: en-GB, say: Hello.}")}
    )
    source = read(root, WORLD)
    voices = [
        utterance_for(li, source.show.voice("guest"), "en", (), known_engine("espeak")).voice for li in source.episodes[0].lines
    ]
    assert voices == ["+f3", "en-us+f3"]


def test_naming_an_episode_rebuilds_the_others_where_the_show_changed(tmp_path):
    root = odd_show(tmp_path, "HOST: A line.", other=episode("HOST: Another line."))
    built(root)
    (root / "show.yaml").write_text(TONE.replace("title: Quiet Roads", "title: Loud Roads"), "utf-8")
    assert set(built(root, slugs=("odd",)).built) == {"odd", "other"}
    assert set(built(root, slugs=("odd",)).built) == set()


@pytest.mark.parametrize("place", [".", "assets", "episodes/x", ".."])
def test_the_output_does_not_go_among_the_sources(tmp_path, place):
    root = odd_show(tmp_path, "HOST: A line.")
    result = build(Request(root, out=root / place), WORLD)
    assert result.outcome == "mistakes"
    assert "out-in-sources" in {d.code for d in result.diagnostics}


def test_a_file_of_one_s_own_in_an_old_place_stays(tmp_path):
    root = odd_show(tmp_path, "HOST: A line.", other=episode("HOST: Another line."))
    built(root)
    mine = root / "public" / "audio" / "other.mp3"
    mine.write_bytes(b"my own recording")
    (root / "episodes" / "other.md").unlink()
    built(root)
    assert mine.read_bytes() == b"my own recording"
    assert not actions(built(root))


@pytest.mark.slow
def test_offline_the_lines_that_are_spoken_are_kept_and_the_others_named(tmp_path):
    from tests.shows import with_environment

    show = TONE.replace("guest: {engine: tone}", "guest: {engine: gtts}")
    root = odd_show(tmp_path, "HOST: One.\n\nHOST: Two.\n\nGUEST: Three.", show)
    offline = with_environment(HTTPS_PROXY="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
    result = build(Request(root, jobs=1), offline)
    (failure,) = [d for d in result.diagnostics if d.is_error]
    assert result.outcome == "failed"
    assert (failure.code, failure.why.endswith("to be spoken: lines 9")) == ("gtts", True), failure
    assert not (root / "public").exists()
    (root / "show.yaml").write_text(TONE, "utf-8")
    assert actions(built(root))["speak"] <= 2  # the rest, and what is spoken for levelling it
