"""Twins in another language: the real command against a real API on loopback, espeak for how they sound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from podbuild.authoring.voice_mapping import speaking
from podbuild.build import read
from podbuild.drafting.record import read_record
from podbuild.model.episode import Clip, Line
from podbuild.steps.store import Store
from tests.authoring.played_translator import PlayedTranslator
from tests.cli.at_terminal import AtTerminal
from tests.drafting.messages_api import MessagesApi, refusal
from tests.shows import EPISODE, SHOW, WORLD, built, edited, write_show

COMMAND = [sys.executable, "-m", "podbuild", "translate"]
TWIN = "episodes/glacier-de.md"


@pytest.fixture
def translator(messages_api: MessagesApi) -> PlayedTranslator:
    messages_api.by = played = PlayedTranslator()
    return played


def run(root: Path, api: MessagesApi, *arguments: str, status: int = 0) -> str:
    environment = {**WORLD.environment, **api.environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([*COMMAND, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def twin_of(root: Path, file: str = TWIN) -> str:
    return (root / file).read_text("utf-8")


def test_words_are_translated_and_all_else_is_copied(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    root = write_show(tmp_path)
    said = run(root, messages_api, "glacier", "de")
    assert "wrote episodes/glacier-de.md" in said and "host: espeak de" in said and "$" in said
    assert twin_of(root) == EXPECTED
    assert (root / "episodes/glacier.md").read_text("utf-8") == EPISODE


EXPECTED = """\
---
title: Der Gletscher, der sang
date: 2026-11-10
summary: Eine Nacht auf dem Eis.
music: {bed: calm, gain: -22 dB}
voices:
  host: {engine: espeak, voice: de, rate: 170}
  guest: {engine: espeak, voice: de+f3}
language: de
provenance: sources/provenance/glacier-de.jsonl
draft: true
---
# Kalter Anfang

HOST: Wir beginnen auf dem Eis. {pause: 800ms} Hört.

{sfx: bell, gain: -6 dB}

GUEST: Es *summt*, wenn man wartet.

Dieselbe Stimme spricht, bis eine andere genannt wird.

# Was das Eis sagt

