"""The identity of each episode: what its author wrote, else what it was published with, else what its name gives.

Apps know an episode by its guid alone. What a ledger holds was sent to them once, and holds for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from podbuild.base.diagnostics import Diagnostic, Note, Span
from podbuild.feed.guid import episode_guid
from podbuild.publish.ledger import LEDGERS, parse_ledger
from podbuild.remembered import Head
from podbuild.source.workspace import Workspace

_MOST_RENAMED = 3  # who brings and removes more at once is not renaming


@dataclass(frozen=True, slots=True)
class Published:
    """The guids that ledgers hold: by slug, each with the place of its line. `live` are the slugs of what is at a target now."""

    guids: Mapping[str, tuple[str, Span]] = field(default_factory=dict)
    live: frozenset[str] = frozenset()

    def guid(self, head: Head, show_url: str) -> str:
        """The identity of an episode."""
        if head.guid:
            return head.guid
        known = self.guids.get(head.slug)
        return known[0] if known else episode_guid(show_url, head.slug)

    def among(self, heads: Iterable[Head]) -> Published:
        """Without those that an author wrote into another episode: there the published one goes on, under a new name."""
        written = {head.guid: head.slug for head in heads if head.guid}
        return replace(self, guids={slug: found for slug, found in self.guids.items() if written.get(found[0], slug) == slug})


def read_published(workspace: Workspace) -> tuple[Published, tuple[Diagnostic, ...]]:
    """What the ledgers say, and what is wrong with them."""
    guids: dict[str, tuple[str, Span]] = {}
    live: set[str] = set()
    mistakes: list[Diagnostic] = []
    for name in workspace.files(LEDGERS):
        if not name.endswith(".json"):
            continue
        rel = f"{LEDGERS}/{name}"
        text, unreadable = workspace.read_text(rel)
        mistakes += unreadable
        ledger, wrong = parse_ledger(text or "", rel)
        mistakes += wrong
        there = {PurePosixPath(key).stem if PurePosixPath(key).parent.name == "audio" else key for key in ledger.entries}
        live |= {slug for slug, guid in ledger.guids.items() if slug in there or guid in there}
        for slug, guid in ledger.guids.items():
            first = guids.setdefault(slug, (guid, _place(text or "", rel, slug)))
            if first[0] != guid:
                message = f'the episode "{slug}" was published with another guid elsewhere: {first[0]} and {guid}'
                note = Note("the other one", first[1])
                fix = "keep the guid that more listeners have, in both files"
                mistakes.append(Diagnostic("guid-conflict", message, _place(text or "", rel, slug), "error", fix, notes=(note,)))
    return Published(guids, frozenset(live)), tuple(mistakes)


def _place(text: str, rel: str, slug: str) -> Span:
    begin = next((n for n, line in enumerate(text.split("\n"), 1) if line.startswith(f'    "{slug}": "')), 1)
    return Span(rel, begin)


def check_guids(published: Published, heads: Iterable[Head], show_url: str) -> tuple[Diagnostic, ...]:
    """Hold that no published episode gets another guid, and that none has that of another."""
    found: list[Diagnostic] = []
    owners: dict[str, Head] = {}
    for head in heads:
        known = published.guids.get(head.slug)
        if known and head.guid and known[0] != head.guid:
            message = f'"{head.slug}" was published with the guid {known[0]}, and now has another'
            fix = f"write guid: {known[0]}, or delete the line"
            why = "apps would take it for a new episode, and listeners get it twice"
            note = Note("written down here when it was published", known[1])
            found.append(Diagnostic("guid-changed", message, head.span, "error", fix, why, (note,)))
        other = owners.setdefault(published.guid(head, show_url), head)
        if other is not head and not (head.guid and other.guid):  # two written ones are told where episodes are read
            message = f'"{head.slug}" has the guid of "{other.slug}"'
            fix = f'where "{head.slug}" is that episode under a new name, delete the other file; else give it a guid of its own'
            found.append(Diagnostic("guid-duplicate", message, head.span, "error", fix, notes=(Note("the other one", other.span),)))
    return tuple(found)


def renamed(published: Published, heads: Iterable[Head]) -> tuple[Diagnostic, ...]:
    """Episodes that were never published, while one that is at a target has gone from the show: the same under a new name?"""
    listed = tuple(heads)
    here = {head.slug for head in listed}
    gone = sorted(slug for slug in published.guids if slug in published.live and slug not in here)
    fresh = [head for head in listed if head.slug not in published.guids and not head.guid and not head.is_draft]
    if not gone or len(fresh) > _MOST_RENAMED:
        return ()
    names = ", ".join(f'"{slug}"' for slug in gone[:_MOST_RENAMED])
    guids = " or ".join(published.guids[slug][0] for slug in gone[:_MOST_RENAMED])
    why = "apps that have it would take it for a new episode"
    return tuple(
        Diagnostic(
            "episode-renamed",
            f'"{head.slug}" was never published, and {names} has gone: is it the same under a new name?',
            head.span,
            "warning",
            f"if it is, write into it: guid: {guids}",
            why,
        )
        for head in fresh
    )
