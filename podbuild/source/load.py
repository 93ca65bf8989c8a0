"""A show directory → the show, its episodes, and every mistake in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from podbuild.base.diagnostics import Diagnostic, Note, Span, in_order
from podbuild.model.episode import Episode
from podbuild.model.release import Dated
from podbuild.model.show import Show
from podbuild.source.dates import moment_of
from podbuild.source.desk import Desk, Engines, Probe, Targets
from podbuild.source.episode_fields import read_episode
from podbuild.source.listeners_fields import read_listeners
from podbuild.source.rights_fields import LEXICON_FILE, RIGHTS_FILE, read_lexicon, read_rights, read_sidecar
from podbuild.source.show_fields import SHOW_FILE, read_show
from podbuild.source.veiling import LISTENERS_FILE
from podbuild.source.workspace import Workspace

EPISODES_FOLDER = "episodes"
_NOTATIONS = (".md", ".markdown", ".yaml", ".yml")
Diagnostics = tuple[Diagnostic, ...]


def load(
    workspace: Workspace, *, engines: Engines | None = None, probe: Probe | None = None
) -> tuple[Show | None, tuple[Episode, ...], Diagnostics]:
    """All that a show directory says, and all that is wrong in it, in order of place."""
    show, mistakes = load_show(workspace, engines=engines, probe=probe)
    if show is None:
        return None, (), mistakes
    episodes, more = load_episodes(workspace, show, engines=engines, probe=probe)
    return show, episodes, in_order((*mistakes, *more))


def load_show(
    workspace: Workspace,
    *,
    engines: Engines | None = None,
    probe: Probe | None = None,
    targets: Targets | None = None,
) -> tuple[Show | None, Diagnostics]:
    """The show with its lexicon, rights and listeners; None where show.yaml lacks what no show can do without.

    `engines`: for each engine's name, what tells why it cannot use a voice. `probe`
    opens a sound and tells why it cannot be used. `targets` gives the kinds of places to publish to.
    """
    desk = Desk(workspace, engines, probe, targets)
    if not workspace.has(SHOW_FILE):
        fix = "go to a folder that has one, or make one with: podbuild init"
        return None, (Diagnostic("no-show", "there is no show.yaml here", fix=fix),)
    text = _read(SHOW_FILE, desk)
    show = read_show(text, desk) if text is not None else None
    if show is not None:
        show = _in_its_place(_with_words_and_rights(show, desk), desk)
    return show, in_order(desk.mistakes)


def load_episodes(
    workspace: Workspace, show: Show, *, engines: Engines | None = None, probe: Probe | None = None
) -> tuple[tuple[Episode, ...], Diagnostics]:
    """Every episode without mistakes, drafts and future ones too, by date, number and slug."""
    desk = Desk(workspace, engines, probe)
    episodes = [read_one(file, show, desk) for file in episode_files(workspace, desk)]
    found = in_show_order(e for e in episodes if e is not None)
    check_unique(found, desk)
    return found, in_order(desk.mistakes)


class Listed(Dated, Protocol):
    """What the episodes of a show are told apart by: an episode, or what is remembered of one."""

    @property
    def season(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def guid(self) -> str: ...
    @property
    def span(self) -> Span: ...


L = TypeVar("L", bound=Listed)


def in_show_order(episodes: Iterable[L]) -> tuple[L, ...]:
    """By date, number and slug."""
    return tuple(sorted(episodes, key=lambda e: (moment_of(e.date), e.number or 0, e.slug)))


def read_one(file: str, show: Show, desk: Desk) -> Episode | None:
    """One episode's file; its mistakes are on the desk."""
    text = _read(file, desk)
    episode = read_episode(file, text, show, desk) if text is not None else None
    if episode and not episode.date and not episode.is_draft:
        fix = "add date: 2026-01-31, or draft: true"
        desk.say(
            "date-missing", "the episode has no date: apps will not know where it belongs", episode.span, fix, severity="warning"
        )
    return episode


