"""What came of a command that asked a writer."""

from __future__ import annotations

from dataclasses import dataclass

from podbuild.base.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Outcome:
    """`file` is what was written, from the show's folder, "" for nothing; `findings` what to look at in it, with places in it;
    `next` a command to go on with."""

    file: str
    findings: tuple[Diagnostic, ...] = ()
    next: str = ""
