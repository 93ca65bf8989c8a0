"""Calling the `save-to-spotify` program, which is Spotify's own: what is asked of it, what it answers, how it fails.

It tells success or failure by its exit status and all else in one line of JSON, which need not be valid. No shell is used, and
each value is an argument of its own. Addresses that it prints may be signed: what follows their "?" is never kept.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from podbuild.steps.world import World

PROGRAM = "save-to-spotify"
EPISODE_URI, SHOW_URI = "spotify:episode:", "spotify:show:"
# What it takes for its own wherever it stands, even as the value of another option; to `upload` the last three ask for help.
SWALLOWED = ("--json", "--timeout", "-h", "--help", "help")
_REQUEST_TIMEOUT = "60s"
_CALL_SECONDS = 600.0
_SLOWEST_BYTES_PER_SECOND = 50_000
Kind = Literal["login", "limit", "full", "absent", "forbidden", "refused", "server", "transfer", "unknown"]
_API = re.compile(r"(?:API error|image upload failed) \((\d{3})\):?\s*(.*)", re.DOTALL)
_FULL = re.compile(r"episode[_ ]limit|too many episodes|maximum (?:number )?of (?:\d+ )?episodes|show is full", re.IGNORECASE)
_TRANSFER = re.compile(r"upload failed\b(?: for part \d+)?(?:.{0,3}\((\d{3})\))?")
_LOGIN = re.compile(r"not authenticated|token refresh failed|auth login|DPoP key|corrupt token", re.IGNORECASE)
_ERROR_LINE = re.compile(r'\{\s*"error"\s*:\s*"(.*)"\s*\}\s*$', re.DOTALL)
_GO_ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)", re.DOTALL)
_QUERY = re.compile(r"""(https?://[^\s"'<>?\\]+)\?[^\s"'<>]*""")
_UNITS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0}
_SAID_SECONDS = re.compile(r"retry[-_ ]?after(?:[-_ ]?seconds)?\W{0,4}(\d+)", re.IGNORECASE)
_SAID_IN_WORDS = re.compile(r"\b(?:in|after)\s+(\d+)\s*(second|minute|hour|day|week)", re.IGNORECASE)
_NOTHING = object()


