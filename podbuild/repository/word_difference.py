"""What changed in a text, word by word, as Markdown that GitHub shows: ~~what was~~ **what is**.

An author's words are words there: nothing of them is notation, calls a person, or leads to an issue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

CONTEXT_WORDS = 8  # what is shown before and after a change
_ALIKE = 0.4  # of two passages: from here on one is the other, reworded
_MOST_PAIRS = 40_000  # beyond, passages are paired by their order alone
# Scripts that are written without spaces, sign by sign; else what stands between spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_NOTATION = re.compile(r"[\\`*_\[\]~|$]")
# What GitHub makes a name, or a way to an issue, of: @name, #12, GH-12, and the address of one.
_CALL = re.compile(r"[@#](?=\w)|\bGH-(?=\d)|/(?:issues|pull|discussions)/(?=\d)", re.IGNORECASE)
_NOTHING = "\u200b"  # of no width, and enough that "@name" calls nobody


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a script that was `before` and is `after`; None where there was, or is, none. `skipped` are those as before."""

    before: str | None
    after: str | None
    skipped: int = 0


def passages(before: Sequence[str], after: Sequence[str]) -> tuple[Passage, ...]:
    """What changed from one script, passage by passage, to the other.

    >>> passages(["We begin.", "It hums."], ["We begin.", "It hums loudly.", "The end."])
    (Passage(before='It hums.', after='It hums loudly.', skipped=1), Passage(before=None, after='The end.', skipped=0))
    """
    found: list[Passage] = []
    skipped = 0
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            skipped = i2 - i1
            continue
        for old, new in _paired(before[i1:i2], after[j1:j2]):
            found.append(Passage(old, new, skipped))
            skipped = 0
    return tuple(found)


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Each old passage with the new one that it became, in order, so that as much as possible stays."""
    if len(before) * len(after) > _MOST_PAIRS:
        shared = min(len(before), len(after))
        yield from zip(before[:shared], after[:shared], strict=True)
        yield from ((old, None) for old in before[shared:])
        yield from ((None, new) for new in after[shared:])
        return
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    words = [Counter(_WORD.findall(text)) for text in (*before, *after)]
    old_words, new_words = words[: len(before)], words[len(before) :]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], _likeness(old_words[i], new_words[j]) + best[i + 1][j + 1])
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and best[i][j] == best[i + 1][j]:
            yield before[i], None
            i += 1
        elif j < len(after) and best[i][j] == best[i][j + 1]:
            yield None, after[j]
            j += 1
        else:
            yield before[i], after[j]
            i, j = i + 1, j + 1


def _likeness(before: Counter[str], after: Counter[str]) -> float:
    """How much of two passages is the same, 0 to 1; 0 where they are not each other's."""
    total = before.total() + after.total()
    likeness = 2 * (before & after).total() / total if total else 0.0
    return likeness if likeness >= _ALIKE else 0.0


def word_pairs(texts: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Which word follows which in a script. By its words alone one long script of a language is half of any other.

    >>> sorted(word_pairs(["on the ice", "hums"]))
    [('ice', 'hums'), ('on', 'the'), ('the', 'ice')]
    """
    words = [word for text in texts for word in _WORD.findall(text)]
    return Counter(pairwise(words)) if len(words) > 1 else Counter((word,) for word in words)


def likeness(before: Counter[tuple[str, ...]], after: Counter[tuple[str, ...]]) -> float:
    """How much of two scripts is the same, 0 to 1, by their word pairs.

    >>> likeness(word_pairs(["one two three four five"]), word_pairs(["one two three four six"]))
    0.75
    """
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 0.0


def shown(passage: Passage, context_words: int | None = CONTEXT_WORDS) -> str:
    """A passage in one line of Markdown. Of long stretches that stayed, only what is near a change is shown.

    >>> shown(Passage("HOST: We begin on the ice.", "HOST: We begin on *snow*."))
    'HOST: We begin on ~~the ice.~~ **\\\\*snow\\\\*.**'
    >>> shown(Passage("氷の上", "氷の下"))
    '氷の ~~上~~ **下**'
    >>> shown(Passage(None, "Ask @harbour."))
    '**Ask @\\u200bharbour.**'
    """
    if passage.before is None or passage.after is None:
        text = literal(passage.after or passage.before or "")
        return f"**{text}**" if passage.before is None else f"~~{text}~~"
    out = ""
    changes = word_changes(passage.before, passage.after)
    for number, (is_same, old, new) in enumerate(changes):
        if is_same:
            stayed = _shortened(new, context_words, number > 0, number < len(changes) - 1)
            out = f"{out} {stayed.lstrip()}" if number else stayed
            continue
        out = out.rstrip() + " " if out else ""
        marks = [f"~~{_joined(old)}~~"] if old else []
        marks += [f"**{_joined(new)}**"] if new else []
        out += " ".join(marks)
    return out.strip()


def word_changes(before: str, after: str) -> list[tuple[bool, list[str], list[str]]]:
    """What stayed and what changed, in order: whether the words are the same, those that were, and those that are.

    >>> word_changes("on the ice", "on thin ice")
    [(True, ['on '], ['on ']), (False, ['the '], ['thin ']), (True, ['ice'], ['ice'])]
    """
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    return [(kind == "equal", old[i1:i2], new[j1:j2]) for kind, i1, i2, j1, j2 in matcher.get_opcodes()]


def _words(text: str) -> list[str]:
    """The words, each with a space behind it where there is one.

    >>> _words("on  the ice 氷の")
    ['on ', 'the ', 'ice ', '氷', 'の']
    """
    text = " ".join(text.split())
    return [m[0] + (" " if text[m.end() : m.end() + 1] == " " else "") for m in _WORD.finditer(text)]


def _joined(words: Sequence[str]) -> str:
    return literal("".join(words).strip())


def _shortened(words: Sequence[str], context_words: int | None, has_before: bool, has_after: bool) -> str:
    if context_words is None or len(words) <= context_words * (has_before + has_after) + 2:
        return literal("".join(words))
    begin = "".join(words[:context_words]) if has_before else ""
    end = "".join(words[-context_words:]) if has_after else ""
    return f"{literal(begin)} … {literal(end)}".strip() + (" " if has_after else "")


def literal(text: str) -> str:
    """The text as Markdown that shows just this text, in one line.

    >>> literal("a*b <i> #12 & co")
    'a\\\\*b &lt;i> #\\u200b12 &amp; co'
    """
    return _NOTATION.sub(r"\\\g<0>", literal_html(text))


def literal_html(text: str) -> str:
    """The text inside an element of HTML, where stars and backslashes are themselves, in one line.

    >>> literal_html("a*b <i> GH-12 & co")
    'a*b &lt;i> GH-\u200b12 &amp; co'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return _CALL.sub(rf"\g<0>{_NOTHING}", text).replace("\n", " ").replace("\r", " ")
