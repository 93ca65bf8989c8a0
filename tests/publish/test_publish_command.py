"""`podbuild publish` as an author uses it, to a folder."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition
from podbuild.publish.folder import FolderSession
from podbuild.publish.ledger import Ledger
from podbuild.publish.target import Change, Unavailable
from podbuild.steps.world import World
from tests.cli.running import EPISODE, GOOD, SHOW, Done, run, write_warm
from tests.publish import loopback

SNOW = EPISODE.replace("title: Ice", "title: Snow").replace("2026-01-02", "2026-01-03")


@pytest.fixture
def show(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    site.mkdir()
    text = SHOW + f"publish:\n  web: {{target: folder, path: {json.dumps(str(site))}}}\n"
    return write_warm(tmp_path / "show", {**GOOD, "show.yaml": text})


def publish(show: Path, *arguments: str) -> Done:
    return run("publish", "--show", show, *arguments)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def ledger(show: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((show / "publish" / "web.json").read_text("utf-8"))
    return found


def feed_guids(show: Path) -> list[str]:
    import lxml.etree

    return [str(item) for item in lxml.etree.parse(show / "public" / "feed.xml").xpath("//item/guid/text()")]


def test_what_lies_in_public_lies_at_the_target_and_stands_in_the_ledger(show: Path) -> None:
    done = publish(show, "--yes")
    assert done.status == 0, done.said
    assert tree(show.parent / "site") == tree(show / "public")
    kept = ledger(show)
    assert set(kept["entries"]) == set(tree(show / "public"))
    assert [kept["guids"]["ice"]] == feed_guids(show)
    assert f"web: published ({len(kept['entries'])} created)" in done.stdout


def test_a_plan_touches_nothing(show: Path) -> None:
    run("build", "--show", show)
    before = tree(show.parent)
    done = publish(show, "--plan")
    assert done.status == 0, done.said
    assert "create  feed.xml" in done.stdout and "(new)" in done.stdout
    assert tree(show.parent) == before
    assert publish(show, "--yes").status == 0
    again = publish(show, "--plan")
    assert "nothing to do" in again.stdout


def test_a_plan_for_what_is_not_built_says_so(show: Path) -> None:
    done = publish(show, "--plan")
    assert (done.status, "nothing is built yet" in done.said) == (1, True)
    run("build", "--show", show)
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    assert "1 episode is not built as the show is now" in publish(show, "--plan").said


def test_a_second_publish_writes_nothing(show: Path) -> None:
    publish(show, "--yes")
    before = {path: path.stat().st_mtime_ns for path in (*show.parent.joinpath("site").rglob("*"), show / "publish" / "web.json")}
    done = publish(show)
    assert (done.status, done.stdout) == (0, "web: nothing had changed\n")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_an_edit_publishes_what_it_changed_and_deletes_what_is_gone(show: Path) -> None:
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    publish(show, "--yes")
    (show / "episodes" / "snow.md").unlink()
    (show.parent / "site" / "mine.txt").write_text("of somebody else", "utf-8")
    plan = publish(show, "--plan", "--format", "json").stdout
    run("build", "--show", show)
    plan = publish(show, "--plan", "--format", "json").stdout
    changes = next(event for line in plan.splitlines() if (event := json.loads(line))["event"] == "plan")["changes"]
    deeds = {change["key"]: change["deed"] for change in changes}
    assert deeds["audio/snow.mp3"] == "delete" and deeds["feed.xml"] == "replace" and "audio/ice.mp3" not in deeds
    assert publish(show, "--yes").status == 0
    site = tree(show.parent / "site")
    assert site.pop("mine.txt") == b"of somebody else"
    assert site == tree(show / "public")


def test_who_cannot_be_asked_has_to_say_yes(show: Path) -> None:
    done = publish(show)
    assert (done.status, "add --yes" in done.stderr) == (2, True)
    assert tree(show.parent / "site") == {}


def test_what_somebody_removed_there_is_put_back(show: Path) -> None:
    publish(show, "--yes")
    (show.parent / "site" / "index.html").unlink()
    assert "(not there any more)" in publish(show, "--plan").stdout
    publish(show, "--yes")
    assert tree(show.parent / "site") == tree(show / "public")


def test_a_file_of_public_that_is_gone_is_told_and_built_again(show: Path) -> None:
    """What is at the target is held against it where no ledger tells of it."""
    remote = show.parent / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True, timeout=30)
    pages = f"  pages: {{target: github_pages, remote: {json.dumps(str(remote))}}}\n"
    with (show / "show.yaml").open("a", encoding="utf-8") as file:
        file.write(pages)
    assert publish(show, "--yes").status == 0
    shutil.rmtree(show / "publish")
    (show / "public" / "index.html").unlink()
    done = publish(show, "--plan")
    assert done.status == 5
    assert "error[edition-changed]: index.html is not as it was built" in done.stderr and "web (folder)" in done.stdout
    assert publish(show, "--yes").status == 0
    assert tree(show.parent / "site") == tree(show / "public")


@pytest.mark.parametrize(
    ("asked", "waits", "status"), [(None, [1.0, 2.0], 5), (7.0, [7.0, 7.0], 5), (3600.0, [], 5), (0.0, [1.0], 0)]
)
def test_who_has_no_time_when_a_plan_is_made_is_asked_again(
    show: Path, monkeypatch: pytest.MonkeyPatch, asked: float | None, waits: list[float], status: int
) -> None:
    waited: list[float] = []
    looked_up = FolderSession.changes

    def busy(session: FolderSession, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        if status == 0 and waited:
            return looked_up(session, edition, ledger)
        raise Unavailable(Diagnostic("target-unavailable", "no time"), asked)

    run("build", "--show", show)
    monkeypatch.setattr(FolderSession, "changes", busy)
    monkeypatch.setattr(World, "wait", lambda world, seconds: waited.append(seconds))
    assert (publish(show, "--plan").status, waited) == (status, waits)


def test_files_of_somebody_else_are_not_overwritten_unasked(show: Path) -> None:
    page = show.parent / "site" / "index.html"
    page.write_text("mine", "utf-8")
    done = publish(show, "--yes")
    assert done.status == 5
    assert '"web" would overwrite what podbuild did not put there: index.html' in done.stderr
    assert tree(show.parent / "site") == {"index.html": b"mine"}
    assert publish(show, "--yes", "--take-over").status == 0
    assert tree(show.parent / "site") == tree(show / "public")


def test_a_lost_ledger_is_made_again_from_what_is_there(show: Path) -> None:
    publish(show, "--yes")
    kept = ledger(show)
    shutil.rmtree(show / "publish")
    done = publish(show, "--yes")
    assert (done.status, "nothing had changed" in done.stdout) == (0, True)
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    again = publish(show, "--yes")
    assert again.status == 0, again.said
    assert ledger(show)["guids"]["ice"] == kept["guids"]["ice"]


@pytest.mark.parametrize(
    ("names", "says"),
    [(["wbe"], 'there is no target "wbe" in show.yaml'), (["web", "x"], 'there is no target "x" in show.yaml')],
)
def test_a_target_that_is_not_configured(show: Path, names: list[str], says: str) -> None:
    done = publish(show, *names, "--yes")
    assert (done.status, says in done.stderr) == (5, True)
    assert tree(show.parent / "site") == {}


def test_a_show_without_targets_is_told_how_to_name_one(tmp_path: Path) -> None:
    done = publish(write_warm(tmp_path))
    assert (done.status, "publish: {web: {target: folder" in done.stderr) == (5, True)


def test_a_folder_that_is_not_there_is_not_made(show: Path) -> None:
    (show.parent / "site").rmdir()
    done = publish(show, "--yes")
    assert done.status == 5
    assert "mount the disk, or make the folder" in done.stderr and "web: not published: it is as it was" in done.stderr
    assert not (show.parent / "site").exists()


def test_a_target_that_refuses_says_what_is_live_and_the_next_run_mends_it(show: Path) -> None:
    publish(show, "--yes")
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    audio = show.parent / "site" / "audio"
    moved = audio.rename(audio.with_name("elsewhere"))
    audio.write_text("a file in the folder's place", "utf-8")
    done = publish(show, "--yes")
    assert done.status == 5
    assert "listeners still have the state of before; publish again" in done.stderr
    assert b"Snow" not in (show.parent / "site" / "feed.xml").read_bytes()
    audio.unlink()
    moved.rename(audio)
    assert publish(show, "--yes").status == 0
    assert tree(show.parent / "site") == tree(show / "public")


def test_a_ledger_that_git_merged_badly_is_mended_by_publishing(show: Path) -> None:
    publish(show, "--yes")
    file = show / "publish" / "web.json"
    lines = file.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if '"feed.xml"' in line)
    other = lines[at].replace('"digest": "', '"digest": "00')
    lines[at : at + 1] = ["<<<<<<< HEAD", lines[at], "=======", other, ">>>>>>> side"]
    file.write_text("\n".join(lines), "utf-8")
    built = run("build", "--show", show)
    assert (built.status, "warning[ledger-merged]" in built.said) == (0, True)
    assert publish(show, "--yes").status == 0
    assert "<<<<<<<" not in file.read_text("utf-8") and set(ledger(show)["entries"]) == set(tree(show / "public"))
    assert tree(show.parent / "site") == tree(show / "public")


def test_a_ledger_broken_by_hand_is_read_by_lines_where_none_is_lost(show: Path) -> None:
    publish(show, "--yes")
    file = show / "publish" / "web.json"
    file.write_text(file.read_text("utf-8").replace('"guids": {', '"guids": {,'), "utf-8")
    done = publish(show, "--yes")
    assert (done.status, "warning[ledger-edited]" in done.stderr, "publish/web.json:5:" in done.stderr) == (0, True, True)
    assert json.loads(file.read_text("utf-8"))["guids"].keys() == {"ice"}
    file.write_text(file.read_text("utf-8").replace('"ice": "', '"ice: "'), "utf-8")
    lost = publish(show, "--yes")
    assert (lost.status, "error[ledger-bad]" in lost.stderr) == (5, True)


@pytest.mark.parametrize("text", [b"{", '{"format": 1}'.encode("utf-16")])
@pytest.mark.parametrize("how", ["--plan", "--yes"])
def test_a_ledger_that_cannot_be_read_is_no_mistake_of_the_show(show: Path, text: bytes, how: str) -> None:
    publish(show, "--yes")
    before, file = tree(show.parent / "site"), show / "publish" / "web.json"
    kept = file.read_bytes()
    file.write_bytes(text)
    done = publish(show, how)
    assert (done.status, "publish/web.json:1:" in done.stderr) == (5, True), done.said
    assert (tree(show.parent / "site"), file.read_bytes()) == (before, text)
    file.write_bytes(kept)
    assert publish(show, "--yes").stdout == "web: nothing had changed\n"


# ── shows that not everybody may find ────────────────────────────────────────────────────────────────────────────────

SECRET, TOKEN = "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8"
LISTENERS = f"path: {SECRET}\nlisteners:\n  - {{name: Ana, token: {TOKEN}, added: 2026-01-01}}\n"


def hide(show: Path) -> None:
    (show / "listeners.yaml").write_text(LISTENERS, "utf-8")
    with (show / "show.yaml").open("a", encoding="utf-8") as file:
        file.write("visibility: private\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_of_a_private_show_is_said(show: Path, form: str) -> None:
    hide(show)
    run("build", "--show", show)
    said = publish(show, "--plan", "--format", form).said + publish(show, "--yes", "--format", form).said
    assert "feed.xml" in said and SECRET not in said and TOKEN not in said
    assert tree(show.parent / "site") == tree(show / "public")
    assert (show.parent / "site" / TOKEN / "feed.xml").is_file()
    blocked = publish_into_a_file(show, form)
    assert (blocked.status, SECRET in blocked.said, TOKEN in blocked.said) == (5, False, False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_show_that_becomes_public_does_not_say_where_it_lay(show: Path, form: str) -> None:
    """listeners.yaml stays: where the show is hidden again, it lies there again."""
    hide(show)
    publish(show, "--yes")
    (show / "show.yaml").write_text((show / "show.yaml").read_text("utf-8").replace("visibility: private\n", ""), "utf-8")
    said = publish(show, "--plan", "--format", form).said + publish(show, "--yes", "--format", form).said
    assert f"{TOKEN[:4]}\u2026/feed.xml" in said
    assert SECRET not in said and TOKEN not in said
    assert not (show.parent / "site" / TOKEN).exists() and (show.parent / "site" / "feed.xml").is_file()


def publish_into_a_file(show: Path, form: str) -> Done:
    """Where a folder has to be stands a file: the message names a path."""
    shutil.rmtree(show.parent / "site" / SECRET)
    (show.parent / "site" / SECRET).write_text("in the way", "utf-8")
    return publish(show, "--yes", "--format", form)


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_what_is_not_for_all_reaches_no_target_that_all_can_list(show: Path, visibility: str) -> None:
    hide(show)
    remote = show.parent / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True, timeout=30)
    text = (show / "show.yaml").read_text("utf-8").replace("visibility: private", f"visibility: {visibility}")
    pages = f"  pages: {{target: github_pages, remote: {json.dumps(str(remote))}}}\n"
    (show / "show.yaml").write_text(text.replace("publish:\n", "publish:\n" + pages), "utf-8")
    done = publish(show, "--yes")
    assert (done.status, f'the show is {visibility}, and "pages" (github_pages)' in done.stderr) == (5, True)
    assert "web: published" in done.stdout
    refs = subprocess.run(["git", "-C", remote, "for-each-ref"], capture_output=True, check=True, timeout=30)
    assert refs.stdout == b""
    assert not (show / "publish" / "pages.json").exists()


def test_a_revoked_listeners_feed_goes_before_all_else(show: Path) -> None:
    hide(show)
    publish(show, "--yes")
    (show / "listeners.yaml").write_text(f"path: {SECRET}\nlisteners: []\n", "utf-8")
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    run("build", "--show", show)
    plan = next(json.loads(line) for line in publish(show, "--plan", "--format", "json").stdout.splitlines() if '"plan"' in line)
    first = plan["changes"][0]
    assert (first["deed"], first["key"]) == ("delete", f"{TOKEN[:4]}\u2026/feed.xml")


# ── guids ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_published_guid_outlives_a_new_address_of_the_show(show: Path) -> None:
    publish(show, "--yes")
    before = feed_guids(show)
    text = (show / "show.yaml").read_text("utf-8").replace("https://example.org/quiet-roads/", "https://example.net/other/")
    (show / "show.yaml").write_text(text, "utf-8")
    assert publish(show, "--yes").status == 0
    assert feed_guids(show) == before
    shutil.rmtree(show / "publish")
    run("build", "--show", show)
    assert feed_guids(show) != before  # so it was the ledger that held it


@pytest.mark.parametrize(
    ("written", "code"),
    [('"ice": null', "ledger-bad"), ('"ice": ""', "ledger-bad"), ('"ice": "GUID",\n    "ice": "other"', "guid-conflict")],
)
def test_a_ledger_that_lost_a_guid_gives_no_episode_another(show: Path, written: str, code: str) -> None:
    publish(show, "--yes")
    before, file = tree(show.parent / "site"), show / "publish" / "web.json"
    guid = ledger(show)["guids"]["ice"]
    text = file.read_text("utf-8")
    file.write_text(text.replace(f'"ice": "{guid}"', written.replace("GUID", guid)), "utf-8")
    done = publish(show, "--yes")
    assert (done.status, f"error[{code}]" in done.stderr) == (5, True), done.said
    assert tree(show.parent / "site") == before
    file.write_text(text, "utf-8")
    assert publish(show, "--yes").stdout == "web: nothing had changed\n"


def test_another_guid_for_a_published_episode_is_refused(show: Path) -> None:
    publish(show, "--yes")
    guid = ledger(show)["guids"]["ice"]
    file = show / "episodes" / "ice.md"
    file.write_text(EPISODE.replace("title: Ice", "title: Ice\nguid: mine"), "utf-8")
    done = run("build", "--show", show)
    assert done.status == 1
    assert f'error[guid-changed]: "ice" was published with the guid {guid}, and now has another' in done.stderr
    assert "publish/web.json:" in done.stderr
    file.write_text(EPISODE.replace("title: Ice", f"title: Ice\nguid: {guid}"), "utf-8")
    assert run("build", "--show", show).status == 0


def test_an_episode_under_a_new_name_keeps_its_guid_where_it_is_written(show: Path) -> None:
    publish(show, "--yes")
    guid = ledger(show)["guids"]["ice"]
    (show / "episodes" / "ice.md").rename(show / "episodes" / "floe.md")
    renamed = run("build", "--show", show)
    assert f"write into it: guid: {guid}" in renamed.said
    (show / "episodes" / "floe.md").write_text(EPISODE.replace("title: Ice", f"title: Ice\nguid: {guid}"), "utf-8")
    assert publish(show, "--yes").status == 0
    assert (feed_guids(show), ledger(show)["guids"]) == ([guid], {"floe": guid})


def test_two_ledgers_that_tell_an_episodes_guid_differently(show: Path) -> None:
    publish(show, "--yes")
    text = (show / "publish" / "web.json").read_text("utf-8")
    guid = ledger(show)["guids"]["ice"]
    (show / "publish" / "web2.json").write_text(text.replace(guid, "another"), "utf-8")
    done = run("build", "--show", show)
    assert (done.status, "error[guid-conflict]" in done.stderr, "publish/web.json:" in done.stderr) == (1, True, True)


def test_publishing_does_not_compile_anything_anew(show: Path) -> None:
    publish(show, "--yes")
    done = run("build", "--show", show, "--format", "json")
    assert json.loads(done.stdout.splitlines()[-1])["ran"] == {}
    assert all(not json.loads(line)["is_built"] for line in done.stdout.splitlines() if '"release"' in line)


def test_a_published_episode_under_a_new_name_is_asked_about_in_a_fresh_clone(show: Path) -> None:
    publish(show, "--yes")
    guid = ledger(show)["guids"]["ice"]
    (show / "episodes" / "ice.md").rename(show / "episodes" / "floe.md")
    shutil.rmtree(show / ".podbuild")
    done = run("build", "--show", show)
    assert '"floe" was never published, and "ice" has gone' in done.stderr and f"guid: {guid}" in done.stderr
    assert done.stderr.count("episode-renamed") == 1
    assert publish(show, "--yes").status == 0  # it was meant so
    assert "episode-renamed" not in run("build", "--show", show).said


def test_a_journal_that_a_newer_ledger_outran_changes_nothing(show: Path) -> None:
    publish(show, "--yes")
    before = (show / "publish" / "web.json").read_text("utf-8")
    journal = '["another text"]\n{"feed.xml": {"digest": "00", "state": "begun", "at": "2020-01-01T00:00:00Z"}}\n'
    (show / "publish" / "web.journal").write_text(journal, "utf-8")
    assert "nothing to do" in publish(show, "--plan").stdout
    assert publish(show, "--yes").status == 0
    assert (show / "publish" / "web.json").read_text("utf-8") == before
    assert not (show / "publish" / "web.journal").exists()


def events(done: Done, kind: str) -> list[dict[str, Any]]:
    return [event for line in done.stdout.splitlines() if (event := json.loads(line))["event"] == kind]


def test_programs_are_told_what_people_are(show: Path) -> None:
    publish(show, "--yes")
    (show.parent / "other").mkdir()
    text = (show / "show.yaml").read_text("utf-8")
    (show / "show.yaml").write_text(text.replace(str(show.parent / "site"), str(show.parent / "other")), "utf-8")
    assert "a new place: what was published to" in publish(show, "--plan").stdout
    (plan,) = events(publish(show, "--plan", "--format", "json"), "plan")
    assert plan["moved_from"] == str(show.parent / "site")
    (show / "show.yaml").write_text(text, "utf-8")
    (show / "episodes" / "snow.md").write_text(SNOW, "utf-8")
    audio = show.parent / "site" / "audio"
    audio.rename(audio.with_name("elsewhere"))
    audio.write_text("a file in the folder's place", "utf-8")
    (target,) = events(publish(show, "--yes", "--format", "json"), "target")
    assert (target["outcome"], target["live"], "feed.xml" in target["open"]) == ("failed", "before", True)
    audio.unlink()
    (target,) = events(publish(show, "--yes", "--format", "json"), "target")
    assert (target["outcome"], target["live"], target["open"]) == ("published", "new", [])


def test_who_presses_ctrl_c_does_not_wait_for_the_next_try(show: Path, tmp_path: Path) -> None:
    """A hub that asks for four minutes; the folder before it is out, and written down."""
    with loopback.listening(lambda seen: loopback.Answer(503, {"Retry-After": "240"})) as hub:
        with (show / "show.yaml").open("a", encoding="utf-8") as file:
            file.write(f'  hub: {{target: websub, hub: "{hub.url}/"}}\n')
        words = [sys.executable, "-m", "podbuild", "publish", "--yes", "--show", str(show)]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") as running:
            assert running.stderr is not None
            try:
                assert any("again in 240 s" in line for line in running.stderr)
                running.send_signal(signal.SIGINT)
                assert running.wait(30) == 130
            finally:
                running.kill()
        assert ledger(show)["entries"].keys() == tree(show / "public").keys()
        hub.answer = lambda seen: loopback.Answer(204)
        assert "hub: published" in publish(show, "--yes").stdout


def test_the_outcome_is_told_once(show: Path) -> None:
    events = [json.loads(line)["event"] for line in publish(show, "--yes", "--format", "json").stdout.splitlines()]
    assert events.count("end") == 1 and events[-1] == "end"


# ── show.yaml ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("publish_", "says"),
    [
        ("{web: {target: folder}}", 'error[field-missing]: the target "web" (folder) has no "path"'),
        ("{web: {target: flder, path: /x}}", 'error[target-unknown]: "flder" is no kind of target'),
        ("{web: {path: /x}}", '"web" does not say what kind of target it is'),
        ("{Web Site: {target: folder, path: /x}}", 'error[target-name-bad]: "Web Site" cannot name a target'),
        ("{web: {target: folder, path: site}}", 'error[target-wrong]: "site" is not a whole path'),
        ("{web: {target: folder, path: /x, pth: 1}}", 'error[key-unknown]: "pth" is not a setting of folder'),
        ("{web: {target: folder, path: /x, api_key: s}}", 'error[target-secret]: "api_key" looks like a secret'),
        ("{web: {target: folder, path: }}", 'error[value-missing]: "path" has no value'),
        ("[web]", "error[type-wrong]"),
        ("{web: folder}", "error[type-wrong]"),
    ],
)
def test_mistakes_in_publish_have_their_place(tmp_path: Path, publish_: str, says: str) -> None:
    root = write_warm(tmp_path, {**GOOD, "show.yaml": SHOW + f"publish: {publish_}\n"})
    done = run("build", "--show", root)
    assert (done.status, says in done.stderr) == (1, True), done.stderr
    assert "show.yaml:14:" in done.stderr


@pytest.mark.parametrize(
    ("withheld", "says"),
    [
        ("{wbe: false}", 'error[target-unknown]: there is no target "wbe" in show.yaml'),
        ("{web: false}", 'error[target-wrong]: "web" takes the show as a whole'),
    ],
)
def test_an_episode_is_kept_only_from_targets_that_take_episodes(show: Path, withheld: str, says: str) -> None:
    (show / "episodes" / "ice.md").write_text(EPISODE.replace("title: Ice", f"title: Ice\npublish: {withheld}"), "utf-8")
    done = publish(show, "--yes")
    assert (done.status, says in done.stderr, "episodes/ice.md:3:" in done.stderr) == (1, True, True), done.stderr


def test_a_hub_is_told_when_the_feed_is_out(show: Path) -> None:
    """Naming the hub alone publishes the feed that it is told of; where that fails, the hub is not told."""
    with (show / "show.yaml").open("a", encoding="utf-8") as file:
        file.write('  hub: {target: websub, hub: "http://127.0.0.1:9/hub"}\n')
    (show.parent / "site").rmdir()
    done = publish(show, "hub", "--yes")
    assert done.status == 5 and '"hub" was left as it is, since "web" failed' in done.stderr


def test_a_hidden_shows_feed_names_no_hub(show: Path) -> None:
    hide(show)
    hub = '  hub: {target: websub, hub: "https://hub.example/"}\n'
    text = (show / "show.yaml").read_text("utf-8").replace("visibility", f"{hub}visibility")
    (show / "show.yaml").write_text(text, "utf-8")
    assert run("build", "--show", show).status == 0
    assert b"hub.example" not in (show / "public" / TOKEN / "feed.xml").read_bytes()
    done = publish(show, "--yes")
    assert done.status == 5 and '"hub" (websub) tells everybody of its feed' in done.stderr
