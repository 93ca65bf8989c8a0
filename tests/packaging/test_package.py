"""A package as whoever imports it meets it: all that a form asks for, of the bytes that listeners get, and its sums right."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import shutil
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image

from podbuild.base.shipped import shipped
from podbuild.steps import memo
from podbuild.steps.parcel import SUMS
from tests.cli.running import SHOW, run, write, write_warm
from tests.shows import edited, tree

EPISODE = """\
---
title: Ice
subtitle: A word or two
date: 2026-01-02
number: 1
season: 2
summary: A word or two about <ice>.
tags: [ice, night]
---
# Open

![A bell](bell.png)

HOST: We begin on the ice.

{pause: 3s}

# Middle

GUEST: It hums, if [you wait](https://example.org/wait).

{sfx: bell}

# End

HOST: Good night.

# Notes {.unspoken}

One line,
and the next.
"""
DRAFT = "---\ntitle: Snow\ndate: 2026-01-03\nnumber: 2\nsummary: Not yet.\ndraft: true\n---\nHOST: We begin on the ice.\n"
RIGHTS = "- {files: [assets/**], holder: Tide Desk, license: CC0-1.0, ai: generated}\n"
TEXTS = ("README.txt", "LICENSES.txt", "DISCLOSURE.txt", "description.html", "description.txt", "chapters.txt", "transcript.txt")
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A show whose episode was packed once."""
    files = {"show.yaml": SHOW, "episodes/ice.md": EPISODE, "episodes/snow.md": DRAFT, "rights.yaml": RIGHTS}
    root = write_warm(tmp_path_factory.mktemp("packed") / "show", files)
    (root / "assets").mkdir()
    shutil.copy(shipped("templates") / "sounds" / "bell.ogg", root / "assets")
    Image.linear_gradient("L").convert("RGB").save(root / "assets" / "bell.png")
    done = run("package", "--show", root, "--as", "folder")
    assert done.status == 0, done.said
    return root


@pytest.fixture(scope="module")
def ice(original) -> Path:
    return original / "packages" / "ice"


@pytest.fixture
def show(original, tmp_path) -> Path:
    return shutil.copytree(original, tmp_path / "show", ignore=shutil.ignore_patterns("packages"))


def metadata(folder: Path) -> dict:
    """metadata.json, held against the schema beside it and against the files that it lists."""
    value = json.loads((folder / "metadata.json").read_text("utf-8"))
    schema = json.loads((folder / value["$schema"]).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)
    for file in value["files"]:
        data = (folder / file["path"]).read_bytes()
        assert (file["size_bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    return value


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_forms_ask_for_is_there(ice):
    pictures = [name for name in tree(ice) if name.startswith("pictures/")]
    assert len(pictures) == 1
    assert sorted(tree(ice)) == sorted(
        [
            *TEXTS,
            *(SUMS, "metadata.json", "metadata.schema.json", "timeline.json", "chapters.json", "audio/ice.mp3"),
            *("cover-3000.jpg", "cover-1400.jpg", "card-1200x630.jpg", "thumbnail-1280x720.jpg"),
            *("transcript.vtt", "transcript.srt", "transcript.json"),
            *pictures,
        ]
    )


def test_it_holds_what_listeners_get(original, ice):
    public = original / "public"
    same = {
        "audio/ice.mp3": "audio/ice.mp3",
        "transcript.vtt": "transcripts/ice.vtt",
        "transcript.srt": "transcripts/ice.srt",
        "transcript.json": "transcripts/ice.json",
        "chapters.json": "chapters/ice.json",
        "timeline.json": "timelines/ice.json",
        "cover-1400.jpg": "artwork/episodes/ice/cover.jpg",
    }
    for here, there in same.items():
        assert (ice / here).read_bytes() == (public / there).read_bytes(), here


def test_sums_are_checked_by_the_program_for_it(ice):
    lines = (ice / SUMS).read_text("utf-8").splitlines()
    named = {line[66:]: line[:64] for line in lines}
    assert named == {name: hashlib.sha256(data).hexdigest() for name, data in tree(ice).items() if name != SUMS}
    if program := shutil.which("sha256sum"):
        done = subprocess.run([program, "--strict", "-c", SUMS], cwd=ice, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


def test_pictures_are_as_large_as_they_are_called(ice):
    sizes = {
        "cover-3000": (3000, 3000),
        "cover-1400": (1400, 1400),
        "thumbnail-1280x720": (1280, 720),
        "card-1200x630": (1200, 630),
    }
    for name, size in sizes.items():
        with Image.open(ice / f"{name}.jpg") as picture:
            assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)
    assert (ice / "cover-1400.jpg").stat().st_size <= MIB
    assert (ice / "thumbnail-1280x720.jpg").stat().st_size <= 2_000_000


def test_metadata_says_what_programs_need(ice):
    value = metadata(ice)
    episode, show = value["episode"], value["show"]
    assert (episode["slug"], episode["title"], episode["number"], episode["season"]) == ("ice", "Ice", 1, 2)
    assert episode["url"] == "https://example.org/quiet-roads/episodes/ice/"
    assert show["feed_url"] == "https://example.org/quiet-roads/feed.xml"
    assert value["audio"][0]["path"] == "audio/ice.mp3" and value["audio"][0]["duration_seconds"] > 1
    assert [chapter["title"] for chapter in value["chapters"]] == ["Open", "Middle", "End"]
    assert json.loads(run("schema", "package").stdout) == json.loads((ice / "metadata.schema.json").read_text("utf-8"))


def test_the_schema_refuses_what_is_not_so(ice):
    value, schema = metadata(ice), json.loads((ice / "metadata.schema.json").read_text("utf-8"))
    wrong = [
        value | {"format": 2},
        value | {"kind": "show"},
        value | {"unknown": 1},
        value | {"files": [value["files"][0] | {"sha256": "ab"}]},
    ]
    for one in wrong:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(one)


def test_descriptions_are_as_forms_take_them(ice):
    html = (ice / "description.html").read_text("utf-8")
    assert set(re.findall(r"</?(\w+)", html)) <= {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}
    assert len(html.encode()) <= 4000
    assert all(re.fullmatch(r"<(p|ul|ol)>.*</\1>", line) for line in html.splitlines())
    assert "<p>One line, and the next.</p>" in html
    words = (ice / "description.txt").read_text("utf-8")
    assert not set("<>") & set(words) and "about ‹ice›" in words
    assert re.search(r"^00:00:00 Open\n00:00:\d\d Middle\n00:00:\d\d End$", words, re.MULTILINE)
    assert (ice / "chapters.txt").read_text("utf-8") in words
    said = (ice / "transcript.txt").read_text("utf-8")
    assert said == "Host: We begin on the ice.\n\nGuest: It hums, if you wait.\n\nHost: Good night.\n"


def test_the_timeline_names_pictures_that_are_there(ice):
    items = json.loads((ice / "timeline.json").read_text("utf-8"))["items"]
    images = [item["image"]["image"] for item in items if "image" in item]
    assert images and all((ice / image).is_file() for image in images)


def test_texts_for_people_say_what_goes_where(ice):
    readme, terms, answers = ((ice / name).read_text("utf-8") for name in TEXTS[:3])
    assert {name for name in tree(ice) if name not in readme} == {"README.txt"}
    for form in ("Spotify for Creators", "Apple Podcasts Connect", "YouTube Studio"):
        assert form in readme and form in answers
    assert "assets/bell.ogg" in terms and "Tide Desk" in terms and "CC-BY-4.0" in terms
    assert all(len(line) <= 100 for text in (readme, terms, answers) for line in text.splitlines())
    assert "AI made what is heard: assets/bell.ogg" in " ".join(answers.split())


# ── the same, and no more than was asked for ─────────────────────────────────────────────────────────────────────────


def test_another_folder_another_day_the_same_bytes(original, show, tmp_path):
    clean = tmp_path / "elsewhere" / "another name"
    shutil.copytree(show, clean, ignore=shutil.ignore_patterns("public", ".podbuild"))
    for root, out in ((show, tmp_path / "a"), (clean, tmp_path / "b")):
        done = run("package", "ice", "--show", root, "--out", out)
        assert done.status == 0, done.said
    assert (tmp_path / "a/ice.zip").read_bytes() == (tmp_path / "b/ice.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a/ice.zip") as archive:
        inside = {name.removeprefix("ice/"): archive.read(name) for name in archive.namelist()}
    assert inside == tree(original / "packages" / "ice")


def test_what_is_packed_is_packed_again_when_it_changed(show):
    def packed() -> tuple[int, int, str]:
        done = run("package", "--show", show)
        assert done.status == 0, done.said
        stat = (show / "packages/ice.zip").stat()
        return stat.st_ino, stat.st_mtime_ns, done.stdout

    first, second = packed(), packed()
    assert first[:2] == second[:2] and "as before" in second[2] and "as before" not in first[2]
    edited(show, "episodes/ice.md", "title: Ice", "title: Deep ice")
    assert packed()[:2] != first[:2]
    with zipfile.ZipFile(show / "packages/ice.zip") as archive:
        assert b"Deep ice" in archive.read("ice/README.txt")


def test_packages_are_no_sources_and_stay_out_of_git(show):
    assert run("package", "--show", show).status == 0
    assert (show / "packages/.gitignore").read_text() == "*\n"
    assert not [path for path in memo.scan(str(show)) if path.startswith("packages")]
    assert "nothing had changed" in run("build", "--show", show).stdout


def test_a_draft_is_packed_when_it_is_named_and_stays_out_of_public(show):
    assert run("package", "--show", show).status == 0
    assert not (show / "packages/snow.zip").exists()
    before = tree(show / "public")
    assert run("package", "snow", "--show", show, "--as", "folder").status == 0
    assert metadata(show / "packages/snow")["episode"]["is_draft"] is True
    assert tree(show / "public") == before
    assert "nothing had changed" in run("build", "--show", show).stdout


def test_a_draft_packed_meanwhile_leaves_what_others_were(show):
    """Of an episode that was edited and not built yet, the folder that is served keeps the older state."""
    assert run("build", "--show", show).status == 0  # what is installed here is a copy until now
    edited(show, "episodes/ice.md", "Good night.", "Good night, then.")
    assert run("package", "snow", "--show", show).status == 0
    before = tree(show / "public")
    assert run("build", "snow", "--show", show).status == 0
    assert tree(show / "public")["audio/ice.mp3"] == before["audio/ice.mp3"]


def test_the_whole_show_is_one_package(show):
    done = run("package", "--whole-show", "--as", "folder", "--show", show)
    assert done.status == 0, done.said
    folder = show / "packages" / "whole-show"
    value = metadata(folder)
    assert [episode["slug"] for episode in value["episodes"]] == ["ice"]
    assert metadata(folder / "episodes/ice")["kind"] == "episode"
    assert (folder / "feed.xml").read_bytes() == (show / "public/feed.xml").read_bytes()
    assert {"cover-3000.jpg", "cover-1400.jpg", "description.html", "description.txt", "README.txt"} <= set(tree(folder))
    named = {line[66:] for line in (folder / SUMS).read_text("utf-8").splitlines()}
    assert named == set(tree(folder)) - {SUMS}


LINKED = """\
---
title: Herring
date: 2026-01-01
summary: Heard elsewhere.
audio: {url: "https://media.example/herring.mp3", bytes: 19000001, type: audio/mpeg, duration: 39:35}
---
"""


@pytest.fixture
def linked(show) -> Path:
    return write(show, {"episodes/herring.md": LINKED})


@pytest.mark.parametrize("more", [[], ["--whole-show"]])
def test_an_episode_that_lies_elsewhere_is_left_out_and_that_is_said(linked, more):
    done = run("package", "--as", "folder", "--show", linked, *more)
    assert done.status == 0 and "herring.md:2:8: warning[package-linked]" in done.said, done.said
    packed = linked / "packages" / ("whole-show/episodes" if more else ".")
    assert (packed / "ice/audio/ice.mp3").is_file() and not (packed / "herring").exists()
    told = run("package", "--format", "json", "--show", linked, *more).stdout.splitlines()
    (warned,) = [one for line in told if (one := json.loads(line)).get("code") == "package-linked"]
    assert warned["severity"] == "warning" and json.loads(told[-1])["outcome"] == "done"


def test_an_episode_that_lies_elsewhere_is_refused_when_it_is_named(linked):
    done = run("package", "herring", "ice", "--show", linked)
    assert done.status == 1 and "error[package-linked]" in done.said, done.said
    assert (linked / "packages/ice.zip").is_file() and not (linked / "packages/herring.zip").exists()


def test_where_every_episode_lies_elsewhere_only_that_is_said(linked):
    (linked / "episodes/ice.md").unlink()
    done = run("package", "--show", linked)
    assert done.status == 0 and "package-linked" in done.said and "nothing to pack" not in done.said, done.said


@pytest.mark.parametrize("visibility", ["unlisted", "private"])
def test_a_package_of_a_hidden_show_does_not_lead_to_it(show, visibility):
    tokens = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla"
    edited(show, "show.yaml", "title: Quiet", f"visibility: {visibility}\ntitle: Quiet")
    edited(show, "episodes/ice.md", "One line,", f"See [the owl](../owl/). {'It is long. ' * 400}\n\nOne line,")
    edited(show, "episodes/ice.md", "{pause: 3s}", "{pause: 3s}\n\n![A bell again](bell.png)\n\n{pause: 3s}")
    write(show, {"listeners.yaml": f"path: {tokens[0]}\nlisteners: [{{name: Ana, token: {tokens[1]}}}]\n"})
    owl = f"https://example.org/quiet-roads/{tokens[0]}/episodes/owl/"  # who links to another episode has to write this
    edited(show, "episodes/ice.md", "Good night.", f"Good [night]({owl}).")
    told = f"links: [{{url: {owl}, text: owl}}]\npeople: [{{name: Bo, url: {owl}, image: {owl}a.jpg}}]\ntitle: Ice"
    edited(show, "episodes/ice.md", "title: Ice", told)
    edited(show, "show.yaml", "title: Quiet", f"funding: [{{url: {owl}, text: Give}}]\ntitle: Quiet")
    for more in ([], ["--whole-show"]):
        done = run("package", "--show", show, *more)
        assert done.status == 0, done.said
    for name in ("ice", "whole-show"):
        with zipfile.ZipFile(show / "packages" / f"{name}.zip") as archive:
            inside = {path: archive.read(path) for path in archive.namelist()}
            archive.extractall(show / "opened")
        for path, data in inside.items():
            assert not [token for token in tokens if token.encode() in data or token in path], path
            assert b"example.org/quiet-roads" not in data and b"feed.xml" not in data, path
    ice, whole = show / "opened/ice", show / "opened/whole-show"
    assert (metadata(ice)["episode"]["url"], metadata(ice)["show"]["feed_url"]) == ("", "")
    assert (metadata(whole)["show"]["url"], metadata(whole)["show"]["feed_url"]) == ("", "")
    for readme in (ice / "README.txt", whole / "README.txt"):
        assert not re.search("feed|Website", readme.read_text("utf-8")), readme
    images = [item["image"] for item in json.loads((ice / "timeline.json").read_text("utf-8"))["items"] if "image" in item]
    assert images and all((ice / one["image"]).is_file() and "url" not in one for one in images)
    chapters = json.loads((ice / "chapters.json").read_text("utf-8"))["chapters"]
    assert [one["title"] for one in chapters] == ["Open", "Middle", "End"]
    links = [item["link"]["url"] for item in json.loads((ice / "timeline.json").read_text("utf-8"))["items"] if "link" in item]
    assert links == ["https://example.org/wait"]


def test_artwork_of_the_authors_own_is_as_large_as_it_is(show):
    Image.radial_gradient("L").resize((1400, 1400)).convert("RGB").save(show / "assets" / "own.png")
    edited(show, "episodes/ice.md", "title: Ice", "artwork: own.png\ntitle: Ice")
    assert run("package", "ice", "--as", "folder", "--show", show).status == 0
    assert [name for name in tree(show / "packages/ice") if name.startswith("cover")] == ["cover-1400.jpg"]
    Image.radial_gradient("L").resize((2000, 2000)).convert("RGB").save(show / "assets" / "own.png")
    assert run("package", "ice", "--as", "folder", "--show", show).status == 0
    assert [name for name in tree(show / "packages/ice") if name.startswith("cover")] == ["cover-1400.jpg", "cover-2000.jpg"]


def test_what_goes_out_as_it_is_has_the_shows_cover_and_metadata_by_the_schema(show):
    noise = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    Image.fromarray(noise).save(show / "assets" / "cover.png")
    edited(show, "show.yaml", "title: Quiet", "artwork: cover.png\ntitle: Quiet")
    write(show, {"episodes/bell.md": "---\ntitle: Bell\ndate: 2026-01-01\naudio: {file: bell.ogg, as_is: true}\n---\n"})
    done = run("package", "bell", "--as", "folder", "--show", show)
    assert done.status == 0, done.said
    folder = show / "packages" / "bell"
    assert metadata(folder)["episode"]["loudness"] is None
    assert (folder / "cover-1500.jpg").read_bytes() == (show / "public/artwork/cover.jpg").read_bytes()
    assert (folder / "cover-1400.jpg").stat().st_size <= MIB
    with Image.open(folder / "cover-1400.jpg") as small:
        assert small.size == (1400, 1400)


def test_the_line_for_ffmpeg_takes_any_name_that_an_episode_may_have(show):
    for n, slug in enumerate(("-ice", "$(ice);ice!")):
        write(show, {f"episodes/{slug}.md": DRAFT.replace("number: 2", f"number: {n + 3}")})
        assert run("package", "--as", "folder", "--show", show, "--", slug).status == 0
        readme = (show / "packages" / slug / "README.txt").read_text("utf-8")
        (line,) = re.findall(r"^  (ffmpeg .*(?:\n    .*)+)", readme, re.MULTILINE)
        words = shlex.split(line.replace("\\\n", " "))
        assert words[-1].removeprefix("./") == f"{slug}.mp4" and not words[-1].startswith("-")


def test_an_episode_without_notes_is_described_by_its_title_as_in_the_feed(show):
    cloned = SHOW.replace("host: {engine: tone}", "host: {engine: tone, cloned: true}")
    plain = {"show.yaml": cloned, "episodes/bare.md": "---\ntitle: A & B\ndate: 2026-01-01\n---\nHOST: Hi.\n"}
    consent = "\n- {voice: host, consent: {by: A. Speaker, scope: all, date: 2026-01-01, file: assets/bell.png}}\n"
    write(show, {**plain, "rights.yaml": RIGHTS + consent})
    done = run("package", "bare", "--as", "folder", "--show", show)
    assert done.status == 0, done.said
    assert (show / "packages/bare/description.html").read_text("utf-8") == "<p>A &amp; B</p>\n"
    assert "A. Speaker agreed, all, 2026-01-01, assets/bell.png" in (show / "packages/bare/LICENSES.txt").read_text("utf-8")


def test_addresses_and_identity_are_those_of_the_feed_where_the_host_is_not_ascii(show):
    edited(show, "show.yaml", "https://example.org/quiet-roads/", "https://bücher.example/straße/")
    assert run("package", "--whole-show", "--as", "folder", "--show", show).status == 0
    folder = show / "packages" / "whole-show"
    feed = (folder / "feed.xml").read_text("utf-8")
    assert re.search(r"<podcast:guid>(.*)</podcast:guid>", feed)[1] == metadata(folder)["show"]["guid"]
    assert metadata(folder)["show"]["feed_url"] == "https://xn--bcher-kva.example/stra%C3%9Fe/feed.xml"
    for path, data in tree(folder).items():
        assert b"//b%C3" not in data, path


# ── what cannot be ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["icy"], 1, 'did you mean "ice"?'),
        (["--out", "{show}/episodes"], 1, "out-in-sources"),
        (["--out", "{show}"], 1, "out-in-sources"),
        (["--out", "{show}/public/downloads"], 1, "package-in-public"),
        (["--out", "{show}/show.yaml/x"], 4, "package-unwritable"),
        (["--whole-show", "ice"], 2, "name none beside it"),
        (["--as", "tar"], 2, "tar"),
    ],
)
def test_what_cannot_be_is_said(show, arguments, status, says):
    before = set(tree(show))
    done = run("package", *(a.format(show=show) for a in arguments), "--show", show)
    assert (done.status, says in done.said) == (status, True), done.said
    assert set(tree(show)) == before


def test_somebody_elses_file_is_left_and_said(show):
    write(show, {"packages/ice.zip": "mine"})
    done = run("package", "--show", show)
    assert done.status == 4 and "package-taken" in done.said
    assert (show / "packages/ice.zip").read_text() == "mine"


def test_a_place_that_is_taken_keeps_no_other_package_back(show):
    write(show, {"packages/ice.zip": "mine", "episodes/snow.md": DRAFT.replace("draft: true\n", "")})
    done = run("package", "--show", show)
    assert done.status == 4 and "error[package-taken]" in done.said and (show / "packages/ice.zip").read_text() == "mine"
    assert "snow.zip" in done.stdout and zipfile.is_zipfile(show / "packages/snow.zip")
    told = run("package", "--show", show, "--format", "json").stdout.splitlines()
    assert json.loads(told[-1]) == {"event": "end", "outcome": "failed", "written": 0}


def test_a_show_with_mistakes_is_not_packed(show):
    edited(show, "episodes/ice.md", "HOST: We", "HOTS: We")
    done = run("package", "--show", show)
    assert done.status == 1 and "ice.md" in done.said and not (show / "packages").exists()


def test_where_nothing_is_due_that_is_said(tmp_path):
    done = run("package", "--show", write_warm(tmp_path, {"show.yaml": SHOW, "episodes/snow.md": DRAFT}))
    assert done.status == 0 and "nothing to pack" in done.stdout and "a draft" in done.stdout


def test_programs_are_told_in_json(show):
    done = run("package", "--show", show, "--format", "json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    (packed,) = [event for event in events if event["event"] == "package"]
    assert (packed["name"], packed["size_bytes"]) == ("ice", Path(packed["path"]).stat().st_size)
    assert events[-1] == {"event": "end", "outcome": "done", "written": 1}
    wrong = run("package", "icy", "--show", show, "--format", "json")
    assert [json.loads(line)["event"] for line in wrong.stdout.splitlines()][-2:] == ["diagnostic", "end"]
