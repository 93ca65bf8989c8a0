"""A stand-in for the `save-to-spotify` program, version 0.2.0: its commands, answers, exit statuses and traps.

Started as a program. SPOTIFY_STAND_IN names a folder with its "server" (server.json), the faults to show (faults.json, a list of
{"command", "fault", "times"}) and a log of the calls (calls.jsonl).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = Path(os.environ.get("SPOTIFY_STAND_IN", "."))
SERVER = {"shows": [], "episodes": [], "count": 0, "polls": 0, "refused": [], "login": "valid"}
ENDINGS = (".mp3", ".m4a", ".mp4", ".mov", ".wav", ".ogg")
STARTS = {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
MOST_EPISODES = 60
SIGNED = "https://storage.googleapis.com/bucket/object?X-Goog-Credential=someone&X-Goog-Signature=5ec2e7"


class Wrong(Exception):
    """What ends the program with status 1."""


def api(status: int, code: str, message: str, **more: object) -> Wrong:
    return Wrong(f"API error ({status}): {json.dumps({'error_code': code, 'message': message, **more})}")


def server() -> dict:
    file = FOLDER / "server.json"
    return {**SERVER, **(json.loads(file.read_text()) if file.exists() else {})}


def keep(state: dict) -> None:
    part = FOLDER / f"server.{os.getpid()}"
    part.write_text(json.dumps(state, indent=1))
    part.replace(FOLDER / "server.json")


def fault(command: str) -> dict:
    """The next fault that is to be shown for a command; each as often as it says."""
    file = FOLDER / "faults.json"
    faults = json.loads(file.read_text()) if file.exists() else []
    found = next((found for found in faults if found["command"] == command), None)
    if found is None:
        return {"fault": ""}
    found["times"] = found.get("times", 1) - 1
    file.write_text(json.dumps([fault for fault in faults if fault.get("times", 1) > 0]))
    return found


def go_quoted(text: str) -> str:
    """Go's %q, with which the program writes its errors: control bytes become escapes that JSON does not know."""
    inside = "".join(
        f"\\{c}" if c in '"\\' else "\\n" if c == "\n" else f"\\x{ord(c):02x}" if ord(c) < 32 or ord(c) == 127 else c for c in text
    )
    return f'"{inside}"'


