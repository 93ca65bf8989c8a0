"""A show as it was at a revision of git, laid out in a folder. The only module that asks git.

git is called without a shell, with hooks and the file system monitor off: nothing that stands in the repository is run. Files
are laid out as a checkout would (line ends, large files), and neither the index nor the work tree of the author is touched.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_TIMEOUT_SECONDS = 120
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false")
# What would make git look elsewhere than where it is sent: set inside hooks, by `git rebase --exec`, by some editors.
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit and where the show stands in it: `name` as it was asked for, `show` the laid out folder, None where it had none."""

    name: str
    commit: str
    show: Path | None


def laid_out(root: Path, name: str, folder: Path, world: World) -> Revision:
    """Write the show in `root` as it was at that revision into an empty folder. Raises StepFailed where git cannot.

    Args:
        name: whatever git takes for a commit: main, origin/main, HEAD~3, v1.2, a digest.
    """
    git = _Git(root, world)
    top = git.said("rev-parse", "--show-toplevel")
    prefix = git.said("rev-parse", "--show-prefix")
    commit = _commit(git, name)
    index = {"GIT_INDEX_FILE": str(folder / "index")}
    git = _Git(Path(top), world, index)
    git.said("read-tree", commit)
    paths = git.answer("ls-files", "-z", "--", prefix or ".")
    tree = folder / "tree"
    tree.mkdir()
    git.answer("checkout-index", "--stdin", "-z", f"--prefix={tree}/", given=paths)
    show = tree / prefix
    return Revision(name, commit, show if (show / "show.yaml").is_file() else None)


def is_in_work_tree(root: Path, world: World) -> bool:
    """Whether a folder stands in a work tree of git."""
    return _Git(root, world).run("rev-parse", "--is-inside-work-tree").stdout.strip() == b"true"


def work_tree(root: Path, world: World) -> Path | None:
    """The top folder of the work tree that a folder stands in, or None."""
    if world.find_tool("git") is None or not is_in_work_tree(root, world):
        return None
    return Path(_Git(root, world).said("rev-parse", "--show-toplevel"))


def _commit(git: _Git, name: str) -> str:
    """The digest of the commit that is meant."""
    if not name or name.startswith("-"):
        raise StepFailed(_unknown(git, name, "write a revision: main, origin/main, HEAD~3, a digest"))
    found = git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    if git.said("rev-parse", "--is-shallow-repository") == "true":
        fix = "fetch the rest: git fetch --unshallow; for actions/checkout, set fetch-depth: 0"
        message = f'this clone is shallow, and "{name}" is not in it'
        raise StepFailed(Diagnostic("revision-unknown", message, fix=fix))
    known = git.said("for-each-ref", "--format=%(refname:short)", "--count=1000").split()
    near = did_you_mean(name, known) or "name a branch, a tag or a commit"
    raise StepFailed(_unknown(git, name, f"{near}; or fetch it first: git fetch"))


def _unknown(git: _Git, name: str, fix: str) -> Diagnostic:
    return Diagnostic("revision-unknown", f'git knows no revision "{name}" here', fix=fix)


class _Git:
    """git, called in one folder."""

    def __init__(self, folder: Path, world: World, more: Mapping[str, str] | None = None) -> None:
        found = world.find_tool("git")
        if found is None:
            raise StepFailed(Diagnostic("git-missing", "there is no git on this machine", fix="install git"))
        self._program = found
        self._folder = folder
        kept = {name: value for name, value in world.environment.items() if name not in _ELSEWHERE}
        self._environment = {
            **kept,
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            **(more or {}),
        }

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [self._program, *_SAFE, *arguments]
        try:
            return subprocess.run(
                command,
                cwd=self._folder,
                env=self._environment,
                input=given,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            message = f"git {arguments[0]} took longer than {_TIMEOUT_SECONDS} seconds"
            raise StepFailed(Diagnostic("git-failed", message, fix="try it by hand, then again")) from None

    def answer(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git says; StepFailed where it does not work."""
        done = self.run(*arguments, given=given)
        if done.returncode == 0:
            return done.stdout
        said = done.stderr.decode("utf-8", "replace").strip()
        if "not a git repository" in said:
            fix = "go into a clone of the show, or make it one: git init"
            raise StepFailed(Diagnostic("git-none", f"{self._folder} is in no git repository", fix=fix))
        if "dubious ownership" in said:
            fix = f"if you trust it: git config --global --add safe.directory {quote(str(self._folder))}"
            message = f"git does not read {self._folder}: it belongs to somebody else"
            raise StepFailed(Diagnostic("git-failed", message, fix=fix))
        last = said.splitlines()[-1] if said else f"status {done.returncode}"
        raise StepFailed(Diagnostic("git-failed", f"git {arguments[0]} failed: {last}", fix="mend that, then try again"))

    def said(self, *arguments: str) -> str:
        """What git says, as text without the last line's end."""
        return self.answer(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")
