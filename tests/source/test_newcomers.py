"""What newcomers write: names in the middle of a paragraph, cues with a slip. Nothing of it may be read aloud unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.source.codes import CODES
from tests.source.shows import FRONT, SHOW, YAML_FRONT, read, told
from tests.source.test_script import heard

LABELLED = SHOW.replace("en-gb}", "en-gb, name: Ada Lind}").replace("+f3}", "+f3, name: عمر}") + "  tide-desk: {name: 主持人}\n"
M, Y = "episodes/ice.md", "episodes/ice.yaml"


def told_and_heard(root: Path, text: str, name: str, show: str = LABELLED) -> tuple[list[str], list[str], list[str]]:
    """The mistakes, what is heard (with its place), and what to do, of a script that begins in line 5 (YAML: line 4)."""
    front = f"{YAML_FRONT}script:\n" if name == Y else FRONT
    _, episodes, mistakes = read(root, {"show.yaml": show, name: front + text})
    assert {mistake.code for mistake in mistakes} <= CODES.keys()
    items = [item for episode in episodes for segment in episode.segments for item in segment.items]
    places = [f"{item.span.line}:{item.span.column}-{item.span.end_column} {heard(item)}" for item in items]
    return told(mistakes), places, [mistake.fix for mistake in mistakes]


SPOKEN: tuple[tuple[str, str, list[str]], ...] = (
    # a dialogue in one paragraph: a name begins a line of its own, as a new paragraph would (no + before the voice)
    (M, "HOST: one\nGUEST: two\nthree", ["5:7-10 host: one", "6:8-11 guest: two three"]),
    (M, "One\ntwo.\n**Guest:** three\n**HOST**: four", ["5:1-4 host: One two.", "7:12-17 guest: three", "8:11-15 host: four"]),
    (M, "HOST: one\\\nGUEST: two  \nHOST: three", ["5:7-10 host: one", "6:8-11 guest: two", "7:7-12 host: three"]),
    (M, "- GUEST: one\n  HOST: two\n- three", ["5:10-13 guest: one", "6:9-12 host: two", "7:3-8 host: three"]),
    (M, "> HOST: one\n> GUEST: two", ["5:9-12 host: one", "6:10-13 guest: two"]),
    (M, "GUEST:\nHOST:\nOne.", ["7:1-5 host: One."]),
    (M, "One {rate: 120} two\nGUEST: three", ["5:1-4 host: One", "5:17-20 +host: two rate=120", "6:8-13 guest: three"]),
    (M, "One\nGUEST\\: two\nNASA\\: three", ["5:1-4 host: One GUEST: two NASA: three"]),
    (M, "`one\nGUEST: two` three", ["5:2-5 host: one GUEST: two three"]),
    (M, "See [one\nGUEST: two](https://a.org).", ["5:1-9 host: See one GUEST: two. link=https://a.org (one GUEST: two)"]),
    (M, "One\n{voice: guest,\nsay: two} three", ["5:1-4 host: One", "7:6-9 +guest: two", "7:11-16 +host: three"]),
    (M, "One <!-- a\nb --> GUEST: two.", ["5:1-11 host: One GUEST: two."]),
    (Y, "- |\n  HOST: one\n  GUEST: two\n", ["5:9-12 host: one", "6:10-13 guest: two"]),
    (Y, "- >\n  HOST: one\n  GUEST: two\n", ["5:9-12 host: one", "6:10-13 guest: two"]),
    (Y, '- "HOST: one\n  GUEST: two"\n', ["4:10-13 host: one", "5:10-13 guest: two"]),
    # how a name may be written
    (M, "guest:no space", ["5:7-15 guest: no space"]),
    (M, "GUEST：one", ["5:7-10 guest: one"]),
    (M, "Narrator :one", ["5:1-14 host: Narrator :one"]),
    (M, "GUEST : one", ["5:9-12 guest: one"]),
    (M, "guest://one is", ["5:1-15 host: guest://one is"]),
    (M, "عمر: one", ["5:6-9 guest: one"]),
    (M, "主持人：one", ["5:5-8 tide-desk: one"]),
    (M, "ada lind: one\nTide desk: two", ["5:11-14 host: one", "6:12-15 tide-desk: two"]),
    (Y, "- >\n  the\n  host\n  : one\n", ["5:3-6 host: the host : one"]),
    (Y, "- 'عمر: one'\n", ["4:9-12 guest: one"]),
    (M, "كتاب: one", ["5:1-10 host: كتاب: one"]),
    (M, "Then: one\nand so: two", ["5:1-10 host: Then: one and so: two"]),
    (Y, "- pauses:1s\n", ["4:3-12 host: pauses:1s"]),
    (M, "{music: calm}\n\nOne.\n\n# Two\n\nTwo {music: stop}", ["5:1-14 music assets/calm.wav -22 2", "7:1-5 host: One."]),
)


@pytest.mark.parametrize(("name", "text", "expected"), SPOKEN, ids=[text for _, text, _ in SPOKEN])
def test_names_in_a_paragraph_are_not_read_aloud(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    mistakes, places, _ = told_and_heard(tmp_path, text, name)
    assert mistakes == []
    assert places[: len(expected)] == expected


WRONG: tuple[tuple[str, str, str, str], ...] = (
    # names: what is written, what is told, what to do
    (M, "HOST: a\nHOTS: b", f'{M}:6:1: error[speaker-unknown]: "HOTS" is not one of the voices', 'did you mean "host"? known'),
    (M, "- a\n  **HOTS:** b", f'{M}:6:5: error[speaker-unknown]: "HOTS" is not one', "write HOTS\\:"),
    (M, "> a\n> HOTS: b", f'{M}:6:3: error[speaker-unknown]: "HOTS" is not one', "write HOTS\\:"),
    (M, "a\nHots: b", f'{M}:6:1: warning[speaker-like]: "Hots" looks like the voice "host"', "write HOST: to name"),
    (M, "HOTS:no space", f'{M}:5:1: error[speaker-unknown]: "HOTS" is not one', "write HOTS\\:"),
    (M, "NASA：a", f'{M}:5:1: error[speaker-unknown]: "NASA" is not one', "known: guest, host, tide-desk; to speak it"),
    (M, "ADA: a", f'{M}:5:1: error[speaker-unknown]: "ADA" is not one', 'did you mean "host" (Ada Lind)? known'),
    (M, "عمرو: a", f'{M}:5:1: error[speaker-unknown]: "عمرو" is not one', 'did you mean "guest" (عمر)?'),
    (M, "a\n主持人们：b", f'{M}:6:1: error[speaker-unknown]: "主持人们" is not one', 'did you mean "tide-desk" (主持人)?'),
    (M, "{voice: Ada}\n\na", f'{M}:5:9: error[voice-unknown]: "Ada" is not one', 'did you mean "host" (Ada Lind)?'),
    (Y, "- |\n  HOST: a\n  HOTS: b\n", f'{Y}:6:3: error[speaker-unknown]: "HOTS" is not one', "write HOTS\\:"),
    (Y, "- say: |\n    a\n    GUEST: b\n", f'{Y}:6:5: error[speaker-in-say]: "GUEST:" would be read aloud', "voice: guest"),
    (Y, "- say: >\n    a\n    Ada Lind: b\n", f'{Y}:6:5: error[speaker-in-say]: "Ada Lind:" would be', "voice: host"),
    (Y, '- say: "host:a"\n', f'{Y}:4:9: error[speaker-in-say]: "host:" would be read aloud', "voice: host"),
    # cues: the space behind the colon, the colon, the sound's kind
    (M, "a {pause:1s} b", f'{M}:5:4: error[cue-unknown]: "pause:1s" is not', "put a space behind the colon: {pause: 1s}"),
    (M, "a {sfx:bell} b", f'{M}:5:4: error[cue-unknown]: "sfx:bell" is not', "put a space behind the colon: {sfx: bell}"),
    (M, "{sfx:bell}\n\nb", f'{M}:5:2: error[cue-unknown]: "sfx:bell" is not', "put a space behind the colon: {sfx: bell}"),
    (Y, "- {sfx:bell}\n- b\n", f'{Y}:4:4: error[cue-unknown]: "sfx:bell" is not', "a space behind the colon: {sfx: bell}"),
    (Y, "- sfx:bell\n- b\n", f'{Y}:4:3: error[cue-unknown]: "sfx:bell" would be read aloud', "a space behind the colon: sfx: bell"),
    (M, "a {music: {bed:calm}} b", f'{M}:5:12: error[cue-unknown]: "bed:calm" is not', "a space behind the colon: {bed: calm}"),
    (M, "a {pause 300ms} b", f'{M}:5:4: error[cue-unknown]: "pause 300ms" is not', "put a colon behind pause: {pause: 300ms}"),
    (M, "a {crack} b", f'{M}:5:4: error[cue-unknown]: "crack" is not a cue', "write {sfx: crack}"),
    (M, "a {bell} b", f'{M}:5:4: error[cue-unknown]: "bell" is not a cue', "write {sfx: bell}"),
    (M, "a\n{pause: 1s\nb {sfx: crack}\nGUEST: c", f"{M}:6:1: error[cue-open]: a cue that nothing closes", "closing brace"),
    (Y, "- |\n  a {pause: 1s\n  b {sfx: crack}\n", f"{Y}:5:5: error[cue-open]: a cue that nothing closes", "closing brace"),
    (M, '{clip: crack, say: "a {sfx:bell} b"}', f"{M}:5:23: error[cue-mixed]: nothing can happen in the words", "out of say"),
    # music that contradicts itself
    (M, "{music: calm, bed: crack}\n\na", f"{M}:5:15: error[cue-mixed]: two beds are named in one cue", "keep one"),
    (M, "{music: {bed: calm, stop: true}}\n\na", f"{M}:5:21: error[cue-mixed]: music cannot start and stop", "keep one"),
    (M, "{music: calm, stop: true}\n\na", f"{M}:5:15: error[cue-mixed]: music cannot start and stop", "keep one"),
    (M, "{music: stop, bed: calm}\n\na", f"{M}:5:15: error[cue-mixed]: music cannot start and stop", "keep one"),
    (M, "{music: stop, gain: 3 dB}\n\na", f"{M}:5:15: error[cue-mixed]: music that stops has no level", "delete gain"),
    (Y, "- music: {stop: true, gain: 3 dB}\n- a\n", f"{Y}:4:23: error[cue-mixed]: music that stops has no level", "delete gain"),
    (M, "{music: {bed: calm, gain: 1}, gain: 2}\n\na", f'{M}:5:31: error[cue-mixed]: "gain" is written twice', "keep one"),
    (M, "a\n\n{music: stop}", f"{M}:7:1: warning[cue-alone]: no music plays here that could stop", "start a bed before it"),
    (M, "{music: calm}\n\na {music: stop} b {music: stop}", f"{M}:7:19: warning[cue-alone]: no music plays here", "delete it"),
)


@pytest.mark.parametrize(("name", "text", "expected", "fix"), WRONG, ids=[text for _, text, _, _ in WRONG])
def test_a_slip_is_told_at_its_place_with_what_to_do(tmp_path: Path, name: str, text: str, expected: str, fix: str) -> None:
    mistakes, places, fixes = told_and_heard(tmp_path, text, name)
    assert len(mistakes) == 1, mistakes
    assert mistakes[0].startswith(expected)
    assert fix in fixes[0]
    assert ("error[" in mistakes[0]) == (places == []), "what is wrong is not heard"


def test_a_wrong_key_within_music_is_told_with_the_keys_of_music(tmp_path: Path) -> None:
    mistakes, _, fixes = told_and_heard(tmp_path, "{music: {bed: calm, gian: 3 dB}}\n\na", M)
    assert mistakes == [f'{M}:5:21: error[cue-unknown]: "gian" is not a cue']
    assert fixes == ['did you mean "gain"? known: bed, fade, gain, stop']


def test_a_name_that_two_voices_share_names_neither(tmp_path: Path) -> None:
    show = LABELLED.replace("عمر", "Ada Lind")
    mistakes, _, fixes = told_and_heard(tmp_path, "GUEST: a\nAda Lind: b", M, show)
    assert mistakes == [f'{M}:6:1: error[speaker-unknown]: "Ada Lind" is the name of several voices']
    assert fixes == ["write one of host, guest; to speak it, write Ada Lind\\:"]


def test_music_of_the_front_matter_can_be_stopped(tmp_path: Path) -> None:
    front = "---\ntitle: Ice\ndate: 2026-11-20\nmusic: calm\n---\n"
    _, (episode,), mistakes = read(tmp_path, {M: f"{front}One.\n\n{{music: stop}}\n"})
    assert mistakes == ()
    assert [heard(item) for item in episode.segments[0].items] == ["music assets/calm.wav -22 2", "host: One.", "stop 3"]
