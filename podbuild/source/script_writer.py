"""Paragraphs and cues → the script's segments. Both notations write through this, so they mean the same.

Decided here:
- A pause, effect, clip, bed or picture inside a paragraph splits it into several lines; the later ones do not begin a
  paragraph, so no gap is added there. An effect inside a paragraph is heard under the words.
- `voice` holds until another is named. `lang`, `rate`, `gain` hold to the paragraph's end; alone, to the chapter's end.
- `take` is the recording of the words before it, since the last cue that split the paragraph.
- `say` directly behind a word is how that word is spoken. `say` alone is a line of its own; its `lang`, `rate` and `gain`
  are for that line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from podbuild.base.diagnostics import Span
from podbuild.base.units import clock
from podbuild.model.episode import Clip, Item, Line, Music, MusicStop, Pause, Picture, Segment, Sfx
from podbuild.model.show import Asset, Voice
from podbuild.source.artwork_file import check_picture
from podbuild.source.cues import Cue, Manner, read_cue
from podbuild.source.desk import Desk
from podbuild.source.inline import References, read_inline
from podbuild.source.passage import Passage
from podbuild.source.pieces import CuePiece, PicturePiece, Piece, Words
from podbuild.source.runs import extent, paragraphs_of, tidy
from podbuild.source.speakers import Speakers, refuse_speaker, turns
from podbuild.source.yaml_nodes import parse_yaml

_LAST_WORD = re.compile(r"[\w'’-]+$")


class ScriptWriter:
    """Collects segments in the order of the script."""

    def __init__(self, voices: tuple[Voice, ...], desk: Desk, references: References) -> None:
        self.desk, self.references = desk, references
        self._voices = {voice.name.casefold(): voice.name for voice in voices}
        self._voice = voices[0].name if voices else ""
        self._in_chapter = self._manner = Manner()
        self._title, self._chapter_span = "", Span("")
        self._items: list[Item] = []
        self._segments: list[Segment] = []
        self._words: list[Words] = []
        self._is_first = True
        self._bed_plays = False
        self.speakers = Speakers(voices)
        self.headings: list[Span] = []  # of the chapters, also of those in which nothing is heard

    def finish(self) -> tuple[Segment, ...]:
        self._end_segment()
        return tuple(self._segments)

    def chapter(self, title: str, span: Span) -> None:
        if self._segments or self._title or not all(isinstance(item, Music) for item in self._items):
            self._end_segment()  # a bed alone before the first heading belongs to the first chapter
        self.headings.append(span)
        self._title, self._chapter_span = title, span
        self._in_chapter = Manner()

    def _end_segment(self) -> None:
        if self._items:
            self._segments.append(Segment(self._title, tuple(self._items), self._chapter_span))
        elif self._title:
            message = f'nothing is heard in the chapter "{self._title}"'
            self.desk.say(
                "chapter-empty", message, self._chapter_span, "write something under it, or delete it", severity="warning"
            )
        self._items = []

    def pause(self, seconds: float, span: Span) -> None:
        self._items.append(Pause(seconds, span))

    def name_voice(self, name: str, span: Span) -> bool:
        """Who speaks from here on; False where nobody has that name."""
        if known := self._voices.get(name.casefold()):
            self._voice = known
        else:
            self.desk.say("voice-unknown", f'"{name}" is not one of the voices', span, self.speakers.suggestion(name))
        return known is not None

    def dialogue(self, passage: Passage) -> None:
        """What stands in one paragraph. Each name in it begins a line as a new paragraph would."""
        for turn in turns(passage, self.speakers, self.desk):
            self._voice = turn.voice or self._voice
            if turn.words.text:
                self._write(read_inline(turn.words, self.desk, self.references), turn.words, self._in_chapter)

    def _write(self, pieces: list[Piece], passage: Passage, manner: Manner, is_first: bool = True) -> None:
        self._manner, self._is_first = manner, is_first
        is_alone = not any(isinstance(piece, Words) and piece.text.strip() for piece in pieces)
        for piece in pieces:
            match piece:
                case Words():
                    self._words.append(piece)
                case PicturePiece():
                    self._flush(passage)
                    self._picture(piece.file, piece.alt, passage.span(piece.begin, piece.end))
                case CuePiece():
                    self._cue_piece(piece, passage, is_alone)
        self._flush(passage)

    def _cue_piece(self, piece: CuePiece, passage: Passage, is_alone: bool) -> None:
        node, mistakes = parse_yaml(piece.source)
        self.desk.mistakes.extend(mistakes)
        if node is None:
            return
        cue = read_cue(node, self.desk, without=("chapter",))
        if cue is None:
            return
        if cue.kind == "say" and piece.is_glued:
            self._respell(cue)
        elif cue.kind == "say" and not is_alone and "voice" not in cue.values:
            fix = "write it directly behind the word that it respells, or alone in a paragraph"
            self.desk.say("say-alone", "these words stand behind no word", cue.span, fix)
        else:
            self._obey(cue, passage, is_alone)

    def item(self, cue: Cue) -> None:
        """A cue that stands by itself: alone in a paragraph of Markdown, or an item of a YAML script."""
        self._manner, self._is_first = self._in_chapter, True
        source = next(iter(cue.nodes.values())).source if cue.nodes else None
        if source is not None:
            self._obey(cue, source, True)

    def _obey(self, cue: Cue, passage: Passage, is_alone: bool) -> None:
        if cue.kind == "take":
            self._take(cue, passage, is_alone)
            return
        self._flush(passage)
        match cue.kind:
            case "pause":
                self._items.append(Pause(cue.values["pause"], cue.span))
            case "sfx" | "music" | "clip":
                self._sound(cue, is_alone)
            case "picture":
                self._picture(cue.values["picture"], cue.values.get("alt", ""), cue.place("picture"))
            case "say":
                self._own_line(cue, is_alone)
            case _:
                self._change(cue, is_alone)

    def _change(self, cue: Cue, is_alone: bool) -> None:
        if "voice" in cue.values:
            self.name_voice(cue.values["voice"], cue.place("voice"))
        self._manner = self._manner.with_cue(cue)
        if is_alone:
            self._in_chapter = self._in_chapter.with_cue(cue)

    def _take(self, cue: Cue, passage: Passage, is_alone: bool) -> None:
        if is_alone or not any(words.text.strip() for words in self._words):
            fix = "write it behind the words that were recorded; a recording without words is a clip"
            self.desk.say("take-alone", "a take without the words it renders", cue.span, fix)
        take = self._asset(cue, "take")
        self._flush(passage, take)

    def _own_line(self, cue: Cue, is_alone: bool) -> None:
        """Words with a voice and manner of their own. Inside a paragraph they are a remark, and its voice goes on."""
        manner, outer_voice, is_first = self._manner, self._voice, self._is_first
        if "voice" in cue.values and not self.name_voice(cue.values["voice"], cue.place("voice")):
            return
        begin = len(self._items)
        for passage in paragraphs_of(cue.nodes["say"].inside()):
            refuse_speaker(passage, self.speakers, self.desk)
            pieces = read_inline(passage, self.desk, self.references)
            self._write(pieces, passage, manner.with_cue(cue), is_alone or is_first)
        if "take" in cue.nodes:
            self._give_take(cue, begin)
        self._manner = manner
        if not is_alone:
            self._voice, self._is_first = outer_voice, False

    def _give_take(self, cue: Cue, begin: int) -> None:
        take = self._asset(cue, "take")
        lines = [n for n in range(begin, len(self._items)) if isinstance(self._items[n], Line)]
        if lines:
            last = self._items[lines[-1]]
            assert isinstance(last, Line)
            self._items[lines[-1]] = replace(last, take=take)

    def _sound(self, cue: Cue, is_alone: bool) -> None:
        v: dict[str, Any] = cue.values
        given = {name: v[key] for key, name in (("gain", "gain_db"), ("fade", "fade_seconds")) if key in v}
        if cue.kind == "music" and (v.get("music") == "stop" or "stop" in v):
            fade = {"fade_seconds": v["fade"]} if "fade" in v else {}
            self._check_bed(cue)
            self._items.append(MusicStop(**fade, span=cue.span))
            return
        self._bed_plays = self._bed_plays or cue.kind == "music"
        key = "bed" if "bed" in cue.nodes else cue.kind
        asset = self._asset(cue, key)
        if asset is None:
            return
        if cue.kind == "music":
            self._items.append(Music(asset, **given, span=cue.span))
        elif cue.kind == "sfx":
            self._items.append(Sfx(asset, **given, is_under=not is_alone, span=cue.span))
        else:
            self._clip(cue, asset, given)

    def _check_bed(self, cue: Cue) -> None:
        if not self._bed_plays:
            fix = "delete it, or start a bed before it: {music: name}"
            self.desk.say("cue-alone", "no music plays here that could stop", cue.span, fix, severity="warning")
        self._bed_plays = False

    def _clip(self, cue: Cue, asset: Asset, given: dict[str, Any]) -> None:
        v = cue.values
        start, end = v.get("from", 0.0), v.get("to")
        if not self._is_stretch(cue, asset, start, end):
            return
        voice = ""
        if "voice" in v:
            voice = self._voices.get(v["voice"].casefold(), "")
            if not voice:
                fix = self.speakers.suggestion(v["voice"])
                self.desk.say("voice-unknown", f'"{v["voice"]}" is not one of the voices', cue.place("voice"), fix)
        text = ""
        if "say" in v:
            pieces = read_inline(cue.nodes["say"].inside(), self.desk, self.references)
            text = " ".join("".join(p.text for p in pieces if isinstance(p, Words)).split())
            for p in (p for p in pieces if not isinstance(p, Words)):
                span = cue.nodes["say"].inside().span(p.begin, p.end)
                self.desk.say("cue-mixed", "nothing can happen in the words of a clip", span, "move it out of say")
        self._items.append(Clip(asset, start, end, voice, text=text, **given, span=cue.span))

    def _is_stretch(self, cue: Cue, asset: Asset, start: float, end: float | None) -> bool:
        """Whether something of the sound lies between two moments. An end beyond its own is its own."""
        if end is not None and end <= start:
            self.desk.say("clip-backwards", "the clip ends before it begins", cue.place("to"), "write a later time")
            return False
        if start > 0 and (length := self.desk.ends_before(asset, start)) is not None:
            written = f"{length:.2f} s" if length < 60 else clock(int(length))
            message = f"the clip begins after the end of {asset.path}, which is {written} long"
            self.desk.say("clip-beyond", message, cue.place("from"), "write an earlier time")
            return False
        return True

    def _asset(self, cue: Cue, key: str) -> Asset | None:
        return self.desk.asset(cue.values[key], cue.place(key), "audio")

    def _picture(self, file: str, alt: str, span: Span) -> None:
        if asset := self.desk.asset(file, span, "picture"):
            check_picture(asset, span, self.desk)
            if not alt:
                why = "who cannot see the picture hears its description"
                self.desk.say(
                    "picture-alt", "the picture has no description", span, "say what it shows", why=why, severity="warning"
                )
            self._items.append(Picture(asset, alt, span))

    def _respell(self, cue: Cue) -> None:
        last = self._words[-1] if self._words else None
        found = _LAST_WORD.search(last.text) if last and not last.say else None
        extra = [key for key in cue.nodes if key != "say"]
        if last is None or found is None or extra:
            what = f'"{extra[0]}" cannot change within a word' if extra else "these words stand behind no word"
            span = cue.place(extra[0]) if extra else cue.span
            self.desk.say("say-alone", what, span, "write {say: …} directly behind the word that it respells")
            return
        self._words.pop()
        if found.start():
            self._words.append(replace(last, text=last.text[: found.start()]))
        self._words.append(replace(last, text=found[0], say=" ".join(cue.values["say"].split())))

    def _flush(self, passage: Passage, take: Asset | None = None) -> None:
        words, self._words = self._words, []
        runs = tidy(words)
        if not any(char.isalnum() for run in runs for char in run.spoken):
            self._add_marks("".join(run.text for run in runs), passage, words)
            return
        links = tuple(dict.fromkeys(w.link for w in words if w.link))
        m = self._manner
        span = passage.span(*extent(words))
        self._items.append(Line(self._voice, runs, m.language, m.rate, m.gain_db, take, links, self._is_first, span))
        self._is_first = False

    def _add_marks(self, text: str, passage: Passage, words: list[Words]) -> None:
        """A full stop behind a cue belongs to the line before it: there is nothing to speak in it."""
        at = next((n for n in range(len(self._items) - 1, -1, -1) if isinstance(self._items[n], Line)), None)
        if not text:
            return
        if at is None or self._is_first:
            self.desk.say(
                "line-wordless",
                f'"{text}" has no word to speak',
                passage.span(*extent(words)),
                "delete it, or write words",
                severity="warning",
            )
            return
        line = self._items[at]
        assert isinstance(line, Line)
        run = line.runs[-1]
        self._items[at] = replace(line, runs=(*line.runs[:-1], replace(run, text=run.text + text)))
