"""What came of a command that asked a writer."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from podbuild.base.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Outcome:
    """`file` is what was written, from the show's folder, "" for nothing; `findings` what to look at in it, with places in it;
    `next` a command to go on with."""

    file: str
    findings: tuple[Diagnostic, ...] = ()
    next: str = ""


def building(slug: str, *, is_draft: bool) -> str:
    """The command that builds an episode, as it is typed.

    >>> building("the-post-boat", is_draft=True), building("the post boat", is_draft=False)
    ('podbuild build the-post-boat --drafts', "podbuild build 'the post boat'")
    """
    return f"podbuild build {quote(slug)}" + (" --drafts" if is_draft else "")