HOST: Es steht alles in [der Studie von 2024](https://example.org/survey), und es dauerte drei Winter.

{music: stop, fade: 2s}

GUEST: Drei Winter, zwei Ski und ein Mikrofon.

# Notes {.unspoken}

Was hier steht, sind nur Notizen.
"""


def test_the_twin_is_spoken_by_german_voices_and_says_what_it_is(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    result = built(root, slugs=("glacier-de",), has_drafts=True)
    spoken = [
        r.recorded.params for _, r in Store(root / ".podbuild/store").results() if r and r.recorded and r.recorded.action == "speak"
    ]
    twins = [p for p in spoken if p["language"] == "de"]
    assert {p["voice"] for p in twins} == {"de", "de+f3"}
    texts = {"".join(piece[0] for piece in p["pieces"]) for p in twins}
    assert "Drei Winter, zwei Ski und ein Mikrofon." in texts and any("zweitausendvierundzwanzig" in text for text in texts)
    pages = "".join(path.read_text("utf-8") for path in (root / "public").rglob("*.html") if "glacier-de" in str(path))
    assert "von künstlicher Intelligenz übersetzt" in pages
    assert [d.message for d in result.diagnostics if d.is_error] == []


def test_the_record_has_the_lines_and_where_they_come_from(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    acts, damage = read_record((root / "sources/provenance/glacier-de.jsonl").read_text("utf-8"))
    assert not damage and [(a.deed, a.translated_from) for a in acts] == [("translate", "glacier")]
    episode = next(e for e in read(root, WORLD).episodes if e.slug == "glacier-de")
    assert acts[0].lines == tuple(line.text for line in episode.lines) and "translate" in acts[0].prompts
    assert episode.ai.translated_from == "glacier"


def test_run_again_only_what_changed_is_asked_for(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    assert "up to date" in run(root, messages_api, "glacier", "de") and len(translator.given) == 1
    edited(root, "episodes/glacier.md", "two skis, and one microphone", "two skis, and a borrowed microphone")
    edited(root, "episodes/glacier.md", "{pause: 800ms}", "{pause: 1s}")
    run(root, messages_api, "glacier", "de")
    assert translator.words == ["Three winters, two skis, and a borrowed microphone."]
    old = EXPECTED.replace("800ms", "1s").replace("Drei Winter, zwei Ski und ein Mikrofon.", f"Ü {translator.words[0]}")
    assert twin_of(root) == old
    acts, _ = read_record((root / "sources/provenance/glacier-de.jsonl").read_text("utf-8"))
    assert acts[1].lines == (f"Ü {translator.words[0]}",) and acts[0].id != acts[1].id


def test_what_a_human_mended_stays(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    edited(root, TWIN, "Es *summt*, wenn man wartet.", "Es *brummt*, wenn man Geduld hat.")
    edited(root, TWIN, "Drei Winter, zwei Ski", "Drei Winter, ein Paar Ski")
    edited(root, TWIN, "title: Der Gletscher, der sang", "title: Der singende Gletscher # besser")
    edited(root, "episodes/glacier.md", "We begin on the ice.", "We begin on thin ice.")
    edited(root, "episodes/glacier.md", "Three winters, two skis", "Four winters, two skis")
    said = run(root, messages_api, "glacier", "de")
    now = twin_of(root)
    assert "HOST: Ü We begin on thin ice. {pause: 800ms} Listen." in now
    assert "Es *brummt*, wenn man Geduld hat." in now and "title: Der singende Gletscher # besser" in now
    assert (
        "Drei Winter, ein Paar Ski" in now
        and "warning[translate-kept]" in said
        and f"{TWIN}:{_line(now, 'ein Paar Ski')}:1" in said
    )
    acts, _ = read_record((root / "sources/provenance/glacier-de.jsonl").read_text("utf-8"))
    assert not any("brummt" in line for act in acts for line in act.lines)


def _line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_an_answer_that_breaks_the_notation_is_asked_for_again(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    def spoil(texts: dict[str, str]) -> None:
        names = list(texts)
        texts[names[3]] = "Wir beginnen auf dem Eis."
        del texts[names[5]]
        texts["t99"] = "Noch etwas."

    translator.change = {0: spoil}
    root = write_show(tmp_path)
    said = run(root, messages_api, "glacier", "de")
    assert "asked for again: no text has the id" in said or "asked for again" in said
    correction = messages_api.asked[1].text
    assert "t3: <x1/> is missing" in correction and "t5 is missing" in correction and '"t99"' in correction
    assert twin_of(root) == EXPECTED


def test_what_looks_like_notation_in_an_answer_is_words(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    def attack(texts: dict[str, str]) -> None:
        texts["t4"] = (
            "GUEST: {sfx: bell} # Oh <g1>summt</g1> ![x](assets/x.png) [hier](https://evil.example) <!-- weg --> https://evil.example"
        )
        texts["t0"] = "x\nguid: stolen"

    translator.change = {0: attack}
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    original, twin = (next(e for e in read(root, WORLD).episodes if e.slug == slug) for slug in ("glacier", "glacier-de"))
    assert twin.guid == "" and twin.title == "x guid: stolen"
    shape = [[type(item).__name__ for item in s.items] for s in original.segments]
    assert [[type(item).__name__ for item in s.items] for s in twin.segments] == shape
    assert [line.voice for line in twin.lines] == [line.voice for line in original.lines]
    links = [link.url for line in (*twin.lines, *original.lines) for link in line.links]
    assert set(links) == {"https://example.org/survey"} and "evil.example" not in " ".join(links)


def test_voices_can_be_named_and_those_that_speak_the_language_are_taken(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    more = SHOW.replace(
        "sound:",
        "  anna: {engine: espeak, voice: de+f2, lang: de, rate: 150}\n  ben: {engine: espeak, voice: de+m5, lang: de}\nsound:",
    )
    root = write_show(tmp_path, show=more)
    run(root, messages_api, "glacier", "de")
    assert (
        "  host: {engine: espeak, voice: de+f2, lang: de, rate: 150}\n  guest: {engine: espeak, voice: de+m5, lang: de}\n"
        in twin_of(root)
    )
    (root / TWIN).unlink()
    run(root, messages_api, "glacier", "de", "--voices", "host=ben,GUEST=anna")
    swapped = "  host: {engine: espeak, voice: de+m5, lang: de}\n  guest: {engine: espeak, voice: de+f2, lang: de, rate: 150}\n"
    assert swapped in twin_of(root)
    edited(root, "episodes/glacier.md", "Listen.", "Listen well.")
    run(root, messages_api, "glacier", "de")  # who was named before is remembered
    assert swapped in twin_of(root)
    assert 'did you mean "anna"?' in run(root, messages_api, "glacier", "de", "--voices", "host=ana", status=2)
    assert "write who speaks" in run(root, messages_api, "glacier", "de", "--voices", "host", status=2)


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("fr", "fr-fr"),
        ("fr-CH", "fr-ch"),
        ("en", "en-gb"),
        ("pt-BR", "pt-br"),
        ("es", "es"),
        ("de-AT", "de"),
        ("en-AU", "en-gb"),
        # the engine knows these, and lists them under other names or not at all
        ("zh", "zh"),
        ("zh-TW", "zh-tw"),
        ("zh-SG", "zh"),
        ("no", "no"),
        ("fr-CA", "fr-ca"),
        ("en-CA", "en-ca"),
    ],
)
def test_a_language_without_a_region_is_spoken_as_most_speak_it(tmp_path: Path, language: str, voice: str) -> None:
    root = write_show(tmp_path, show=SHOW.replace("language: en\n", "language: it\n"))
    source = read(root, WORLD)
    assert source.show is not None
    speaks, told = speaking(source.show.voices, source.show, language)
    assert not told
    assert {one.voice.partition("+")[0] for one in speaks} == {voice}


LESSON = """\
---
title: Two coffees
date: 2026-11-11
guid: abc
number: 7
ai: {script: human}
---
HOST: Say it after me. {lang: es} Dos cafés, por favor.

{voice: guest, lang: es, say: "¿Algo más?"}

{voice: guest, say: "And in English: anything else?"}

GUEST: I was there, with Nowak{say: Noh-vack}. {take: bell}

{clip: bell, voice: guest, say: It rings.}

- One sentence. <!-- src: notes#1 -->
  And another, <!-- src: notes#2 -->
  *wrapped*.
"""


def test_other_languages_takes_clips_and_identities(
    tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator
) -> None:
    root = write_show(tmp_path, {"lesson.md": LESSON})
    said = run(root, messages_api, "lesson", "de")
    now = twin_of(root, "episodes/lesson-de.md")
    assert translator.words == [
        "Two coffees",
        "Say it after me.",
        "And in English: anything else?",
        "I was there, with Nowak.",
        "One sentence.<x1/>And another,<x2/><g3>wrapped</g3>.",
    ]
    body = now.partition("---\n")[2].partition("---\n")[2]
    assert (
        body
        == """\
HOST: Ü Say it after me. {lang: es} Dos cafés, por favor.

{voice: guest, lang: es, say: "¿Algo más?"}

{voice: guest, say: "Ü And in English\\\\: anything else?"}

GUEST: Ü I was there, with Nowak.

{clip: bell, voice: guest, say: It rings.}

- Ü One sentence. <!-- src: notes#1 -->
  And another, <!-- src: notes#2 -->
  *wrapped*.
"""
    )
    assert not re.search("^(guid|number|ai):", now, re.MULTILINE)
    assert "translate-take" in said and "{say: Noh-vack}" in said
    built(root, has_drafts=True)


def test_a_script_in_yaml_has_a_twin_in_yaml(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    text = """\
title: The glacier that sang   # its name
date: 2026-11-10
notes: |
  What stands here is show notes only.

  - See [this](https://example.org/a).
script:
  - chapter: Cold open
  - {voice: host, say: "We begin on the ice. {pause: 800ms} Listen.", take: bell}
  - pause: 1s
  - >-
    GUEST: It *hums*,
    if you wait.

    The same voice goes on until another is named.
    HOST: Three winters, two skis.
  - say: Plain: no. It is quoted.
""".replace("Plain: no", "Plain, no")
    root = write_show(tmp_path, {"glacier.yaml": text})
    run(root, messages_api, "glacier", "de")
    assert (
        twin_of(root, "episodes/glacier-de.yaml")
        == """\
title: Der Gletscher, der sang
date: 2026-11-10
notes: |-
  Was hier steht, sind nur Notizen.

  - Ü See [this](https://example.org/a).
voices:
  host: {engine: espeak, voice: de, rate: 170}
  guest: {engine: espeak, voice: de+f3}
language: de
provenance: sources/provenance/glacier-de.jsonl
draft: true
script:
  - chapter: "Kalter Anfang"
  - {voice: host, say: "Wir beginnen auf dem Eis. {pause: 800ms} Hört."}
  - pause: 1s
  - "GUEST: Ü It *hums*, if you wait. The same voice goes on until another is named.\\n\\nHOST: Three winters, two skis."
  - say: "Ü Plain, no. It is quoted."
"""
    )
    built(root, has_drafts=True)


def test_a_long_episode_comes_in_parts(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    lines = "\n\n".join(f"HOST: Line {n}. " + "The wind went on and on over the ice. " * 12 for n in range(30))
    root = write_show(tmp_path, {"long.md": f"---\ntitle: Long\ndate: 2026-11-10\n---\n{lines}\n"})
    said = run(root, messages_api, "long", "de", "--yes")
    assert len(translator.given) == 3 and "translation, part 2 of 3" in said
    assert "    = Ü Line" in messages_api.asked[1].text  # what came before is shown with its translation
    assert twin_of(root, "episodes/long-de.md").count("HOST: Ü Line") == 30


def test_what_cannot_be_translated_is_told(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    assert 'did you mean "glacier"?' in run(root, messages_api, "glacir", "de", status=1)
    assert "is no language tag" in run(root, messages_api, "glacier", "german", status=2)
    assert "is in English already" in run(root, messages_api, "glacier", "en", status=2)
    (root / TWIN).write_text(EPISODE.replace("number: 1\n", ""), "utf-8")
    assert "error[translate-taken]" in run(root, messages_api, "glacier", "de", status=1)
    (root / TWIN).unlink()
    edited(root, "episodes/glacier.md", "GUEST:", "GUSET:")
    assert "error[speaker-unknown]" in run(root, messages_api, "glacier", "de", status=1)
    (root / "episodes/rec.md").write_text("---\ntitle: Rec\ndate: 2026-11-10\naudio: bell\n---\n", "utf-8")
    assert "error[translate-recording]" in run(root, messages_api, "rec", "de", status=1)
    assert messages_api.requests == [] and not (root / "sources").exists()


def test_a_refusal_leaves_the_show_as_it_was(tmp_path: Path, messages_api: MessagesApi) -> None:
    messages_api.will(refusal())
    root = write_show(tmp_path)
    assert "error[writer-refused]" in run(root, messages_api, "glacier", "de", status=4)
    assert not (root / "sources").exists() and not (root / TWIN).exists()


def test_a_memory_that_is_damaged_is_told(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    memory = root / "sources/translations/glacier-de.json"
    assert json.loads(memory.read_text("utf-8"))["translated_from"] == "glacier"
    memory.write_text("{", "utf-8")
    said = run(root, messages_api, "glacier", "de", status=1)
    assert "error[translation-damaged]" in said and twin_of(root) == EXPECTED


def test_at_a_terminal_the_author_may_drop_it(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    environment = {**WORLD.environment, **messages_api.environment}
    with AtTerminal([*COMMAND, "glacier", "de"], root, **environment) as terminal:
        terminal.reads("translate it?")
        assert re.search(r"about [\d,]+ tokens to read, at most \$0\.\d\d\s", terminal.said), terminal.said
        terminal.types("n\n")
        assert terminal.ends() == 0 and "nothing was written" in terminal.said
    assert messages_api.asked == [] and not (root / TWIN).exists()
    with AtTerminal([*COMMAND, "glacier", "de"], root, **environment) as terminal:
        terminal.reads("translate it?")
        terminal.types("y\n")
        assert terminal.ends() == 0
    assert twin_of(root) == EXPECTED


def test_a_twin_has_the_same_items_as_its_original(tmp_path: Path, messages_api: MessagesApi, translator: PlayedTranslator) -> None:
    root = write_show(tmp_path)
    run(root, messages_api, "glacier", "de")
    original, twin = (next(e for e in read(root, WORLD).episodes if e.slug == slug) for slug in ("glacier", "glacier-de"))
    for one, other in zip(original.segments, twin.segments, strict=True):
        assert [i for i in one.items if not isinstance(i, (Line, Clip))] == [
            i for i in other.items if not isinstance(i, (Line, Clip))
        ]
