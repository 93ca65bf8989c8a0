"""A show as it was at a revision of git, laid out in a folder.

Files are laid out as a checkout would (line ends, large files), and neither the index nor the work tree of the author is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.repository.git_program import Git
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World


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
    git = Git(root, world)
    top = git.said("rev-parse", "--show-toplevel")
    prefix = git.said("rev-parse", "--show-prefix")
    commit = _commit(git, name)
    index = {"GIT_INDEX_FILE": str(folder / "index")}
    git = Git(Path(top), world, index)
    git.said("read-tree", commit)
    paths = git.answer("ls-files", "-z", "--", prefix or ".")
    tree = folder / "tree"
    tree.mkdir()
    git.answer("checkout-index", "--stdin", "-z", f"--prefix={tree}/", given=paths)
    show = tree / prefix
    return Revision(name, commit, show if (show / "show.yaml").is_file() else None)


def is_in_work_tree(root: Path, world: World) -> bool:
    """Whether a folder stands in a work tree of git."""
    return Git(root, world).run("rev-parse", "--is-inside-work-tree").stdout.strip() == b"true"


def work_tree(root: Path, world: World) -> Path | None:
    """The top folder of the work tree that a folder stands in, or None."""
    if world.find_tool("git") is None or not is_in_work_tree(root, world):
        return None
    return Path(Git(root, world).said("rev-parse", "--show-toplevel"))


def _commit(git: Git, name: str) -> str:
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


def _unknown(git: Git, name: str, fix: str) -> Diagnostic:
    return Diagnostic("revision-unknown", f'git knows no revision "{name}" here', fix=fix)
