"""What a script means: each row is Markdown, and what is heard of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.model.episode import Clip, Item, Line, Music, MusicStop, Pause, Picture, Sfx
from podbuild.source.cues import CUE_FIELDS, CUES
from tests.source.shows import FRONT, episode, picture, read, write


def heard(item: Item) -> str:
    """An item in short: what differs from the default is named."""
    match item:
        case Line():
            words = "".join("".join(["", "*", "**"][r.emphasis] + r.text + (f"<{r.say}>" if r.say else "")) for r in item.runs)
            extras = [f"lang={item.language}"] * bool(item.language) + [f"rate={item.rate}"] * bool(item.rate)
            extras += [f"gain={item.gain_db:g}"] * bool(item.gain_db) + ([f"take={item.take.path}"] if item.take else [])
            extras += [f"link={link.url} ({link.text})" for link in item.links]
            return " ".join([f"{'' if item.begins_paragraph else '+'}{item.voice}: {words}", *extras])
        case Pause():
            return f"pause {item.seconds:g}"
        case Sfx():
            return f"sfx {item.asset.path} {item.gain_db:g} {item.fade_seconds:g}{' under' if item.is_under else ''}"
        case Music():
            return f"music {item.bed.path} {item.gain_db:g} {item.fade_seconds:g}"
        case MusicStop():
            return f"stop {item.fade_seconds:g}"
        case Clip():
            return f"clip {item.asset.path} {item.start_seconds:g}-{item.end_seconds} {item.voice} {item.text}".strip()
        case Picture():
            return f"picture {item.asset.path} ({item.alt})"


SCRIPTS: tuple[tuple[str, list[str]], ...] = (
    # words
    ("One.\n\nTwo.", ["host: One.", "host: Two."]),
    ("One\ntwo.", ["host: One two."]),
    ("氷河\nの歌", ["host: 氷河の歌"]),
    ("It *hums*, **loud** and ***clear***.", ["host: It *hums, **loud and **clear."]),
    ("snake_case and _soft_ words", ["host: snake_case and *soft words"]),
    (r"2 \* 3, \{x\}, NASA\: \`", ["host: 2 * 3, {x}, NASA: `"]),
    ("run `a *b* {c}` now", ["host: run a *b* {c} now"]),
    ("Fish &amp; chips &lt;3", ["host: Fish & chips <3"]),
    ("See [the *big* survey](https://a.org/x_y).", ["host: See the *big survey. link=https://a.org/x_y (the big survey)"]),
    ("*See [it](https://a.org)*.", ["host: *See it. link=https://a.org (it)"]),
    (
        "See [it][1] or [a].\n\n[1]: https://a.org\n[a]: https://b.org",
        ["host: See it or a. link=https://a.org (it) link=https://b.org (a)"],
    ),
    (
        "At <https://www.a.org/b> or https://c.org/d_e.",
        ["host: At a.org or c.org. link=https://www.a.org/b (a.org) link=https://c.org/d_e (c.org)"],
    ),
    ("Words[^1] here.\n\n[^1]: A footnote.", ["host: Words here."]),
    ("One <!-- not\nthis --> two.\n\n<!-- {pauze: 1} -->\n\nThree.", ["host: One two.", "host: Three."]),
    ("- one\n- two\n  more\n\n1. three", ["host: one", "host: two more", "host: three"]),
    (r"1986\. A great year.", ["host: 1986. A great year."]),
    ("> quoted\n> words\n>\n> and more", ["host: quoted words", "host: and more"]),
    ("One.\n\n---\n\nTwo.", ["host: One.", "pause 1.2", "host: Two."]),
    ("One.\n---\nTwo.", ["host: One.", "pause 1.2", "host: Two."]),
    # who speaks
    ("GUEST: One.\n\nTwo.\n\n**Host:** Three.\n\n**HOST**: Four.", ["guest: One.", "guest: Two.", "host: Three.", "host: Four."]),
    ("guest:\n\nOne.", ["guest: One."]),
    ("{voice: guest}\n\nOne.", ["guest: One."]),
    ("One {voice: guest} two.", ["host: One", "+guest: two."]),
    ("Then: a thing.", ["host: Then: a thing."]),
    ("At 10:30 we left.", ["host: At 10:30 we left."]),
    # cues
    ("One. {pause: 800ms} Two.", ["host: One.", "pause 0.8", "+host: Two."]),
    ("One {pause: 0:01}.", ["host: One.", "pause 1"]),
    ("One.\n\n{pause: 1s}\n\nTwo.", ["host: One.", "pause 1", "host: Two."]),
    (
        "{sfx: crack, gain: -6 dB}\n\nOne {sfx: crack, fade: 1s} two.",
        ["sfx assets/crack.wav -6 0", "host: One", "sfx assets/crack.wav 0 1 under", "+host: two."],
    ),
    ("{music: calm}\n\nOne.\n\n{music: stop, fade: 5s}", ["music assets/calm.wav -22 2", "host: One.", "stop 5"]),
    (
        "{music: {bed: calm, gain: -20 dB, fade: 1s}}\n\nOne.\n\n{music: {stop: true}}",
        ["music assets/calm.wav -20 1", "host: One.", "stop 3"],
    ),
    ("{music: calm, gain: -18}\n\nOne.", ["music assets/calm.wav -18 2", "host: One."]),
    (
        '{clip: crack, from: "0:30", to: "1:10", voice: guest, say: It *cracks*.}',
        ["clip assets/crack.wav 30-70.0 guest It cracks."],
    ),
    ("{clip: takes/host.wav}", ["clip takes/host.wav 0-None"]),
    ("One. {take: takes/host.wav}", ["host: One. take=takes/host.wav"]),
    (
        "One. {pause: 1s} Two. {take: takes/host.wav} Three.",
        ["host: One.", "pause 1", "+host: Two. take=takes/host.wav", "+host: Three."],
    ),
    ("Ms Nowak{say: Noh-vack}, hello.", ["host: Ms Nowak<Noh-vack>, hello."]),
    ("Ms *Nowak*{say: Noh-vack} {say: x, voice: guest} hello.", ["host: Ms *Nowak<Noh-vack>", "+guest: x", "+host: hello."]),
    ("{voice: guest, say: Tokyo}\n\nNext.", ["guest: Tokyo", "guest: Next."]),
    ("{say: don't, rate: 120}\n\nNext.", ["host: don't rate=120", "host: Next."]),
    ("One {lang: de} zwei.\n\nThree.", ["host: One", "+host: zwei. lang=de", "host: Three."]),
    ("{lang: de}\n\nEins.\n\n# Two\n\nTwo.", ["host: Eins. lang=de", "# Two", "host: Two."]),
    ("{rate: 120, gain: -3 dB}\n\nOne.", ["host: One. rate=120 gain=-3"]),
    (
        "![Dusk](images/dusk.png)\n\nOne ![Dawn](assets/images/dusk.png) two.",
        ["picture assets/images/dusk.png (Dusk)", "host: One", "picture assets/images/dusk.png (Dawn)", "+host: two."],
    ),
    ("{picture: images/dusk.png, alt: Dusk}\n\nOne.", ["picture assets/images/dusk.png (Dusk)", "host: One."]),
    # chapters
    ("One.\n\n# *Big* ice\n\nTwo.\n\n## Snow ##\n\nThree.", ["host: One.", "# Big ice", "host: Two.", "# Snow", "host: Three."]),
    ("One.\n\n# Notes {.unspoken}\n\n| a |\n|---|\n\n### Deep\n\n# Two\n\nTwo.", ["host: One.", "# Two", "host: Two."]),
)


def outline(root: Path, text: str, name: str = "ice.md") -> list[str]:
    segments = episode(root, text, name).segments
    return [line for s in segments for line in ([f"# {s.title}"] * bool(s.title) + [heard(item) for item in s.items])]


@pytest.mark.parametrize(("text", "expected"), SCRIPTS, ids=[text[:40] for text, _ in SCRIPTS])
def test_a_script_is_heard_as_written(tmp_path: Path, text: str, expected: list[str]) -> None:
    picture(tmp_path / "assets/images/dusk.png")
    assert outline(tmp_path, FRONT + text) == expected


MARKDOWN_TWIN = """\
---
title: Ice
date: 2026-11-20
music: {bed: calm, gain: -20 dB}
---
# Cold open

