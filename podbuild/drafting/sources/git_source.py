"""The recent log of a git repository → a passage for each commit: when, who, what, and how many files.

git is called without a shell, and nothing that a repository's settings name is run: no hook, no monitor, no pager, no program
for differences, signatures or the network. Deliberately absent: e-mail addresses.
"""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Iterator
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.drafting.sources.day_words import day, parse_day
from podbuild.drafting.sources.reader import Open, Reader, Reading, Said, Setting, SourceUnread, Wanted
from podbuild.drafting.sources.source_libraries import zone
from podbuild.drafting.sources.source_opening import found_path, is_address, told_path
from podbuild.drafting.sources.source_words import one_line, shortened
from podbuild.steps.world import World

_TIMEOUT_SECONDS = 60
_MOST_COMMITS = 300
_SAFE = (
    *("--no-pager", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"),
    *("-c", "diff.external=", "-c", "protocol.allow=never", "-c", "core.quotePath=false", "-c", "log.follow=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
)
_OWN = "(An episode from a recipe|What was published)"  # what action.yml commits is no news, or each day would be the next one's
_LOG = (
    *("log", "--no-merges", "--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-decorate"),
    *("--invert-grep", f"--grep=^{_OWN}$", "--extended-regexp"),
    *("--no-renames", "--numstat", "--format=%x00%aN%x00%aI%x00%s%x00%p%x00", "--ignore-submodules=all", "--encoding=UTF-8"),
)
_KEPT = ("GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM")


def _suits(location: str) -> bool:
    return not is_address(location) and (location in (".", "..") or location.rstrip("/\\").endswith(".git"))


def _read(wanted: Wanted, setting: Setting, open: Open) -> Reading:
    if is_address(wanted.location) or wanted.location.startswith("git@"):
        fix = "clone it, and name the folder of the clone: log:../project"
        raise _failed("source-missing", "a git repository is read from a clone on this machine", fix, None)
    path = found_path(setting, wanted.location)
    folder = path.parent if path.name == ".git" else path
    shown = told_path(setting, folder)
    if not folder.is_dir():
        raise _failed("source-missing", f"{shown} is no folder", "name the folder of a git repository", Span(shown))
    here = zone(setting)
    since = parse_day(wanted.since) or setting.date - datetime.timedelta(days=max(1, min(wanted.days, 36_500)))
    end = datetime.datetime.combine(setting.date, datetime.time(23, 59, 59), here)
    begin = datetime.datetime.combine(since, datetime.time(), here)
    git = _Git(folder, shown, setting.world)
    if not git.has_commits():
        return Reading(shown, (), is_fleeting=True)
    limits = (f"--since={begin.isoformat()}", f"--until={end.isoformat()}", f"--max-count={_MOST_COMMITS + 1}")
    paths = ("--", ".") if git.prefix() else ()  # of a folder, its own log; of the whole, commits without a file too
    is_shallow = git.answer("rev-parse", "--is-shallow-repository").strip() == "true"
    said = tuple(_told(git.answer(*_LOG, *limits, *paths), here, is_shallow))
    warnings: tuple[Diagnostic, ...] = ()
    if is_shallow and git.answer("log", "--max-parents=0", "--format=%h", *limits).strip():
        message = f"{shown}: this clone holds only the newest commits, and there may have been more in these days"
        fix = "get the others: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
        warnings = (Diagnostic("source-shortened", message, severity="warning", fix=fix),)
    if len(said) > _MOST_COMMITS:
        said = said[:_MOST_COMMITS]
        warnings = (
            *warnings,
            shortened(shown, f"only the newest {_MOST_COMMITS} commits were taken"),
        )
    return Reading(shown, said, is_fleeting=True, warnings=warnings)


def _told(log: str, here: datetime.tzinfo, is_shallow: bool) -> Iterator[Said]:
    """A log in the form that was asked for → its commits, the newest first. Where a shallow clone ends, all files look changed."""
    parts = log.split("\0")[1:]  # the one character that neither a name nor a subject can hold
    for author, when, subject, parents, numbers in zip(*(parts[n::5] for n in range(5)), strict=True):
        try:
            date = day(datetime.datetime.fromisoformat(when).astimezone(here).date())
        except (ValueError, OverflowError):
            date = "some day"
        count = sum(1 for line in numbers.split("\n") if line.count("\t") >= 2)
        files = f" ({count} file{'s' * (count != 1)} changed)" if count and (parents or not is_shallow) else ""
        yield Said(f"{date}, {one_line(author) or 'somebody'}: {one_line(subject)}{files}")


def _failed(code: str, message: str, fix: str, span: Span | None) -> SourceUnread:
    return SourceUnread(Diagnostic(code, message, span, fix=fix))


class _Git:
    """git, called in one folder."""

    def __init__(self, folder: Path, shown: str, world: World) -> None:
        program = world.find_tool("git")
        if program is None:
            raise _failed("git-missing", "there is no git on this machine", "install git", None)
        self._program, self._folder, self._shown = program, folder, shown
        kept = {name: v for name, v in world.environment.items() if not name.startswith("GIT_") or name in _KEPT}
        self._environment = {
            **kept,
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }

    def has_commits(self) -> bool:
        self.answer("rev-parse", "--git-dir")
        return self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode == 0

    def prefix(self) -> str:
        """Where the folder stands in its work tree; "" for the top, and in a bare repository."""
        is_inside = self.answer("rev-parse", "--is-inside-work-tree").strip() == "true"
        return self.answer("rev-parse", "--show-prefix").strip() if is_inside else ""

    def answer(self, *arguments: str) -> str:
        """What git says. Raises SourceUnread where it does not work."""
        done = self._run(*arguments)
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace")
        said = done.stderr.decode("utf-8", "replace").strip()
        place = Span(self._shown)
        if "not a git repository" in said:
            raise _failed("source-missing", f"{self._shown} is in no git repository", "name the folder of a clone", place)
        if "dubious ownership" in said:
            fix = "if you trust it, tell git so: git config --global --add safe.directory FOLDER"
            raise _failed("source-unreadable", f"git does not read {self._shown}: it belongs to somebody else", fix, place)
        last = one_line(said.splitlines()[-1]) if said else f"status {done.returncode}"
        raise _failed("source-unreadable", f"git cannot read the log of {self._shown}: {last}", "mend that, then try again", place)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                [self._program, *_SAFE, *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            message = f"the log of {self._shown} takes longer than {_TIMEOUT_SECONDS} seconds"
            raise _failed("source-unreadable", message, "ask for fewer days", Span(self._shown)) from None


LOG = Reader(
    "log",
    "The recent log of a git repository: dates, authors, subjects, numbers of files",
    "log:.",
    _suits,
    _read,
    also=("git",),
)
