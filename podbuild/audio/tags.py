"""The finished file, and what players show of it: title, show, cover, chapters. Encoded sound is copied, not encoded again.

mutagen writes ID3 and Ogg comments. It cannot write MP4 chapters: ffmpeg adds those while it copies the stream, as a
chapter track (Apple) and a list (others); mutagen then writes the rest. Nothing here depends on the time of day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from podbuild.audio import mp3
from podbuild.base.units import timecode
from podbuild.steps.step import Action, Call, Input, Made, Outcome, Step

if TYPE_CHECKING:
    from podbuild.audio.encode import Stream
    from podbuild.steps.world import World

Kind = Literal["mp3", "m4a", "opus"]
GENRE = "Podcast"
_MOST_IN_CONTENTS = 255  # ID3 counts the entries of a table of contents in one byte
_MOST_TRACK = 65_535  # MP4 holds a track's number in two


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into a file; "" and None leave a field out.

    `date` is YYYY-MM-DD, `language` BCP 47; `chapters` are (start in seconds, end in seconds, title).
    """

    title: str
    artist: str = ""
    album: str = ""
    date: str = ""
    track: int | None = None
    language: str = ""
    comment: str = ""
    copyright: str = ""
    url: str = ""
    description: str = ""
    chapters: tuple[tuple[float, float, str], ...] = ()

    def params(self) -> dict[str, Any]:
        """Plain values, as a step's params want them."""
        return asdict(self) | {"chapters": [list(c) for c in self.in_order]}

    @classmethod
    def of_params(cls, params: Mapping[str, Any]) -> Tags:
        return cls(**{**params, "chapters": tuple((float(s), float(e), t) for s, e, t in params["chapters"])})

    @property
    def in_order(self) -> tuple[tuple[float, float, str], ...]:
        """The chapters in order of time."""
        return tuple(sorted(self.chapters))


def tag_step(stream: Stream, cover: Made | None, tags: Tags, kind: str, wanted_by: str) -> Step:
    """A finished file from encoded sound: `episode.mp3` (its chunks joined), `.m4a` or `.opus`."""
    inputs: dict[str, Input] = {f"part{i:05}": part for i, part in enumerate(stream.parts)}
    if cover is not None:
        inputs["cover"] = cover
    params: dict[str, Any] = {"tags": tags.params(), "kind": kind}
    if kind == "mp3":
        params |= {"frames": stream.frames, "channels": stream.channels, "kbps": stream.kbps}
    return Step(TAG, params, inputs, wanted_by)


def _tag(call: Call) -> Outcome:
    kind = call.params["kind"]
    tags = Tags.of_params(call.params["tags"])
    cover = call.inputs["cover"].read_bytes() if "cover" in call.inputs else b""
    parts = [call.inputs[name] for name in sorted(call.inputs) if name != "cover"]
    target = call.folder / f"episode.{kind}"
    if kind == "mp3":
        frames = (part.read_bytes() for part in parts)
        stream = mp3.splice(frames, call.params["kbps"], call.params["channels"], call.params["frames"])
        tag_mp3(stream, target, tags, cover)
    elif kind == "m4a":
        tag_mp4(parts[0], target, tags, cover, call.world)
    else:
        tag_ogg(parts[0], target, tags, cover)
    return Outcome()


def tag_mp3(stream: Iterable[bytes], target: Path, tags: Tags, cover: bytes = b"") -> None:
    """Write an ID3v2.4 tag, and behind it a stream that has none.

    Source: id3.org, ID3v2.4.0 and the Chapter Frame Addendum 1.0.
    """
    body = b"".join(map(_frame, _id3_frames(tags, cover)))
    with target.open("wb") as out:
        out.write(b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body)
        out.writelines(stream)


def _id3_frames(tags: Tags, cover: bytes) -> list[Any]:
    id3 = _mutagen("id3")
    text = {"encoding": 3}  # UTF-8
    lang = _iso_639_2(tags.language)
    frames = [
        id3.TIT2(text=[tags.title], **text),
        tags.artist and id3.TPE1(text=[tags.artist], **text),
        tags.album and id3.TALB(text=[tags.album], **text),
        tags.date and id3.TDRC(text=[tags.date], **text),
        tags.track is not None and id3.TRCK(text=[str(tags.track)], **text),
        id3.TCON(text=[GENRE], **text),
        lang and id3.TLAN(text=[lang], **text),
        tags.copyright and id3.TCOP(text=[tags.copyright], **text),
        tags.comment and id3.COMM(lang=lang or "XXX", desc="", text=[tags.comment], **text),
        tags.description and id3.TDES(text=[tags.description], **text),
        tags.url and id3.WOAF(url=tags.url),
        id3.PCST(value=1),
        *_id3_chapters(tags),
        cover and id3.APIC(mime=_mime(cover), type=3, desc="", data=cover, **text),
    ]
    return [frame for frame in frames if frame]


def _id3_chapters(tags: Tags) -> list[Any]:
    id3 = _mutagen("id3")

    def title(words: str) -> list[Any]:
        return [id3.TIT2(encoding=3, text=[words])]

    none = 0xFFFFFFFF  # no byte offsets: players then go by time
    chapters = [
        id3.CHAP(
            element_id=f"chp{i}",
            start_time=round(start * 1000),
            end_time=round(end * 1000),
            start_offset=none,
            end_offset=none,
            sub_frames=title(words),
        )
        for i, (start, end, words) in enumerate(tags.in_order)
    ]
    if not chapters:
        return []
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    ids, parts = _contents([c.element_id for c in chapters])
    return [
        id3.CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=title("Chapters")),
        *(id3.CTOC(element_id=part, flags=id3.CTOCFlags.ORDERED, child_element_ids=children) for part, children in parts.items()),
        *chapters,
    ]


