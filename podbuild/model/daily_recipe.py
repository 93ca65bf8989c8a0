"""A recipe: what a daily or weekly episode is made of, again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from podbuild.base.diagnostics import Span
from podbuild.model.show import NOWHERE

# The kinds of sources that can be asked for; "" is the one that suits.
SOURCE_KINDS = ("notes", "page", "feed", "calendar", "tasks", "log", "meeting", "table", "pdf")


def _span() -> Any:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RecipeSource:
    """A source to read on the day: a file or folder of the show, or an address.

    `kind` is "" for the reader that suits; `days` and `since` (2026-11-20, or "") say how far it looks; `name` is what its
    passages are called by, "" for one made of the location.
    """

    location: str
    kind: str = ""
    days: int = 1
    since: str = ""
    name: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Recipe:
    """`title` and `slug` are patterns for the day; a `title` of "" is left to the writer. A length of 0 is not asked for.

    `voices` () means all of the show; `most_usd` None what the show says. `nothing_new` is what a day brings on which no
    source has anything new: no episode, or one of `short_length_seconds`.
    """

    name: str
    wish: str
    sources: tuple[RecipeSource, ...] = ()
    template: str = ""
    length_seconds: float = 0.0
    title: str = ""
    slug: str = ""
    voices: tuple[str, ...] = ()
    tone: str = ""
    audience: str = ""
    language: str = ""
    nothing_new: Literal["skip", "short"] = "skip"
    short_length_seconds: float = 60.0
    is_draft: bool = True
    is_strict: bool = False
    most_usd: float | None = None
    span: Span = _span()
