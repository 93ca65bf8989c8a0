"""The composite action by hand: its steps in a shell, on fresh clones of a show, as GitHub runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.actions.runner import GitHub, Run
from tests.authoring.played_writer import PlayedWriter
from tests.cli.running import EPISODE, SHOW, Files, run, write
from tests.drafting.messages_api import KEY, MessagesApi, status

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "hunter2-hunter2-hunter2"
LAMP = EPISODE.replace("Ice", "Lamp").replace("on the ice", "by the lamp").replace("2026-01-02", "2026-01-03")
PLACE = "shows/quiet"


def git(folder: Path, *arguments: str) -> str:
    settings = ("user.name=a", "user.email=a@example.org", "commit.gpgsign=false", "protocol.file.allow=always")
    given = [word for setting in settings for word in ("-c", setting)]
    done = subprocess.run(["git", *given, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return str(built)


class Hub:
    """A repository with a show in a subfolder, and what a hosting service keeps of its runs."""

    def __init__(self, folder: Path, wheel: str) -> None:
        self.folder = folder
        self.wheel = wheel
        self.podbuild = ""
        self.github = GitHub(folder)
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        git(self.work, "init", "--quiet", "--initial-branch=main")
        write(self.work / PLACE, {"show.yaml": SHOW, "episodes/ice.md": EPISODE, "episodes/lamp.md": LAMP})
        assert run("init", "--ci", "github", "--daily", self.work / PLACE).status == 0
        self.commit("A show")
        git(folder, "clone", "--quiet", "--bare", "work", "origin.git")
        git(self.work, "remote", "add", "origin", f"file://{folder}/origin.git")

    def commit(self, message: str) -> None:
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "--message", message)

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.work / PLACE / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    def clone(self, ref: str) -> Path:
        """What actions/checkout does: the last two commits of a reference, in a folder that was not there."""
        target = self.folder / f"clone-{len(list(self.folder.glob('clone-*')))}"
        target.mkdir()
        git(target, "init", "--quiet")
        git(target, "remote", "add", "origin", f"file://{self.folder}/origin.git")
        git(target, "fetch", "--quiet", "--depth=2", "origin", ref)
        git(target, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        return target

    def run(self, ref: str, event: dict | None = None, environment: dict | None = None, **inputs: str) -> Run:
        clone = self.clone(ref)
        given = {"show": PLACE, "podbuild": self.wheel} | {name.replace("_", "-"): value for name, value in inputs.items()}
        env = {"SPEECH_API_KEY": SECRET, "GITHUB_REF": ref, "GITHUB_REF_NAME": ref.rpartition("heads/")[2], **(environment or {})}
        action = clone / ".github" / "actions" / "podbuild"
        run = Run(self.github, clone, clone.with_name(f"{clone.name}-temp"), action, given, event or {}, env)
        run.has_podbuild_in = self.podbuild if "podbuild" not in inputs else ""
        run.all()
        installed = run.temp / "podbuild" / "bin"
        if not self.podbuild and (installed / "podbuild").exists():
            self.podbuild = str(installed)  # installing takes long, and is the same each time
        return run


@pytest.fixture(scope="module")
def hub(wheel: str, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    return Hub(tmp_path_factory.mktemp("hub"), wheel)


@pytest.fixture(scope="module")
def pushed(hub: Hub) -> Run:
    return hub.run("refs/heads/main", pages="true")


PULL = {"pull_request": {"number": "7", "base": {"sha": "0" * 40}}}


@pytest.fixture(scope="module")
def reviewed(hub: Hub, pushed: Run) -> Run:
    git(hub.work, "checkout", "--quiet", "-b", "edit")
    hub.edit("episodes/ice.md", "It hums, if you wait.", "It *sings*, if you wait (ask @edda).")
    write(hub.work / PLACE, {"episodes/owl.md": EPISODE.replace("title: Ice", "title: Owl\ndraft: true")})
    hub.commit("A better ending")
    git(hub.work, "checkout", "--quiet", "-b", "merged", "main")
    git(hub.work, "merge", "--quiet", "--no-ff", "--message", "Merge", "edit")
    git(hub.work, "push", "--quiet", "origin", "merged:refs/pull/7/merge")
    git(hub.work, "checkout", "--quiet", "main")
    return hub.run("refs/pull/7/merge", PULL, comment_token=SECRET, drafts="true")


def asked_of_gh(done: Run) -> list[dict]:
    file = done.temp / "gh.jsonl"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def steps_of(done: Run, slug: str) -> int:
    """How many steps ran for an episode, by the table of the build."""
    (row,) = re.findall(rf"^{slug} .* (\d+)$", done.log, re.MULTILINE)
    return int(row)


def test_a_push_builds_and_hands_over_the_pages(pushed: Run) -> None:
    assert pushed.is_green, pushed.log
    assert (pushed.artifacts["podcast"] / "feed.xml").is_file()
    (packed,) = pushed.artifacts["github-pages"].iterdir()
    assert packed.name == "artifact.tar"
    with tarfile.open(packed) as tar:
        names = tar.getnames()
    assert {"./index.html", "./feed.xml", "./audio/ice.mp3"} <= set(names)
    assert steps_of(pushed, "ice") > 1
    assert "## The build" in pushed.summary
    assert "2 episodes" in pushed.summary


def test_a_push_says_nothing_of_changes(pushed: Run) -> None:
    assert {n for n, outcome in pushed.outcomes.items() if outcome == "skipped"} == {
        "Say what changed", "Comment on the pull request", "Publish", "Commit the record of what was published",
        "See whether episodes can be pushed", "Write what recipes say", "Commit what recipes wrote",
    }  # fmt: skip
    assert asked_of_gh(pushed) == []


def test_an_edit_reuses_all_else(hub: Hub, pushed: Run, reviewed: Run) -> None:
    assert reviewed.is_green, reviewed.log
    assert reviewed.restored == next(iter(hub.github.caches))
    assert steps_of(reviewed, "lamp") == 0
    assert 0 < steps_of(reviewed, "ice") < steps_of(pushed, "ice")
    assert len(hub.github.caches) == 2


def test_what_the_comparison_needed_is_kept(hub: Hub, reviewed: Run) -> None:
    def results(folder: Path) -> set[str]:
        return {path.name for path in (folder / "store" / "results").rglob("*") if path.is_file()}

    names = list(reviewed.outcomes)
    assert names.index("Say what changed") < names.index("Choose what to keep")  # which removes what is old and unneeded
    assert results(list(hub.github.caches.values())[1]) == results(reviewed.clone / PLACE / ".podbuild")


def test_a_pull_request_is_told_what_changed(reviewed: Run) -> None:
    assert "Episodes: 1 new, 1 changed" in reviewed.summary
    assert "It ~~hums,~~ **sings,** if you ~~wait.~~ **wait (ask @\u200bedda).**" in reviewed.summary
    assert "new, draft" in reviewed.summary
    assert "https://github.com/tide/quiet-roads/actions/runs/4711/artifacts/1" in reviewed.summary
    looked, written = asked_of_gh(reviewed)
    assert looked["arguments"][:3] == ["api", "--paginate", "repos/tide/quiet-roads/issues/7/comments"]
    assert written["arguments"][2:5] == ["--method", "POST", "repos/tide/quiet-roads/issues/7/comments"]
    assert written["body"].startswith(f"<!-- podbuild diff {PLACE} -->\n## Episodes: 1 new, 1 changed")
    assert written["has_token"]


def test_no_secret_is_said(pushed: Run, reviewed: Run) -> None:
    for done in (pushed, reviewed):
        kept = [p for p in done.temp.rglob("*") if p.is_file() and "podbuild/" not in p.relative_to(done.temp).as_posix()]
        assert SECRET not in done.log + done.summary
        assert [p for p in kept if SECRET.encode() in p.read_bytes()] == []
        assert [p for p in done.clone.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()] == []


def test_the_comment_is_written_anew(hub: Hub, reviewed: Run) -> None:
    again = hub.run("refs/pull/7/merge", PULL, {"GH_COMMENTS": "1001\n1002\n"}, comment_token=SECRET, drafts="true")
    assert again.is_green, again.log
    written = asked_of_gh(again)[-1]
    assert written["arguments"][2:5] == ["--method", "PATCH", "repos/tide/quiet-roads/issues/comments/1001"]
    assert again.outcomes["Save what was made"] == "skipped"  # nothing is new
    assert steps_of(again, "ice") == 0


def test_a_fork_has_the_summary(hub: Hub, reviewed: Run) -> None:
    done = hub.run("refs/pull/7/merge", PULL, {"GH_REFUSES": "1"}, comment_token=SECRET)
    assert done.is_green, done.log
    assert "::warning title=podbuild::the comment could not be written" in done.log
    assert "Episodes: 1 new, 1 changed" in done.summary


def test_what_a_failed_build_made_is_kept(hub: Hub, pushed: Run) -> None:
    git(hub.work, "checkout", "--quiet", "-B", "wrong", "main")
    hub.edit("episodes/ice.md", "GUEST:", "GEUST:")
    hub.commit("A slip")
    git(hub.work, "push", "--quiet", "origin", "wrong")
    git(hub.work, "checkout", "--quiet", "main")
    done = hub.run("refs/heads/wrong", pages="true")
    assert done.outcomes["Build and check"] == "failure"
    assert "episodes/ice.md:8:1: error[speaker-unknown]" in done.summary
    assert done.outcomes["Save what was made"] == "success"
    assert done.artifacts == {}


def test_what_is_made_of_the_same_files_is_kept_too(hub: Hub, pushed: Run) -> None:
    git(hub.work, "checkout", "--quiet", "-B", "later", "main")
    hub.edit("episodes/lamp.md", "date: 2026-01-03", "date: 2096-01-03")
    hub.commit("Later")
    git(hub.work, "push", "--quiet", "origin", "later")
    git(hub.work, "checkout", "--quiet", "main")
    before = hub.run("refs/heads/later")
    assert "left out (lamp): due on 2096-01-03" in before.log
    # As when its date has come: nothing in git is another.
    due = hub.run("refs/heads/later", drafts="true")
    assert (steps_of(due, "lamp") > 0, due.outcomes["Save what was made"]) == (True, "success")
    again = hub.run("refs/heads/later", drafts="true")
    assert again.restored == list(hub.github.caches)[-1]
    assert (steps_of(again, "lamp"), again.outcomes["Save what was made"]) == (0, "skipped")


def test_what_is_run_again_hands_over_pages_of_another_name(hub: Hub, pushed: Run) -> None:
    again = hub.run("refs/heads/main", environment={"GITHUB_RUN_ATTEMPT": "2"}, pages="true")
    assert again.is_green, again.log
    assert [one.artifacts.keys() - {"podcast"} for one in (pushed, again)] == [{"github-pages"}, {"github-pages-2"}]
    assert again.value("${{ steps.pack.outputs.name }}") == "github-pages-2"


def test_the_name_of_a_folder_is_no_pattern(wheel: str, tmp_path: Path, hub: Hub, pushed: Run) -> None:
    own = Hub(tmp_path, wheel)
    own.podbuild = hub.podbuild
    place = "shows/a [quiet] one?"
    write(own.work / place, {"show.yaml": SHOW, "episodes/ice.md": EPISODE})
    own.commit("Another")
    git(own.work, "push", "--quiet", "origin", "main")
    first, second = (own.run("refs/heads/main", show=place) for _ in range(2))
    assert (first.artifacts["podcast"] / "feed.xml").is_file()
    assert (steps_of(second, "ice"), second.restored) == (0, next(iter(own.github.caches)))
    # Of a show at the top, and of one that is written with a dot.
    for written, pattern in (
        (".", "."),
        ("./shows/quiet", "./shows/quiet"),
        (PLACE, "./shows/quiet"),
        (place, "./shows/a [[]quiet] one[?]"),
    ):
        named = Run(own.github, first.clone, tmp_path / f"named-{len(written)}", first.action, {"show": written})
        assert named.one("Name the cache").value("${{ steps.name.outputs.folder }}") == pattern


def test_what_a_script_says_is_no_command(hub: Hub, pushed: Run) -> None:
    assert re.search(r"::stop-commands::(\w{32})\n(?s:.+?)\n::\1::\n", pushed.log)


def test_a_show_with_warnings_is_refused_where_asked(hub: Hub, pushed: Run) -> None:
    git(hub.work, "checkout", "--quiet", "-B", "unsummed", "main")
    hub.edit("episodes/ice.md", "summary: A word or two.\n", "")
    hub.commit("No summary")
    git(hub.work, "push", "--quiet", "origin", "unsummed")
    git(hub.work, "checkout", "--quiet", "main")
    assert hub.run("refs/heads/unsummed").is_green
    done = hub.run("refs/heads/unsummed", strict="true")
    assert done.outcomes["Build and check"] == "failure"
    assert "warning[summary-missing]" in done.log


def test_a_copy_without_a_podbuild_says_so(hub: Hub) -> None:
    done = hub.run("refs/heads/main", podbuild="")
    assert done.outcomes["Install podbuild"] == "failure"
    assert "set its input podbuild" in done.log
    assert "failure" not in {done.outcomes[name] for name in done.outcomes if name != "Install podbuild"}


def test_a_hidden_show_is_not_handed_over_to_pages(hub: Hub, pushed: Run) -> None:
    git(hub.work, "checkout", "--quiet", "-B", "hidden", "main")
    hub.edit("show.yaml", "url: ", "visibility: unlisted\nurl: ")
    write(hub.work / PLACE, {"listeners.yaml": "path: k3v9xq2mzt7bw5c4hd6rfepgju8nsyla\n"})
    hub.commit("Not for all")
    git(hub.work, "push", "--quiet", "origin", "hidden")
    git(hub.work, "checkout", "--quiet", "main")
    done = hub.run("refs/heads/hidden", pages="true")
    assert done.outcomes["Pack the pages"] == "failure"
    assert "the show is not public, and GitHub Pages are" in done.log
    assert done.artifacts == {}
    assert "what was built is not kept with the run" in done.log and "k3v9xq2m" not in done.log + done.summary


def test_targets_are_published_to_and_the_record_is_committed(wheel: str, tmp_path: Path, hub: Hub, pushed: Run) -> None:
    own = Hub(tmp_path, wheel)
    own.podbuild = hub.podbuild
    site = tmp_path / "site"
    site.mkdir()
    own.edit("show.yaml", "url: ", f"publish: {{web: {{target: folder, path: {site}}}}}\nurl: ")
    own.commit("A target")
    git(own.work, "push", "--quiet", "origin", "main")
    done = own.run("refs/heads/main", publish="web", publish_token=SECRET)
    assert done.is_green, done.log
    assert (site / "feed.xml").is_file() and (site / "audio" / "ice.mp3").is_file()
    kept = json.loads(git(tmp_path / "origin.git", "show", f"main:{PLACE}/publish/web.json"))
    assert kept["guids"].keys() == {"ice", "lamp"} and kept["entries"]["feed.xml"]["state"] == "there"
    again = own.run("refs/heads/main", publish="web", publish_token=SECRET)
    assert again.is_green and "web: nothing had changed" in again.log
    assert git(tmp_path / "origin.git", "rev-list", "--count", "main") == "3"
    assert SECRET not in done.log + done.summary


# ── the record of what was published ─────────────────────────────────────────────────────────────────────────────────


def record(hub: Hub, clone: Path, text: str) -> Run:
    """The step that commits the record, after a target has written it."""
    write(clone / PLACE, {"publish/site.json": text})
    inputs = {"show": PLACE, "publish-token": SECRET}
    action = clone / ".github" / "actions" / "podbuild"
    return Run(hub.github, clone, clone.with_name(f"{clone.name}-temp"), action, inputs).one(
        "Commit the record of what was published"
    )


def test_targets_may_stand_on_lines_of_their_own(wheel: str, tmp_path: Path) -> None:
    hub = Hub(tmp_path, wheel)
    sites = {name: tmp_path / name for name in ("web", "copy")}
    for site in sites.values():
        site.mkdir()
    named = ", ".join(f"{name}: {{target: folder, path: {site}}}" for name, site in sites.items())
    hub.edit("show.yaml", "url: ", f"publish: {{{named}}}\nurl: ")
    hub.commit("Targets")
    git(hub.work, "push", "--quiet", "origin", "main")
    clone = hub.clone("refs/heads/main")
    assert run("build", "--show", clone / PLACE).status == 0
    inputs = {"show": PLACE, "publish": "web\n  copy\n"}
    action = clone / ".github" / "actions" / "podbuild"
    done = Run(hub.github, clone, clone.with_name(f"{clone.name}-temp"), action, inputs).one("Publish")
    assert done.is_green, done.log
    assert [name for name, site in sites.items() if (site / "feed.xml").is_file()] == ["web", "copy"]
    assert re.search(r"::stop-commands::(\w{32})\n(?s:.+?)\n::\1::\n", done.log)  # a title is no command
    inputs["publish"] = "nope"
    refused = Run(hub.github, clone, clone.with_name(f"{clone.name}-again"), action, inputs).one("Publish")
    assert not refused.is_green and re.search(r"\n::\w{32}::\n", refused.log)


def test_what_was_published_is_committed(wheel: str, tmp_path: Path) -> None:
    hub = Hub(tmp_path, wheel)
    first, second = hub.clone("refs/heads/main"), hub.clone("refs/heads/main")
    done = record(hub, first, '{"ice": 1}\n')
    assert done.is_green, done.log
    origin = tmp_path / "origin.git"
    assert git(origin, "show", f"main:{PLACE}/publish/site.json") == '{"ice": 1}'
    assert git(origin, "log", "-1", "--format=%an: %s", "main") == "github-actions[bot]: What was published"
    # Somebody pushed meanwhile: the record comes after.
    write(second / PLACE, {"episodes/owl.md": LAMP})
    late = record(hub, second, '{"ice": 1}\n')
    assert late.is_green, late.log
    third = hub.clone("refs/heads/main")
    assert record(hub, third, '{"ice": 1}\n').is_green  # nothing new
    assert git(origin, "rev-list", "--count", "main") == "2"
    assert SECRET not in done.log + late.log
    assert SECRET not in "".join(p.read_text("utf-8") for p in (first / ".git").glob("*config*"))


def test_a_record_that_may_not_be_pushed_is_told(wheel: str, tmp_path: Path) -> None:
    hub = Hub(tmp_path, wheel)
    clone = hub.clone("refs/heads/main")
    git(clone, "remote", "set-url", "origin", f"file://{tmp_path}/gone.git")
    done = record(hub, clone, "{}\n")
    assert not done.is_green
    assert "the job needs contents: write" in done.log


def writer_at(api: MessagesApi) -> dict[str, str]:
    """What a workflow gives the step: the key, and here the place where it is asked."""
    return {name: value for name, value in api.environment.items() if name.startswith("ANTHROPIC")}


def with_files(hub: Hub, folder: Path, files: Files) -> Hub:
    """Another repository with the same show, and these files pushed."""
    own = Hub(folder, hub.wheel)
    own.podbuild = hub.podbuild
    write(own.work / PLACE, files)
    own.commit("More files")
    git(own.work, "push", "--quiet", "origin", "main")
    return own


def test_a_recipe_writes_the_episode_of_the_day_once(hub: Hub, pushed: Run, messages_api: MessagesApi, tmp_path: Path) -> None:
    """What it wrote is pushed before the build; a second run the same day asks nobody and pushes nothing."""
    recipe = "wish: The day in the harbour.\nsources: [sources/harbour.md]\ndraft: false\n"
    files = {"recipes/morning.yaml": recipe, "sources/harbour.md": "The ferry leaves from the north quay.\n"}
    own = with_files(hub, tmp_path, files)
    messages_api.by = PlayedWriter()
    inputs = {"brief": "morning", "publish_token": SECRET}
    done = own.run("refs/heads/main", environment=writer_at(messages_api), **inputs)
    assert done.is_green, done.log
    git(own.work, "pull", "--quiet", "origin", "main")
    (written,) = (own.work / PLACE / "episodes").glob("*-morning.md")
    assert f"wrote {PLACE}/episodes/{written.name}" in done.log
    assert git(own.work, "log", "-1", "--format=%an: %s") == "github-actions[bot]: An episode from a recipe"
    changed = git(own.work, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert {name.removeprefix(f"{PLACE}/").partition("/")[0] for name in changed} == {"episodes", "sources"}
    assert f"audio/{written.stem}.mp3" in {
        p.relative_to(done.artifacts["podcast"]).as_posix() for p in done.artifacts["podcast"].rglob("*.mp3")
    }
    assert SECRET not in done.log and KEY not in done.log
    asked = len(messages_api.requests)
    again = own.run("refs/heads/main", environment=writer_at(messages_api), **inputs)
    assert again.is_green and "is there already" in again.log
    assert len(messages_api.requests) == asked
    assert git(own.work, "ls-remote", "origin", "main").split()[0] == git(own.work, "rev-parse", "HEAD")


def test_a_recipe_whose_writer_fails_ends_the_run(hub: Hub, pushed: Run, messages_api: MessagesApi, tmp_path: Path) -> None:
    own = with_files(hub, tmp_path, {"recipes/morning.yaml": "wish: The day.\n"})
    messages_api.will(status(401))
    done = own.run("refs/heads/main", environment=writer_at(messages_api), brief="morning", publish_token=SECRET)
    assert done.outcomes["Write what recipes say"] == "failure"
    assert "writer-key-refused" in done.log
    assert done.outcomes.get("Build and check") in (None, "skipped")


def test_what_one_recipe_wrote_is_pushed_where_another_fails(
    hub: Hub, pushed: Run, messages_api: MessagesApi, tmp_path: Path
) -> None:
    own = with_files(
        hub, tmp_path, {"recipes/morning.yaml": "wish: The day.\n", "recipes/evening.yaml": "wish: x\nsources: [gone.md]\n"}
    )
    messages_api.by = PlayedWriter()
    done = own.run("refs/heads/main", environment=writer_at(messages_api), brief="morning evening", publish_token=SECRET)
    assert done.outcomes["Write what recipes say"] == "failure" and not done.is_green
    assert "source-missing" in done.log
    git(own.work, "pull", "--quiet", "origin", "main")
    assert len(list((own.work / PLACE / "episodes").glob("*-morning.md"))) == 1
    assert done.outcomes.get("Build and check") in (None, "skipped")


def test_nothing_is_paid_for_without_a_token_to_push_with(hub: Hub, pushed: Run, messages_api: MessagesApi, tmp_path: Path) -> None:
    own = with_files(hub, tmp_path, {"recipes/morning.yaml": "wish: The day.\n"})
    done = own.run("refs/heads/main", environment=writer_at(messages_api), brief="morning", publish_token="")
    assert done.outcomes["See whether episodes can be pushed"] == "failure" and not done.is_green
    assert "contents: write" in done.log
    assert messages_api.requests == []


@pytest.mark.parametrize(("place", "is_green"), [("origin.git", True), ("gone.git", False)])
def test_whether_episodes_can_be_pushed_is_seen_first(wheel: str, tmp_path: Path, place: str, is_green: bool) -> None:
    hub = Hub(tmp_path, wheel)
    clone = hub.clone("refs/heads/main")
    hub.edit("show.yaml", "url: ", "copyright: Tide\nurl: ")
    hub.commit("Somebody else's")
    git(hub.work, "push", "--quiet", "origin", "main")  # that the branch went on is no reason to stop
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "x")
    git(clone, "remote", "set-url", "origin", f"file://{tmp_path}/{place}")
    inputs = {"show": PLACE, "brief": "morning", "publish-token": SECRET}
    action = clone / ".github" / "actions" / "podbuild"
    done = Run(hub.github, clone, clone.with_name(f"{clone.name}-temp"), action, inputs).one("See whether episodes can be pushed")
    assert done.is_green == is_green, done.log
    assert SECRET not in done.log
