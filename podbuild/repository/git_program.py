"""git, called without a shell. With hooks and the file system monitor off, so that nothing that stands in the repository is run;
hooks run only where the author's own commit is made.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from shlex import quote

from podbuild.base.diagnostics import Diagnostic
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World

_TIMEOUT_SECONDS = 120
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false")
# What would make git look elsewhere than where it is sent: set inside hooks, by `git rebase --exec`, by some editors.
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class Git:
    """git, called in one folder."""

    def __init__(self, folder: Path, world: World, more: Mapping[str, str] | None = None) -> None:
        found = world.find_tool("git")
        if found is None:
            raise StepFailed(Diagnostic("git-missing", "there is no git on this machine", fix="install git"))
        self._program = found
        self._folder = folder
        kept = {name: value for name, value in world.environment.items() if name not in _ELSEWHERE}
        self._authors_environment = kept
        self._environment = {
            **kept,
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            **(more or {}),
        }

    def run(self, *arguments: str, given: bytes = b"", is_authors: bool = False) -> subprocess.CompletedProcess[bytes]:
        """Call git. `is_authors`: as the author would by hand, with their hooks, which take as long as they take."""
        command = [self._program, *(() if is_authors else _SAFE), *arguments]
        try:
            return subprocess.run(
                command,
                cwd=self._folder,
                env=self._authors_environment if is_authors else self._environment,
                input=given,
                capture_output=True,
                check=False,
                timeout=None if is_authors else _TIMEOUT_SECONDS,
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
