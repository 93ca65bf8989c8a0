"""A script in chapters of lines, and the edits that an author makes in it: each a function from chapters to chapters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Chapters = tuple[tuple[str, ...], ...]
Edit = Callable[[Chapters], Chapters]


def sentence(n: int) -> str:
    """A line of 4 to 7 seconds; no two are alike."""
    return f"Line {n} says {'la ' * (17 + n * 7 % 13)}and stops."


PLAIN: Chapters = tuple(tuple(sentence(10 * c + n) for n in range(6)) for c in range(3))


def write_script(root: Path, chapters: Chapters, head: str) -> None:
    """The episode as an author would write it: a heading a chapter, two voices in turn."""
    parts = [f"---\ntitle: Edited\ndate: 2026-11-10\nartwork: assets/square.png\n{head}---\n"]
    for number, lines in enumerate(chapters):
        parts.append(f"# Chapter {number}\n")
        parts += [f"{('HOST', 'GUEST')[len(text) % 2]}: {text}\n" for text in lines]
    (root / "episodes" / "edited.md").write_text("\n".join(parts), "utf-8")


# ── what may be edited ───────────────────────────────────────────────────────────────────────────────────────────────


def with_lines(chapters: Chapters, chapter: int, lines: tuple[str, ...]) -> Chapters:
    return (*chapters[:chapter], lines, *chapters[chapter + 1 :])


def reworded(chapter: int, line: int, old: str = "and stops.", new: str = "and halts.") -> Edit:
    def edit(chapters: Chapters) -> Chapters:
        lines = list(chapters[chapter])
        assert old in lines[line]
        lines[line] = lines[line].replace(old, new)
        return with_lines(chapters, chapter, tuple(lines))

    return edit


def longer(chapter: int, line: int) -> Edit:
    return reworded(chapter, line, new="and goes on for longer than it did.")


def inserted(chapter: int, line: int) -> Edit:
    """A new line in front of that one; behind the last where it is the chapter's length."""
    return lambda c: with_lines(c, chapter, (*c[chapter][:line], "Here is a line that was not here.", *c[chapter][line:]))


def deleted(chapter: int, line: int) -> Edit:
    return lambda c: with_lines(c, chapter, (*c[chapter][:line], *c[chapter][line + 1 :]))


def moved_over_the_heading(chapter: int) -> Edit:
    """A chapter's first line becomes the last one of the chapter before."""

    def edit(chapters: Chapters) -> Chapters:
        before, here = chapters[chapter - 1 : chapter + 1]
        return (*chapters[: chapter - 1], (*before, here[0]), here[1:], *chapters[chapter + 1 :])

    return edit


def split_by_a_heading(chapter: int, line: int) -> Edit:
    return lambda c: (*c[:chapter], c[chapter][:line], c[chapter][line:], *c[chapter + 1 :])


def joined_with_the_next(chapter: int) -> Edit:
    return lambda c: (*c[:chapter], c[chapter] + c[chapter + 1], *c[chapter + 2 :])