def episode_files(workspace: Workspace, desk: Desk) -> tuple[str, ...]:
    """The files of episodes/ that are episodes; what else lies there is told."""
    files = []
    stems: dict[str, str] = {}
    for name in workspace.files(EPISODES_FOLDER):
        file = f"{EPISODES_FOLDER}/{name}"
        path = PurePosixPath(name)
        if path.suffix not in _NOTATIONS:
            fix = "end its name in .md or .yaml, or move it out of episodes/"
            desk.say(
                "episode-ignored", f'"{name}" is not read: it is neither Markdown nor YAML', Span(file), fix, severity="warning"
            )
            continue
        _check_slug(path.stem, file, desk)
        key = unicodedata.normalize("NFC", path.stem).casefold()
        if first := stems.get(key):
            note = Note("the other one", Span(first))
            desk.say(
                "slug-duplicate", f'two episodes are called "{path.stem}"', Span(file), "rename one of the files", notes=(note,)
            )
            continue
        stems[key] = file
        files.append(file)
    for name in workspace.folders(EPISODES_FOLDER):
        _tell_of_folder(f"{EPISODES_FOLDER}/{name}", workspace, desk)
    return tuple(files)


def _tell_of_folder(folder: str, workspace: Workspace, desk: Desk) -> None:
    """A folder in episodes/ with what might be episodes: a slug is a file's name, and has no folders in it."""
    found = [file for file in workspace.tree(folder) if PurePosixPath(file).suffix in _NOTATIONS]
    if found:
        which = f'"{found[0]}" is' if len(found) == 1 else f'"{found[0]}" and {len(found) - 1} more are'
        message = f"{which} not read: an episode lies in episodes/ itself, and in no folder there"
        fix = "move it into episodes/; what is no episode, to another folder"
        desk.say("episode-ignored", message, Span(found[0]), fix, severity="warning")


def _check_slug(stem: str, file: str, desk: Desk) -> None:
    bad = [char for char in stem if char.isspace() or char in "\\?#%&:*\"<>|'+"]
    if bad:
        what = "a space" if bad[0].isspace() else f'"{bad[0]}"'
        fix = "rename it: letters, digits and hyphens"
        desk.say("slug-bad", f"the file's name has {what} in it, and becomes part of addresses", Span(file), fix)


def check_unique(episodes: Iterable[Listed], desk: Desk) -> None:
    """Hold that no two episodes have the same guid, or the same number within a season."""
    guids: dict[str, Listed] = {}
    numbers: dict[tuple[int | None, int], Listed] = {}
    for episode in episodes:
        if episode.guid:
            first = guids.setdefault(episode.guid, episode)
            _tell_twice("guid-duplicate", f'the guid "{episode.guid}" belongs to another episode', first, episode, desk)
        if episode.number is not None and episode.kind == "full":
            first = numbers.setdefault((episode.season, episode.number), episode)
            _tell_twice("number-duplicate", f"another episode has the number {episode.number}", first, episode, desk)


def _tell_twice(code: str, message: str, first: Listed, second: Listed, desk: Desk) -> None:
    """Numbers of episodes whose guids are written down are out with them: to change one now is for the author to weigh."""
    if first is not second:
        is_out = code == "number-duplicate" and first.guid and second.guid
        fix = "delete the guid of the newer episode" if code == "guid-duplicate" else "give one of them another number"
        fix = f"leave it so, or {fix}" if is_out else fix
        notes = (Note("the other one", first.span),)
        desk.say(code, message, second.span, fix, notes=notes, severity="warning" if is_out else "error")


def _with_words_and_rights(show: Show, desk: Desk) -> Show:
    workspace = desk.workspace
    lexicon_text = _read(LEXICON_FILE, desk) if workspace.has(LEXICON_FILE) else None
    rights_text = _read(RIGHTS_FILE, desk) if workspace.has(RIGHTS_FILE) else None
    lexicon = read_lexicon(lexicon_text, show, desk) if lexicon_text is not None else ()
    rights, consents = read_rights(rights_text, show, desk) if rights_text is not None else ((), ())
    sidecars = [file for file in workspace.tree() if file.endswith(".license")]
    read = [read_sidecar(file, text, desk) for file in sidecars if (text := _read(file, desk)) is not None]
    stated = tuple(right for right in read if right is not None)
    return replace(show, lexicon=lexicon, rights=(*rights, *stated), consents=consents)


def _in_its_place(show: Show, desk: Desk) -> Show:
    """The show with the secret folder that it lies in and its listeners, where it is not public."""
    if show.is_public or not desk.workspace.has(LISTENERS_FILE):  # that this is a mistake, show.yaml's reader said
        return show
    text = _read(LISTENERS_FILE, desk)
    folder, listeners = read_listeners(text, show.visibility, desk) if text is not None else ("", ())
    return replace(show, url=f"{show.url}{folder}/", secret=folder, listeners=listeners) if folder else show


def _read(file: str, desk: Desk) -> str | None:
    text, mistakes = desk.workspace.read_text(file)
    desk.mistakes.extend(mistakes)
    return text