HOST: We *begin* on the [ice](https://a.org). {pause: 800ms} Listen.

{sfx: crack, gain: -6 dB}

GUEST: Ms Nowak{say: Noh-vack} was there. {take: takes/host.wav}

# Snow

{clip: crack, from: 1s, to: 2s, voice: guest}

The same voice goes on.

{music: stop}
"""
YAML_TWIN = """\
title: Ice
date: 2026-11-20
music: {bed: calm, gain: -20 dB}
script:
  - chapter: Cold open
  - {voice: host, say: "We *begin* on the [ice](https://a.org). {pause: 800ms} Listen."}
  - {sfx: crack, gain: -6 dB}
  - voice: guest
    say: >-
      Ms Nowak{say: Noh-vack}
      was there.
    take: takes/host.wav
  - chapter: Snow
  - {clip: crack, from: 1s, to: 2s, voice: guest}
  - The same voice goes on.
  - music: stop
"""


def test_both_notations_mean_the_same(tmp_path: Path) -> None:
    markdown = episode(tmp_path / "a", MARKDOWN_TWIN)
    yaml = episode(tmp_path / "b", YAML_TWIN, "ice.yaml")
    assert markdown.segments == yaml.segments
    assert [s.title for s in markdown.segments] == ["Cold open", "Snow"], "the opening music makes no chapter of its own"
    assert heard(markdown.segments[0].items[0]) == "music assets/calm.wav -20 2"


def test_every_cue_is_in_the_table_of_scripts() -> None:
    shown = " ".join(text for text, _ in SCRIPTS) + YAML_TWIN
    assert [field.key for field in CUE_FIELDS if f"{field.key}: " not in shown] == []
    keys = {key for cue in CUES for key in (cue.key, *cue.companions)}
    assert keys == {field.key for field in CUE_FIELDS}


def test_notes_hold_what_is_not_spoken(tmp_path: Path) -> None:
    text = "One[^1].\n\n[^1]: A *foot* note.\n\n# Notes {.unspoken}\n\n"
    text += "See <b>this</b>.\n\n### Deep\n\n# More {.unspoken}\n\n| a |\n|---|\n"
    assert episode(tmp_path, FRONT + text).notes == "See <b>this</b>.\n\n### Deep\n\n## More\n\n| a |\n|---|\n\n- A *foot* note."


def test_places_are_exact_inside_paragraphs(tmp_path: Path) -> None:
    made = episode(tmp_path, FRONT + "Line one\nHOST {pause: 1s} two.\n\n> - HOST: Three\n>   {sfx: crack} four.\n")
    places = [(str(item.span)[len("episodes/ice.md:") :], item.span.end_column) for item in made.segments[0].items]
    assert places == [("5:1", 9), ("6:6", 17), ("6:18", 22), ("8:11", 16), ("9:5", 17), ("9:18", 23)]


def test_an_episode_takes_over_and_adds(tmp_path: Path) -> None:
    text = "title: Ice\ndate: 2026-11-20T08:00:00+01:00\nvoices: {host: {rate: 120}, third: {}}\nsound: {channels: stereo}\n"
    made = episode(tmp_path, text + "ai: {script: generated}\nnotes: Some *notes*.\nscript:\n  - 'THIRD: words.'\n", "ice.yaml")
    assert [(v.name, v.rate) for v in made.voices] == [("host", 120), ("guest", None), ("third", None)]
    assert (made.date, made.sound.channels, made.sound.loudness.integrated_lufs) == ("2026-11-20T08:00:00+01:00", 2, -16.0)
    assert (made.ai.script, made.notes, made.lines[0].voice) == ("generated", "Some *notes*.", "third")


def test_scalars_mean_what_their_field_asks(tmp_path: Path) -> None:
    text = "title: no\nsubtitle: 010\ntags: [yes, 1:30, ~x]\nnumber: 010\ndate: 2026-11-20\nscript:\n  - pause: 1:30\n  - on\n"
    made = episode(tmp_path, text, "ice.yaml")
    assert (made.title, made.subtitle, made.tags, made.number) == ("no", "010", ("yes", "1:30", "~x"), 10)
    assert [heard(item) for item in made.segments[0].items] == ["pause 90", "host: on"]


def test_episodes_come_in_order_and_with_rights_and_words(tmp_path: Path) -> None:
    files = {
        "episodes/b.md": "---\ntitle: B\ndate: 2026-01-02\n---\nWords.",
        "episodes/a.md": "---\ntitle: A\ndate: 2026-01-03\n---\nWords.",
        "episodes/c.md": "---\ntitle: C\ndraft: true\n---\nWords.",
        "lexicon.yaml": "- {word: Nowak, say: Noh-vack}\n",
        "rights.yaml": "- {files: [assets/**], holder: Tide Desk, license: cc0-1.0}\n"
        "- {voice: host, consent: {by: A. Speaker, scope: this show, date: 2026-01-01}}\n",
        "assets/bell.wav.license": "SPDX-FileCopyrightText: 2024 Bell Works\nSPDX-License-Identifier: CC-BY-4.0\n",
    }
    show, episodes, mistakes = read(tmp_path, files)
    assert show is not None and mistakes == ()
    assert [e.slug for e in episodes] == ["c", "b", "a"]
    assert [(r.files, r.holder, r.license) for r in show.rights] == [
        (("assets/**",), "Tide Desk", "CC0-1.0"),
        (("assets/bell.wav",), "Bell Works", "CC-BY-4.0"),
    ]
    assert [(e.word, e.say) for e in show.lexicon] == [("Nowak", "Noh-vack")]
    assert [(c.voice, c.by, c.date) for c in show.consents] == [("host", "A. Speaker", "2026-01-01T00:00:00Z")]


def test_a_workspace_reads_windows_files_and_overrides(tmp_path: Path) -> None:
    workspace = write(tmp_path, {"a.md": b"\xef\xbb\xbfone\r\ntwo\r\n", "templates/site/page.html": "<p>"})
    assert workspace.read_text("a.md") == ("one\ntwo\n", ())
    assert [workspace.source_line("a.md", n) for n in (0, 2, 9)] == [None, "two", None]
    assert workspace.overrides() == {"site/page.html": "<p>"}
