"""Who wrote which line of a script: the lines as they are now, held against what writers are on record for. Pure.

Words are compared, not places: a line that was moved, split, joined or given to another voice is known by what it says. Marks,
capitals and quotes do not count. What a human rewrote is not like the record any more, and so becomes human by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from podbuild.model.provenance import Act
from podbuild.model.show import Tier
from podbuild.model.wording import sentences, spoken_of_source, words_of

Hand = Literal["human", "ai", "ai-edited", "human-revised"]

ALIKE = 0.4  # the share of a sentence's words that an older text has in pairs, from which on it is the same sentence: see the test
_PART = 4  # words in a row that make a part of an older sentence known; fewer are anybody's
_CANDIDATES = 4  # older texts that a sentence is compared with: those that share most pairs
_COMMON = 40  # a pair that more older texts have finds none of them
_GENERATED = 0.9  # of a script's words
_CLEAN_UP = 0.01


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote a line.

    `hand`: "ai" wrote it as it is; "ai-edited" is an AI's line that a human edited; "human-revised" a human's that an AI revised.
    `act` is what wrote most of it, None for a human's own; `likeness` is the share of its `words` that are an AI's.
    """

    hand: Hand
    act: Act | None = None
    likeness: float = 0.0
    words: int = 0

    @property
    def is_translated(self) -> bool:
        return self.act is not None and self.act.deed == "translate"


@dataclass(frozen=True, slots=True)
class _Known:
    """An older text. `text` is its words with spaces between and around; `share` is how much of it is an AI's."""

    text: str
    pairs: frozenset[tuple[str, str]]
    hand: Hand
    act: Act | None
    share: float


@dataclass(slots=True)
class _Record:
    """The older texts: by all their words, and by the pairs of words in them."""

    whole: dict[str, _Known] = field(default_factory=dict)
    texts: list[_Known] = field(default_factory=list)
    by_pair: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, words: Sequence[str], hand: Hand, act: Act | None, share: float) -> None:
        """Keep a text; where it is known, whoever wrote it first did."""
        text = _joined(words)
        if not words or text in self.whole:
            return
        known = self.whole[text] = _Known(text, frozenset(pairwise(words)), hand, act, share)
        for pair in known.pairs:
            self.by_pair.setdefault(pair, []).append(len(self.texts))
        self.texts.append(known)

    def find(self, words: Sequence[str]) -> tuple[_Known, float] | None:
        """The older text that these words are most like, and the share of them that it has; 1.0 where it has them as they are.

        Among equals a human's own comes first: what a human and an AI have both said, the human need not have from the AI.
        """
        if known := self.whole.get(_joined(words)):
            return known, 1.0
        votes = Counter(n for pair in pairwise(words) if len(found := self.by_pair.get(pair, ())) <= _COMMON for n in found)
        if not votes:
            return None
        least = sorted(votes.values(), reverse=True)[:_CANDIDATES][-1]
        near = [self.texts[n] for n, shared in votes.items() if shared >= least][: 4 * _CANDIDATES]
        best = max(near, key=lambda known: (_likeness(words, known), known.act is None))
        likeness = _likeness(words, best)
        return (best, likeness) if likeness >= ALIKE else None


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _likeness(words: Sequence[str], known: _Known) -> float:
    """The share of the words that stand in the older text too, three or more side by side."""
    if len(words) >= _PART and _joined(words) in known.text:
        return 1.0
    count = run = 0
    for pair in pairwise(words):
        run = run + 1 if pair in known.pairs else 0
        count += 3 if run == 2 else run > 2
    return min(count / len(words), 0.99) if count >= _PART else 0.0


def origins(lines: Sequence[str], acts: Sequence[Act]) -> tuple[Origin, ...]:
    """Who wrote each line of a script.

    Args:
        lines: as they are spoken (Line.text), in their order.
        acts: the record, in its order; what was undone counts as not written.
    """
    record = _Record()
    for act in _standing(acts):
        _learn(act, record)
    pieces = [[(words, record.find(words)) for words in _sentences(line)] for line in lines]
    _know_parts(pieces, record)
    return tuple(_origin(found) for found in pieces)


def _standing(acts: Sequence[Act]) -> Iterator[Act]:
    """The acts that nobody took back. An undo may be taken back itself."""
    undone: set[str] = set()
    for act in reversed(acts):
        if act.deed == "undo" and act.id not in undone:
            undone.add(act.undone)
    yield from (act for act in acts if act.deed in ("draft", "revise", "translate") and act.id not in undone)


def _sentences(text: str) -> list[list[str]]:
    return [words for sentence in sentences(text) if (words := words_of(sentence))]


