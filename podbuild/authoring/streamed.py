"""What is shown of an answer while it is being written: the words of its JSON, as soon as they come.

The JSON is read as far as it has come, one character at a time. Whether the whole of it is what it should be is for those to see
who read it when it is there; here, whatever is odd is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podbuild.terminal import harmless

_ESCAPES = {"n": " ", "t": " ", "r": " ", "b": "", "f": ""}
SCRIPT = "segments"  # what stands in it is heard; titles, links and people around it are not shown


class Stream:
    """Takes the pieces of a script's JSON and shows titles, names and sentences through `show`.

    Only what stands `within` that key is shown.
    """

    def __init__(self, show: Callable[[str], None], within: str = SCRIPT) -> None:
        self._show, self._within = show, within
        self._string: list[str] | None = None  # the string that is open, as far as it came
        self._escape = ""
        self._key = ""
        self._is_value = False
        self._containers: list[str] = []
        self._keys: list[str] = []
        self._is_line_open = False
        self._surrogate = ""

    def __call__(self, piece: str) -> None:
        for char in piece:
            self._take(char)

    def end(self) -> None:
        """Close the line that is open."""
        if self._is_line_open:
            self._show("\n")
            self._is_line_open = False

    def _take(self, char: str) -> None:
        if self._string is not None:
            self._inside(char)
        elif char == '"':
            self._string, self._escape = [], ""
            if self._is_value:
                self._begin()
        elif char == ":":
            self._is_value = True
        elif char in "{[":
            self._containers.append(char)
            self._keys.append(self._key)
            self._is_value = char == "["
        elif char in "}]":
            if self._containers:
                self._containers.pop()
                self._key = self._keys.pop()
            self._is_value = bool(self._containers) and self._containers[-1] == "["
        elif char == ",":
            self._is_value = bool(self._containers) and self._containers[-1] == "["

    def _inside(self, char: str) -> None:
        assert self._string is not None
        if self._escape:
            self._escape += char
            if self._escape[1] != "u":
                self._add(_ESCAPES.get(char, char))
                self._escape = ""
            elif len(self._escape) == 6:
                self._add(self._unit())
                self._escape = ""
        elif char == "\\":
            self._escape = char
        elif char == '"':
            text, self._string = "".join(self._string), None
            if self._is_value:
                self._finish(text)
            else:
                self._key = text
        else:
            self._add(char)

    def _unit(self) -> str:
        """The character of an escape; one beyond the first plane comes in two of them."""
        try:
            code = int(self._escape[2:], 16)
        except ValueError:
            return ""
        if 0xD800 <= code < 0xDC00:
            self._surrogate = self._escape[2:]
            return ""
        if 0xDC00 <= code < 0xE000:
            high, self._surrogate = self._surrogate, ""
            return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + code - 0xDC00) if high else ""
        return chr(code)

    def _add(self, text: str) -> None:
        assert self._string is not None
        self._string.append(text)
        if self._is_value and self._key == "text" and self._within in self._keys:
            self._show(harmless(text.replace("\n", " ")))

    def _begin(self) -> None:
        if self._key == "text" and self._is_line_open:
            self._show(" ")

    def _finish(self, text: str) -> None:
        if self._within not in self._keys:
            return
        if self._key == "id":
            self.end()
        elif self._key == "title":
            self.end()
            self._show(f"\n# {harmless(text)}\n\n")
        elif self._key == "voice":
            self.end()
            self._show(f"{harmless(text).upper()}:")
            self._is_line_open = True
        elif self._key == "text":
            self._is_line_open = True


def shown(pieces: Iterator[str]) -> str:
    r"""What a script's JSON shows in all.

    >>> shown(iter(['{"segments": [{"title": "Ice", "l": [{"voice": "host", "s": [{"te', 'xt": "It h\\u00fc', 'ms."}]}]}]}']))
    '\n# Ice\n\nHOST: It hüms.\n'
    """
    out: list[str] = []
    stream = Stream(out.append)
    for piece in pieces:
        stream(piece)
    stream.end()
    return "".join(out)
