"""`podbuild package`: what a form asks for when an episode, or a show, is put in by hand, as one zip file or folder each.

What is not built is built first, so that a package never holds anything else than listeners get. An episode that is not due is
built into a folder of podbuild's own: a package of a draft puts no draft into the folder that is served.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from podbuild.base.diagnostics import Diagnostic
from podbuild.build import Built, Request, build, choose
from podbuild.compiling import kit_for
from podbuild.identity import compiler
from podbuild.kit import Artifact
from podbuild.model.places import FEED, secret_folders
from podbuild.model.release import Release, newest_first
from podbuild.model.show import Link, Person, Show
from podbuild.out_folder import is_in_sources, unwritable
from podbuild.outputs.pasted_texts import without_links_to
from podbuild.outputs.plain_text import leads_into
from podbuild.packaging.package_contents import PackedFile, Role
from podbuild.packaging.package_files import PackedEpisode, episode_files, show_files
from podbuild.picture_recipe import handed_over, handed_over_show
from podbuild.reading import Reading, gather
from podbuild.remembered import Forgotten, Head, Memory, forget_lost
from podbuild.source.workspace import Workspace
from podbuild.steps.executor import SHOW_WORK, Drive, Executor, Recipe, StepEvent
from podbuild.steps.install import Wanted, sweep
from podbuild.steps.lock import held
from podbuild.steps.parcel import Form, PlaceTaken, deliver, place, with_sums
from podbuild.steps.state import PACKING, state_folder
from podbuild.steps.step import Made, StepFailed, changed_meanwhile
from podbuild.steps.store import Store
from podbuild.steps.whole_files import write_whole
from podbuild.steps.world import World

FOLDER = "packages"
WHOLE_SHOW = "whole-show"
_RETRIES = 3
Pictures = tuple[Artifact, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be packed: the named episodes, all that are due where none is named, or the whole show as one."""

    root: Path
    slugs: tuple[str, ...] = ()
    form: Form = "zip"
    out: Path | None = None
    is_whole_show: bool = False
    jobs: int = 2

    @property
    def target(self) -> Path:
        return self.out or self.root / FOLDER


