"""What `podbuild diff` says of a show since a revision."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.base.diagnostics import Diagnostic
from podbuild.base.shipped import shipped
from podbuild.remembered import Memory
from podbuild.repository.difference_page import MOST_CHARACTERS, markdown
from podbuild.repository.differing import Difference, FieldChange, difference
from podbuild.speech import engines
from podbuild.speech.engine import Spoken, Utterance
from podbuild.steps.step import StepFailed
from podbuild.steps.world import World
from tests.cli.running import EPISODE, SHOW, run, write
from tests.shows import WORLD, edited

LAMP = EPISODE.replace("Ice", "Lamp").replace("on the ice", "by the lamp").replace("2026-01-02", "2026-01-03")
LEXICON = "- {word: ice, say: eyes}\n"


def git(folder: Path, *arguments: str) -> str:
    given = (
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "protocol.file.allow=always",
    )
    done = subprocess.run(["git", *given, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def committed(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a state")


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show of two episodes in a subfolder of a repository, committed."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    root = write(tmp_path / "shows" / "a [quiet] one", {"show.yaml": SHOW, "episodes/ice.md": EPISODE, "episodes/lamp.md": LAMP})
    (root / ".gitignore").write_text("public/\n.podbuild/\n", "utf-8")
    committed(tmp_path)
    return root


def changes(found: Difference) -> dict[str, str]:
    return {change.slug: change.kind for change in found.episodes}


def test_nothing_has_changed(show: Path) -> None:
    found = difference(show, "HEAD", WORLD)
    assert found.is_empty
    assert found.unchanged == 2
    assert "Nothing that is heard or shown has changed." in markdown(found)


def test_what_is_not_committed_is_compared(show: Path) -> None:
    edited(show, "episodes/ice.md", "It hums", "It sings")
    edited(show, "episodes/ice.md", "title: Ice", "title: The ice")
    found = difference(show, "main", WORLD)
    (change,) = found.episodes
    assert (change.kind, change.slug, found.unchanged) == ("changed", "ice", 1)
    assert [(p.before, p.after) for p in change.passages] == [
        ("Guest: It hums, if you wait.", "Guest: It sings, if you wait."),
    ]
    assert [(f.name, f.before, f.after) for f in change.fields] == [("title", "Ice", "The ice")]
    assert change.new_characters == {"tone": len("It sings, if you wait.")}
    page = markdown(found)
    assert "- title: ~~Ice~~ **The ice**" in page
    assert "> Guest: It ~~hums,~~ **sings,** if you wait." in page


def test_numbers_are_those_of_a_build(show: Path) -> None:
    write(show, {"episodes/ice.md": EPISODE + "\nHOST: And so it went on, all through the night.\n"})
    assert run("build", "--show", show).status == 0
    before_store = {p for p in (show / ".podbuild" / "store" / "results").rglob("*") if p.is_file()}
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert change.before and change.after
    pressing = next(head.pressing for head in Memory.read(show / ".podbuild").heads.values() if head.slug == "ice")
    assert pressing is not None
    assert change.after.seconds == pressing.seconds
    assert (change.after.integrated_lufs, change.after.true_peak_dbtp) == pressing.loudness[:2]
    assert change.after.seconds > change.before.seconds + 1
    assert not change.before.is_foreseen
    made = {p for p in (show / ".podbuild" / "store" / "results").rglob("*") if p.is_file()} - before_store
    # Of the older state, the chunk that had other neighbours; every line of it was spoken already.
    actions = {json.loads(p.read_bytes().partition(b"\n")[2])["step"][0] for p in made}
    assert "speak" not in actions


def test_episodes_come_go_and_are_renamed(show: Path) -> None:
    (show / "episodes" / "ice.md").rename(show / "episodes" / "the-ice.md")
    (show / "episodes" / "lamp.md").unlink()
    other = EPISODE.replace("Ice", "Owl").replace("We begin on the ice.", "Nobody heard what the owl had to say that evening.")
    write(show, {"episodes/owl.md": other.replace("It hums, if you wait.", "Least of all the mice.")})
    found = difference(show, "HEAD", WORLD)
    assert changes(found) == {"the-ice": "renamed", "owl": "added", "lamp": "removed"}
    assert found.unchanged == 0
    page = markdown(found, player="https://example.org/pr-7/")
    assert "## Episodes: 1 new, 1 removed, 1 renamed" in page
    assert "[Owl](https://example.org/pr-7/episodes/owl/)" in page
    assert "renamed (was ice)" in page
    assert "episodes/lamp/" not in page


def test_an_episode_is_the_one_that_it_is_most_like(show: Path) -> None:
    head = EPISODE.partition("HOST:")[0]
    long = [f"HOST: sentence {n} is about the ice of day {n * n}." for n in range(12)]
    for n, half in enumerate((9, 12)):  # the first is alike as well
        script = "\n\n".join([*long[:half], *(f"HOST: and {n} more" for n in range(12 - half))])
        write(show, {f"episodes/old-{n}.md": head.replace("Ice", f"Old {n}").replace("-01-02", f"-01-1{n}") + script})
    committed(show)
    (show / "episodes" / "old-0.md").unlink()
    (show / "episodes" / "old-1.md").rename(show / "episodes" / "new.md")
    found = difference(show, "HEAD", WORLD)
    assert {change.slug: change.old_slug for change in found.episodes} == {"new": "old-1", "old-0": ""}


def test_another_episode_in_the_same_words_is_new(show: Path) -> None:
    head = EPISODE.partition("HOST:")[0].replace("Ice", "Sea").replace("-01-02", "-01-09")
    write(show, {"episodes/old.md": head + "HOST: The ice of the north is on the sea, and the gull is in the wind.\n"})
    committed(show)
    (show / "episodes" / "old.md").unlink()
    write(show, {"episodes/new.md": head + "HOST: In the sea is the gull, and the north wind of the ice is on the\n"})
    assert changes(difference(show, "HEAD", WORLD)) == {"new": "added", "old": "removed"}


def test_a_finished_sound_under_another_name(show: Path) -> None:
    head = EPISODE.partition("HOST:")[0].replace("summary:", "audio: bell.ogg\nai: {script: human}\nsummary:")
    (show / "assets").mkdir()
    shutil.copy(shipped("templates") / "sounds" / "bell.ogg", show / "assets")
    write(show, {"episodes/tone.md": head.replace("Ice", "Tone")})
    committed(show)
    (show / "episodes" / "tone.md").rename(show / "episodes" / "bell.md")
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert (change.kind, change.slug, change.old_slug) == ("renamed", "bell", "tone")
    assert change.before == change.after


def test_an_older_state_that_cannot_be_made(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_songs(utterance: Utterance, world: World) -> Spoken:
        if "hums" in utterance.text:
            raise StepFailed(Diagnostic("gtts", "the engine no longer says this"))
        return engines.TONE.speak(utterance, world)

    choosy = replace(engines.TONE, speak=only_songs)
    monkeypatch.setattr(engines, "ENGINES", tuple(choosy if e.name == "tone" else e for e in engines.ENGINES))
    edited(show, "episodes/ice.md", "It hums", "It sings")
    found = difference(show, "HEAD", WORLD)
    assert found.notes == ("could not be measured as it was: ice, line 8: the engine no longer says this",)
    (change,) = found.episodes
    assert (change.before, bool(change.after), len(change.passages)) == (None, True, 1)
    assert "> could not be measured as it was" in markdown(found)
    edited(show, "episodes/ice.md", "It sings", "It hums on")
    assert refused(show, "HEAD").message == "ice, line 8: the engine no longer says this"


def test_a_word_spoken_otherwise_changes_the_episodes_that_say_it(show: Path) -> None:
    write(show, {"lexicon.yaml": LEXICON})
    found = difference(show, "HEAD", WORLD)
    assert changes(found) == {"ice": "changed"}
    assert [f.name for f in found.show_fields] == ["lexicon"]


def test_music_alone_is_told(show: Path) -> None:
    edited(show, "episodes/ice.md", "on the ice.", "on the ice. {pause: 2s}")
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert ([f.name for f in change.fields], change.passages) == (["music, sounds, pauses or pictures"], ())
    assert change.after and change.before and change.after.seconds > change.before.seconds + 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("It hums", "[It](https://example.org/) hums", ["links, paragraphs or how lines are said"]),
        ("It hums", "*It* hums", ["links, paragraphs or how lines are said"]),
        ("GUEST: It", "{pause: 2s}\n\nGUEST: It", ["music, sounds, pauses or pictures"]),
        ("GUEST: It hums", "{pause: 2s}\n\nGUEST: It sings", ["music, sounds, pauses or pictures"]),
        ("GUEST: It hums", "GUEST: It sings", []),
    ],
)
def test_what_lies_beside_the_words_is_told_by_its_name(show: Path, before: str, after: str, told: list[str]) -> None:
    edited(show, "episodes/ice.md", before, after)
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert [f.name for f in change.fields] == told


def test_a_pause_that_moved_is_told(show: Path) -> None:
    edited(show, "episodes/ice.md", "GUEST:", "{pause: 2s}\n\nGUEST:")
    committed(show)
    write(show, {"episodes/ice.md": EPISODE + "\n{pause: 2s}\n"})
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert [f.name for f in change.fields] == ["music, sounds, pauses or pictures"]


def test_what_only_the_pages_show_is_told(show: Path) -> None:
    write(show, {"rights.yaml": "- {files: [bell.ogg], holder: A Founder, license: CC0-1.0}\n"})
    committed(show)
    edited(show, "rights.yaml", "CC0-1.0", "CC-BY-4.0")
    assert [f.name for f in difference(show, "HEAD", WORLD).show_fields] == ["rights"]
    git(show, "checkout", "--quiet", ".")
    write(show, {"templates/site/site.css.j2": "body { color: teal }\n"})
    assert [f.name for f in difference(show, "HEAD", WORLD).show_fields] == ["templates"]


def test_warnings_come_and_go(show: Path) -> None:
    edited(show, "episodes/ice.md", "summary: A word or two.\n", "")
    found = difference(show, "HEAD", WORLD)
    assert [d.code for d in found.new_warnings] == ["summary-missing"]
    committed(show)
    edited(show, "episodes/ice.md", "date: 2026-01-02\n", "date: 2026-01-02\n\n\nsummary: A word.\n")
    found = difference(show, "HEAD", WORLD)
    assert ([d.code for d in found.gone_warnings], found.new_warnings) == (["summary-missing"], ())


def test_a_show_that_was_not_there(show: Path) -> None:
    first = write(show.parent / "second", {"show.yaml": SHOW, "episodes/ice.md": EPISODE})
    found = difference(first, "HEAD", WORLD)
    assert found.notes == ("there was no show here then",)
    assert changes(found) == {"ice": "added"}


def test_a_revision_with_mistakes(show: Path) -> None:
    edited(show, "episodes/ice.md", "GUEST:", "GEUST:")
    committed(show)
    edited(show, "episodes/ice.md", "GEUST:", "GUEST:")
    found = difference(show, "HEAD", WORLD)
    assert found.notes == ("had mistakes then, and could not be compared: episodes/ice.md",)
    assert changes(found) == {"ice": "added"}


def test_mistakes_are_shown_and_nothing_compared(show: Path) -> None:
    edited(show, "episodes/ice.md", "GUEST:", "GEUST:")
    done = run("diff", "HEAD", "--show", show)
    assert (done.status, done.stdout) == (1, "")
    assert "episodes/ice.md:8:1: error[speaker-unknown]" in done.stderr


# ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tone engine, at a price and far away."""

    def never(*_: object) -> None:
        raise AssertionError("an engine on the network was asked")

    dear = replace(engines.TONE, is_online=True, price_usd=1000.0, speak=never)
    monkeypatch.setattr(engines, "ENGINES", tuple(dear if e.name == "tone" else e for e in engines.ENGINES))