def _contents(ids: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The entries of the table of contents, and those of the tables in it, where there are too many for one."""
    if len(ids) <= _MOST_IN_CONTENTS:
        return ids, {}
    starts = range(0, len(ids), _MOST_IN_CONTENTS)
    parts = {f"toc{number}": ids[start : start + _MOST_IN_CONTENTS] for number, start in enumerate(starts)}
    return list(parts), parts


def _frame(frame: Any) -> bytes:
    """The bytes of one frame. Saved alone and joined here: mutagen sorts the frames of a tag by length, chapters too."""
    import io

    tag, out = _mutagen("id3").ID3(), io.BytesIO()
    tag.add(frame)
    tag.save(out, v2_version=4, padding=lambda _: 0)
    return out.getvalue()[10:]


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def tag_mp4(source: Path, target: Path, tags: Tags, cover: bytes, world: World) -> None:
    """Copy the stream into a new MP4 with its chapters, then write the other fields."""
    mp4 = _mutagen("mp4")
    _with_chapters(source, target, tags, world)
    file = mp4.MP4(target)
    values = {
        "\xa9nam": tags.title,
        "\xa9ART": tags.artist,
        "\xa9alb": tags.album,
        "\xa9day": tags.date,
        "\xa9gen": GENRE,
        "\xa9cmt": tags.comment,
        "cprt": tags.copyright,
        "desc": tags.description,
        "purl": tags.url,
    }
    for name, value in values.items():
        if value:
            file[name] = [value]
    if tags.track is not None and tags.track <= _MOST_TRACK:
        file["trkn"] = [(tags.track, 0)]
    file["pcst"] = True
    if cover:
        is_png = _mime(cover) == "image/png"
        file["covr"] = [mp4.MP4Cover(cover, mp4.AtomDataType.PNG if is_png else mp4.AtomDataType.JPEG)]
    file.save(padding=lambda _: 0)


def _with_chapters(source: Path, target: Path, tags: Tags, world: World) -> None:
    if not tags.chapters:
        shutil.copyfile(source, target)
        return
    from podbuild.audio import ffmpeg

    metadata = target.with_suffix(".chapters")
    metadata.write_text(ffmetadata(tags), "utf-8")
    try:
        inputs = ["-i", f"file:{source}", "-f", "ffmetadata", "-i", f"file:{metadata}"]
        copy = ["-map", "0:a:0", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
        exact = ["-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", "-f", "ipod"]
        ffmpeg.run([*inputs, *copy, *exact, f"file:{target}"], world, about=target.name)
    finally:
        metadata.unlink()


def ffmetadata(tags: Tags) -> str:
    """The chapters in the form that ffmpeg reads; its special characters are escaped."""
    out = [";FFMETADATA1"]
    for start, end, title in tags.in_order:
        plain = "".join("\\" + c if c in "=;#\\" else c for c in " ".join(title.split()))
        out += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={round(start * 1000)}", f"END={round(end * 1000)}", f"title={plain}"]
    return "\n".join(out) + "\n"


def tag_ogg(source: Path, target: Path, tags: Tags, cover: bytes = b"") -> None:
    """Write Vorbis comments into an Opus stream. Source: RFC 7845, section 5.2; xiph's chapter extension."""
    open_opus = _mutagen("oggopus").OggOpus
    shutil.copyfile(source, target)
    file = open_opus(target)
    values = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "DATE": tags.date,
        "TRACKNUMBER": "" if tags.track is None else str(tags.track),
        "GENRE": GENRE,
        "LANGUAGE": tags.language,
        "COMMENT": tags.comment,
        "COPYRIGHT": tags.copyright,
        "DESCRIPTION": tags.description,
        "CONTACT": tags.url,
    }
    for i, (start, _, title) in enumerate(tags.in_order):
        values |= {f"CHAPTER{i:03}": timecode(start, millis=True), f"CHAPTER{i:03}NAME": title}
    file.tags.clear()  # what the encoder wrote
    for name, value in values.items():
        if value:
            file[name] = [value]
    if cover:
        file["METADATA_BLOCK_PICTURE"] = [_flac_picture(cover)]
    file.save(padding=lambda _: 0)


def _flac_picture(cover: bytes) -> str:
    import base64

    picture = _mutagen("flac").Picture()
    picture.type, picture.mime, picture.data = 3, _mime(cover), cover
    return base64.b64encode(picture.write()).decode("ascii")


def _mutagen(module: str) -> Any:
    """A part of mutagen, which carries no types; imported when a file is tagged, not before."""
    import importlib

    return importlib.import_module(f"mutagen.{module}")


def _mime(picture: bytes) -> str:
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def _iso_639_2(tag: str) -> str:
    """The three letters that ID3 wants for a language, "" where there are none.

    >>> _iso_639_2("en-GB"), _iso_639_2("de"), _iso_639_2("yue"), _iso_639_2("")
    ('eng', 'deu', 'yue', '')
    """
    code = tag.partition("-")[0].casefold()
    return code if len(code) == 3 else _THREE_LETTERS.get(code, "")


_LANGUAGES = """
    af:afr ar:ara bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas
    fi:fin fr:fra ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz kn:kan
    ko:kor la:lat lt:lit lv:lav mk:mkd ml:mal mr:mar ms:msa nb:nob ne:nep nl:nld nn:nno no:nor pa:pan pl:pol pt:por ro:ron
    ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd uz:uzb vi:vie zh:zho
"""
_THREE_LETTERS = {short: long for short, _, long in (pair.partition(":") for pair in _LANGUAGES.split())}

TAG = Action("tag", 2, _tag)
