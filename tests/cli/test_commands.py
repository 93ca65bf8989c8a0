"""Each command as an author calls it: what it writes, and what it says when it cannot."""

from __future__ import annotations

import json
import shutil
import subprocess
import wave
from pathlib import Path

import jsonschema
import pytest

from podbuild.base.diagnostics import has_errors
from podbuild.build import read
from podbuild.starters import SCHEMAS, episode_template_names, starter_names
from podbuild.steps.world import World
from tests.cli.running import EPISODE, SHOW, process, run, write, write_warm


def check(expected_status: int, expected: str, *arguments: str | Path) -> str:
    """Hold what a command answers; its whole output."""
    done = run(*arguments)
    assert (done.status, expected in done.said) == (expected_status, True), done.said
    return done.said


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return write_warm(tmp_path / "show")


# ── init ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [None, *starter_names()])
def test_init_writes_a_show_without_mistakes(tmp_path, name):
    folder = tmp_path / 'a "new" show\'s folder 🎧'
    check(0, "next: cd '", "init", folder, *(("--template", name) if name else ()))
    source = read(folder, World())
    assert source.show is not None and source.episodes and source.diagnostics == ()
    assert {f"{n}.schema.json" for n in SCHEMAS} == {p.name for p in (folder / ".podbuild").iterdir()}


def test_init_refuses_what_it_might_spoil(tmp_path, show):
    check(1, "is not empty", "init", show)
    check(1, "known: book-recap", "init", tmp_path / "x", "--template", "nope")
    check(2, "is a file", "init", show / "show.yaml")
    check(2, "name the folder", "init")
    assert not (tmp_path / "x").exists()
    assert (show / "show.yaml").read_text("utf-8") == SHOW
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    check(0, "wrote a show", "init", tmp_path / "repository")
    for name in starter_names():
        check(0, name, "init", "--template", "list")


# ── new ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

TITLES = (
    'He said: "no" # & it\'s 🎧 <b>',
    "{{ title }} {% raw %} {pause: 1s}",
    "*x* _y_ `z` [a](b) ![c](d) 1. \\",
    '# no: "yes"',
    "# Heading",
    "1. one",
    "null",
    "010",
    "2026-01-01",
    "two\nlines\tand  spaces",
    "氷河 の歌",
    "مرحبا بالعالم",
    "!!!",
    "<!-- hidden -->",
    "x" * 200,
    "氷" * 100,
)


@pytest.mark.parametrize("title", TITLES)
def test_any_title_gives_an_episode_that_reads(show, title):
    check(0, "next: podbuild build", "new", "--show", show, "--", title)
    source = read(show, World())
    assert not has_errors(source.diagnostics), source.diagnostics
    (episode,) = (e for e in source.episodes if e.slug != "ice")
    assert (episode.title, episode.is_draft) == (" ".join(title.split()), True)
    spoken = " ".join(run.text for line in episode.lines for run in line.runs)
    assert episode.title.rstrip("\\") in " ".join(spoken.split())


@pytest.mark.parametrize("name", episode_template_names(Path("nowhere")))
def test_every_template_gives_an_episode_that_builds_with_one_voice_or_two(show, name):
    check(0, "wrote", "new", "One voice", "--template", name, "--voice", "GUEST", "--show", show)
    check(0, "wrote", "new", "Two voices", "--template", name, "--show", show)
    source = read(show, World())
    assert [d for d in source.diagnostics if d.is_error] == []
    voices = {e.slug: {line.voice for line in e.lines} for e in source.episodes}
    assert voices["one-voice"] == {"guest"} and voices["two-voices"] <= {"host", "guest"}


@pytest.mark.parametrize(
    ("arguments", "expected_status", "expected"),
    [
        (("Ice",), 1, "there is episodes/ice.md already"),
        (("ICE!",), 1, "there is episodes/ice.md already"),
        (("",), 1, "the title is empty"),
        (("  ",), 1, "the title is empty"),
        (("bell \a",), 1, "a character that no text may hold (U+0007)"),
        (("bad \udcff byte",), 1, "a character that no text may hold (U+DCFF)"),
        (("X", "--voice", "gest"), 1, 'did you mean "guest"?'),
        (("X", "--template", "nope"), 1, 'there is no episode template "nope"'),
        ((), 2, "write the title of the episode"),
        (("X", "Y"), 2, "unexpected extra argument"),
    ],
)
def test_new_says_what_it_cannot_do_and_writes_nothing(show, arguments, expected_status, expected):
    done = run("new", "--show", show, *arguments)
    assert done.status == expected_status
    assert expected in done.said
    assert [p.name for p in (show / "episodes").iterdir()] == ["ice.md"]


