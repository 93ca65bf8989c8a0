"""A stretch of an author's text that knows where each of its characters stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from podbuild.base.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """Text out of a file: `offsets[i]` is the place in the file of `text[i]`, and has one entry more than the text.

    What was left out between two characters (a comment, a quote's marks, an indent) shows only as a jump in the offsets.
    """

    file: str
    text: str
    offsets: Sequence[int]
    line_starts: tuple[int, ...]

    def span(self, begin: int, end: int = -1) -> Span:
        """The place of `text[begin:end]`; it ends with the line where the text goes on over several."""
        start = self.offsets[min(max(begin, 0), len(self.text))]
        line = bisect_right(self.line_starts, start)
        column = start - self.line_starts[line - 1] + 1
        if end <= begin:
            return Span(self.file, line, column, column + 1)
        last = self.offsets[min(end, len(self.text)) - 1] + 1
        line_end = self.line_starts[line] - 1 if line < len(self.line_starts) else last
        return Span(self.file, line, column, max(min(last, line_end) - self.line_starts[line - 1] + 1, column + 1))

    def ends_line(self, at: int) -> bool:
        """Whether `text[at]` stands for the end of a line of the file."""
        after = self.offsets[at] + 1
        n = bisect_right(self.line_starts, after)
        return n > 1 and self.line_starts[n - 1] == after

    @property
    def is_of_one_line(self) -> bool:
        """Whether all of the text stands on one line of the file."""
        n = bisect_right(self.line_starts, self.offsets[0])
        return "\n" not in self.text and (n == len(self.line_starts) or self.line_starts[n] > self.offsets[len(self.text)])

    def part(self, begin: int, end: int) -> Passage:
        return Passage(self.file, self.text[begin:end], self.offsets[begin : end + 1], self.line_starts)

    def pick(self, text: str, places: Sequence[int]) -> Passage:
        """Other words for this text: `places[i]` is where in it `text[i]` comes from, with one entry more than `text`."""
        offsets, most = self.offsets, len(self.text)
        return Passage(self.file, text, [offsets[p if p < most else most] for p in places], self.line_starts)


def whole(file: str, text: str) -> Passage:
    r"""All of a file.

    >>> str(whole("a.md", "one\ntwo").span(5, 7)), whole("a.md", "one\ntwo").span(5, 7).end_column
    ('a.md:2:2', 4)
    """
    starts = [0]
    found = text.find("\n")
    while found >= 0:
        starts.append(found + 1)
        found = text.find("\n", found + 1)
    return Passage(file, text, range(len(text) + 1), tuple(starts))
