"""What a script's sentences point to: comments such as `<!-- src: notes#3, mail#1 -->`, each behind the sentence it is for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

_SRC = re.compile(r"(?<!\\)<!--\s*src\b\s*:?\s*(.*?)\s*-->", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)<!--.*?(?:-->|\Z)", re.DOTALL)
_REFERENCE = re.compile(r"([\w-]+)\s*#\s*(\d{1,9})")
_FRONT = re.compile(r"\s*---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6}) (.*)$")
_CUE = re.compile(r"(?<!\\)\{(?:[^{}]|\{[^{}]*\})*\}")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NAME = re.compile(r"^\s*(?:[-*>] )?(?:\*\*)?[^\W\d_][^*:：\n{}.!?,]{0,39}(?:[:：](?:\*\*)?|\*\*[:：])(?=\s|$|[^\x00-\x7f])")
_MARK = "\ue001"  # stands where a comment was; no author's text has it
_MARKS = f"{_MARK}[0-9]+{_MARK}"
_ABBREVIATED = "Dr|Mr|Mrs|Ms|Prof|St|Nr|Hr|Fr|vs|ca|bzw|usw|Mme|Mlle|approx|Jan|Feb|Aug|Sept?|Oct|Okt|Nov|Dec|Dez"
_SHORT = rf"\b(?:[A-Za-z]|{_ABBREVIATED}|\d\d?)"
_END = re.compile(
    rf"(?:[!?…]|(?<!\.)\.(?<!\.\.)|\.{{3}})[\"'”’“‘»)\]*]*(?:\s*{_MARKS})*(?=\s|$)|[。！？][」』”）]*(?:\s*{_MARKS})*"
)
_QUOTED = re.compile(r"\"[^\"]{1,600}\"|„[^“]{1,600}“|“[^”]{1,600}”|«[^»]{1,600}»|「[^」]{1,600}」")
_NOWHERE = (sys.maxsize, sys.maxsize)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a script without its notation but for links; `line` counts from 1; `references` are such as notes#3.

    What stands in a `src:` comment and is no reference is kept as it is written.
    """

    text: str
    line: int
    references: tuple[str, ...] = ()


def cited(text: str) -> tuple[Sentence, ...]:
    """The sentences of an episode's Markdown that are spoken, with what each points to.

    >>> cited("HOST: Ice sings. <!-- src: notes#3, mail # 1 --> It does.")[0]
    Sentence(text='Ice sings.', line=1, references=('notes#3', 'mail#1'))
    """
    references: list[tuple[str, ...]] = []

    def mark(m: re.Match[str]) -> str:
        found = tuple(f"{name}#{int(number)}" for name, number in _REFERENCE.findall(m[1]))
        references.append(found or (" ".join(m[1].split()),))
        return f"{_MARK}{len(references) - 1}{_MARK}" + "\n" * m[0].count("\n")

    text = _blank(_FRONT, text.replace(_MARK, ""), is_at_start=True)
    text = _blank(_COMMENT, _SRC.sub(mark, text))
    return tuple(s for paragraph, line in _paragraphs(text) for s in _sentences(paragraph, line, references))


def sentences_in(words: str) -> tuple[str, ...]:
    """Plain words, sentence by sentence.

    >>> sentences_in("Dr. Nowak sings: 'Ice!' It hums.")
    ("Dr. Nowak sings: 'Ice!'", 'It hums.')
    """
    begins = (0, *_ends(words))
    parts = (words[begin:end].strip() for begin, end in zip(begins, (*begins[1:], len(words)), strict=True))
    return tuple(filter(None, parts))


def _blank(pattern: re.Pattern[str], text: str, is_at_start: bool = False) -> str:
    """The text without what the pattern finds, its line ends kept."""
    if is_at_start:
        m = pattern.match(text)
        return "\n" * m[0].count("\n") + text[m.end() :] if m else text
    return pattern.sub(lambda m: "\n" * m[0].count("\n"), text)


def _paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """What is spoken, paragraph by paragraph (a voice's name begins one too), and the line it begins in."""
    lines: list[str] = []
    begin, hidden = 0, 0  # `hidden` is the level of a section that is not spoken
    for number, line in enumerate([*text.split("\n"), ""], 1):
        heading = _HEADING.match(line)
        if heading and (not hidden or len(heading[1]) <= hidden):
            hidden = len(heading[1]) if ".unspoken" in heading[2] else 0
        named = _NAME.match(line)
        if lines and (not line.strip() or heading or named):
            yield "\n".join(lines), begin
            lines = []
        if line.strip() and not heading and not hidden:
            begin = begin if lines else number
            lines.append(line[named.end() :] if named else line)


def _sentences(paragraph: str, line: int, references: list[tuple[str, ...]]) -> Iterator[Sentence]:
    paragraph = _ESCAPED.sub(r"\1", _CUE.sub(lambda m: "\n" * m[0].count("\n") or " ", paragraph))
    at = 0
    for end in [*_ends(paragraph), len(paragraph)]:
        part = paragraph[at:end]
        pointed = [int(n) for n in re.findall(f"{_MARK}([0-9]+){_MARK}", part)]
        words = " ".join(re.sub(_MARKS, " ", part).split())
        if words or pointed:
            found = tuple(dict.fromkeys(reference for n in pointed for reference in references[n]))
            begin = at + len(part) - len(part.lstrip())
            yield Sentence(re.sub(r" (?=[.,;:!?…](?:\s|$))", "", words), line + paragraph.count("\n", 0, begin), found)
        at = end


def _ends(paragraph: str) -> Iterator[int]:
    """Where its sentences end. What somebody said is one thing, of however many sentences."""
    quotes = iter([m.span() for m in _QUOTED.finditer(paragraph)])
    begin, end = next(quotes, _NOWHERE)
    for m in _END.finditer(paragraph):
        while end < m.end():
            begin, end = next(quotes, _NOWHERE)
        if begin < m.start() < end and m.end() < end:
            continue
        if not (m[0].startswith(".") and re.search(rf"{_SHORT}$", paragraph[max(0, m.start() - 8) : m.start()])):
            yield m.end()
