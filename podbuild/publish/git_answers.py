"""What git's words about a remote mean: whether the same may succeed later, and what people can do.

git has one exit status for all of it, so that its words (in English, LC_ALL=C) are what there is to go by.
"""

from __future__ import annotations

import re

from podbuild.base.diagnostics import Diagnostic
from podbuild.publish.target import Refused, Unavailable

_NOT_LET_IN = (
    "authentication failed",
    "could not read username",
    "could not read password",
    "permission denied",
    "error: 401",
    "error: 403",
    "host key verification failed",
    "terminal prompts disabled",
    "invalid credentials",
    "access denied",
)
_ABSENT = ("repository not found", "does not exist", "not appear to be a git repository", "not found", "error: 404")
_FULL = ("no space left", "disk quota exceeded", "over its data quota", "error: 507")
_TOO_LARGE = ("gh001", "exceeds github's file size limit", "error: 413", "pack exceeds maximum allowed size")
_REFUSED = ("remote rejected", "hook declined", "protected branch", "ruleset", "gh006", "gh013")
_LOCKED = "cannot lock ref"  # another push is being taken
_MAY_COME_BACK = (
    "could not resolve host",
    "connection refused",
    "timed out",
    "timeout",
    "connection reset",
    "early eof",
    "rpc failed",
    "hung up",
    "network is unreachable",
    "no route to host",
    "couldn't connect",
    "failed to connect",
    "error: 429",
    "error: 5",
    "unexpected disconnect",
    "ssl",
    "recv failure",
    "empty reply",
    "broken pipe",
    "transfer closed",
    "operation too slow",
    "could not read from remote repository",
    _LOCKED,
)
_NOISE = ("warning:", "to ", "done", "hint:", "fetching", "remote: enumerating")


class GitFailed(Exception):
    """git ended with a mistake; `said` is what it wrote, without credentials."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = re.sub(r"//[^/@\s]+@", "//", said)


def failure(failed: GitFailed, remote: str) -> Refused | Unavailable:
    """What to raise for what git said about a remote."""
    said, why = failed.said.casefold(), reason(failed.said)

    def says(words: tuple[str, ...]) -> bool:
        return any(word in said for word in words)

    if says(_FULL):
        return Refused(
            Diagnostic("target-full", f"there is no room left at {remote}: {why}", fix="make room there, then publish again")
        )
    if says(_TOO_LARGE):
        return Refused(
            Diagnostic("file-too-large", f"{remote} takes no file of that size: {why}", fix="let audio live elsewhere (media:)")
        )
    if says(_NOT_LET_IN):
        fix = "see that git may push there by itself: podbuild asks for no password"
        return Refused(Diagnostic("target-login", f"{remote} let nobody in: {why}", fix=fix))
    if says(_REFUSED) and _LOCKED not in said:
        fix = "see the rules of that branch: whoever publishes must be allowed to push to it"
        return Refused(Diagnostic("target-refused", f"{remote} refused: {why}", fix=fix))
    if says(_ABSENT):
        fix = "see its address, and whether the credentials may see it"
        return Refused(Diagnostic("target-missing", f"there is no repository at {remote}: {why}", fix=fix))
    if says(_MAY_COME_BACK):
        fix = "see that there is a network; then publish again"
        return Unavailable(Diagnostic("target-unavailable", f"{remote} could not be reached: {why}", fix=fix))
    return Refused(Diagnostic("target-refused", f"git failed at {remote}: {why}", fix="see what git says to: git push --dry-run"))


def reason(said: str) -> str:
    """The line of git's words that tells why: a "fatal" or "error", else what the server said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for mark in ("[remote rejected]", "remote: error", "fatal:", "error:", "remote:", ""):
        for line in lines:
            if mark in line and not line.casefold().startswith(_NOISE):
                return re.sub(r"^(fatal|error|remote): (error: |fatal: )?|^!\t[^\t]*\t", "", line)[:200]
    return "it said nothing"
