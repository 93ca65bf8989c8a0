"""Edits of a text, line by line: what a writer wants changed, what is wrong with that, and the text with the edits made.

The law: no byte outside the edits' lines changes, whatever the line ends. (One thing is added where it must be: a last line
without an end gets one when lines come behind it.)

Deliberately absent: what a line means. Which lines an edit may not touch is told by whoever calls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from podbuild.base.diagnostics import Diagnostic, Span

MARK = "\ufeff"  # a byte order mark, which is no part of the first line
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_MOST_EDITS = 400
EDITS_SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "description": "The changes, in order. What is not in them stays as it is.",
    "items": {
        "type": "object",
        "properties": {
            "line": {
                "type": "integer",
                "description": "The number of the first line that is replaced, or that new lines go before.",
            },
            "was": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The replaced lines, each to the letter, without its number. Empty: lines are only added.",
            },
            "now": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The lines that take their place. Empty: the lines are only deleted.",
            },
        },
        "required": ["line", "was", "now"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, slots=True)
class Edit:
    """From `first_line` on (counted from 1 in the file, its fields included), the lines `was` become `now`; none has a line end.

    Where `was` is empty, `now` comes before that line.
    """

    first_line: int
    was: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def last_line(self) -> int:
        """The last line that is replaced; the one before `first_line` where lines are only added."""
        return self.first_line + len(self.was) - 1


@dataclass(frozen=True, slots=True)
class Ground:
    """Where edits may be made: `closed` are the lines that they may not touch, each with what it is ("the key guid").

    `first_line` and `last_line` are the stretch that the author named, None for all.
    """

    closed: Mapping[int, str]
    first_line: int = 1
    last_line: int | None = None


def lines_of(text: str) -> tuple[str, ...]:
    r"""The lines as an editor numbers them, without their ends; a byte order mark is left out.

    >>> lines_of("one\r\ntwo\rthree\n"), lines_of("")
    (('one', 'two', 'three'), ())
    """
    return tuple(line for line, _ in _with_ends(text.removeprefix(MARK)))


def _with_ends(text: str) -> list[tuple[str, str]]:
    return [(m[1], m[2]) for m in _LINE.finditer(text) if m[0]]


# ── reading what a writer answered ───────────────────────────────────────────────────────────────────────────────────


def decode_edits(value: object, text: str, ground: Ground, file: str) -> tuple[tuple[Edit, ...], tuple[Diagnostic, ...]]:
    """The edits that change something, in order; with mistakes, none. Never raises.

    Args:
        value: what was filled into a form of EDITS_SCHEMA.
        text: the file as it is.
        file: its path, for messages.
    """
    if not isinstance(value, list):
        return (), (Diagnostic("edit-bad", '"edits" is no list', Span(file), fix="give a list, which may be empty"),)
    mistakes: list[Diagnostic] = []
    if len(value) > _MOST_EDITS:
        fix = "make fewer of them, each of more lines"
        mistakes.append(
            Diagnostic("edit-bad", f"there are {len(value)} edits, and {_MOST_EDITS} are the most", Span(file), fix=fix)
        )
    found: list[Edit] = []
    for number, item in enumerate(value[:_MOST_EDITS], 1):
        edit = _edit(item)
        if edit is None:
            fix = 'give {"line": 12, "was": ["the line as it is"], "now": ["the line as it shall be"]}'
            mistakes.append(Diagnostic("edit-bad", f"edit {number} is none", Span(file), fix=fix))
        else:
            found.append(edit)
    edits = tuple(sorted((edit for edit in found if edit.was != edit.now), key=lambda e: (e.first_line, len(e.was))))
    lines = lines_of(text)
    for edit in edits:
        mistakes += _mistakes(edit, lines, ground, file)
    mistakes += _overlaps(edits, file)
    return ((), tuple(mistakes)) if mistakes else (edits, ())


def _edit(item: object) -> Edit | None:
    if not isinstance(item, Mapping):
        return None
    line, was, now = item.get("line"), _lines(item.get("was")), _lines(item.get("now"))
    if type(line) is not int or was is None or now is None:
        return None
    return Edit(line, was, tuple(text.replace(MARK, "") for text in now))


def _lines(value: object) -> tuple[str, ...] | None:
    """Lines without ends. A text of several lines, or one that holds line ends, is taken for those lines."""
    texts = [value] if isinstance(value, str) and value else [] if value == "" else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return None
    return tuple(line for text in texts for line in re.split(r"\r\n|\r|\n", text.removesuffix("\n").removesuffix("\r")))


def _mistakes(edit: Edit, lines: Sequence[str], ground: Ground, file: str) -> list[Diagnostic]:
    first, last = edit.first_line, edit.last_line
    place = Span(file, max(1, min(first, len(lines))))
    if first < 1 or last > len(lines) or first > len(lines) + 1:
        said = _said(first, last)
        return [Diagnostic("edit-outside", f"{said} is not in the file", place, fix=f"lines 1 to {len(lines)} are there")]
    if edit.was != tuple(lines[first - 1 : last]):
        return [_miscounted(edit, lines, place)]
    mistakes = []
    least, most = ground.first_line, len(lines) if ground.last_line is None else ground.last_line
    if first < least or (last > most if edit.was else first > most + 1):
        fix = f"leave it as it is: only lines {least} to {most} are to be revised"
        mistakes.append(
            Diagnostic("edit-outside", f"{_said(first, last)} is not among those that are to be revised", place, fix=fix)
        )
    touched = range(first, last + 1)
    what = next((ground.closed[n] for n in touched if n in ground.closed), None)
    if not edit.was and ground.closed.get(first) == ground.closed.get(max(first - 1, 1)):  # between two lines of one closed part
        what = ground.closed.get(first)
    if what is not None:
        mistakes.append(Diagnostic("edit-closed", f"{_said(first, last)} changes {what}", place, fix="leave it as it is"))
    return mistakes


def _said(first: int, last: int) -> str:
    if last < first:
        return f"what is added before line {first}"
    return f"line {first}" if first == last else f"what stands in lines {first} to {last}"


def _miscounted(edit: Edit, lines: Sequence[str], place: Span) -> Diagnostic:
    size = len(edit.was)
    elsewhere = [n + 1 for n in range(len(lines) - size + 1) if tuple(lines[n : n + size]) == edit.was]
    there = f"line {edit.first_line}" if size == 1 else f"lines {edit.first_line} to {edit.last_line}"
    if elsewhere:
        fix = "these lines stand from line " + " and from line ".join(map(str, elsewhere[:5])) + " on: give that number"
    else:
        off = next(n for n, line in enumerate(edit.was) if lines[edit.first_line - 1 + n] != line)
        fix = f'line {edit.first_line + off} is, to the letter: "{lines[edit.first_line - 1 + off]}"'
    return Diagnostic("edit-mismatch", f'"was" is not what stands in {there}', place, fix=fix)


def _overlaps(edits: Sequence[Edit], file: str) -> list[Diagnostic]:
    mistakes, end = [], 0
    before: Edit | None = None
    for edit in edits:
        is_twice = before is not None and not edit.was and not before.was and edit.first_line == before.first_line
        if edit.first_line <= end or is_twice:
            message = f"two edits touch {_said(edit.first_line, edit.last_line)}"
            mistakes.append(Diagnostic("edit-overlap", message, Span(file, edit.first_line), fix="make one edit of them"))
        end, before = max(end, edit.last_line), edit
    return mistakes


# ── making them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def narrowed(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The same edits without the lines in them that stay: each is then one place where something changed.

    >>> narrowed([Edit(4, ("a", "b", "c"), ("a", "B", "c"))])
    (Edit(first_line=5, was=('b',), now=('B',)),)
    """
    return tuple(
        Edit(edit.first_line + i1, edit.was[i1:i2], edit.now[j1:j2])
        for edit in edits
        for kind, i1, i2, j1, j2 in SequenceMatcher(None, edit.was, edit.now, autojunk=False).get_opcodes()
        if kind != "equal"
    )


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made that `decode_edits` gave for it. New lines end as those did that they replace, or as most do.

    >>> apply("one\\ntwo\\r\\nthree", [Edit(2, ("two",), ("2",)), Edit(4, (), ("four",))])
    'one\\n2\\r\\nthree\\nfour'
    """
    mark = MARK if text.startswith(MARK) else ""
    lines = _with_ends(text.removeprefix(MARK))
    usual = Counter(end for _, end in lines if end).most_common(1)
    out, at = mark, 0
    for edit in edits:
        out += "".join(line + end for line, end in lines[at : edit.first_line - 1])
        replaced = lines[edit.first_line - 1 : edit.last_line]
        at = edit.first_line - 1 + len(edit.was)
        follows = "".join(line + end for line, end in lines[at : at + 1])
        out = _with_new(out, edit.now, [end for _, end in replaced], follows, usual[0][0] if usual else "\n", mark)
    return out + "".join(line + end for line, end in lines[at:])


def _with_new(out: str, new: Sequence[str], ends: Sequence[str], follows: str, usual: str, mark: str) -> str:
    """The text so far with new lines behind it. Only the very last line of a file may be without an end."""
    is_open = bool(out.removeprefix(mark)) and out[-1:] not in "\r\n"
    if new and is_open:  # the file's last line had no end, and is the last no more
        out += usual
    has_end = bool(follows) or not (is_open or (ends and not ends[-1]))
    for n, line in enumerate(new):
        is_last = n == len(new) - 1
        if is_last and not has_end and line:
            return out + line
        wanted = (ends[n] if n < len(ends) else "") or usual
        out += line + _end(out, line, wanted, follows if is_last else new[n + 1] or "\n")
    return out


def _end(before: str, line: str, wanted: str, follows: str) -> str:
    """A line's end that does not become one with what stands before or behind it: a carriage return and a line feed are one end."""
    is_swallowed = not line and before.endswith("\r") and wanted.startswith("\n")
    is_swallowing = wanted == "\r" and follows.startswith("\n")
    return "\r\n" if is_swallowed or is_swallowing else wanted