class CallFailed(Exception):
    """A call that did not succeed. `is_unmade`: certainly nothing was made there.

    `after_seconds` is how long it is to be left in peace, None where it did not say.
    """

    def __init__(self, kind: Kind, message: str, is_unmade: bool = False, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.is_unmade, self.after_seconds = kind, message, is_unmade, after_seconds


@dataclass(frozen=True, slots=True)
class Listed:
    """An episode or a show as the program lists it."""

    uri: str
    title: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class SaveToSpotify:
    """The installed program. Every method raises CallFailed."""

    program: str
    world: World

    def shows(self) -> tuple[Listed, ...]:
        """The shows of whoever is logged in; it answers `null` where there are none."""
        return _rows(self._call("shows"), "shows", "show_uri")

    def create_show(self, title: str, summary: str, cover: Path | None, language: str) -> str:
        """Make a show; its URI."""
        image = ("--image", str(cover)) if cover else ()
        answer = self._call("shows", "create", "--title", title, "--summary", summary, *image, "--language", language)
        return _text(answer, "show_uri")

    def episodes(self, show: str) -> tuple[Listed, ...]:
        """The episodes of a show. The show is always named: without it, a listing that failed looks like an empty one."""
        return _rows(self._call("episodes", "--show-id", show), "episodes", "episode_uri")

    def upload(self, audio: Path, title: str, show: str, summary: str, cover: Path | None, language: str) -> str:
        """Make an episode and send its bytes; its URI. The show is always named: without it, a new one might be made."""
        image = ("--image", str(cover)) if cover else ()
        words = ("--title", title, "--show-id", show, "--summary", summary, *image, "--language", language)
        seconds = _CALL_SECONDS + audio.stat().st_size / _SLOWEST_BYTES_PER_SECOND
        return _text(self._call("upload", str(audio), *words, limit_seconds=seconds), "episode_uri")

    def readiness(self, episode: str) -> str:
        """READY, PROCESSING, NOT_READY or FAILED. Asked without `--wait`, which tells FAILED and "not yet" in words alone."""
        return _text(self._call("episodes", "status", episode), "readiness")

    def delete(self, episode: str) -> None:
        """Delete an episode; one that is not there is as good as deleted."""
        try:
            self._call("episodes", "delete", episode)
        except CallFailed as failed:
            if failed.kind != "absent":
                raise

    def set_timeline(self, episode: str, show: str, file: Path) -> None:
        """Put a timeline in the place of what is there."""
        self._call("timeline", "set", "--episode-id", episode, "--show-id", show, "--from-file", str(file))

    def delete_timeline(self, episode: str, show: str) -> None:
        self._call("timeline", "delete", episode, "--show-id", show)

    def login(self) -> dict[str, Any]:
        """What `auth status` answers: `authenticated`, and `token_valid` unless that has run out. Asks nobody but the disk."""
        _, answer, message = self._run(("auth", "status"), 30)
        if isinstance(answer, dict) and "authenticated" in answer:
            return answer
        raise failure(message)

    def version(self) -> str:
        """The program's version, "" where it does not say."""
        try:
            answer = self._call("version", limit_seconds=30)
        except CallFailed:
            return ""
        return str(answer.get("version", "")) if isinstance(answer, dict) else ""

    def _call(self, *arguments: str, limit_seconds: float = _CALL_SECONDS) -> Any:
        is_good, answer, message = self._run(arguments, limit_seconds)
        if not is_good or answer is _NOTHING or (isinstance(answer, dict) and "error" in answer):
            raise failure(message)
        return answer

    def _run(self, arguments: Sequence[str], limit_seconds: float) -> tuple[bool, Any, str]:
        """Whether the exit status was 0, the answer, and the words of the failure where it is one."""
        command = [self.program, "--json", "--timeout", _REQUEST_TIMEOUT, *arguments]
        environment = {**self.world.environment, "SAVE_TO_SPOTIFY_NO_UPDATE_CHECK": "1"}
        try:
            # With the lock of publishing, which is lent to it: whoever kills us does not kill it, and the next publish has to wait
            # until it has done what it was called for.
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=environment,
                timeout=limit_seconds,
                check=False,
                close_fds=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CallFailed("unknown", f"{PROGRAM} was silent for {limit_seconds:.0f} s, and was ended") from error
        except OSError as error:
            raise CallFailed("refused", f"{self.program} cannot be run: {error.strerror or error}", is_unmade=True) from error
        text = done.stdout.decode("utf-8", "replace")
        return done.returncode == 0, _answer(text), error_words(text, done.stderr.decode("utf-8", "replace"))


def _answer(text: str) -> Any:
    """The JSON of an answer: the whole of it, or its last line."""
    for part in (text, *text.strip().splitlines()[-1:]):
        try:
            return json.loads(part, strict=False)
        except ValueError:
            continue
    return _NOTHING


def error_words(stdout: str, stderr: str = "") -> str:
    r"""What the program says is wrong, with no signed address in it. Its JSON need not be valid, and usage may come first.

    >>> error_words('{"error": "API error (400): no"}')
    'API error (400): no'
    >>> error_words('Usage: …\n\n{"error":"a \\x1b \\"quoted\\" word"}')
    'a   "quoted" word'
    >>> error_words("", "Unknown command: x\n\nError: unknown command: x")
    'unknown command: x'
    """
    answer = _answer(stdout)
    if isinstance(answer, dict) and isinstance(answer.get("error"), str):
        found = answer["error"]
    elif rough := _ERROR_LINE.search(stdout):
        found = _GO_ESCAPE.sub(_unescaped, rough[1])
    else:
        lines = [line.strip() for line in (stdout.strip() or stderr.strip()).splitlines() if line.strip()]
        found = lines[-1].removeprefix("Error: ") if lines else f"{PROGRAM} ended without a word"
    return without_secrets("".join(c if c.isprintable() else " " for c in found)).strip()


def _unescaped(escape: re.Match[str]) -> str:
    """A character of Go's quoted strings; bytes that are none become the sign for that."""
    code = escape[1]
    if len(code) == 1:
        return {"n": "\n", "t": "\t", "r": "\r"}.get(code, code if code in "\"\\'" else " ")
    number = int(code[1:], 16)
    return chr(number) if (code[0] != "x" or number < 0x80) and number < 0x110000 else "\ufffd"


def without_secrets(text: str) -> str:
    """A text without what is behind the "?" of addresses, where signatures stand, and without tokens.

    >>> without_secrets('Put "https://storage.example/x?X-Goog-Signature=abc": EOF, Bearer a.b-c')
    'Put "https://storage.example/x?…": EOF, Bearer …'
    """
    return re.sub(r"Bearer\s+\S+", "Bearer …", _QUERY.sub(r"\1?…", text))


def failure(message: str) -> CallFailed:
    """What a message of the program means.

    >>> found = failure('API error (429): {"error_code": "RATE_LIMITED", "message": "slow down", "retry_after": 7}')
    >>> found.kind, found.message, found.after_seconds
    ('limit', 'slow down (RATE_LIMITED)', 7.0)
    """
    if api := _API.search(message):
        status, words = int(api[1]), _api_words(api[2]) or message
        kind = "full" if 400 <= status < 500 and status != 429 and _FULL.search(api[2]) else _kind(status)
        is_unmade = status < 500 or message.lstrip().startswith("image")
        return CallFailed(kind, words, is_unmade, wait_asked(api[2]) if status in (429, 503) else None)
    if _LOGIN.search(message):
        return CallFailed("login", message, is_unmade=True)
    if message.startswith("image upload failed"):
        return CallFailed("server", message, is_unmade=True)
    if transfer := _TRANSFER.match(message):
        is_final = transfer[1] in ("400", "411", "413", "415")
        return CallFailed("refused" if is_final else "transfer", message)
    if message.startswith("request failed"):
        return CallFailed("server", message)
    return CallFailed("unknown", message)


def _kind(status: int) -> Kind:
    known: dict[int, Kind] = {401: "login", 403: "forbidden", 404: "absent", 408: "server", 425: "server", 429: "limit"}
    return known.get(status, "server" if status >= 500 else "refused")


def _api_words(body: str) -> str:
    """What the API says: its message, with its own code of the error behind."""
    try:
        value = json.loads(body, strict=False)
    except ValueError:
        return body.strip()
    if not isinstance(value, dict):
        return body.strip()
    message, code = str(value.get("message") or "").strip(), str(value.get("error_code") or "").strip()
    return f"{message} ({code})" if message and code else message or code


def wait_asked(text: str) -> float | None:
    """How many seconds an answer asks us to wait. Where it names a limit by the hour or the week, that long.

    >>> wait_asked('{"retry_after_seconds": 90}'), wait_asked("again in 2 minutes"), wait_asked("WEEKLY_LIMIT"), wait_asked("no")
    (90.0, 120.0, 604800.0, None)
    """
    if said := _SAID_SECONDS.search(text):
        return float(said[1])
    if said := _SAID_IN_WORDS.search(text):
        return float(said[1]) * _UNITS[said[2].casefold()]
    words = text.casefold().replace("daily", "day")
    return next((_UNITS[unit] for unit in ("week", "day", "hour") if unit in words), None)


def _rows(answer: Any, name: str, key: str) -> tuple[Listed, ...]:
    """What is listed. An answer of another form is no empty list: something may be there."""
    rows = answer.get(name) if isinstance(answer, dict) and name in answer else answer
    if rows is None:
        return ()
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get(key) for row in rows):
        raise CallFailed("unknown", f"{PROGRAM} answered without a list of {name}")
    return tuple(Listed(*(str(row.get(field) or "") for field in (key, "title", "status"))) for row in rows)


def _text(answer: Any, key: str) -> str:
    value = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(value, str) or not value:
        raise CallFailed("unknown", f'{PROGRAM} answered without "{key}"')
    return value