@pytest.mark.parametrize(
    ("template", "expected_status", "expected"),
    [
        ("---\ntitle: {{ title | yaml }}\ndraft: true\n---\nHOST: {{ title }}\n", 0, "next: podbuild build"),
        ("---\ntitle: x\n---\n{{ nope(\n", 1, "templates/episodes/own.md:4 cannot be filled"),
        ("---\ntitle: x\n---\n{{ 1 / 0 }}\n", 1, "cannot be filled: division by zero"),
        ("---\ntitle: x\n---\n{{ voices[9].x }}\n", 1, "cannot be filled"),
        ("---\ntitle: x\n---\n{{ title.__class__.__mro__ }}\n", 1, "unsafe"),
        ("---\ntitle: x\ndraft: true\n---\nHOTS: hi\n", 1, 'episodes/x-1.md:5:1: error[speaker-unknown]: "HOTS"'),
        (b"\xff\xfe", 1, "UTF-16"),
    ],
)
def test_a_show_may_bring_its_own_episode_template(show, template, expected_status, expected):
    write(show, {"templates/episodes/own.md": template})
    check(expected_status, expected, "new", "X {1}", "--template", "own", "--show", show)
    check(0, "own", "new", "--template", "list", "--show", show)


# ── build ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_due_is_built_and_what_is_named(show, tmp_path):
    draft = EPISODE.replace("date: 2026-01-02", "date: 2026-01-03\ndraft: true")
    write(show, {"episodes/draft.md": draft, "episodes/later.md": EPISODE.replace("2026-01-02", "2999-01-02")})

    def built(*arguments: str | Path) -> set[str]:
        out = tmp_path / "an 'out' folder 🎧"
        assert run("build", "--show", show, "--out", out, *arguments).status == 0
        return {p.stem for p in (out / "audio").glob("*.mp3")}

    assert built() == {"ice"}
    assert built("--drafts") == {"ice", "draft"}
    assert built("--future") == {"ice", "later"}
    assert built("draft") == {"ice", "draft"}
    assert built("--drafts", "--future", "-j", "1") == {"ice", "draft", "later"}
    assert not (show / "public").exists()
    assert (show / ".podbuild" / "episode.schema.json").is_file()


def test_a_show_is_found_from_below_and_by_name(show, tmp_path):
    assert process("build", cwd=show / "episodes").returncode == 0
    assert (show / "public" / "feed.xml").is_file()
    check(1, "there is no folder", "build", "--show", tmp_path / "nope")
    check(1, "takes the folder it is in", "build", "--show", show / "show.yaml")
    check(1, "name the folder that show.yaml is in", "build", "--show", tmp_path)
    (tmp_path / "empty").mkdir()
    check(1, "podbuild init", "build", "--show", tmp_path / "empty")


# ── voices, say, schema, doctor, completion ──────────────────────────────────────────────────────────────────────────


def test_voices_are_listed_by_engine_and_language():
    german = check(0, "German", "voices", "--lang", "DE", "--engine", "espeak")
    assert "Norwegian" not in german and "gtts" not in german
    rows = [json.loads(line) for line in check(0, "{", "voices", "--format", "json").splitlines()]
    assert {row["engine"] for row in rows} >= {"espeak", "gtts", "tone"} and len(rows) > 100
    check(0, 'no voice speaks "zz"', "voices", "--lang", "zz", "--engine", "espeak")
    check(2, 'did you mean "espeak"?', "voices", "--engine", "espaek")


