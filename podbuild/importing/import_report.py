"""What could not be kept as it was, gathered: for the terminal in short, for a file of the show in full."""

from __future__ import annotations

import re
from collections.abc import Iterable

from podbuild.importing.source_feed import Loss

REPORT_FILE = "sources/import-report.md"
MOST_NAMES = 3


def gathered(losses: Iterable[Loss]) -> dict[str, list[str]]:
    """Where each thing was lost, by what it is; what holds for the show itself comes first, then what is lost most often."""
    found: dict[str, list[str]] = {}
    for loss in losses:
        places = found.setdefault(loss.what, [])
        if loss.where not in places:
            places.append(loss.where)
    return dict(sorted(found.items(), key=lambda pair: (pair[1] != [""], -len(pair[1]))))


def lines(losses: Iterable[Loss]) -> list[str]:
    """A line for each thing, with a few of the episodes that it was lost of."""
    found = []
    for what, places in gathered(losses).items():
        named = [place for place in places if place]
        rest = len(named) - MOST_NAMES
        shown = ", ".join(f'"{name}"' for name in named[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")
        found.append(f"{what} ({shown})" if named else what)
    return found


def report_text(feed: str, episodes: int, losses: Iterable[Loss]) -> str:
    """The report that stays with the show."""
    kept = gathered(losses)
    # Behind a "?" it may say whose it is: hosts give each listener an address.
    shown = re.sub(r"\?.*", "?…", feed) if feed.casefold().startswith("http") else feed
    parts = [f"# What was imported\n\nEpisodes: {episodes}, from {shown}. Guids are as they were, to the letter.\n"]
    parts.append("\n## What is not as it was\n\n" if kept else "\nNothing was lost.\n")
    for what, places in kept.items():
        named = [place for place in places if place]
        parts.append(f"- {what}\n" + "".join(f"  - {place}\n" for place in named))
    return "".join(parts)
