"""What a source says, as numbered passages: what drafts rest on, and point to as `<!-- src: notes#3 -->`.

A snapshot is the same as a text file: a head of `key: value` lines, then one line for each passage.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A paragraph, an item of a feed, an event, a row. `text` is one line, and may hold links as Markdown: [text](url).

    `key` identifies what it tells of, in its source, for the ledger of what was covered; "" where nothing is covered once.
    """

    number: int
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source that was read. `name` is what passages are called by (`notes#3`): letters, digits and hyphens.

    `kind` is the reader's name ("notes", "page", "feed", "calendar", "tasks", "log", "meeting", "table", "pdf"); `origin` is
    where it came from, as the author named it; `read` is the date and time of reading (RFC 3339) of what may be another
    tomorrow, "" for the author's own files.
    """

    name: str
    kind: str
    origin: str
    title: str = ""
    read: str = ""
    passages: tuple[SourcePassage, ...] = ()

    def reference(self, passage: SourcePassage) -> str:
        """How a script points to a passage.

        >>> text = SourceText("notes", "notes", "notes.md", passages=(SourcePassage(1, "Ice sings."),))
        >>> text.reference(text.passages[0])
        'notes#1'
        """
        return f"{self.name}#{passage.number}"
