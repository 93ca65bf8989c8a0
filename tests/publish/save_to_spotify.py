"""A stand-in for the `save-to-spotify` program, version 0.2.0: its commands, answers, exit statuses and traps.

Started as a program. SPOTIFY_STAND_IN names a folder with its "server" (server.json), the faults to show (faults.json, a list of
{"command", "fault", "times"}) and a log of the calls (calls.jsonl). A fault of the whole call has {"at", "fault", "when"} in
place of a command: the number of the call, what happens, and whether "before" its effect, "during" it (when an episode is there,
and its bytes are not) or "after" it. "kill" ends the program that called, "end" this one too.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import signal
import struct
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = Path(os.environ.get("SPOTIFY_STAND_IN", "."))
SERVER = {"shows": [], "episodes": [], "count": 0, "polls": 0, "refused": [], "login": "valid"}
ENDINGS = (".mp3", ".m4a", ".mp4", ".mov", ".wav", ".ogg")
STARTS = {".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
MOST_EPISODES = 60
NUMBER = 0  # of this call, from 1 on
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


def faults_to_show() -> list[dict]:
    file = FOLDER / "faults.json"
    return json.loads(file.read_text()) if file.exists() else []


def fault(command: str) -> dict:
    """The next fault that is to be shown for a command; each as often as it says."""
    file = FOLDER / "faults.json"
    faults = faults_to_show()
    found = next((found for found in faults if found.get("command") == command), None)
    if found is None:
        return {"fault": ""}
    found["times"] = found.get("times", 1) - 1
    file.write_text(json.dumps([fault for fault in faults if fault.get("times", 1) > 0]))
    return found


def disturb(when: str) -> None:
    """What goes wrong with this very call, whichever it is."""
    found = next((f for f in faults_to_show() if f.get("at") == NUMBER and f.get("when", "before") == when), None)
    if found is None:
        return
    if found["fault"] in ("kill", "end"):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(0.05)
        if found["fault"] == "end":
            os._exit(1)
    elif found["fault"] in ("cut", "text", "nothing"):
        said = {"cut": '{"episode_uri": "spotify:epi', "text": "<html>\x1b bad gateway", "nothing": ""}[found["fault"]]
        print(said)
        sys.stdout.flush()
        os._exit(found.get("exit", 0))
    elif found["fault"] == "usage":
        print("save-to-spotify — Save to Spotify\n\nUsage:\n  save-to-spotify <command> [flags]\n")
        raise Wrong("unknown flag: --what")
    else:
        raise_fault(found)


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
    if summary_fault := words_fault(found.get("--summary", "")):
        raise api(400, "INVALID_SUMMARY", summary_fault)
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
    summary_fault = words_fault(found.get("--summary", ""))
    if summary_fault:
        raise api(400, "INVALID_SUMMARY", summary_fault)
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
    disturb("during")
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


def episode_of(state: dict, name: str) -> dict:
    uri = "spotify:episode:" + name.removeprefix("spotify:episode:")
    row = next((row for row in state["episodes"] if row["episode_uri"] == uri), None)
    if row is None:
        raise api(404, "NOT_FOUND", "episode not found")
    return row


def timeline(arguments: list[str]) -> object:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    state = server()
    if command == "delete":
        row = episode_of(state, rest[0])
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
            path = str(file.parent / item["image"]["image"])
            check_sides(path)
            image_digest(path)
    row = episode_of(state, found["--episode-id"])
    row["timeline"] = items
    keep(state)
    return {"items": None}


def check_sides(path: str) -> None:
    """1 to 4096 px a side, by what the head of the file says."""
    data = Path(path).read_bytes()
    if data.startswith(STARTS[".png"]):
        sides = struct.unpack(">II", data[16:24])
    elif data.startswith(STARTS[".jpg"]):
        frame = re.search(rb"\xff[\xc0-\xc3]..\x08(....)", data, re.DOTALL)
        if frame is None:
            raise Wrong(f"failed to read image dimensions ({path})")
        sides = struct.unpack(">HH", frame[1])
    else:
        raise Wrong(f"failed to read image dimensions ({path})")
    if not all(1 <= side <= 4096 for side in sides):
        raise Wrong(f"image ({path}): dimensions out of range (must be between 1x1 and 4096x4096)")


def words_fault(summary: str) -> str:
    """What is wrong with the notes: HTML, one <p> a line, no <br>, within 4,000 characters."""
    if len(summary) > 4000:
        return "summary too long"
    lines = summary.split("\n") if summary else []
    is_good = all(line.startswith("<p>") and line.endswith("</p>") and line.count("<p>") == 1 for line in lines)
    return "" if is_good and "<br" not in summary else "summary has to be one <p> a line"


def check_timeline(items: list[dict]) -> None:
    if not items:
        raise Wrong("timeline must have at least one item")
    for n, item in enumerate(items):
        check_item(n, item)
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


def check_item(n: int, item: dict) -> None:
    if len(item) != 1 or next(iter(item)) not in ("chapter", "image", "link", "spotify_entity"):
        raise Wrong(f"item at index {n} must have exactly one of chapter, image, link, or spotify_entity")
    kind, inside = next(iter(item.items()))
    times = [inside["start_time_ms"], *([inside.get("duration_ms", 0)] if kind in ("image", "link") else [])]
    if not all(isinstance(time, int) for time in (*times, inside.get("duration_ms", 0))):
        raise Wrong("failed to parse timeline file: cannot unmarshal number into Go struct field of type int")
    if times[0] < 0 or not all(time > 0 for time in times[1:]):
        raise Wrong(f"{kind} at index {n}: start_time_ms must be non-negative, duration_ms positive")
    if kind == "chapter" and not inside.get("title"):
        raise Wrong(f"chapter at index {n} has an empty title")
    if kind == "link" and not inside.get("url", "").startswith(("http://", "https://")):
        raise Wrong(f"link at index {n}: url must be a valid HTTP(S) URL")
    if kind == "image" and not inside.get("url", "http://").startswith(("http://", "https://")):
        raise Wrong(f"image at index {n}: url must be an HTTP(S) URL")
    if kind == "spotify_entity" and not re.fullmatch(r"spotify:[^:]+:[^:].*", inside.get("uri", "")):
        raise Wrong(f"spotify_entity at index {n}: uri must be a full Spotify URI like spotify:<type>:<id>")


def auth(arguments: list[str]) -> object:
    if arguments != ["status"]:
        raise Wrong("unknown auth subcommand")
    login = server()["login"]
    if os.environ.get("SAVE_TO_SPOTIFY_AUTH_TOKEN"):
        return {"authenticated": True, "token_valid": True}
    if login == "none":
        return {"authenticated": False}
    if login == "valid":
        return {"authenticated": True, "token_valid": True, "expires_in_seconds": 3000}
    print(json.dumps({"authenticated": True, "scopes": "sts-content-management"}))
    sys.exit(1)


def doctor(arguments: list[str]) -> object:
    login = server()["login"]
    checks = [{"name": "auth", "status": "ok" if login == "valid" else "fail", "detail": login}]
    return {"platform": "linux/amd64", "checks": checks, "next_action": "" if login == "valid" else "auth login"}


def without_globals(arguments: list[str]) -> tuple[list[str], bool]:
    """The arguments without --json and --timeout, which are taken out wherever they stand, even as the value of another option;
    whether --json was among them."""
    left, n = [], 0
    while n < len(arguments):
        if arguments[n] == "--timeout":
            n += 1
            if n >= len(arguments) or not re.fullmatch(r"(\d+(\.\d+)?(ms|s|m|h))+", arguments[n]):
                raise Wrong(f"invalid --timeout value: {' '.join(arguments[n : n + 1])} (examples: 30s, 2m)")
        elif arguments[n] != "--json":
            left.append(arguments[n])
        n += 1
    return left, "--json" in arguments


def main(arguments: list[str]) -> object:
    commands = {"shows": shows, "upload": upload, "episodes": episodes, "timeline": timeline, "auth": auth, "doctor": doctor}
    if arguments and arguments[0] == "version":
        return {"version": "0.2.0", "commit": "abc"}
    if not arguments or arguments[0] not in commands:
        print("save-to-spotify — Save to Spotify\n\nUsage:\n  save-to-spotify <command> [flags]\n")
        raise Wrong(f"unknown command: {' '.join(arguments[:1])}")
    return commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    environment = {name: value for name, value in os.environ.items() if name.startswith("SAVE_TO_SPOTIFY")}
    with (FOLDER / "calls.jsonl").open("a+") as log:
        log.write(json.dumps({"arguments": sys.argv[1:], "environment": environment}) + "\n")
        log.seek(0)
        NUMBER = len(log.readlines())
    is_json = "--json" in sys.argv[1:]
    try:
        rest, is_json = without_globals(sys.argv[1:])
        disturb("before")
        answer = main(rest)
        disturb("after")
        print(json.dumps(answer, ensure_ascii=False) if is_json else f"Done: {answer}")
    except Wrong as wrong:
        print('{"error":' + go_quoted(str(wrong)) + "}" if is_json else f"Error: {wrong}", file=None if is_json else sys.stderr)
        sys.exit(1)
