"""The words in an episode's file that another language says otherwise, each with its place: headings, lines, notes.

All else (cues, names of voices, addresses, comments, blank lines) is not among them: it is copied, never written anew. Words
that are in another language already, as in a lesson, are not among them either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from markdown_it.token import Token

from podbuild.base.diagnostics import Span
from podbuild.model.episode import Episode, Line
from podbuild.source.desk import Desk
from podbuild.source.front_matter import is_yaml, split_front_matter
from podbuild.source.inline_tags import Tagged, strung, tagged
from podbuild.source.markdown_script import BLOCKS, without_comments
from podbuild.source.passage import Passage, whole
from podbuild.source.runs import line_starts, paragraphs_of
from podbuild.source.speakers import Speakers
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import Mapping, Node, Scalar, Sequence, parse_yaml

UnitKind = Literal["heading", "line", "note", "take"]
_UNSPOKEN = re.compile(r"[ \t]*\{[ \t]*\.unspoken[ \t]*\}[ \t]*$")
_NAME = re.compile(
    r"[ \t>]*(?:\*\*(?P<strong>[^\s\W_][^*:：\n\\{}`<>\[\]]{0,59}?)(?:[:：]\*\*|\*\*[ \t]*[:：])"
    r"|(?P<name>[^\s\W_][^*:：\n\\{}`<>\[\]]{0,59})[:：](?!//))[ \t]*"
)
_ONLY_CUE = re.compile(r"\{(?P<inside>.*)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unit:
    """Words at `begin` to `end` of the file. `is_quoted`: they are a value of YAML, and are written in quotes.

    A "take" is no words: a recording of words, which goes where they are said otherwise.
    """

    kind: UnitKind
    begin: int
    end: int
    said: Tagged
    voice: str = ""
    is_quoted: bool = False


def script_units(episode: Episode, text: str, language: str) -> tuple[Unit, ...]:
    """The words of a script and its notes, in the order of the file.

    Args:
        text: the episode's file, with plain line ends.
        language: what the episode is in.
    """
    passage = whole(episode.file, text)
    desk = Desk(Workspace(Path()))  # what is wrong was told when the episode was read
    reader = _Units(passage, episode, language)
    if is_yaml(episode.file):
        node, _ = parse_yaml(passage)
        found = reader.of_yaml(node)
    else:
        parts = split_front_matter(passage, desk)
        found = reader.of_markdown(parts[1], desk) if parts else iter(())
    return tuple(unit for unit in found if unit.said.has_words or unit.kind == "take")


class _Units:
    def __init__(self, passage: Passage, episode: Episode, language: str) -> None:
        self._file, self._text = passage, passage.text
        self._speakers = Speakers(episode.voices)
        own = language.partition("-")[0].casefold()
        foreign = {v.name for v in episode.voices if v.language and v.language.partition("-")[0].casefold() != own}
        self._lines = [(self._offset(line.span), line) for line in episode.lines if line.span.file == episode.file]
        self._foreign = [
            at
            for at, line in self._lines
            if line.voice in foreign or (line.language and line.language.partition("-")[0].casefold() != own)
        ]

    def _offset(self, span: Span) -> int:
        return self._file.line_starts[span.line - 1] + span.column - 1

    def _spoken(self, begin: int, end: int) -> Iterator[Unit]:
        """The words of one voice; none where they are in another language, or nothing but a cue."""
        raw = self._text[begin:end]
        begin += len(raw) - len(raw.lstrip())
        raw = raw.strip()
        end = begin + len(raw)
        said = tagged(raw)
        heard = [line for at, line in self._lines if begin <= at < end]
        if not said.has_words:
            if cue := _ONLY_CUE.fullmatch(raw):
                yield from self._in_cue(begin, begin + len(cue[0]))
            return
        first = next((at for at in self._foreign if begin <= at < end), None)
        if first is not None and all(at in self._foreign for at, _ in self._lines if begin <= at < end):
            return
        yield Unit("line", begin, end, said, heard[0].voice if heard else "")

    def _in_cue(self, begin: int, end: int) -> Iterator[Unit]:
        """The words of a cue that is a line of its own."""
        node, _ = parse_yaml(self._file.part(begin, end))
        yield from self._of_item(node)

    def _of_item(self, node: Node | None) -> Iterator[Unit]:
        if not isinstance(node, Mapping) or node.get("clip") is not None:
            return
        chapter, say, alt = node.get("chapter"), node.get("say"), node.get("alt")
        if isinstance(chapter, Scalar):
            yield self._quoted("heading", chapter)
        if isinstance(say, Scalar) and not any(self._is_at(at, say) for at in self._foreign):
            heard = [line for at, line in self._lines if self._is_at(at, say)]
            yield self._quoted("line", say, heard)
            yield from self._take(node)
        if isinstance(alt, Scalar):
            yield self._quoted("note", alt)

    def _take(self, node: Mapping) -> Iterator[Unit]:
        """The key `take` with its value, and what sets it off from the others."""
        for key, value in node.entries:
            if key.text == "take" and isinstance(value, Scalar):
                begin, end = self._place(key)[0], self._place(value)[1]
                before = self._text[:begin].rstrip()
                behind = len(self._text[end:]) - len(self._text[end:].lstrip(", "))
                is_first = before.endswith(("{", "-"))
                is_in_flow = before.endswith(",")
                cut = (begin, end + behind) if is_first else (len(before) - is_in_flow, end)
                yield Unit("take", *cut, Tagged())

    def _is_at(self, at: int, node: Scalar) -> bool:
        begin, end = self._place(node)
        return begin <= at < end

    def _place(self, node: Scalar) -> tuple[int, int]:
        offsets = node.source.offsets
        end = offsets[node.end - 1] + 1 if node.end > node.begin else offsets[node.begin]
        return offsets[node.begin], end

    def _quoted(self, kind: UnitKind, node: Scalar, heard: list[Line] | None = None) -> Unit:
        begin, end = self._place(node)
        end = begin + len(self._text[begin:end].rstrip())
        return Unit(kind, begin, end, tagged(node.text), heard[0].voice if heard else "", is_quoted=True)

    # ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def of_yaml(self, node: Node | None) -> Iterator[Unit]:
        script = node.get("script") if isinstance(node, Mapping) else None
        for item in script.items if isinstance(script, Sequence) else ():
            if isinstance(item, Mapping):
                yield from self._of_item(item)
            elif isinstance(item, Scalar) and not any(self._is_at(at, item) for at in self._foreign):
                heard = [line for at, line in self._lines if self._is_at(at, item)]
                yield replace(self._quoted("line", item, heard), said=self._dialogue(item))

    def _dialogue(self, item: Scalar) -> Tagged:
        """A text of several paragraphs, in which names are named, as one. YAML may have folded the lines that names begin."""
        parts: list[tuple[str, Tagged]] = []
        for paragraph in paragraphs_of(item.inside()):
            text, at = paragraph.text, 0
            for begin, end in self._turns(text, list(line_starts(paragraph))):
                parts.append((("\n\n" if parts else "") + text[at:begin].lstrip(), tagged(text[begin:end].rstrip())))
                at = end
        return strung(parts)

    # ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def of_markdown(self, body: Passage, desk: Desk) -> Iterator[Unit]:
        plain = without_comments(body, desk)
        tokens: list[Token] = []
        BLOCKS.block.parse(plain.text, BLOCKS, {}, tokens)
        section = 0  # the level of the heading whose section is not spoken
        in_table = in_footnote = False
        for before, token in zip([None, *tokens], tokens, strict=False):
            in_table = token.type == "table_open" or (in_table and token.type != "table_close")
            in_footnote = token.type == "footnote_reference_open" or (in_footnote and token.type != "footnote_reference_close")
            if token.type != "inline" or in_table or not (place := self._range(plain, token)):
                continue
            if before and before.type == "heading_open":
                level = int(before.tag[1:])
                if not section or (level <= section and before.level == 0):
                    section = level if _UNSPOKEN.search(self._text[slice(*place)]) else 0
                yield from self._heading(*place)
            elif section or in_footnote:
                yield Unit("note", *place, tagged(self._text[slice(*place)]))
            else:
                for begin, end in self._turns(self._text[slice(*place)]):
                    yield from self._spoken(place[0] + begin, place[0] + end)

    def _range(self, plain: Passage, token: Token) -> tuple[int, int] | None:
        """Where a block's text begins and ends in the file, the comments within it included."""
        starts = [0, *(m.end() for m in re.finditer("\n", plain.text)), len(plain.text) + 1]
        rows = [row for row in token.content.split("\n") if row.strip()]
        if not rows or token.map is None:
            return None
        first, last = token.map[0], min(token.map[0] + token.content.count("\n"), len(starts) - 2)
        begin = plain.text.find(rows[0].strip(), starts[first], starts[first + 1])
        end = plain.text.rfind(rows[-1].strip(), starts[last], starts[last + 1]) + len(rows[-1].strip())
        if begin < 0 or end <= begin:
            return None
        return plain.offsets[begin], plain.offsets[end - 1] + 1

    def _heading(self, begin: int, end: int) -> Iterator[Unit]:
        raw = self._text[begin:end]
        if mark := _UNSPOKEN.search(raw):
            raw = raw[: mark.start()]
            if raw.strip().casefold() == "notes":  # which podbuild leaves out of the notes
                return
        yield Unit("heading", begin, begin + len(raw), tagged(raw))

    def _turns(self, raw: str, starts: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
        """What each voice says in a paragraph, without the names. `starts` are where its lines begin."""
        at = 0
        for start in starts or [0, *(m.end() for m in re.finditer("\n", raw))]:
            m = _NAME.match(raw, start)
            if m and self._speakers.called((m["strong"] or m["name"]).rstrip()):
                if start > at:
                    yield at, start
                at = m.end()
        yield at, len(raw)
