"""git in a repository of its own: bare, temporary, without hooks, filters or questions.

Of the author's repository only settings are read: how servers are reached and with what credentials. The environment carries
them to git, so that no command line shows them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic
from podbuild.publish.git_answers import GitFailed, reason
from podbuild.publish.target import Refused
from podbuild.steps.world import World

# What a git that runs podbuild (in a hook, say) tells its children about its own repository is not for us.
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH", "GIT_ALLOW_PROTOCOL")
_KEPT_FAMILIES = ("GIT_SSL_", "GIT_HTTP_", "GIT_CONFIG_", "GIT_TRACE", "GIT_CURL_")
_WAY = re.compile(r"(http|https|credential|url|ssh|protocol)\.|core\.(sshcommand|askpass|gitproxy)$")
SSH = "ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=4"
_OWN = {
    "core.hooksPath": "/dev/null",
    "core.looseCompression": "1",  # audio does not get smaller
    "gc.auto": "0",
    "maintenance.auto": "false",
    "push.followTags": "false",
    "push.recurseSubmodules": "no",
    "http.lowSpeedLimit": "1",  # a line on which nothing comes for a minute is given up
    "http.lowSpeedTime": "60",
}
REMOTE = "there"


class OwnGit:
    """A bare repository in a folder, and the way to the remote of the author's."""

    def __init__(self, program: str, folder: Path, show_folder: Path, remote: str, world: World) -> None:
        self._program, self._folder, self._show_folder = program, folder, show_folder
        self._environment = _clean(world.environment)
        settings = self._way() | _OWN | {f"remote.{REMOTE}.url": self._address(remote)}
        if not any(name in self._environment for name in ("GIT_SSH", "GIT_SSH_COMMAND")) and not self._setting("core.sshCommand"):
            self._environment["GIT_SSH_COMMAND"] = SSH
        self._environment |= _as_environment(settings, self._environment)
        self.run("init", "--quiet", "--bare", "--template=", folder.as_posix(), is_inside=False)

    def run(self, *words: str, stdin: bytes = b"", more: Mapping[str, str] | None = None, is_inside: bool = True) -> bytes:
        """What git writes. Raises GitFailed."""
        where = {"GIT_DIR": self._folder.as_posix()} if is_inside else {}
        done = subprocess.run(
            (self._program, *words),
            input=stdin,
            capture_output=True,
            env={**self._environment, **where, **(more or {})},
            check=False,
        )
        if done.returncode:
            raise GitFailed((done.stdout + b"\n" + done.stderr).decode("utf-8", "replace"))
        return done.stdout

    def person(self) -> Mapping[str, str]:
        """Who makes commits: whom git knows as the author's name here, else podbuild."""
        name, email = self._setting("user.name") or "podbuild", self._setting("user.email") or "podbuild@localhost"
        return {
            f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", name), ("EMAIL", email))
        }

    def _outside(self, *words: str) -> str:
        return self.run("-C", self._show_folder.as_posix(), *words, is_inside=False).decode("utf-8", "replace")

    def _setting(self, name: str) -> str:
        try:
            return self._outside("config", "--get", name).strip()
        except GitFailed:
            return ""

    def _way(self) -> dict[str, str]:
        """The author's own settings of how servers are reached: those of the machine are read by git itself."""
        try:
            listed = self._outside("config", "--local", "--includes", "--null", "--list")
        except GitFailed:
            return {}  # the show is in no repository
        pairs = (entry.partition("\n") for entry in listed.split("\0") if entry)
        return {name: value for name, _, value in pairs if _WAY.match(name)}

    def _address(self, remote: str) -> str:
        """What the remote of that name is for pushing; an address or a whole path is one itself."""
        try:
            found = self._outside("remote", "get-url", "--push", "--", remote).strip()
        except GitFailed as failed:
            if ":" in remote or remote.startswith("/"):
                return remote
            message = f'git knows no remote "{remote}" here: {reason(failed.said)}'
            fix = "name one of: git remote, or write its address"
            raise Refused(Diagnostic("target-missing", message, fix=fix)) from failed
        if found.startswith(("./", "../")):
            return (Path(self._outside("rev-parse", "--show-toplevel").strip()) / found).resolve().as_posix()
        return found


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_FAMILIES)
    }
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "LC_ALL": "C", "LANGUAGE": ""}


def _as_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Settings as git reads them from the environment (git-config, GIT_CONFIG_COUNT), after those that stand there."""
    begin = int(count) if (count := environment.get("GIT_CONFIG_COUNT", "0")).isdigit() else 0
    found = {"GIT_CONFIG_COUNT": str(begin + len(settings))}
    for n, (name, value) in enumerate(settings.items(), begin):
        found |= {f"GIT_CONFIG_KEY_{n}": name, f"GIT_CONFIG_VALUE_{n}": value}
    return found
