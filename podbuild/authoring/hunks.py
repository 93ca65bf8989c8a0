"""Changes of a file as an author sees and chooses them: hunk by hunk, word by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from podbuild.authoring.conversation import Conversation
from podbuild.drafting.edits import Edit
from podbuild.repository.word_difference import passages, word_changes
from podbuild.terminal import harmless

_ONE = {"y": "take it", "n": "leave the file as it is"}
_ALL = {"y": "take all of it", "h": "go through it, hunk by hunk", "n": "leave the file as it is"}
_EACH = {
    "y": "take this hunk",
    "n": "leave it out",
    "a": "take this one and all that follow",
    "q": "leave out this one and all that follow",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """How words that go and words that come are told from the others."""

    gone: Callable[[str], str] = lambda text: f"[-{text}-]"
    come: Callable[[str], str] = lambda text: f"{{+{text}+}}"


PLAIN = Marks()


def shown(edit: Edit, file: str, number: int, count: int, marks: Marks = PLAIN) -> str:
    """A hunk: where it is, then its passages with the words that go and come.

    >>> print(shown(Edit(7, ("HOST: On the ice.",), ("HOST: On thin ice.",)), "episodes/ice.md", 1, 2))
    episodes/ice.md:7 (1 of 2)
      HOST: On [-the-] {+thin+} ice.
    """
    place = f"{edit.first_line}" if len(edit.was) < 2 else f"{edit.first_line}-{edit.last_line}"
    lines = [f"{file}:{place} ({number} of {count})" if count > 1 else f"{file}:{place}"]
    for passage in passages(edit.was, edit.now):
        if passage.before is None or passage.after is None:
            lines += _whole(passage.before, passage.after, marks)
        elif _indent(passage.before) != _indent(passage.after) or passage.before.split() == passage.after.split():
            # of spaces there is no word, and in YAML they mean something
            lines += [*_whole(passage.before, None, marks), *_whole(None, passage.after, marks)]
        else:
            lines.append(_words(passage.before, passage.after, marks))
    return "\n".join([harmless(lines[0]), *(f"  {line}" for line in lines[1:])])


def _whole(before: str | None, after: str | None, marks: Marks) -> list[str]:
    """A line that goes or comes; an empty one is seen by what is around it."""
    if before is not None:
        return [marks.gone(harmless(before))] if before.strip() else []
    return [marks.come(harmless(after))] if after and after.strip() else []


def _words(before: str, after: str, marks: Marks) -> str:
    out = _indent(before)
    for is_same, old, new in word_changes(before, after):
        if is_same:
            out += harmless("".join(new))
            continue
        parts = [marks.gone(harmless("".join(old).strip()))] if old else []
        parts += [marks.come(harmless("".join(new).strip()))] if new else []
        behind = " " if (new or old)[-1].endswith(" ") or (old and old[-1].endswith(" ")) else ""
        out += " ".join(parts) + behind
    return out.rstrip()


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def chosen(hunks: Sequence[Edit], talk: Conversation, show: Callable[[int], None]) -> tuple[Edit, ...]:
    """The hunks that the author takes. All of them are on the screen already; `show` shows one again, by its index."""
    if len(hunks) == 1:
        return tuple(hunks) if talk.choose("take it?", _ONE) == "y" else ()
    answer = talk.choose(f"take all {len(hunks)} hunks?", _ALL)
    if answer != "h":
        return tuple(hunks) if answer == "y" else ()
    taken: list[Edit] = []
    for n, hunk in enumerate(hunks):
        show(n)
        match talk.choose("take this hunk?", _EACH):
            case "y":
                taken.append(hunk)
            case "a":
                return (*taken, *hunks[n:])
            case "q":
                break
    return tuple(taken)