@pytest.mark.parametrize(
    ("arguments", "expected_status", "expected"),
    [
        (("hello there", "-V", "HOST"), 0, "wrote "),
        (("hello there", "-V", "espeak:en-gb"), 0, "wrote "),
        (("hello", "-V", "hots"), 1, 'did you mean "host"?'),
        (("hello", "-V", "espaek:x"), 1, 'there is no engine "espaek"'),
        (("hello", "-V", "espeak:nope"), 1, 'espeak has no voice "nope"'),
        (("hello", "-V", "recorded:x"), 1, "says only what was recorded"),
        ((" ", "-V", "host"), 1, "there is nothing to say"),
        (("...", "-V", "espeak:en-gb"), 4, 'the voice was silent at "..."'),
        (("hello",), 2, "--voice"),
    ],
)
def test_say(show, tmp_path, arguments, expected_status, expected):
    output = tmp_path / "said.wav"
    check(expected_status, expected, "say", "--show", show, "-o", output, *arguments)
    assert output.exists() == (expected_status == 0)
    if expected_status == 0:
        with wave.open(str(output)) as sound:
            assert (sound.getframerate(), sound.getnframes() > 10_000) == (48_000, True)


def test_say_outside_a_show_and_in_a_broken_one(tmp_path):
    done = process("say", "hi", "-V", "bob", "-o", "x.wav", cwd=tmp_path)
    assert (done.returncode, "there is none here" in done.stderr) == (1, True)
    write(tmp_path, {"show.yaml": "title: [\n"})
    done = process("say", "hi", "-V", "bob", "-o", "x.wav", cwd=tmp_path)
    assert (done.returncode, "show.yaml:" in done.stderr) == (1, True), done.stderr
    check(2, "there is no folder", "say", "hi", "-V", "espeak:en-gb", "-o", tmp_path / "no" / "x.wav")


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_schemas(tmp_path, name):
    printed = json.loads(check(0, "$schema", "schema", name))
    jsonschema.Draft202012Validator.check_schema(printed)
    check(0, "wrote", "schema", name, "-o", tmp_path / "x.json")
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == printed
    check(2, "there is no folder", "schema", name, "-o", tmp_path / "no" / "x.json")


def test_doctor_tries_every_part(show, tmp_path):
    rows = [json.loads(line) for line in check(0, "espeak", "doctor", "--format", "json", "--show", show).splitlines()]
    found = {row["name"]: row["status"] for row in rows}
    assert set(found) == {"python", "parts", "ffmpeg", "encoders", "espeak", "gtts", "fonts", "disk", "folders", "show"}
    assert found["ffmpeg"] == found["show"] == found["folders"] == "ok"
    shutil.rmtree(show / ".podbuild")
    write(show, {"episodes/ice.md": "HOTS: hi", ".podbuild": b"a file"})
    said = check(4, "failed   show", "doctor", "--show", show)
    assert "failed   folders" in said and "next: " in said
    check(1, "there is no folder", "doctor", "--show", tmp_path / "nope")


def test_doctor_names_an_ffmpeg_that_is_none(tmp_path):
    done = process("doctor", cwd=tmp_path, PODBUILD_FFMPEG=str(tmp_path / "nope"))
    assert (done.returncode, "failed   ffmpeg" in done.stdout) == (4, True), done.stdout
    assert "Traceback" not in done.stderr and "ok       espeak" in done.stdout


COMPLETED = (
    ("bu", "build"),
    ("build --fo", "--format"),
    ("build --format j", "json"),
    ("build ic", "ice"),
    ("schema le", "lexicon"),
    ("completion z", "zsh"),
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(("typed", "expected"), COMPLETED)
def test_bash_completes(show, tmp_path, typed, expected):
    import sys

    (tmp_path / "podbuild").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podbuild "$@"\n')
    (tmp_path / "podbuild").chmod(0o755)
    words = f"podbuild {typed}".split()
    script = (
        f'PATH="{tmp_path}:$PATH"; source /dev/stdin <<< "$(podbuild completion bash)"; '
        f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _podbuild_completion podbuild; "
        'echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], cwd=show, capture_output=True, text=True, check=True)
    assert expected in done.stdout.split(), done.stderr


@pytest.mark.parametrize(
    ("shell", "line"), [("zsh", "#compdef podbuild"), ("fish", "complete --no-files"), ("bash", "complete -o")]
)
def test_each_shell_gets_its_own_script(shell, line):
    check(0, line, "completion", shell)


@pytest.mark.parametrize("name", ["", "init", "new", "build", "voices", "say", "doctor", "schema", "completion"])
def test_help_fits_and_cuts_no_summary_short(name):
    lines = check(0, "Usage: ", *filter(None, [name]), "--help").splitlines()
    assert max(map(len, lines)) <= 100
    assert [line for line in lines if line.endswith("...") and line.startswith("  ")] == []
