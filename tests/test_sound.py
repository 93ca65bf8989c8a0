"""What the finished files measure, and what is in them: each by somebody else's instrument."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from tests.measuring import ebur128, mp3val, seconds
from tests.shows import EPISODE, SHOW, built, write_show

KINDS = ("mp3", "m4a", "opus")


def sound(target: float, channels: str, **more: object) -> str:
    settings = ", ".join(f"{k}: {v}" for k, v in {"loudness": f"{target} LUFS", "channels": channels, **more}.items())
    return SHOW.replace("sound: {loudness: -16 LUFS, channels: stereo}", f"sound: {{{settings}}}")


def check(root, slug, target, kinds, peak=-1.0):
    for kind in kinds:
        path = root / "public" / "audio" / f"{slug}.{kind}"
        loudness, true_peak = ebur128(path)
        assert loudness == pytest.approx(target, abs=0.5), kind
        assert true_peak <= peak, kind


@pytest.mark.parametrize(
    ("target", "channels", "more"),
    [
        (-16, "stereo", {"formats": "[mp3, m4a, opus]"}),
        (-19, "mono", {"formats": "[mp3, m4a, opus]"}),
        (-14, "stereo", {}),
        (-23, "mono", {"bitrate": 64}),
        (-16, "mono", {"bitrate": 320, "peak": "-3 dBTP"}),
    ],
)
def test_the_finished_file_is_on_target(tmp_path, target, channels, more):
    root = write_show(tmp_path / "show", show=sound(target, channels, **more))
    result = built(root)
    peak = -3.0 if "peak" in more else -1.0
    check(root, "glacier", target, [kind for kind in KINDS if kind in str(more.get("formats", "mp3"))], peak)
    loudness, true_peak = ebur128(root / "public/audio/glacier.mp3")
    reading = result.releases[0].reading
    assert reading.integrated_lufs == pytest.approx(loudness, abs=0.1)
    assert reading.true_peak_dbtp == pytest.approx(true_peak, abs=0.2)


@pytest.mark.parametrize("voice", ["en-us+f3", "en-gb+m3", "de+croak", "fr-fr+whisper", "en-us+Andy"])
def test_peaky_voices_too(tmp_path, voice):
    show = sound(-16, "mono").replace("voice: en-gb", f"voice: {voice}").replace("voice: en-us+f3", f"voice: {voice}")
    root = write_show(tmp_path / "show", show=show)
    built(root)
    check(root, "glacier", -16, ["mp3"])


def test_the_file_is_whole_and_as_long_as_it_says(tmp_path):
    root = write_show(tmp_path / "show", show=sound(-16, "stereo", formats="[mp3, m4a, opus]"))
    result = built(root)
    path = root / "public/audio/glacier.mp3"
    assert mp3val(path) == ""
    duration = result.releases[0].enclosure.duration_seconds
    assert seconds(path) == pytest.approx(duration, abs=1e-6)
    assert len(soundfile.read(path)[0]) == round(duration * 48_000)
    for kind in ("m4a", "opus"):
        assert seconds(path.with_suffix(f".{kind}")) == pytest.approx(duration, abs=0.03)


def test_tags_cover_and_chapters_in_order_of_time(tmp_path):
    root = write_show(tmp_path / "show", show=sound(-16, "stereo", formats="[mp3, m4a, opus]"))
    release = built(root).releases[0]
    folder = root / "public/audio"
    titles = ["Cold open", "What the ice says"]
    tags = ID3(folder / "glacier.mp3")
    assert (str(tags["TIT2"]), str(tags["TALB"]), str(tags["TPE1"])) == ("The glacier that sang", "Quiet Roads", "Quiet Roads")
    assert tags.getall("APIC")[0].mime == "image/jpeg"
    chapters = sorted(tags.getall("CHAP"), key=lambda c: c.start_time)
    assert [str(c.sub_frames["TIT2"]) for c in chapters] == titles
    assert [c.start_time for c in chapters] == [round(c.start_seconds * 1000) for c in release.chapters]
    in_file = [str(f.sub_frames["TIT2"]) for f in ID3(folder / "glacier.mp3").values() if f.FrameID == "CHAP"]
    assert in_file == titles  # as they lie in the file, since players list them so
    assert tags.getall("CTOC")[0].child_element_ids == [c.element_id for c in chapters]
    assert "computer-generated" in str(tags.getall("COMM")[0]).casefold()
    assert MP4(folder / "glacier.m4a")["\xa9nam"] == ["The glacier that sang"]
    assert [c.title for c in MP4(folder / "glacier.m4a").chapters] == titles
    assert OggOpus(folder / "glacier.opus")["chapter001name"] == ["What the ice says"]


def test_what_is_already_mixed_is_levelled_and_tagged(tmp_path):
    root = write_show(tmp_path / "show", {"mixed.md": "---\ntitle: Mixed\ndate: 2026-11-01\naudio: assets/mixed.wav\n---\n"})
    rng = np.random.default_rng(5)
    swell = 0.02 + 0.2 * np.abs(np.sin(np.arange(44_100 * 40) / 44_100))
    stereo = (rng.standard_normal((44_100 * 40, 2)) * swell[:, None] * 0.3).astype(np.float32)
    soundfile.write(root / "assets" / "mixed.wav", stereo, 44_100)
    result = built(root)
    check(root, "mixed", -16, ["mp3"])
    assert result.releases[0].enclosure.duration_seconds == pytest.approx(40, abs=0.03)


def test_takes_and_clips_come_to_the_level_of_the_voices(tmp_path):
    """A take that was recorded far too quietly, and a clip far too loudly, are as loud as what is spoken around them."""
    from podbuild.speech.engine import Piece, Utterance
    from podbuild.speech.engines import known_engine

    root = write_show(tmp_path / "show")
    spoken = known_engine("espeak").speak(
        Utterance((Piece("This was recorded, once, on a cold night in the north."),), "en-gb+m3", "en"), None
    )
    voice = spoken.samples.astype(np.float32) / 32_768
    soundfile.write(root / "assets" / "take.wav", voice * 0.02, spoken.sample_rate_hz)
    soundfile.write(root / "assets" / "clip.flac", np.clip(np.repeat(voice, 2) * 3, -1, 1), 44_100)
    script = EPISODE.replace("music: {bed: calm, gain: -22 dB}\n", "")
    script = script.replace("# Notes", "HOST: It was said. {take: take.wav}\n\n{clip: clip.flac}\n\n# Notes")
    (root / "episodes" / "glacier.md").write_text(script, "utf-8")
    built(root, is_strict=False)
    check(root, "glacier", -16, ["mp3"])
    audio, rate = soundfile.read(root / "public/audio/glacier.mp3")
    tail = audio[-int(rate * (2 * len(voice) / spoken.sample_rate_hz + 1.2)) :, 0]
    take, clip = tail[: len(tail) // 2], tail[len(tail) // 2 :]
    levels = [20 * np.log10(np.sqrt(np.mean(part**2))) for part in (audio[: rate * 4, 0], take, clip)]
    assert max(levels) - min(levels) < 6