def test_nothing_is_bought_to_be_compared(show: Path, paid: None) -> None:
    edited(show, "episodes/ice.md", "It hums", "It sings")
    (change,) = difference(show, "HEAD", WORLD).episodes
    assert change.before and change.before.is_foreseen
    assert change.after and change.after.is_foreseen
    said = "We begin on the ice.It sings, if you wait."
    assert change.after.characters == {"tone": len(said)}
    assert change.after.price_usd == pytest.approx(len(said) / 1000)
    assert change.new_price_usd == pytest.approx(len("It sings, if you wait.") / 1000)
    page = markdown(difference(show, "HEAD", WORLD))
    assert "≈ is foreseen" in page
    assert "22 characters, 0.02 USD" in page


# ── what stands in the way ───────────────────────────────────────────────────────────────────────────────────────────


def refused(root: Path, name: str) -> Diagnostic:
    with pytest.raises(StepFailed) as failed:
        difference(root, name, WORLD)
    return failed.value.diagnostic


@pytest.mark.parametrize("name", ["nope", "", "--help", "-n", "main^{tree}x", "a b", "HEAD~99"])
def test_a_revision_that_there_is_not(show: Path, name: str) -> None:
    assert refused(show, name).code == "revision-unknown"


def test_the_nearest_name_is_offered(show: Path) -> None:
    assert 'did you mean "main"?' in refused(show, "mian").fix


