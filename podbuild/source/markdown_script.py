"""An episode's Markdown → segments and notes. markdown-it finds the blocks; what is in a paragraph, inline.py reads.

Decided here: a heading only names its chapter and is not spoken; each item of a list is an utterance of its own; a quote
is spoken as paragraphs; a rule (`---`) is a pause as long as the gap between chapters. HTML comments are nothing at all.
Footnotes are never spoken; what they say goes to the notes. Text above a rule is no heading (as it is in CommonMark).
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from podbuild.base.diagnostics import Span
from podbuild.base.notation import FORBIDDEN
from podbuild.source.desk import Desk
from podbuild.source.inline import read_inline
from podbuild.source.passage import Passage
from podbuild.source.pieces import Words
from podbuild.source.script_writer import ScriptWriter
from podbuild.source.yaml_nodes import character_message

_UNSPOKEN = re.compile(r"\s*\{\s*\.unspoken\s*\}\s*$")
_MARKED_HEADING = re.compile(r"^( {0,3}#{1,6} .*?)\s*\{\s*\.unspoken\s*\}[ \t]*$", re.MULTILINE)
_CLASS = re.compile(r"(?<!\\)\{\s*[.#][^{}\\]*\}\s*$")
_COMMENT = re.compile(
    r"(?P<keep>\\[\s\S]|^ {0,3}(?P<fence>```+|~~~+)[\s\S]*?(?:^ {0,3}(?P=fence)|\Z)|(?P<ticks>`+)[^`\n]+(?P=ticks))"
    r"|<!--[\s\S]*?-->(?:[ \t]*(?=\S))?|(?P<open><!--)",
    re.MULTILINE,
)
BLOCKS = MarkdownIt("commonmark").enable("table").disable(["lheading"])
BLOCKS.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})


def read_markdown(passage: Passage, writer: ScriptWriter, desk: Desk, chapter_gap_seconds: float) -> str:
    """Write a body's script through `writer`; the Markdown of its notes comes back."""
    if bad := FORBIDDEN.search(passage.text):
        desk.say("character-bad", character_message(bad[0]), passage.span(bad.start()), "delete it")
        return ""
    passage = without_comments(passage, desk)
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    BLOCKS.block.parse(passage.text, BLOCKS, env, tokens)
    reader = _Reader(passage, writer, desk, chapter_gap_seconds)
    writer.references = {_label(key): reader.address(ref) for key, ref in env.get("references", {}).items()}
    return reader.read(tokens)


def _label(key: str) -> str:
    return " ".join(key.split()).casefold()


def without_comments(passage: Passage, desk: Desk) -> Passage:
    """The text without `<!-- … -->`; what is shown as code keeps them."""
    text = passage.text
    if "<!--" not in text:
        return passage
    kept: list[int] = []
    at = 0
    for m in _COMMENT.finditer(text):
        if m["keep"]:
            continue
        kept.extend(range(at, m.start()))
        at = m.end()
        if m["open"]:
            desk.say("comment-open", "a comment that nothing closes", passage.span(m.start(), m.end()), "close it with -->")
            at = len(text)
            break
    kept.extend(range(at, len(text)))
    return passage.pick("".join(text[i] for i in kept), [*kept, len(text)])


_REFUSED = {
    "fence": ("code-in-speech", "code cannot be spoken"),
    "code_block": ("code-in-speech", "a line indented by four spaces is code, which cannot be spoken"),
    "html_block": ("html-in-speech", "HTML cannot be spoken"),
    "table_open": ("table-in-speech", "a table cannot be spoken"),
}