# ── the record ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _learn(act: Act, record: _Record) -> None:
    """Add what an act wrote. What a revision left as it was stays whose it was, also within the line that it is spoken in."""
    before = [words for r in act.replaced for line in r.before for words in _sentences(spoken_of_source(line))]
    older = _Record()
    for words in before:
        found = record.find(words)
        hand, wrote, share = _inherited(found) if found else ("human", None, 0.0)
        record.add(words, hand, wrote, share)
        older.add(words, hand, wrote, share)
    after = [spoken_of_source(line) for r in act.replaced for line in r.after]
    for line in (*act.lines, *after):
        run: list[str] = []
        for words in _sentences(line):
            found = older.find(words)
            if found is None:
                run += words
                record.add(words, "ai", act, 1.0)
                continue
            record.add(run, "ai", act, 1.0)
            run = []
            _learn_revised(words, found, act, record)
        record.add(run, "ai", act, 1.0)


def _inherited(found: tuple[_Known, float]) -> tuple[Hand, Act | None, float]:
    """Whose a text is that is like an older one: a human had edited it where it is not the same."""
    known, likeness = found
    hand: Hand = "ai-edited" if known.hand == "ai" and likeness < 1.0 else known.hand
    return hand, known.act, known.share * likeness


def _learn_revised(words: list[str], found: tuple[_Known, float], act: Act, record: _Record) -> None:
    known, likeness = found
    if likeness == 1.0:
        record.add(words, known.hand, known.act, known.share)
        return
    hand: Hand = "human-revised" if known.hand == "human" else known.hand
    record.add(words, hand, act, 1.0 - likeness * (1.0 - known.share))


# ── the script ───────────────────────────────────────────────────────────────────────────────────────────────────────

_Piece = tuple[list[str], tuple[_Known, float] | None]


def _know_parts(pieces: list[list[_Piece]], record: _Record) -> None:
    """A sentence that a cue or a paragraph's end cut in two: its short end is known by what stands beside it."""
    flat = [(line, n) for line, found in enumerate(pieces) for n in range(len(found))]
    for (line, n), (next_line, next_n) in pairwise(flat):
        (words, found), (next_words, next_found) = pieces[line][n], pieces[next_line][next_n]
        if (found is None) == (next_found is None) or min(len(words), len(next_words)) >= _PART:
            continue
        known = (found or next_found or (None, 0.0))[0]
        if known and _joined([*words, *next_words]) in known.text:
            pieces[line][n], pieces[next_line][next_n] = (words, (known, 1.0)), (next_words, (known, 1.0))


def _origin(found: list[_Piece]) -> Origin:
    """A line's origin from that of its sentences."""
    total = sum(len(words) for words, _ in found)
    shares: Counter[int] = Counter()
    known_by_id: dict[int, _Known] = {}
    is_as_written, hands = True, set[Hand]()
    for words, match in found:
        hand, act, share = _inherited(match) if match else ("human", None, 0.0)
        is_as_written &= hand == "ai"
        if match and act is not None:
            hands.add(hand)
            shares[id(act)] += round(1000 * len(words) * share)
            known_by_id[id(act)] = match[0]
    if not shares:
        return Origin("human", words=total)
    act = known_by_id[shares.most_common(1)[0][0]].act
    likeness = min(1.0, sum(shares.values()) / 1000 / total)
    if is_as_written:
        return Origin("ai", act, 1.0, total)
    return Origin("human-revised" if hands == {"human-revised"} else "ai-edited", act, round(likeness, 3), total)


# ── the sum ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def tier(found: Iterable[Origin]) -> Tier:
    """The part that AI has in a script, by its words.

    Nine words in ten make it the AI's; what it translated people wrote, with its help; a word in a hundred of a human's lines is
    clean-up.
    """
    found = tuple(found)
    total = sum(origin.words for origin in found) or 1
    written = sum(origin.words * origin.likeness for origin in found if not origin.is_translated)
    if written / total >= _GENERATED:
        return "generated"
    has_line = any(origin.hand in ("ai", "ai-edited") for origin in found)
    return "assisted" if has_line or written / total >= _CLEAN_UP else "human"


def translated_from(found: Iterable[Origin]) -> str:
    """The slug of the episode that AI translated some of these lines from; "" where it translated none."""
    return next((o.act.translated_from for o in found if o.act is not None and o.is_translated and o.act.translated_from), "")


_TOLD: dict[Hand, str] = {
    "ai": "AI draft",
    "ai-edited": "AI draft edited by a human",
    "human-revised": "human, revised by AI",
    "human": "human",
}


def told(hand: Hand) -> str:
    """Who wrote a line, in words."""
    return _TOLD[hand]


def counted(found: Sequence[Origin]) -> str:
    """How many lines are whose.

    >>> counted([Origin("ai"), Origin("ai"), Origin("human")])
    '3 lines: 2 AI draft, 1 human'
    """
    count = Counter(origin.hand for origin in found)
    parts = ", ".join(f"{count[hand]} {words}" for hand, words in _TOLD.items() if count[hand])
    return f"{len(found)} line{'' if len(found) == 1 else 's'}" + (f": {parts}" if parts else "")