def test_a_shallow_clone(show: Path, tmp_path: Path) -> None:
    edited(show, "show.yaml", "Slow", "Very slow")
    committed(show)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}", "shallow")
    found = refused(tmp_path / "shallow" / "shows" / show.name, "HEAD~1")
    assert found.message == 'this clone is shallow, and "HEAD~1" is not in it'
    assert "fetch-depth: 0" in found.fix


def test_no_repository(tmp_path: Path) -> None:
    root = write(tmp_path / "plain")
    if (tmp_path.parent / ".git").exists():
        pytest.skip("this machine's temporary folder is in a repository")
    assert refused(root, "main").code == "git-none"
    done = run("diff", "main", "--show", root)
    assert (done.status, done.stdout) == (1, "")
    assert "is in no git repository" in done.stderr


def test_no_git(show: Path) -> None:
    with pytest.raises(StepFailed) as failed:
        difference(show, "main", replace(WORLD, environment={**WORLD.environment, "PATH": "/nowhere"}))
    assert failed.value.diagnostic.code in ("git-missing", "ffmpeg-missing")


def test_nothing_of_the_repository_is_run_or_changed(show: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    hooks = tmp_path / ".git" / "hooks"
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{mark}'\n", "utf-8")
        (hooks / name).chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", f"touch '{mark}'; true")
    edited(show, "episodes/ice.md", "It hums", "It sings")
    mark.unlink(missing_ok=True)
    index = (tmp_path / ".git" / "index").read_bytes()
    assert changes(difference(show, "HEAD", WORLD)) == {"ice": "changed"}
    assert not mark.exists()
    assert (tmp_path / ".git" / "index").read_bytes() == index
    assert (show / "public").exists() is False


# ── the page, and the command ────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_fits_into_a_comment(show: Path) -> None:
    lines = "\n\n".join(f"HOST: sentence {n} is about *ice* & @snow, and it goes on for quite some time." for n in range(60))
    head = EPISODE.partition("HOST:")[0]
    write(
        show,
        {f"episodes/e{n}.md": head.replace("Ice", f"Episode {n}").replace("-01-02", f"-02-{n + 1:02}") + lines for n in range(20)},
    )
    found = difference(show, "HEAD", WORLD)
    assert found.mistakes == ()
    many = replace(found, episodes=found.episodes * 20)
    for each in (found, many):
        page = markdown(each)
        assert len(page) <= MOST_CHARACTERS
        assert "had no room here: `podbuild diff --format json` says all" in page
        assert page.count("<details>") == page.count("</details>") > 0
    wordy = replace(
        many,
        episodes=tuple(replace(change, title="*ice* " * 200) for change in many.episodes),
        show_fields=tuple(FieldChange(f"key {n}", "*" * 900, "_" * 90) for n in range(60)),
        notes=tuple(f"could not be measured as it was: episode {n}" for n in range(2000)),
        new_warnings=tuple(Diagnostic("long", "a long message " * 400) for _ in range(30)),
    )
    page = markdown(wordy, artifact="https://example.org/a.zip")
    assert len(page) <= MOST_CHARACTERS
    assert "[download it](https://example.org/a.zip)" in page
    assert "More had no room here" in page and "episodes had no room here" in page


def test_links_go_in_and_nothing_else(show: Path) -> None:
    edited(show, "episodes/ice.md", "It hums", "It sings")
    done = run("diff", "HEAD", "--show", show, "--artifact", "https://example.org/a.zip")
    assert "[download it](https://example.org/a.zip)" in done.stdout
    for wrong in ("javascript:alert(1)", "https://example.org/) [x](y"):
        assert run("diff", "HEAD", "--show", show, "--player", wrong).status == 2


def test_for_programs(show: Path) -> None:
    edited(show, "episodes/ice.md", "It hums", "It sings")
    edited(show, "episodes/lamp.md", "summary: A word or two.\n", "")
    lines = [json.loads(line) for line in run("diff", "HEAD", "--show", show, "--format", "json").stdout.splitlines()]
    assert [line["event"] for line in lines] == ["episode", "episode", "warning", "end"]
    assert lines[0]["passages"] == [{"before": "Guest: It hums, if you wait.", "after": "Guest: It sings, if you wait."}]
    assert lines[0]["after"]["is_foreseen"] is False
    assert (lines[-1]["outcome"], lines[-1]["unchanged"], len(lines[-1]["base"])) == ("done", 0, 40)
    (line,) = run("diff", "nope", "--show", show, "--format", "json").stdout.splitlines()[:1]
    assert json.loads(line)["code"] == "revision-unknown"


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_where_a_hidden_show_lies_is_said_to_nobody(show: Path, form: str) -> None:
    one, other, token = "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8", "m7t2bq5czx9kw4hd3rfe6pgju8nsylav"
    listeners = "path: {}\nlisteners:\n  - {{name: Ana, token: {}, added: 2026-01-01}}\n"
    (show / "listeners.yaml").write_text(listeners.format(one, token), "utf-8")
    edited(show, "show.yaml", "url: ", "visibility: private\nurl: ")
    committed(show)
    (show / "listeners.yaml").write_text(listeners.format(other, token[::-1]), "utf-8")
    edited(show, "episodes/ice.md", "It hums", "It sings")
    done = run("diff", "HEAD", "--show", show, "--format", form)
    assert done.status == 0 and "the secret path" in done.stdout and "listeners" in done.stdout
    assert not [secret for secret in (one, other, token, token[::-1]) if secret in done.said]