class _Reader:
    def __init__(self, passage: Passage, writer: ScriptWriter, desk: Desk, chapter_gap_seconds: float) -> None:
        self.passage, self.writer, self.desk, self.gap = passage, writer, desk, chapter_gap_seconds
        self._starts = [0, *(m.end() for m in re.finditer("\n", passage.text)), len(passage.text) + 1]
        self._notes: list[str] = []
        self._footnotes: list[str] = []
        self._section: tuple[int, str, int] | None = None  # level, title, first line of the section that is not spoken
        self._skipping = ""

    def read(self, tokens: list[Token]) -> str:
        for before, token in zip([None, *tokens], tokens, strict=False):
            self._take(before, token)
        self._close_section(len(self._starts) - 1)
        if self._footnotes:
            self._notes.append("\n".join(f"- {text}" for text in self._footnotes))
        return "\n\n".join(note for note in self._notes if note)

    def _take(self, before: Token | None, token: Token) -> None:
        if self._skipping:
            if token.type == "inline" and self._skipping == "footnote_reference_close" and not self._section:
                self._footnotes.append(" ".join(token.content.split()))
            self._skipping = "" if token.type == self._skipping else self._skipping
        elif token.type == "inline" and before and before.type == "heading_open":
            self._heading(before, token)
        elif token.type == "footnote_reference_open":
            self._skipping = "footnote_reference_close"
        elif self._section:
            return
        elif token.type == "inline":
            self.writer.dialogue(self._passage_of(token))
        elif token.type in _REFUSED:
            self._refuse(token)
        elif token.type == "ordered_list_open" and int(token.attrs.get("start", 1)) > 1:
            self._warn_of_number(token)
        elif token.type == "hr":
            self.writer.pause(self.gap, self._line_span(token))

    def address(self, reference: dict[str, Any]) -> str:
        """A link's address that stands below; `[laughs]: loudly` looks like one and would not be heard."""
        href, line = str(reference["href"]), reference["map"][0]
        if not href.startswith(("http://", "https://", "mailto:")):
            span = self.passage.span(self._starts[line], self._starts[line + 1] - 1)
            self.desk.say(
                "url-bad", f'"{href}" is not a web address', span, "begin it with https://, or write \\[ to have it spoken"
            )
        return href

    def _warn_of_number(self, token: Token) -> None:
        number = token.attrs["start"]
        message = f"{number}{token.markup} begins a list here: the number is not spoken"
        fix = f"write {number}\\{token.markup} to have it spoken"
        self.desk.say("list-number", message, self._line_span(token), fix, severity="warning")

    def _line(self, n: int) -> str:
        return self.passage.text[self._starts[n] : self._starts[n + 1] - 1]

    def _line_span(self, token: Token) -> Span:
        n = token.map[0] if token.map else 0
        line = self._line(n)
        begin = self._starts[n] + len(line) - len(line.lstrip(" >"))
        return self.passage.span(begin, max(self._starts[n] + len(line.rstrip()), begin + 1))

    def _passage_of(self, token: Token) -> Passage:
        """A block's text with its places: without the indents and marks of the lists and quotes around it."""
        places: list[int] = []
        first = token.map[0] if token.map else 0
        for k, content in enumerate(token.content.split("\n")):
            n = min(first + k, len(self._starts) - 2)
            at = self._line(n).rfind(content.rstrip()) if content.strip() else 0
            begin = self._starts[n] + max(at, 0)
            places.extend(range(begin, begin + len(content) + 1))
        return self.passage.pick(token.content, places)

    def _heading(self, opening: Token, token: Token) -> None:
        level = int(opening.tag[1:])
        passage = self._passage_of(token)
        if self._section and (level > self._section[0] or opening.level > 0):
            return
        self._close_section(opening.map[0] if opening.map else 0)
        if m := _UNSPOKEN.search(passage.text):
            title = self._title(passage.part(0, m.start()))
            self._section = (level, title, opening.map[1] if opening.map else 0)
        elif level > 2 or opening.level > 0:
            fix = "use # or ## for a chapter, or a paragraph for words that are spoken"
            message = "a heading this deep starts no chapter" if level > 2 else "a heading inside a list or quote starts no chapter"
            self.desk.say("heading-deep", message, self._line_span(opening), fix)
        elif m := _CLASS.search(passage.text):
            message = f"{m[0].strip()} means nothing here"
            self.desk.say("class-unknown", message, passage.span(m.start(), m.end()), "write {.unspoken}, or delete it")
        elif title := self._title(passage):
            self.writer.chapter(title, passage.span(0, len(passage.text)))
        else:
            self.desk.say("heading-empty", "a heading without words", self._line_span(opening), "name the chapter, or delete it")

    def _title(self, passage: Passage) -> str:
        pieces = read_inline(passage, self.desk, self.writer.references)
        for piece in pieces:
            if not isinstance(piece, Words):
                span = passage.span(piece.begin, piece.end)
                self.desk.say(
                    "cue-in-heading", "a heading is not heard: nothing can happen in it", span, "move it into a paragraph"
                )
        return " ".join("".join(piece.text for piece in pieces if isinstance(piece, Words)).split())

    def _close_section(self, line: int) -> None:
        if not self._section:
            return
        _, title, first = self._section
        begin, end = self._starts[min(first, len(self._starts) - 1)], self._starts[min(line, len(self._starts) - 1)]
        body = self.passage.text[begin:end].strip("\n").rstrip()
        body = _MARKED_HEADING.sub(r"\1", body)
        if "```" not in body and "~~~" not in body:
            body = re.sub(r"\n{3,}", "\n\n", body)
        heading = f"## {title}" if title and title.casefold() != "notes" else ""
        self._notes.append("\n\n".join(part for part in (heading, body) if part))
        self._section = None

    def _refuse(self, token: Token) -> None:
        code, message = _REFUSED[token.type]
        fix = "say it in words, or move it under a heading with {.unspoken}"
        self.desk.say(code, message, self._line_span(token), fix)
        if token.type == "table_open":
            self._skipping = "table_close"