@dataclass(frozen=True, slots=True)
class Package:
    """A package in its place; `is_written` is False where it lay there just so."""

    name: str
    path: Path
    size_bytes: int
    is_written: bool


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of it. `built` is None where nothing was tried; `has_failed`: not the author's words were wrong.

    A warning in `diagnostics` says what was left out, an error what was not packed although it was named.
    """

    built: Built | None
    packages: tuple[Package, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    has_failed: bool = False


def package(
    order: Order,
    world: World,
    on_event: Callable[[StepEvent], None] = lambda event: None,
    on_wait: Callable[[str], None] = lambda holder: None,
) -> Packed:
    """Build what has to be built, and pack it. While another build of the show runs, wait, after telling `on_wait` whose."""
    if misplaced := _misplaced(order):
        return Packed(None, (), (misplaced,))
    if refused := unwritable(order.target):
        return Packed(None, (), (refused,), has_failed=True)
    state = Path(state_folder(str(order.root), world.environment))
    for _ in range(_RETRIES):
        reading, request = _asked(order, state, world)
        built = build(request, world, on_event, on_wait)
        if built.outcome != "done" or reading is None or reading.show is None or built.memory is None:
            return Packed(built)
        with held(state, world, on_wait) as was_killed:
            if was_killed:  # a build since ours, and of what it left half done nobody else will know any more
                sweep(built.out)
            try:
                return _Packer(order, reading, reading.show, built, built.memory, state, world, on_event).pack()
            except Forgotten as gone:
                forget_lost(state, gone.slug)
    raise RuntimeError("what was just written could not be read again")


def _misplaced(order: Order) -> Diagnostic | None:
    """Why packages must not lie where they were ordered to."""
    out, root = order.target.resolve(), order.root.resolve()
    if out == root or is_in_sources(root, out):
        return Diagnostic(
            "out-in-sources", f"{order.target} holds the show's own files", fix="choose a folder of its own with --out"
        )
    if out.is_relative_to(Request(root).target):
        message = f"{order.target} is served to listeners, and a package may hold what is not for them"
        return Diagnostic("package-in-public", message, fix="choose another folder with --out")
    return None


def _asked(order: Order, state: Path, world: World) -> tuple[Reading | None, Request]:
    """The show as it is, and the build that the order needs; no reading where that build will say what is wrong."""
    request = Request(order.root, order.slugs, jobs=order.jobs)
    memory = Memory.read(state)
    try:
        reading = gather(Workspace(order.root, memory.files), world, memory, compiler(memory, world))
    except StepFailed:
        return None, request
    left_out = choose(reading.heads, Request(order.root), world.now())[1]
    if any(slug in left_out for slug in order.slugs):
        request = replace(request, out=state / PACKING, is_alone=True, leaves_search=True)
    return reading, request


@dataclass(frozen=True, slots=True)
class _Packer:
    """One run of packing. Its methods raise StepFailed where a place is taken, or cannot be written."""

    order: Order
    reading: Reading
    show: Show
    built: Built
    memory: Memory
    state: Path
    world: World
    on_event: Callable[[StepEvent], None]

    def pack(self) -> Packed:
        """Raises Forgotten where what is remembered of an episode is gone."""
        store = Store(self.state / "store")
        executor = Executor(store, self.reading.workspace.path, self.world, self.order.jobs, self.on_event)
        kit = kit_for(self.memory, self.world, self.reading, store)
        packages: list[Package] = []
        told: list[Diagnostic] = []
        is_taken = False
        try:
            episodes = [one for head in self._heads() if (one := self._episode(head, told))]
            of_show = [(SHOW_WORK, handed_over_show(kit, self.show))] if self.order.is_whole_show else []
            recipes = [*((e.release.slug, handed_over(kit, self.show, e.episode)) for e in episodes), *of_show]
            pictures = self._made(executor, recipes)
            if self.order.is_whole_show:
                packages.append(self._whole_show(episodes, pictures))
            else:
                for one, shown in zip(episodes, pictures, strict=True):
                    try:
                        packages.append(self._delivered(one.release.slug, episode_files(one, shown), one.release.date))
                    except PlaceTaken as taken:  # of this one alone: the others have places of their own
                        told.append(taken.diagnostic)
                        is_taken = True
        except StepFailed as failed:
            return Packed(self.built, tuple(packages), (*told, failed.diagnostic), has_failed=True)
        return Packed(self.built, tuple(packages), tuple(told), has_failed=is_taken)

    def _heads(self) -> list[Head]:
        return [head for head in self.built.listed if not self.order.slugs or head.slug in self.order.slugs]

    def _episode(self, head: Head, told: list[Diagnostic]) -> PackedEpisode | None:
        """An episode as it was written and built; None, and why in `told`, where its audio lies elsewhere.

        Raises StepFailed where its file changed between the one and the other.
        """
        found = next((other for other in self.reading.heads if other.slug == head.slug), None)
        if found is None or (found.base, found.text, found.uses, found.rights) != (head.base, head.text, head.uses, head.rights):
            raise changed_meanwhile(head.file, head.span)
        release = self.memory.entry(head).whole()
        if release.enclosure.url:
            message = f'the audio of "{head.slug}" lies elsewhere, and there is nothing of it here to pack'
            fix = "fetch it into the show: audio: {file: assets/…, as_is: true}"
            told.append(Diagnostic("package-linked", message, head.span, "error" if self.order.slugs else "warning", fix=fix))
            return None
        secrets = secret_folders(self.show)
        release = replace(
            release,
            description_html=without_links_to(secrets, release.description_html),
            links=self._handed_on(release.links),
            people=tuple(self._unlinked(person) for person in release.people),
        )
        folder = self.built.out / self.show.secret
        return PackedEpisode(self._told, self.reading.episode(head.slug, self.world), release, folder, secrets)

    @property
    def _told(self) -> Show:
        """The show as a package tells of it: not where a hidden one lies, since packages are handed on."""
        return replace(self.show, url=self.show.home_url, secret="", listeners=(), funding=self._handed_on(self.show.funding))

    def _handed_on(self, links: Iterable[Link]) -> tuple[Link, ...]:
        return tuple(link for link in links if not leads_into(secret_folders(self.show), link.url))

    def _unlinked(self, person: Person) -> Person:
        """A person without addresses that lead to where a hidden show lies."""
        url, image = ("" if leads_into(secret_folders(self.show), at) else at for at in (person.url, person.image))
        return replace(person, url=url, image=image)

    def _made(self, executor: Executor, recipes: Iterable[tuple[str, Recipe[Pictures]]]) -> list[list[PackedFile]]:
        drives: Sequence[Drive[Pictures]] = executor.run(recipes)
        for drive in drives:
            for failure in drive.failures:
                raise StepFailed(failure)
        return [[_picture(executor, artifact) for artifact in drive.value or ()] for drive in drives]

    def _delivered(self, name: str, files: Sequence[Wanted], date: str) -> Package:
        out = self.order.target
        whole = with_sums(files)
        is_written = deliver(out, name, self.order.form, whole, date)
        if self.order.out is None:
            _keep_out_of_git(out)
        path = place(out, name, self.order.form)
        size_bytes = path.stat().st_size if path.is_file() else sum(file.size_bytes for file in whole)
        return Package(name, path, size_bytes, is_written)

    def _whole_show(self, episodes: Sequence[PackedEpisode], pictures: Sequence[Sequence[PackedFile]]) -> Package:
        releases: Sequence[Release] = newest_first(one.release for one in episodes)
        inside = [
            replace(file, path=f"episodes/{one.release.slug}/{file.path}")
            for one, shown in zip(episodes, pictures, strict=False)  # the last pictures are the show's
            for file in with_sums(episode_files(one, shown))
        ]
        feeds = [path for path in self.memory.documents if path.endswith(".xml") and path.startswith(FEED.removesuffix(".xml"))]
        listed = sorted(feeds) if self.show.is_public else ()
        files = show_files(self._told, releases, self.built.out, listed, pictures[-1])
        name = WHOLE_SHOW
        while any(one.release.slug == name for one in episodes):  # an episode may be called so
            name += "-"
        return self._delivered(name, (*files, *inside), releases[0].date if releases else "")


def _keep_out_of_git(folder: Path) -> None:
    """A show that is older than packages/ does not ignore that folder."""
    if not os.path.lexists(folder / ".gitignore"):
        with suppress(OSError):
            write_whole(folder / ".gitignore", b"*\n")


def _picture(executor: Executor, artifact: Artifact) -> PackedFile:
    file, made = artifact.file, cast(Made, artifact.content)
    is_cover = file.path.startswith("cover")
    about = f"the cover, {file.path[6:-4]} px" if is_cover else "the picture of a film"
    role: Role = "cover" if is_cover else "thumbnail"
    return PackedFile(file.path, role, file.mime_type, file.digest, file.size_bytes, about, lambda: executor.path(made))
