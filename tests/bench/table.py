"""The table of goals: what was to be reached, what podbuild takes, what the peer takes, and whether it is reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One goal. `ours` and `peer` are values with their unit ("41 ms"), `ratio` what the goal speaks of ("1/8")."""

    goal: str
    ours: str
    peer: str
    ratio: str
    is_met: bool


def printed(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, which reads well on a terminal too."""
    head = ("goal", "podbuild", "peer", "ratio", "reached")
    lines = [head, *((r.goal, r.ours, r.peer, r.ratio, "yes" if r.is_met else "no") for r in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    text = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([text[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *text[1:]])
