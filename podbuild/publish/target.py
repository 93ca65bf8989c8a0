"""The contract of targets: described by settings, opened for a run, asked for changes, told to make them.

To plan is to read only. A change is made once: whoever applies notes it in the ledger before the call and after it, and tries
again by the kind of failure. What a target must not do: write when it is asked for changes, delete what the ledger does not
know as ours, print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition
from podbuild.model.show import Show
from podbuild.publish.ledger import Ledger
from podbuild.steps.world import World

Deed = Literal["create", "replace", "delete", "leave"]
Facts = Mapping[str, Any]  # what the ledger keeps of a change: plain JSON values


MEDIA = Setting("media", "The target where the audio lives, where that is not here", "target")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do at a target. `key` names it in the ledger (a path, a guid), `label` to people.

    Those of a lower `stage` come first, and a stage is begun only when the one before it succeeded whole. `digest` stands for
    what is to be there afterwards, "" for nothing. `is_foreign`: it would overwrite what podbuild did not put there;
    `needs` is the option of the command line without which it is not made, "" where it needs none. `refusals` say why what is
    wanted cannot be there: it is left, and all else goes on.
    """

    deed: Deed
    key: str
    label: str
    why: str = ""
    digest: str = ""
    size_bytes: int = 0
    stage: int = 0
    is_foreign: bool = False
    needs: str = ""
    refusals: tuple[Diagnostic, ...] = ()


class Unavailable(Exception):
    """The other side could not be reached or has no time: the same may succeed later. Nothing was changed there.

    `after_seconds` is how long it asked us to wait, None where it did not say.
    """

    def __init__(self, diagnostic: Diagnostic, after_seconds: float | None = None) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic, self.after_seconds = diagnostic, after_seconds


class Refused(Exception):
    """The other side said no (credentials, rights, room, rules), or it is not known what it did: trying again is for people.

    `is_lasting`: these very bytes are refused, and will be again.
    """

    def __init__(self, diagnostic: Diagnostic, is_lasting: bool = False) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic, self.is_lasting = diagnostic, is_lasting


class Unfinished(Exception):
    """It is done as far as it can be now; the rest is for the other side, and the next publish looks again. No failure."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Health:
    """What `podbuild doctor` tells of a target; `action` says what to do next where the status is not "ok"."""

    status: Literal["ok", "warning", "failed"]
    detail: str
    action: str = ""


class Session(Protocol):
    """An opened target."""

    @property
    def place(self) -> str:
        """Where exactly it publishes to: what the ledger knows holds for this place only."""

    @property
    def grouping(self) -> Literal["one", "stage", "all"]:
        """How many changes are handed over at once: single ones, those of a stage, or all in one go where that is atomic."""

    @property
    def at_a_time(self) -> int:
        """How many groups may be in the making at once."""

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        """What would have to be done, what is left included. Reads the other side; writes nothing.

        Raises Refused or Unavailable.
        """

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        """Do it. `note` tells what is known of one change so far (a remote id, before its bytes are sent).

        Raises Unavailable where it may be tried again as it is, Refused where not, Unfinished where it has to wait.
        """

    def close(self) -> None:
        """Let go of connections and temporary files."""


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of place that shows are published to.

    Attributes:
        open: makes a session; Refused where a program or credentials are missing.
        problems: what is wrong with settings that read well singly: (key, message, fix) each.
        reach: whether what is published there can be listed by strangers ("public"), or is known to those alone who have
            its address ("addressed").
        advice: what people should know before files are published there; nothing of it keeps them from it.
        is_after: it tells others of what was published, and comes after all targets that publish.
        takes: "files" of public/, or "episodes" one by one.
        doctor: what there is to tell of programs and logins that it needs; `is_used`: the show publishes there.
    """

    name: str
    about: str
    settings: tuple[Setting, ...]
    open: Callable[[Destination, Show, World], Session]
    problems: Callable[[Destination], tuple[tuple[str, str, str], ...]] = lambda destination: ()
    reach: Callable[[Destination], Literal["public", "addressed"]] = lambda destination: "public"
    advice: Callable[[Edition], tuple[Diagnostic, ...]] = lambda edition: ()
    is_after: bool = False
    takes: Literal["files", "episodes"] = "files"
    doctor: Callable[[World, bool], tuple[Health, ...]] = field(default=lambda world, is_used: ())
