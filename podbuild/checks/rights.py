"""Whether the show may use what it uses: an entry for each work, a licence that fits its own, a term that has not run out."""

from __future__ import annotations

from collections.abc import Iterator

from podbuild.base.diagnostics import Diagnostic, Note
from podbuild.checks.check import Check
from podbuild.checks.credits import rights_of, works_used
from podbuild.model.episode import Episode
from podbuild.model.show import NOWHERE, Asset, Rights, Show

_CC_WHY = "Creative Commons: a work that is passed on must keep every condition of what it contains"


def find(show: Show, episodes: tuple[Episode, ...]) -> tuple[Diagnostic, ...]:
    found: dict[tuple[str, str], Diagnostic] = {}  # each work is named once, at its first use
    for episode in episodes:
        for asset in works_used(episode):
            for diagnostic in _about(show, episode, asset, rights_of(show, asset)):
                found.setdefault((asset.path, diagnostic.code), diagnostic)
    return tuple(found.values())


def _about(show: Show, episode: Episode, asset: Asset, rights: Rights | None) -> Iterator[Diagnostic]:
    span = asset.span if asset.span != NOWHERE else episode.span
    if rights is None:
        message = f'nothing says who owns "{asset.path}" and on what terms it is used'
        fix = f"add an entry for it to rights.yaml, or a file {asset.path}.license beside it"
        yield Diagnostic("rights-missing", message, span, "warning", fix)
        return
    notes = (Note("what rights.yaml says of it", rights.span),) if rights.span != NOWHERE else ()
    if rights.expires and episode.date and rights.expires[:10] < episode.date[:10]:
        message = f'the right to use "{asset.path}" ends on {rights.expires}, before this episode\'s date'
        yield Diagnostic("rights-expired", message, span, "error", "renew it, or use another file", notes=notes)
    if conflict := _conflict(rights.license, episode.license or show.license):
        message = f'"{asset.path}" is under {rights.license}, but {conflict}'
        yield Diagnostic("rights-conflict", message, span, "warning", "use another file, or change the license", _CC_WHY, notes)


def _conflict(theirs: str, ours: str) -> str:
    """Why a work under one licence does not fit into an episode under another; "" where it does.

    >>> _conflict("CC-BY-NC-4.0", "CC-BY-4.0"), _conflict("CC0-1.0", "CC-BY-4.0"), _conflict("CC-BY-4.0", "all-rights-reserved")
    ('this episode is under CC-BY-4.0, which allows commercial use', '', '')
    """
    their_terms, our_terms = _terms(theirs), _terms(ours)
    if not their_terms:
        return ""
    if "ND" in their_terms:
        return "it may not be changed, and a mix under speech is a change"
    if "SA" in their_terms and our_terms != their_terms:
        return f"it may only be passed on under the same licence, and this episode is under {ours}"
    if "NC" in their_terms and our_terms and "NC" not in our_terms:
        return f"this episode is under {ours}, which allows commercial use"
    return ""


def _terms(license_name: str) -> frozenset[str]:
    """The conditions of a Creative Commons licence: of BY, NC, ND, SA; empty for any other licence."""
    parts = license_name.upper().split("-")
    return frozenset(parts) & {"BY", "NC", "ND", "SA"} if parts[0] == "CC" else frozenset()


RIGHTS = Check("rights", "Every work that is used has an owner, fitting terms and a term that has not run out.", find)