def flags(arguments: list[str], known: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    n = 0
    while n < len(arguments):
        if arguments[n] not in known:
            raise Wrong(f"unknown flag: {arguments[n]}")
        if n + 1 >= len(arguments):
            raise Wrong(f"{arguments[n]} requires a value")
        found[arguments[n]] = arguments[n + 1]
        n += 2
    return found


def moment(state: dict) -> str:
    """A time that goes on with each call, for the server's clock is its own."""
    return (datetime(2026, 11, 18, tzinfo=UTC) + timedelta(seconds=state["count"])).isoformat().replace("+00:00", "Z")


def new_id(state: dict, kind: str) -> str:
    state["count"] += 1
    return f"spotify:{kind}:{state['count']:022d}"


def need_login(state: dict) -> None:
    if os.environ.get("SAVE_TO_SPOTIFY_AUTH_TOKEN"):
        return
    if state["login"] == "none":
        raise Wrong("not authenticated — run `save-to-spotify auth login` first")
    if state["login"] == "ended":
        raise Wrong("token refresh failed — run `save-to-spotify auth login` again: invalid_grant")


def image_digest(path: str | None) -> str:
    if path is None:
        return ""
    ending = Path(path).suffix.lower()
    if ending not in STARTS:
        raise Wrong(f'unsupported image extension "{ending}" (allowed: .jpg, .jpeg, .png)')
    data = Path(path).read_bytes()
    if len(data) > 1 << 20:
        raise Wrong(f"image too large ({len(data) / (1 << 20):.1f} MB) — maximum is 1 MB")
    if not data.startswith(STARTS[ending]):
        raise Wrong(f"file does not appear to be a valid {ending} image")
    if fault("image")["fault"]:
        raise Wrong("image upload failed (503): busy")
    return hashlib.sha256(data).hexdigest()


def listed_shows(state: dict) -> list[dict]:
    raise_fault(fault("shows"))
    return state["shows"]


def raise_fault(found: dict) -> None:
    if found["fault"] == "limit":
        raise api(429, found.get("code", "RATE_LIMITED"), found.get("message", "too many requests"), **found.get("more", {}))
    if found["fault"] == "server":
        raise api(503, "UNAVAILABLE", "come back later")
    if found["fault"] == "status":
        raise api(found["status"], "NO", found.get("message", "no"))
    if found["fault"] == "connection":
        raise Wrong("request failed — check your connectivity: dial tcp: connection refused")
    if found["fault"] == "words":
        raise Wrong(found["message"])
    if found["fault"] == "garbage":
        print("\x1b[31m<html>bad gateway")
        sys.exit(found.get("exit", 1))


def make_show(state: dict, title: str, image: str | None, language: str, **more: str) -> dict:
    show = {"show_uri": new_id(state, "show"), "title": title, "language": language, "created_at": moment(state)}
    state["shows"].append({**show, "image": image_digest(image), **more})
    keep(state)
    return show


def shows(arguments: list[str]) -> object:
    state = server()
    if not arguments:
        need_login(state)
        rows = listed_shows(state)
        return {"shows": [{name: row[name] for name in ("show_uri", "title", "language", "created_at")} for row in rows] or None}
    if arguments[0] != "create":
        raise Wrong(f"unknown shows subcommand: {arguments[0]}")
    found = flags(arguments[1:], ("--title", "--summary", "--image", "--language", "--playback-control"))
    if not found.get("--title"):
        raise Wrong("missing required flag: --title")
    need_login(state)
    wrong = fault("shows create")
    if wrong.get("made"):
        make_show(state, found["--title"], found.get("--image"), found.get("--language", "en"))
    raise_fault(wrong)
    image, language = found.get("--image"), found.get("--language", "en")
    show = make_show(state, found["--title"], image, language, summary=found.get("--summary", "(no description)"))
    return {"show_uri": show["show_uri"]}


def upload(arguments: list[str]) -> object:
    if any(a in ("-h", "--help", "help") for a in arguments):
        print("Usage: save-to-spotify upload <file> --title <title> [flags]")
        sys.exit(0)
    if not arguments or arguments[0].startswith("-"):
        raise Wrong("usage: save-to-spotify upload <file> --title <title> [flags]")
    found = flags(arguments[1:], ("--title", "--show-id", "--new-show", "--summary", "--image", "--language"))
    if not found.get("--title"):
        raise Wrong("missing required flag: --title")
    media = Path(arguments[0])
    if not media.is_file() or not 0 < media.stat().st_size <= 1 << 30 or media.suffix.lower() not in ENDINGS:
        raise Wrong(f"cannot take file {media}")
    state = server()
    need_login(state)
    show = found.get("--show-id") or _show_of_no_choice(state)  # trap 1
    wrong = fault("upload")
    image = image_digest(found.get("--image"))
    if wrong["fault"] in ("limit", "status") or (wrong["fault"] in ("server", "connection", "garbage") and not wrong.get("made")):
        raise_fault(wrong)
    if show not in [row["show_uri"] for row in state["shows"]]:
        raise api(404, "NOT_FOUND", "show not found")
    there = [row for row in state["episodes"] if row["show"] == show]
    if len(there) >= MOST_EPISODES:
        raise api(400, "EPISODE_LIMIT", "the show is full")
    data = media.read_bytes()
    episode = {
        "episode_uri": new_id(state, "episode"),
        "title": found["--title"],
        "status": "PROCESSING",
        "created_at": moment(state),
        "show": show,
        "summary": found.get("--summary", "(no description)"),
        "language": found.get("--language", "en"),
        "image": image,
        "bytes": "",
        "polls": state["polls"],
        "timeline": None,
    }
    state["episodes"].append(episode)
    keep(state)  # trap 3: it is there before its bytes are
    if wrong["fault"] == "transfer":
        raise Wrong(wrong.get("message", f'upload failed: Put "{SIGNED}": write: broken pipe'))
    if wrong["fault"] == "hang":
        (FOLDER / "hanging").write_text(str(os.getpid()))
        time.sleep(wrong.get("seconds", 60))
    raise_fault(wrong)
    state = server()
    row = next(row for row in state["episodes"] if row["episode_uri"] == episode["episode_uri"])
    row["bytes"] = hashlib.sha256(data).hexdigest()
    keep(state)
    return {"episode_uri": episode["episode_uri"], "title": episode["title"], "status": "PROCESSING"}


def _show_of_no_choice(state: dict) -> str:
    try:
        rows = listed_shows(state)
    except Wrong:
        rows = []
    return rows[-1]["show_uri"] if rows else make_show(state, "My Personal Podcast", None, "en")["show_uri"]


def advance(state: dict, row: dict) -> None:
    """What goes on at the server meanwhile: what has its bytes is ready after so many questions, or failed for ever."""
    if row["status"] == "PROCESSING" and row["bytes"]:
        row["polls"] -= 1
        if row["polls"] < 0:
            row["status"] = "FAILED" if row["bytes"] in state["refused"] else "READY"


def episodes(arguments: list[str]) -> object:
    state = server()
    if not arguments or arguments[0].startswith("-"):
        found = flags(arguments, ("--show-id",))
        need_login(state)
        wrong = fault("episodes")
        if not found and wrong["fault"]:
            return {"episodes": []}  # trap 2
        raise_fault(wrong)
        show = found.get("--show-id") or _show_of_no_choice(state)
        if show not in [row["show_uri"] for row in state["shows"]]:
            raise api(404, "NOT_FOUND", "show not found")
        names = ("episode_uri", "title", "language", "status", "created_at")
        return {"episodes": [{name: row[name] for name in names} for row in state["episodes"] if row["show"] == show] or None}
    command, rest = arguments[0], arguments[1:]
    need_login(state)
    uri = "spotify:episode:" + rest[0].removeprefix("spotify:episode:") if rest else ""
    raise_fault(fault(f"episodes {command}"))
    rows = [row for row in state["episodes"] if row["episode_uri"] == uri]
    if command == "status":
        if not rows:
            raise api(404, "NOT_FOUND", "episode not found")
        advance(state, rows[0])
        keep(state)
        if len(rest) > 1 and rows[0]["status"] == "FAILED":
            raise Wrong("episode processing failed")
        return {"episode_uri": uri, "readiness": rows[0]["status"]}
    if command == "delete":
        if not rows:
            raise api(404, "NOT_FOUND", "episode not found")
        state["episodes"].remove(rows[0])
        keep(state)
        return {"status": "deleted", "episode_id": uri.removeprefix("spotify:episode:")}
    raise Wrong(f"unknown episodes subcommand: {command}")


def timeline(arguments: list[str]) -> object:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    state = server()
    if command == "delete":
        row = next(row for row in state["episodes"] if row["episode_uri"] == rest[0])
        row["timeline"] = None
        keep(state)
        return {"ok": True, "episode_id": rest[0].removeprefix("spotify:episode:")}
    if command != "set":
        raise Wrong(f"unknown timeline subcommand: {command}")
    found = flags(rest, ("--episode-id", "--show-id", "--from-file"))
    file = Path(found["--from-file"])
    items = json.loads(file.read_text())["items"]
    check_timeline(items)
    need_login(state)
    raise_fault(fault("timeline set"))
    for item in items:
        if "image" in item:
            image_digest(str(file.parent / item["image"]["image"]))
    row = next(row for row in state["episodes"] if row["episode_uri"] == found["--episode-id"])
    row["timeline"] = items
    keep(state)
    return {"items": None}


def check_timeline(items: list[dict]) -> None:
    if not items:
        raise Wrong("timeline must have at least one item")
    chapters = [item["chapter"] for item in items if "chapter" in item]
    starts = [chapter["start_time_ms"] for chapter in chapters]
    if chapters and (len(chapters) < 2 or starts[0] != 0):
        raise Wrong("at least 2 chapters are required, the first at 0 ms")
    gaps = [b - a for a, b in itertools.pairwise(starts)]
    if any(gap < 5000 for gap in gaps):
        raise Wrong("chapter must be at least 5s long")
    if sum(gap < 30_000 for gap in gaps) > -(-(len(chapters) * 15 + 100) // 100):
        raise Wrong("too many short chapters (< 30s)")
    companions = sorted(
        (inside["start_time_ms"], inside["start_time_ms"] + inside.get("duration_ms", 0))
        for item in items
        for kind, inside in item.items()
        if kind != "chapter"
    )
    if any(end > start for (_, end), (start, _) in itertools.pairwise(companions)):
        raise Wrong("companion content overlaps")


def auth(arguments: list[str]) -> object:
    if arguments != ["status"]:
        raise Wrong("unknown auth subcommand")
    login = server()["login"]
    if login == "none":
        return {"authenticated": False}
    if login == "valid":
        return {"authenticated": True, "token_valid": True, "expires_in_seconds": 3000}
    print(json.dumps({"authenticated": True, "scopes": "sts-content-management"}))
    sys.exit(1)


def main(arguments: list[str]) -> object:
    if "--timeout" in arguments:  # taken out wherever they stand, even as the value of another option
        n = arguments.index("--timeout")
        arguments = arguments[:n] + arguments[n + 2 :]
    arguments = [a for a in arguments if a != "--json"]
    commands = {"shows": shows, "upload": upload, "episodes": episodes, "timeline": timeline, "auth": auth}
    if arguments and arguments[0] == "version":
        return {"version": "0.2.0", "commit": "abc"}
    if not arguments or arguments[0] not in commands:
        print("save-to-spotify — Save to Spotify\n\nUsage:\n  save-to-spotify <command> [flags]\n")
        raise Wrong(f"unknown command: {' '.join(arguments[:1])}")
    return commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    environment = {name: value for name, value in os.environ.items() if name.startswith("SAVE_TO_SPOTIFY")}
    with (FOLDER / "calls.jsonl").open("a") as log:
        log.write(json.dumps({"arguments": sys.argv[1:], "environment": environment}) + "\n")
    try:
        print(json.dumps(main(sys.argv[1:]), ensure_ascii=False))
    except Wrong as wrong:
        print('{"error":' + go_quoted(str(wrong)) + "}")
        sys.exit(1)
