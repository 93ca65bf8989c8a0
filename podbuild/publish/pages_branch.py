"""A branch of a git remote that holds a site: one commit on top of what is there, one push.

It is made of git's own parts in a temporary repository: the author's work tree, index, hooks and settings are not touched. What
others put on the branch stays.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from podbuild.base import digest
from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination
from podbuild.model.edition import Edition, PublicFile
from podbuild.publish.files import Found, file_changes
from podbuild.publish.folder import changed_meanwhile
from podbuild.publish.git_answers import GitFailed, failure
from podbuild.publish.github_pages import LARGEST_BYTES
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.own_git import REMOTE, OwnGit
from podbuild.publish.target import Change, Facts, Refused, Unavailable
from podbuild.steps.world import World

_THERE = f"refs/remotes/{REMOTE}/it"
_NO_BLOB = "0" * 40
_PLAIN = "100644"
_NAMED = 3  # as many episodes as a commit's first line names
_EPISODE = re.compile(r"(?:^|/)(?:audio/([^/]+)\.\w+|episodes/([^/]+)/index\.html)$")


@dataclass(frozen=True, slots=True)
class _Tip:
    """The branch as it was seen: its commit ("" where there is none), and what its tree holds, by path: mode and blob."""

    commit: str = ""
    tree: str = ""
    blobs: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class BranchSession:
    """A branch of a remote. `own` are files that pages need beside those of the show, with their text."""

    grouping: Literal["one", "stage", "all"] = "all"
    at_a_time = 1

    def __init__(self, program: str, remote: str, branch: str, own: Mapping[str, bytes], world: World) -> None:
        self._program, self._remote, self._branch, self._own, self._world = program, remote, branch, own, world
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._git: OwnGit | None = None
        self._tip: _Tip | None = None

    @property
    def place(self) -> str:
        return f"{self._remote} {self._branch}"

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        _refuse_large(edition.files)
        there = self._fetched(edition).blobs
        shown = {file.path for file in edition.files}
        own = [PublicFile(path, digest.of_bytes(text), len(text)) for path, text in self._own.items() if path not in shown]

        def found(file: PublicFile, entry: Entry | None) -> Found:
            if file.path not in there:
                return "absent"
            mode, blob = there[file.path]
            known = (entry.digest, entry.facts.get("blob")) if entry and entry.state == "there" else None
            if (mode, known) == (_PLAIN, (file.digest, blob)):
                return "same"
            return "same" if (mode, blob) == (_PLAIN, self._identities(edition, file.path)[1]) else "other"

        return file_changes((*edition.files, *own), ledger, found)

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        tip = self._tip or self._fetched(edition)
        self._tip = None  # whatever comes of it, the branch has to be looked at again
        blobs = self._written(group, edition)
        for change in group:
            if change.key in blobs:
                note(change, {"blob": blobs[change.key]})
        if not self._pushed(tip, group, blobs, edition):
            # Somebody else pushed. What they did not touch of ours goes on top of theirs.
            newer = self._fetched(edition)
            _refuse_overlap(tip, newer, group, blobs, self.place)
            if not self._pushed(newer, group, blobs, edition):
                message = f"others push to {self.place} all the time"
                raise Unavailable(Diagnostic("target-unavailable", message, fix="publish again in a while"))

    def _fetched(self, edition: Edition) -> _Tip:
        git = self._opened(edition)
        try:
            git.run(
                "fetch", "--quiet", "--depth=1", "--filter=blob:none", "--no-tags", REMOTE, f"+refs/heads/{self._branch}:{_THERE}"
            )
        except GitFailed as failed:
            if "couldn't find remote ref" in failed.said:
                self._tip = _Tip()
                return self._tip
            raise failure(failed, self._remote) from failed
        commit, tree = git.run("rev-parse", _THERE, f"{_THERE}^{{tree}}").decode().split()
        blobs = {}
        for entry in git.run("ls-tree", "-r", "-z", _THERE).decode("utf-8", "surrogateescape").split("\0"):
            if entry:
                facts, path = entry.split("\t", 1)
                mode, _, blob = facts.split(" ")
                blobs[path] = (mode, blob)
        self._tip = _Tip(commit, tree, blobs)
        return self._tip

    def _opened(self, edition: Edition) -> OwnGit:
        if self._git is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="podbuild-pages-", ignore_cleanup_errors=True)
            folder = Path(self._scratch.name) / "git"
            try:
                self._git = OwnGit(self._program, folder, edition.show_folder, self._remote, self._world)
            except GitFailed as failed:
                raise failure(failed, self._remote) from failed
        return self._git

    def _identities(self, edition: Edition, path: str) -> tuple[str, str]:
        """A file's SHA-256, and what git calls it."""
        if path in self._own and not (edition.folder / path).is_file():
            return digest.of_bytes(self._own[path]), _blob_of(self._own[path])
        source = edition.folder / path
        plain, blob = hashlib.sha256(), _blob(source.stat().st_size)
        with source.open("rb") as content:
            while part := content.read(1 << 20):
                plain.update(part)
                blob.update(part)
        return plain.hexdigest(), blob.hexdigest()

    def _written(self, group: Sequence[Change], edition: Edition) -> dict[str, str]:
        """Put the files of changes into the repository → their blobs."""
        paths = [change.key for change in group if change.deed != "delete"]
        git = self._opened(edition)
        try:
            known = {change.key: self._identities(edition, change.key) for change in group if change.deed != "delete"}
            listed = "".join(f"{self._source(edition, path).resolve().as_posix()}\n" for path in paths)
            words = ("hash-object", "-w", "--no-filters", "--stdin-paths")
            written = git.run(*words, stdin=listed.encode("utf-8", "surrogateescape")).decode().split()
        except OSError as error:
            raise Refused(changed_meanwhile(str(error.filename))) from error
        except GitFailed as failed:
            raise failure(failed, "the temporary folder") from failed
        for change, blob in zip((c for c in group if c.deed != "delete"), written, strict=True):
            if known[change.key] != (change.digest, blob):
                raise Refused(changed_meanwhile(change.key))
        return dict(zip(paths, written, strict=True))

    def _source(self, edition: Edition, path: str) -> Path:
        if path not in self._own or (edition.folder / path).is_file():
            return edition.folder / path
        assert self._scratch is not None
        file = Path(self._scratch.name) / f"own{path}"
        file.write_bytes(self._own[path])
        return file

    def _pushed(self, tip: _Tip, group: Sequence[Change], blobs: Mapping[str, str], edition: Edition) -> bool:
        """Whether the branch is as it should be; False where somebody else was quicker."""
        git = self._opened(edition)
        try:
            git.run("read-tree", *([tip.commit] if tip.commit else ["--empty"]))
            lines = "".join(
                f"{_PLAIN} {blobs[c.key]}\t{c.key}\0" if c.key in blobs else f"0 {_NO_BLOB}\t{c.key}\0"
                for c in sorted(group, key=lambda change: change.deed != "delete")  # a file may come where a folder was
            )
            git.run("update-index", "--replace", "-z", "--index-info", stdin=lines.encode("utf-8", "surrogateescape"))
            tree = git.run("write-tree", "--missing-ok").decode().strip()
            if tree == tip.tree:
                return True  # an earlier push got through, though nobody told us
            parents = ("-p", tip.commit) if tip.commit else ()
            words, who = ("commit-tree", tree, *parents, "-F", "-"), git.person()
            now = f"{int(self._world.now().timestamp())} +0000"
            dates = {"GIT_AUTHOR_DATE": now, "GIT_COMMITTER_DATE": now}
            commit = git.run(*words, stdin=commit_message(group, edition).encode(), more={**who, **dates}).decode().strip()
        except GitFailed as failed:
            raise failure(failed, self.place) from failed
        try:
            git.run("push", "--porcelain", "--no-verify", "--no-signed", REMOTE, f"{commit}:refs/heads/{self._branch}")
        except GitFailed as failed:
            if "[rejected]" in failed.said:
                return False
            raise failure(failed, self._remote) from failed
        return True

    def close(self) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = self._git = self._tip = None


