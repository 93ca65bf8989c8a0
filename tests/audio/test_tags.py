"""Tags and chapters as players read them; the sound stays byte for byte what it was."""

from __future__ import annotations

import base64
import io
import subprocess
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from podbuild.audio import ffmpeg, mp3, tags
from podbuild.audio.encode import Stream
from podbuild.audio.tags import Tags
from podbuild.steps.step import Call, Made
from podbuild.steps.world import World
from tests.audio.sounds import voice

WORLD = World()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
TAGS = Tags(
    title="Der Gletscher, der sang; 氷河=歌 #1",
    artist="Quiet Roads",
    album="Quiet Roads — slow stories",
    date="2026-11-20",
    track=3,
    language="en-GB",
    comment="The voices are synthetic.",
    copyright="CC-BY-4.0",
    url="https://example.org/quiet-roads/episodes/glacier/",
    description="A night on the ice.\nWith a microphone.",
    # Not in order, and the longest title first: neither may decide the order in the file.
    chapters=(
        (2.5, 4.0, "End"),
        (0.0, 1.25, "A very long title of a chapter = with; #signs \\ and 漢字"),
        (1.25, 2.5, "Middle one"),
    ),
)
STARTS = [0.0, 1.25, 2.5]
TITLES = [title for _, _, title in sorted(TAGS.chapters)]


