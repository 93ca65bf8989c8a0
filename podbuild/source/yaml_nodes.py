"""YAML text → nodes with exact places. The only module that imports yaml.

Nodes are made from the parser's events, not with safe_load: that would lose line and column, read `1:30` as 90, `no` as
false, `010` as 8, and drop a repeated key silently. What a scalar means is decided by the field that asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.base.notation import FORBIDDEN
from podbuild.source.passage import Passage
from podbuild.source.scalar_places import places_in

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")
DEEPEST = 40  # levels of nesting; a show needs five
MOST_NODES = 100_000  # counted with what aliases repeat: a "billion laughs" file stays small on disk


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as written: `is_plain` where it stands without quotes."""

    text: str
    is_plain: bool
    source: Passage = field(repr=False)
    begin: int = 0
    end: int = 0
    size: int = 1

    @property
    def span(self) -> Span:
        return self.source.span(self.begin, self.end)

    @property
    def is_null(self) -> bool:
        return self.is_plain and self.text in _NULLS

    def inside(self) -> Passage:
        """The value as a passage of its own, so that what is wrong within it can be placed."""
        return self.source.pick(self.text, places_in(self.source.text, self.begin, self.end, self.text))


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span
    size: int = 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written, no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    size: int = 1

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def character_message(char: str) -> str:
    return f"a character that no text may hold (U+{ord(char):04X})"


class _Stop(Exception):
    """The text cannot be read on."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end was not met yet."""

    is_mapping: bool
    begin: int
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)


def parse_yaml(passage: Passage) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The node of the text's one document; None without a mistake for an empty text. Never raises."""
    if bad := FORBIDDEN.search(passage.text):
        message = character_message(bad[0])
        return None, (Diagnostic("character-bad", message, passage.span(bad.start()), fix="delete it, or write it as an escape"),)
    builder = _Builder(passage)
    try:
        for event in yaml.parse(passage.text, Loader=_PARSER):
            builder.take(event)
    except _Stop as stop:
        return None, (*builder.mistakes, stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        return None, (*builder.mistakes, _syntax_mistake(passage, error))
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # an escape such as "\UFFFFFFFF" ends in ValueError
        message = f"this is not YAML: {str(error).splitlines()[0]}"
        return None, (*builder.mistakes, Diagnostic("yaml-bad", message, passage.span(0), fix="correct the text of this file"))
    return builder.root, tuple(builder.mistakes)


class _Builder:
    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.root: Node | None = None
        self.mistakes: list[Diagnostic] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._documents = 0
        self._total = 0

    def take(self, event: Any) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop("yaml-documents", "a second document starts here", event, "keep one document in a file")
            case yaml.ScalarEvent():
                self._check_tag(event)
                begin, end = _bounds(event)
                if bad := FORBIDDEN.search(event.value):  # by way of an escape such as "\x07"
                    self._stop("character-bad", character_message(bad[0]), event, "write a character that can be shown")
                self._put(Scalar(event.value, not event.style, self.passage, begin, end), event.anchor)
            case yaml.AliasEvent():
                self._put_alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_tag(event)
                if len(self._stack) >= DEEPEST:
                    self._stop("yaml-deep", f"more than {DEEPEST} levels inside each other", event, "write it flatter")
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self._stack.append(_Open(is_mapping, _bounds(event)[0], event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(event)

    def _stop(self, code: str, message: str, event: Any, fix: str) -> None:
        raise _Stop(Diagnostic(code, message, self.passage.span(*_bounds(event)), fix=fix))

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            span = self.passage.span(event.start_mark.index)
            message = "a type tag (!…) has no meaning here"
            self.mistakes.append(Diagnostic("yaml-tag", message, span, fix="delete the tag, or quote the text if it begins with !"))

    def _put(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if self._stack:
            self._stack[-1].nodes.append(node)
        else:
            self.root = node

    def _put_alias(self, event: Any) -> None:
        node = self._anchors.get(event.anchor)
        if node is None:
            message = f'"*{event.anchor}" repeats an anchor that does not stand before it'
            self._stop("alias-unknown", message, event, "write the value out, or quote the text if it begins with *")
            return
        self._total += node.size
        if self._total > MOST_NODES:
            message = "aliases repeat each other until the file is too large to read"
            self._stop("alias-explosion", message, event, "write the values out")
        self._put(node, None)

    def _close(self, event: Any) -> None:
        opened = self._stack.pop()
        size = 1 + sum(node.size for node in opened.nodes)
        span = self.passage.span(opened.begin, event.end_mark.index)
        if opened.is_mapping:
            self._put(Mapping(self._entries(opened.nodes), span, size), opened.anchor)
        else:
            self._put(Sequence(tuple(opened.nodes), span, size), opened.anchor)

    def _entries(self, nodes: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                message = "a list or a mapping cannot be a key"
                self.mistakes.append(Diagnostic("yaml-key", message, key.span, fix="write a word before the colon"))
            elif first := entries.get(key.text):
                note = Note("first written here", first[0].span)
                message = f'"{key.text}" is written twice'
                self.mistakes.append(Diagnostic("key-duplicate", message, key.span, fix="keep one of the two", notes=(note,)))
            else:
                entries[key.text] = (key, value)
        return tuple(entries.values())


def _bounds(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


_TELLING = (
    (
        "mapping values are not allowed",
        "a colon stands where none can",
        "put the value in quotes if the colon belongs to its text",
    ),
    ("could not find expected ':'", "a key without its colon", 'write "key: value", or put the text in quotes'),
    ("did not find expected ',' or", "a list or mapping in brackets is not closed", "add the comma or the closing bracket"),
    ("expected ',' or", "a list or mapping in brackets is not closed", "add the comma or the closing bracket"),
    ("did not find expected key", "this line does not fit the ones above", "check its indent and the quotes before it"),
    ("expected <block end>", "this line does not fit the ones above", "check its indent and the quotes before it"),
    ("did not find expected '-'", "this line does not fit the list above", "check its indent"),
    ("unexpected end of stream", "a quote is opened and never closed", "close the quote"),
    ("unknown escape", "an escape that YAML does not know", "use single quotes, or write \\\\ for a backslash"),
    ("cannot start any token", "a character that no value can begin with", "put the value in quotes"),
)


def _syntax_mistake(passage: Passage, error: yaml.MarkedYAMLError) -> Diagnostic:
    is_open = "flow mapping" in (error.context or "")  # told where the brace opens, not where the text gives out
    mark = (is_open and error.context_mark) or error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    if passage.text[index : index + 1] == "\t" or "tab" in (error.problem or ""):
        return Diagnostic("yaml-tab", "a tab cannot indent YAML", passage.span(index), fix="indent with spaces")
    problem = error.problem or "it cannot be read"
    for part, message, fix in _TELLING:
        if part in problem:
            return Diagnostic("yaml-bad", message, passage.span(index), fix=fix)
    return Diagnostic("yaml-bad", f"this is not YAML: {problem}", passage.span(index), fix="correct the line, or quote the value")