def _blob(size_bytes: int) -> hashlib._Hash:
    return hashlib.sha1(b"blob %d\0" % size_bytes, usedforsecurity=False)


def _blob_of(text: bytes) -> str:
    blob = _blob(len(text))
    blob.update(text)
    return blob.hexdigest()


def commit_message(group: Sequence[Change], edition: Edition) -> str:
    """What the commit is called: by the episodes whose audio or page it brings or changes."""
    slugs = dict.fromkeys(
        found[1] or found[2] for change in group if change.deed != "delete" and (found := _EPISODE.search(change.key))
    )
    titles = [" ".join(release.title.split()) for release in edition.releases() if release.slug in slugs] if slugs else []
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    named = ", ".join(titles[:_NAMED]) + more if titles else edition.show.title
    counts = [(what, sum(change.deed == deed for change in group)) for what, deed in _DEEDS]
    body = ", ".join(f"{count} {what}" for what, count in counts if count)
    return f"Publish {named}\n\nFiles: {body}\n"


_DEEDS = (("new", "create"), ("changed", "replace"), ("removed", "delete"))


def _refuse_large(files: Sequence[PublicFile]) -> None:
    """Before anything is sent: GitHub would refuse the whole push, after all of it was sent."""
    large = [file for file in files if file.size_bytes > LARGEST_BYTES]
    if large:
        named = ", ".join(f"{file.path} ({file.size_bytes / (1 << 20):.0f} MB)" for file in large[:_NAMED])
        message = f"GitHub takes no file over {LARGEST_BYTES >> 20} MB: {named}"
        fix = "let audio live in a bucket: add a target of object_store, and name it here: media: NAME"
        why = "https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github"
        raise Refused(Diagnostic("file-too-large", message, fix=fix, why=why))


def _refuse_overlap(tip: _Tip, newer: _Tip, group: Sequence[Change], blobs: Mapping[str, str], place: str) -> None:
    """Stop where others changed what we are about to change: perhaps they publish a newer edition."""
    for change in group:
        theirs = newer.blobs.get(change.key)
        wanted = (_PLAIN, blobs[change.key]) if change.key in blobs else None
        if theirs not in (tip.blobs.get(change.key), wanted):
            message = f"somebody else published {change.key} to {place} at the same time"
            raise Refused(Diagnostic("target-changed", message, fix="fetch what they did, and publish again"))


def open_branch(destination: Destination, world: World) -> BranchSession:
    program = world.find_tool("git")
    if program is None:
        fix = "install git (apt install git, brew install git)"
        raise Refused(Diagnostic("program-missing", "there is no git on this machine", destination.span, fix=fix))
    settings = destination.settings
    own = {".nojekyll": b""}  # else GitHub puts the site through Jekyll, which drops what begins with an underscore
    if cname := settings.get("cname"):
        own["CNAME"] = f"{cname}\n".encode()
    return BranchSession(program, settings.get("remote") or "origin", settings.get("branch") or "gh-pages", own, world)