@pytest.fixture(scope="module")
def streams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("streams")
    audio = voice(4)
    raw = ["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:0", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    data = audio.tobytes()
    body = ffmpeg.run(
        [
            *raw,
            "-c:a",
            "libmp3lame",
            "-b:a",
            "96k",
            "-reservoir",
            "0",
            "-write_xing",
            "0",
            "-id3v2_version",
            "0",
            "-f",
            "mp3",
            "pipe:1",
        ],
        WORLD,
        data,
    )
    own = mp3.own_frames(body, 0, len(audio), 0)
    (folder / "frames.mp3").write_bytes(own)
    (folder / "stream.mp3").write_bytes(b"".join(mp3.splice([own], 96, 1, len(audio))))
    ffmpeg.run(
        [*raw, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "-f", "ipod", f"file:{folder}/stream.m4a"], WORLD, data
    )
    ffmpeg.run([*raw, "-c:a", "libopus", "-b:a", "64k", "-f", "opus", f"file:{folder}/stream.opus"], WORLD, data)
    return {kind: folder / f"stream.{kind}" for kind in ("mp3", "m4a", "opus")}


def tagged(kind: str, streams: dict[str, Path], folder: Path, label: Tags = TAGS, cover: bytes = PNG) -> Path:
    folder.mkdir(exist_ok=True)
    picture = folder / "cover"
    picture.write_bytes(cover)
    made = Made("k", "cover") if cover else None
    step = tags.tag_step(Stream((Made("s", "part"),), 4 * 48_000, 1, 96), made, label, kind, "")
    part = streams[kind].with_name("frames.mp3") if kind == "mp3" else streams[kind]
    step.action.run(Call(step.params, {"part00000": part} | ({"cover": picture} if cover else {}), folder, WORLD))
    path = folder / f"episode.{kind}"
    assert sorted(p.name for p in folder.iterdir()) == ["cover", f"episode.{kind}"]
    return path


def samples(path: Path) -> np.ndarray:
    command = [ffmpeg.program(WORLD), "-v", "error", "-xerror", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.int16)


def packets(path: Path) -> bytes:
    """A digest of each encoded packet, without the container."""
    command = [ffmpeg.program(WORLD), "-v", "error", "-i", str(path), "-map", "0:a", "-c", "copy", "-f", "framemd5", "-"]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    return b"\n".join(line.split(b",")[-1] for line in out.splitlines() if not line.startswith(b"#"))


@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus"])
@pytest.mark.parametrize("label", [TAGS, Tags("Only a title")])
@pytest.mark.parametrize("cover", [PNG, JPEG, b""])
def test_the_sound_is_untouched_and_bytes_repeat(
    kind: str, label: Tags, cover: bytes, streams: dict[str, Path], tmp_path: Path
) -> None:
    first, second = (tagged(kind, streams, tmp_path / name, label, cover) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert packets(first) == packets(streams[kind])
    assert np.array_equal(samples(first), samples(streams[kind]))
    assert mutagen.File(first).info.length == pytest.approx(4.0, abs=0.03)


def test_mp3(streams: dict[str, Path], tmp_path: Path) -> None:
    path = tagged("mp3", streams, tmp_path)
    found = ID3(path)
    texts = {name: str(found[name]) for name in ("TIT2", "TPE1", "TALB", "TDRC", "TRCK", "TCON", "TLAN", "TCOP")}
    assert list(texts.values()) == [TAGS.title, TAGS.artist, TAGS.album, TAGS.date, "3", "Podcast", "eng", TAGS.copyright]
    assert str(found["COMM::eng"]) == TAGS.comment
    assert found["APIC:"].data == PNG and found["APIC:"].mime == "image/png"
    assert found["WOAF"].url == TAGS.url
    assert found["CTOC:toc"].child_element_ids == ["chp0", "chp1", "chp2"]
    assert int(found["CTOC:toc"].flags) == 3
    chapters = [found[f"CHAP:chp{i}"] for i in range(3)]
    assert [c.start_time / 1000 for c in chapters] == STARTS
    assert [str(c.sub_frames["TIT2"]) for c in chapters] == TITLES
    data = path.read_bytes()
    places = [data.index(b"chp%d\0" % i, data.index(b"CHAP")) for i in range(3)]
    assert places == sorted(places)
    assert data.endswith(streams["mp3"].read_bytes())
    assert len(soundfile.read(io.BytesIO(data))[0]) == 4 * 48_000


@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus"])
def test_chapters_as_ffmpeg_reads_them(kind: str, streams: dict[str, Path], tmp_path: Path) -> None:
    path = tagged(kind, streams, tmp_path)
    command = [ffmpeg.program(WORLD), "-v", "error", "-i", str(path), "-f", "ffmetadata", "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    chapters = text.split("[CHAPTER]")[1:]
    assert [c.split("title=")[1].splitlines()[0] for c in chapters] == [
        line.removeprefix("title=") for line in tags.ffmetadata(TAGS).splitlines() if line.startswith("title=")
    ]


def test_m4a(streams: dict[str, Path], tmp_path: Path) -> None:
    path = tagged("m4a", streams, tmp_path, cover=JPEG)
    found = MP4(path)
    names = ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9day", "\xa9gen", "\xa9cmt", "cprt")
    values = [TAGS.title, TAGS.artist, TAGS.album, TAGS.date, "Podcast", TAGS.comment, TAGS.copyright]
    assert [found[name][0] for name in names] == values
    assert bytes(found["covr"][0]) == JPEG
    assert [(c.start, c.title) for c in found.chapters] == list(zip(STARTS, TITLES, strict=True))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # players may start before they have the whole file


def test_opus(streams: dict[str, Path], tmp_path: Path) -> None:
    found = OggOpus(tagged("opus", streams, tmp_path))
    names = ("title", "artist", "album", "date", "tracknumber", "genre", "language", "comment", "copyright")
    values = [TAGS.title, TAGS.artist, TAGS.album, TAGS.date, "3", "Podcast", "en-GB", TAGS.comment, TAGS.copyright]
    assert [found[name][0] for name in names] == values
    assert [found[f"chapter{i:03}"][0] for i in range(3)] == ["00:00:00.000", "00:00:01.250", "00:00:02.500"]
    assert [found[f"chapter{i:03}name"][0] for i in range(3)] == TITLES
    assert Picture(base64.b64decode(found["metadata_block_picture"][0])).data == PNG


@pytest.mark.parametrize("count", [255, 256, 300])
def test_more_chapters_than_one_table_of_contents_can_count(count: int, streams: dict[str, Path], tmp_path: Path) -> None:
    label = Tags("Many", track=70_000, chapters=tuple((1 + i / 100, 1 + (i + 1) / 100, f"Chapter {i}") for i in range(count)))
    found = ID3(tagged("mp3", streams, tmp_path / "mp3", label))
    top = found["CTOC:toc"]
    assert [int(c.flags) & 2 for c in found.getall("CTOC") if c.element_id != "toc"] == [0] * (0 if count == 255 else 2)
    leaves = [leaf for child in top.child_element_ids for leaf in getattr(found.get(f"CTOC:{child}"), "child_element_ids", [child])]
    assert leaves == [f"chp{i}" for i in range(count)]
    assert [str(found[f"CHAP:{leaf}"].sub_frames["TIT2"]) for leaf in leaves] == [f"Chapter {i}" for i in range(count)]
    for kind in ("mp3", "m4a", "opus"):
        path = tagged(kind, streams, tmp_path / kind, label)
        command = [ffmpeg.program(WORLD), "-v", "error", "-i", str(path), "-f", "ffmetadata", "-"]
        assert subprocess.run(command, capture_output=True, check=True).stdout.count(b"[CHAPTER]") == count
    assert "trkn" not in MP4(path.parent.parent / "m4a" / "episode.m4a") and str(found["TRCK"]) == "70000"


def test_params_and_back() -> None:
    again = Tags.of_params(TAGS.params())
    assert again.params() == TAGS.params()
    assert again.chapters == TAGS.in_order
