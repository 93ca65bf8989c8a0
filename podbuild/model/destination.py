"""A destination: a named target of show.yaml, with the settings that its kind of target takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from podbuild.base.diagnostics import Span

_NOWHERE = Span("")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key that an author may write below a target. `kind` says how it is read; `choices` are the words of a "choice"."""

    key: str
    about: str
    kind: Literal["text", "url", "flag", "choice", "count", "target"] = "text"
    choices: tuple[str, ...] = ()
    is_required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Destination:
    """A named target of show.yaml. `target` says what kind it is, `settings` are its values as the target described them;
    `places` says where each stands."""

    name: str
    target: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)
    span: Span = field(default=_NOWHERE, compare=False, repr=False)

    def place(self, key: str) -> Span:
        """Where a setting stands, else where the target does."""
        return self.places.get(key, self.span)
