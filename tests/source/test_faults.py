"""Faulty little shows, each with the place and the message that its author gets to read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podbuild.source.codes import CODES
from podbuild.source.load import load
from podbuild.source.workspace import Workspace
from tests.source.feed_faults import FEED_FAULTS
from tests.source.shows import FRONT, SHOW, YAML_FRONT, picture, read, told

Files = Mapping[str, str | bytes]
E = "episodes/ice.md"
Y = "episodes/ice.yaml"


def show(text: str) -> Files:
    """A show.yaml with more lines; the first of them is line 10."""
    return {"show.yaml": SHOW + text}


def without(key: str, instead: str = "") -> Files:
    lines = [instead if line.startswith(f"{key}:") else line for line in SHOW.splitlines()]
    return {"show.yaml": "\n".join(line for line in lines if line) + "\n"}


def body(text: str) -> Files:
    """An episode whose script begins in line 5."""
    return {E: FRONT + text}


def front(line: str) -> Files:
    """An episode with one more field, in line 4."""
    return {E: f"---\ntitle: Ice\ndate: 2026-11-20\n{line}\n---\nWords.\n"}


def mixed(text: str) -> Files:
    """An episode with a finished recording, and with this below its fields, from line 6 on."""
    return {E: f"---\ntitle: Ice\ndate: 2026-11-20\naudio: takes/host.wav\n---\n{text}"}


def script(text: str) -> Files:
    """An episode in YAML whose items begin in line 4."""
    return {Y: f"{YAML_FRONT}script:\n{text}"}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(6)
)

PATH, TOKEN = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla"


def private(text: str, visibility: str = "private") -> Files:
    """A show that is not public, with this in listeners.yaml."""
    return {**show(f"visibility: {visibility}\n"), "listeners.yaml": text}


def listening(*entries: str) -> Files:
    """A private show with these listeners, the first one in line 3."""
    return private(f"path: {PATH}\nlisteners:\n" + "".join(f"  - {entry}\n" for entry in entries))


ANA = f"{{name: Ana, token: {TOKEN}}}"
FAULTS: tuple[tuple[Files, str], ...] = (
    # show.yaml: its keys
    (show("colour: red\n"), 'show.yaml:10:1: error[key-unknown]: "colour" is not a key of the show'),
    (show("sound: {loundess: -16 LUFS}\n"), 'show.yaml:10:9: error[key-unknown]: "loundess" is not a key of sound'),
    (show("email:\n"), 'show.yaml:10:1: error[value-missing]: "email" has no value'),
    (show("title: Again\n"), 'show.yaml:10:1: error[key-duplicate]: "title" is written twice'),
    (show("explicit: no\n"), 'show.yaml:10:11: error[type-wrong]: "no" does not fit here'),
    (show("type: weekly\n"), 'show.yaml:10:7: error[choice-unknown]: "weekly" is none of episodic, serial'),
    (show("license: CC-BY\n"), 'show.yaml:10:10: error[license-unknown]: "CC-BY" is not a licence'),
    (show("email: someone\n"), 'show.yaml:10:8: error[email-bad]: "someone" is not an e-mail address'),
    (show("guid: a b\n"), 'show.yaml:10:7: error[guid-bad]: "a b" is not an identifier'),
    (show("theme: {accent: crimson}\n"), 'show.yaml:10:17: error[colour-bad]: "crimson" is not a colour'),
    (show("feed: {items: 0}\n"), 'show.yaml:10:15: error[number-bad]: "0" is not a whole number of at least 1'),
    (show("feed: {archive: many}\n"), 'show.yaml:10:17: error[number-bad]: "many" is not a whole number of at least 1'),
    (show("feed: {items: 50, archive: 60}\n"), "show.yaml:10:28: error[number-bad]: an archive of 60 episodes is larger than"),
    (show("feed: {pages: 3}\n"), 'show.yaml:10:8: error[key-unknown]: "pages" is not a key of feed'),
    (show("feed: 300\n"), 'show.yaml:10:7: error[type-wrong]: "300" does not fit here'),
    (show("sound: {loudness: loud}\n"), 'show.yaml:10:19: error[level-bad]: "loud" is not a level from -31 to -9 LUFS'),
    (show("sound: {loudness: -16 dB}\n"), 'show.yaml:10:19: error[level-bad]: "-16 dB" is not a level from'),
    (show("sound: {gap: soon}\n"), 'show.yaml:10:14: error[duration-bad]: "soon" is not a duration'),
    (show("sound: {bitrate: 100}\n"), "show.yaml:10:18: error[number-bad]: the bitrate is none that an MP3 can have: 32, 40,"),
    (show("sound: {bitrate: good}\n"), "show.yaml:10:18: error[number-bad]: the bitrate is none that an MP3 can have"),
    (show("sound: {formats: opus}\n"), "show.yaml:10:18: error[opus-alone]: Opus alone cannot be the enclosure of a feed"),
    (front("sound: {formats: [opus, OPUS]}"), f"{E}:4:18: error[opus-alone]: Opus alone cannot be the enclosure"),
    (show("sound: {formats: [opus, mp4]}\n"), 'show.yaml:10:25: error[choice-unknown]: "mp4" is none of mp3, m4a, opus'),
    (show("sound: [mp3]\n"), "show.yaml:10:8: error[type-wrong]: a list does not fit here"),
    (show("ai: {spoken: off}\n"), "show.yaml:10:14: error[ai-reason-missing]: the disclosure is off without a reason"),
    (show("ai: {spoken: false}\n"), 'show.yaml:10:14: error[choice-unknown]: "false" would be spoken as it stands'),
    (show("links: [example.org]\n"), 'show.yaml:10:9: error[url-bad]: "example.org" is not a web address'),
    (show("people: [{role: host}]\n"), 'show.yaml:10:10: error[field-missing]: a person has no "name"'),
    (without("author"), 'show.yaml:1:1: error[field-missing]: the show has no "author"'),
    (without("language", "language: english"), 'show.yaml:5:11: error[language-unknown]: "english" is not a language tag'),
    (without("url", "url: example.org"), 'show.yaml:4:6: error[url-bad]: "example.org" is not a web address'),
    (without("categories", "categories: [Arts > Cooking]"), 'show.yaml:6:14: error[category-unknown]: "Arts > Cooking"'),
    ({"show.yaml": ""}, "show.yaml:1:1: error[show-empty]: show.yaml says nothing"),
    # voices
    (show("  x: {engine: espeek}\n"), 'show.yaml:10:15: error[engine-unknown]: "espeek" is not a speech engine'),
    (show("  x: {voice: en-xx}\n"), 'show.yaml:10:14: error[engine-voice]: no voice is called "en-xx"'),
    (show("  x: {pich: 60}\n"), 'show.yaml:10:7: error[key-unknown]: "pich" is not a key of voice "x"'),
    (show("  x: {rate: fast}\n"), 'show.yaml:10:13: error[number-bad]: "fast" is not a number of words a minute'),
    (show("  x: {lang: xx}\n"), 'show.yaml:10:13: error[language-unknown]: "xx" is not a language tag'),
    (show("  Host: {}\n"), 'show.yaml:10:3: error[voice-duplicate]: "Host" is the name of another voice'),
    (show("  2x: {}\n"), 'show.yaml:10:3: error[voice-name-bad]: "2x" cannot name a voice'),
    # YAML itself
    (show("\temail: a@b.org\n"), "show.yaml:10:1: error[yaml-tab]: a tab cannot indent YAML"),
    (show("subtitle: Ice: a story\n"), "show.yaml:10:14: error[yaml-bad]: a colon stands where none can"),
    (show("subtitle: 'open\n"), "show.yaml:11:1: error[yaml-bad]: a quote is opened and never closed"),
    (show("links: [a, b\n"), "show.yaml:11:1: error[yaml-bad]: a list or mapping in brackets is not closed"),
    (show("subtitle: a\x07b\n"), "show.yaml:10:12: error[character-bad]: a character that no text may hold (U+0007)"),
    (show('subtitle: "a\\x07b"\n'), "show.yaml:10:11: error[character-bad]: a character that no text may hold (U+0007)"),
    (body("One\x07.\n"), f"{E}:5:4: error[character-bad]: a character that no text may hold (U+0007)"),
    (show("---\ntitle: x\n"), "show.yaml:10:1: error[yaml-documents]: a second document starts here"),
    (show("subtitle: !!int 3\n"), "show.yaml:10:11: error[yaml-tag]: a type tag"),
    (show("? [a]\n: b\n"), "show.yaml:10:3: error[yaml-key]: a list or a mapping cannot be a key"),
    (show("subtitle: *x\n"), 'show.yaml:10:11: error[alias-unknown]: "*x" repeats an anchor'),
    (show("links: " + "[" * 60 + "]" * 60), "show.yaml:10:47: error[yaml-deep]: more than 40 levels"),
    ({"show.yaml": BOMB}, "show.yaml:5:36: error[alias-explosion]: aliases repeat each other"),
    ({"show.yaml": SHOW.encode() + b"subtitle: caf\xe9\n"}, "show.yaml:10:14: error[encoding-bad]: the byte 0xe9 is not UTF-8"),
    ({"show.yaml": SHOW.encode("utf-16")}, "show.yaml:1:1: error[encoding-bad]: this file is UTF-16, not UTF-8"),
    # an episode's fields
    (front("date: 20.11.2026"), f'{E}:4:1: error[key-duplicate]: "date" is written twice'),
    ({E: "---\ntitle: Ice\ndate: 2026-13-01\n---\nWords.\n"}, f'{E}:3:7: error[date-bad]: "2026-13-01" is not a date'),
    ({E: "---\ntitle: Ice\n---\nWords.\n"}, f"{E}:2:8: warning[date-missing]: the episode has no date"),
    (front("nummer: 3"), f'{E}:4:1: error[key-unknown]: "nummer" is not a key of the episode'),
    (front("number: 03x"), f'{E}:4:9: error[number-bad]: "03x" is not a whole number'),
    (front("music: storm"), f'{E}:4:8: error[asset-missing]: "storm" is not in the show directory'),
    (front("audio: takes/host.wav"), f"{E}:6:1: error[audio-and-script]: the episode has a finished recording and a script"),
    (mixed("# Ice\n\n{sfx: crack}\n"), f"{E}:8:1: error[audio-and-script]: the episode has a finished recording"),
    (mixed("{music: calm}\n"), f"{E}:6:1: error[audio-and-script]: the episode has a finished recording"),
    (mixed("---\n"), f"{E}:6:1: error[audio-and-script]: the episode has a finished recording"),
    (mixed("# Ice\n\n# Snow\n"), f"{E}:8:3: error[audio-and-script]: the episode has a finished recording"),
    (front("audio: takes/host.wav\nmusic: calm"), f"{E}:5:8: error[audio-and-script]: the episode has a finished"),
    ({Y: f"{YAML_FRONT}audio: takes/host.wav\nscript: [pause: 1s]\n"}, f"{Y}:4:10: error[audio-and-script]: the episode has"),
    ({E: "Words.\n"}, f"{E}:1:1: error[front-matter-missing]: the episode does not begin with its fields"),
    ({E: "---\ntitle: Ice\nWords.\n"}, f"{E}:1:1: error[front-matter-open]: the fields are not closed"),
    (body("<!-- nothing -->\n"), f"{E}:2:8: error[script-empty]: nothing is spoken in this episode"),
    # who speaks
    (body("HOTS: We begin.\n"), f'{E}:5:1: error[speaker-unknown]: "HOTS" is not one of the voices'),
    (body("Hots: We begin.\n"), f'{E}:5:1: warning[speaker-like]: "Hots" looks like the voice "host"'),
    (body("One.\n\n> - **HOTS:** We begin.\n"), f'{E}:7:7: error[speaker-unknown]: "HOTS" is not one'),
    (body("{voice: hots}\n\nWords.\n"), f'{E}:5:9: error[voice-unknown]: "hots" is not one of the voices'),
    (script("- {voice: hots, say: Words.}\n"), f'{Y}:4:11: error[voice-unknown]: "hots" is not one of the voices'),
    (script('- {say: "HOST: Words."}\n'), f'{Y}:4:10: error[speaker-in-say]: "HOST:" would be read aloud'),
    # cues
    (body("We wait {pauze: 1s} here.\n"), f'{E}:5:10: error[cue-unknown]: "pauze" is not a cue'),
    (body("We wait\nfor it {pause: soon} here.\n"), f'{E}:6:16: error[duration-bad]: "soon" is not a duration'),
    (body("- one\n- two\n  and {pause: soon} here.\n"), f'{E}:7:15: error[duration-bad]: "soon" is not'),
    (body("We wait {pause} here.\n"), f'{E}:5:10: error[value-missing]: "pause" has no value'),
    (body("We wait {} here.\n"), f"{E}:5:9: error[cue-empty]: a cue without a key"),
    (body("We wait {pause: 1s here.\n"), f"{E}:5:9: error[cue-open]: a cue that nothing closes"),
    (body("We wait } here.\n"), f"{E}:5:9: error[brace-stray]: a closing brace that nothing opens"),
    (body("We wait {pause: 1s, sfx: crack} here.\n"), f'{E}:5:21: error[cue-mixed]: "sfx" does not go with "pause"'),
    (body("We wait {fade: 1s} here.\n"), f'{E}:5:10: error[cue-alone]: "fade" says nothing by itself'),
    (body("We wait {music: {gain: -3 dB}} here.\n"), f'{E}:5:10: error[cue-alone]: "music" names no bed'),
    (body("Words {say: no} more.\n"), f"{E}:5:7: error[say-alone]: these words stand behind no word"),
    (body("{take: takes/host.wav}\n\nWords.\n"), f"{E}:5:1: error[take-alone]: a take without the words"),
    (body("{clip: crack, from: 1s, to: 0:01}\n"), f"{E}:5:29: error[clip-backwards]: the clip ends before it begins"),
    (body("{clip: crack, from: 1:30}\n"), f"{E}:5:21: error[clip-beyond]: the clip begins after the end of assets/crack.wav"),
    (script("- {clip: crack, from: 2h, to: 3h}\n"), f"{Y}:4:23: error[clip-beyond]: the clip begins after the end"),
    (body("It is {sfx: {name: crack}} here.\n"), f"{E}:5:13: error[type-wrong]: a mapping does not fit here"),
    (body("We wait {pause: 1s, pause: 2s} here.\n"), f'{E}:5:21: error[key-duplicate]: "pause" is written twice'),
    (script("- pauze: 1s\n"), f'{Y}:4:3: error[cue-unknown]: "pauze" is not a cue'),
    (script('- say: "We *wait {pause: soon} here*."\n'), f'{Y}:4:26: error[duration-bad]: "soon" is not a duration'),
    (script("- say: >\n    We wait\n    for {pause: soon} it.\n"), f'{Y}:6:17: error[duration-bad]: "soon" is not'),
    (script("- [Words.]\n"), f"{Y}:4:3: error[type-wrong]: a list does not fit here"),
    ({Y: f"{YAML_FRONT}script: Words.\n"}, f'{Y}:3:9: error[type-wrong]: "Words." does not fit here'),
    # Markdown that cannot be spoken
    (body("Words.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"), f"{E}:7:1: error[table-in-speech]: a table cannot be spoken"),
    (body("Words.\n\n```\ncode\n```\n"), f"{E}:7:1: error[code-in-speech]: code cannot be spoken"),
    (body("Words.\n\n    indented\n"), f"{E}:7:5: error[code-in-speech]: a line indented by four spaces is code"),
    (body("Words.\n\n<div>x</div>\n"), f"{E}:7:1: error[html-in-speech]: HTML cannot be spoken"),
    (body("Some <b>words</b> here.\n\n"), f'{E}:5:6: error[html-in-speech]: "<b>" is HTML'),
    (body("A *star here.\n"), f"{E}:5:3: error[emphasis-open]: a star that nothing closes"),
    (body("A `tick here.\n"), f"{E}:5:3: error[code-open]: a backtick that nothing closes"),
    (body("Words <!-- open.\n"), f"{E}:5:7: error[comment-open]: a comment that nothing closes"),
    (body("Some ~~words~~ here.\n"), f"{E}:5:6: error[strike-in-speech]: struck-out text"),
    (body("See [this](page.html).\n"), f'{E}:5:5: error[url-bad]: "page.html" is not a web address'),
    (body("Words.\n\n[laughs]: loudly\n"), f'{E}:7:1: error[url-bad]: "loudly" is not a web address'),
    (body("1986. A great year.\n"), f"{E}:5:1: warning[list-number]: 1986. begins a list here: the number is not spoken"),
    (body("Words.\n\n...\n"), f'{E}:7:1: warning[line-wordless]: "..." has no word to speak'),
    # headings and pictures
    (body("### Deep\n\nWords.\n"), f"{E}:5:1: error[heading-deep]: a heading this deep starts no chapter"),
    (body("> # Quoted\n\nWords.\n"), f"{E}:5:3: error[heading-deep]: a heading inside a list or quote"),
    (body("#\n\nWords.\n"), f"{E}:5:1: error[heading-empty]: a heading without words"),
    (body("# Ice {.silent}\n\nWords.\n"), f"{E}:5:7: error[class-unknown]: {{.silent}} means nothing here"),
    (body("# Ice {pause: 1s}\n\nWords.\n"), f"{E}:5:7: error[cue-in-heading]: a heading is not heard"),
    (body("# Ice\n\n# Snow\n\nWords.\n"), f'{E}:5:3: warning[chapter-empty]: nothing is heard in the chapter "Ice"'),
    (body("Words.\n\n![Dusk]()\n"), f"{E}:7:1: error[picture-open]: a picture without a file"),
    (body("Words.\n\n![Dusk](images/dusk.jpg)\n"), f'{E}:7:1: error[asset-missing]: "images/dusk.jpg" is not in the show'),
    ({**body("Words.\n\n![](a.png)\n"), "a.png": b"x"}, f'{E}:7:1: error[picture-unreadable]: "a.png" is not a picture'),
    # assets
    (body("{sfx: crak}\n\nWords.\n"), f'{E}:5:7: error[asset-missing]: "crak" is not in the show directory'),
    (body("{sfx: bell}\n\nWords.\n"), f'{E}:5:7: error[asset-ambiguous]: "bell" may be assets/bell.mp3 or assets/bell.wav'),
    (body("{sfx: ../bell.wav}\n\nWords.\n"), f'{E}:5:7: error[path-escapes]: "../bell.wav" leads out of the show'),
    (body("{sfx: /etc/passwd}\n\nWords.\n"), f'{E}:5:7: error[path-escapes]: "/etc/passwd" leads out of the show'),
    (body("{sfx: 'a\\bell.wav'}\n\nWords.\n"), f'{E}:5:7: error[path-backslash]: "a\\bell.wav" is written with backslashes'),
    (body("{sfx: Assets/Crack.wav}\n\nWords.\n"), f'{E}:5:7: error[asset-case]: "Assets/Crack.wav" is not there'),
    (body("{sfx: 'https://a.org/b.wav'}\n\nWords.\n"), f'{E}:5:7: error[asset-remote]: "https://a.org/b.wav" is on the web'),
    ({**body("{sfx: a.txt}\n\nWords.\n"), "a.txt": "x"}, f'{E}:5:7: error[media-unknown]: "a.txt" is no sound'),
    ({**body("{sfx: a}\n\nWords.\n"), "assets/a.wav": b""}, f"{E}:5:7: error[audio-empty]: the sound has no length"),
    ({**body("{sfx: a}\n\nWords.\n"), "assets/a.wav": b"silence"}, f"{E}:5:7: error[audio-silent]: the sound is silent"),
    ({**body("{sfx: a}\n\nWords.\n"), "assets/a.wav": b"broken"}, f"{E}:5:7: error[audio-unreadable]: the sound cannot"),
    # files
    ({"episodes/ice.txt": "x"}, 'episodes/ice.txt:1:1: warning[episode-ignored]: "ice.txt" is not read'),
    (
        {"episodes/2026/snow.md": "x", "episodes/2026/05/rain.yaml": "x", "episodes/2026/ice.png": "x"},
        'episodes/2026/05/rain.yaml:1:1: warning[episode-ignored]: "episodes/2026/05/rain.yaml" and 1 more are not read',
    ),
    ({"episodes/my ice.md": FRONT + "Words."}, "episodes/my ice.md:1:1: error[slug-bad]: the file's name has a space in it"),
    ({E: FRONT + "Words.", Y: YAML_FRONT + "script: [Words.]"}, f'{Y}:1:1: error[slug-duplicate]: two episodes are called "ice"'),
    (
        {**front("guid: a"), "episodes/snow.md": "---\ntitle: Snow\ndate: 2026-11-21\nguid: a\n---\nWords."},
        'episodes/snow.md:2:8: error[guid-duplicate]: the guid "a" belongs to another episode',
    ),
    (
        {**front("number: 1\nguid: a"), "episodes/snow.md": "---\ntitle: Snow\ndate: 2026-11-21\nnumber: 1\nguid: b\n---\nWords."},
        "episodes/snow.md:2:8: warning[number-duplicate]: another episode has the number 1",
    ),
    (
        {**front("number: 1"), "episodes/snow.md": "---\ntitle: Snow\ndate: 2026-11-21\nnumber: 1\n---\nWords."},
        "episodes/snow.md:2:8: error[number-duplicate]: another episode has the number 1",
    ),
    # finished recordings
    (front("chapters: [{start: 0:00, title: A}]"), f'{E}:4:11: error[recording-only]: "chapters" is for a finished recording'),
    (front("audio: {url: https://e.org/a.mp3, file: host.wav}"), f"{E}:4:8: error[recording-place]: the recording is both"),
    (front("audio: {bytes: 12}"), f"{E}:4:8: error[recording-place]: nothing says where the recording is"),
    (front("audio: {file: takes/host.wav}"), f"{E}:4:8: error[recording-changed]: nothing says that this file goes out as it is"),
    (front("audio: {url: https://e.org/a.mp3, type: mp3}"), f"{E}:4:41: error[recording-type]: this is no type of a file"),
    (front("audio: {url: https://e.org/a.mp3, duration: long}"), f"{E}:4:45: error[duration-bad]: this is no length"),
    (
        front("audio: {url: https://e.org/a.mp3}\nchapters: [{start: 1:00, title: A}, {start: 0:30, title: B}]"),
        f'{E}:5:37: error[chapter-order]: "B" begins before the chapter above it',
    ),
    (
        {**front("audio: {url: https://e.org/a.mp3}\ntranscript: a.vtt"), "assets/a.vtt": "WEBVTT\n\nNo times.\n"},
        f'{E}:5:13: error[transcript-bad]: nothing can be read from "assets/a.vtt"',
    ),
    # who wrote what
    (front("provenance: [a]"), f"{E}:4:13: error[type-wrong]: a list does not fit here"),
    (front("provenance: sources/provenance/ice.jsonl"), f'{E}:4:13: error[asset-missing]: "sources/provenance/ice.jsonl" is not'),
    (front("provenance: ../ice.jsonl"), f'{E}:4:13: error[path-escapes]: "../ice.jsonl" leads out of the show directory'),
    (front("provenance: show.yaml"), f'{E}:4:13: error[media-unknown]: "show.yaml" is no record that podbuild reads'),
    (
        {**front("provenance: ice.jsonl"), "ice.jsonl": b'{"id": "a", "deed": "draft", "wish": "\xff"}\n'},
        "ice.jsonl:1:39: error[encoding-bad]: the byte 0xff is not UTF-8",
    ),
    (
        {**front("provenance: ice.jsonl"), "ice.jsonl": '{"id": "a", "deed": "draft"}\n{"id": "b", "deed"'},
        "ice.jsonl:2:1: warning[provenance-damaged]: this line is no JSON: it was cut off or changed",
    ),
    (
        {**front("provenance: ice.jsonl"), "ice.jsonl": '<<<<<<< HEAD\n{"id": "a", "deed": "draft"}\n'},
        "ice.jsonl:1:1: warning[provenance-damaged]: git left a mark of a merge here",
    ),
    # words and rights
    ({"lexicon.yaml": "- {word: Nowak}\n"}, 'lexicon.yaml:1:3: error[lexicon-silent]: nothing says how "Nowak" is spoken'),
    ({"lexicon.yaml": "- {word: Nowak, say: -}\n"}, 'lexicon.yaml:1:22: error[lexicon-silent]: "-" has no letter or digit'),
    ({"lexicon.yaml": "- {word: a, say: b}\n- {word: a, say: c}\n"}, 'lexicon.yaml:2:3: error[lexicon-duplicate]: "a" is in'),
    ({"lexicon.yaml": "- {word: a, say: b, voice: x}\n"}, 'lexicon.yaml:1:28: error[voice-unknown]: "x" is not one of'),
    ({"rights.yaml": "- {files: a, holder: b, license: free}\n"}, 'rights.yaml:1:34: error[license-unknown]: "free" is not'),
    (
        {"rights.yaml": "- {files: a, holder: b, license: MIT, proof: paper.pdf}\n"},
        'rights.yaml:1:46: error[asset-missing]: "paper.pdf" is not in the show directory',
    ),
    ({"rights.yaml": "files: a\n"}, "rights.yaml:1:1: error[type-wrong]: a mapping does not fit here"),
    # listeners
    (show("visibility: secret\n"), 'show.yaml:10:13: error[choice-unknown]: "secret" is none of public, unlisted, private'),
    (show("visibility: private\n"), "show.yaml:10:13: error[listeners-missing]: the show is private, and there is no listeners"),
    (show("visibility: unlisted\n"), "show.yaml:10:13: error[listeners-missing]: the show is unlisted, and there is no listeners"),
    (private("# nobody\n"), "listeners.yaml:1:1: error[listeners-missing]: listeners.yaml says nothing"),
    (private("- a\n"), "listeners.yaml:1:1: error[type-wrong]: a list does not fit here"),
    (private(f"listeners: [{ANA}]\n"), 'listeners.yaml:1:1: error[field-missing]: listeners.yaml has no "path"'),
    (private(f"path: {PATH}\nlisteners:\n"), 'listeners.yaml:2:1: error[value-missing]: "listeners" has no value'),
    (private(f"path: {PATH}\n"), "listeners.yaml:1:1: warning[listeners-none]: the show is private and has no listeners"),
    (private(f"path: {PATH}\nlisteners: []\n"), "listeners.yaml:2:12: warning[listeners-none]: the show is private and has no"),
    (
        private("path: sesame\n"),
        "listeners.yaml:1:7: error[token-bad]: this token can be guessed: it has 6 characters",
    ),
    (private("path: sesame\n", "unlisted"), "listeners.yaml:1:7: error[token-bad]: this token can be guessed"),
    (private(f"path: {'open' * 8}\n"), "listeners.yaml:1:7: error[token-bad]: this token can be guessed: it has 4 different"),
    (
        private(f"path: {PATH.upper()}\n"),
        "listeners.yaml:1:7: error[token-bad]: this token has other characters",
    ),
    (private(f"path: ../{PATH}\n"), "listeners.yaml:1:7: error[token-bad]: this token has other characters"),
    (private(f"path: {PATH * 3}\n"), "listeners.yaml:1:7: error[token-bad]: this token is too long: it has 96 characters"),
    (private(f"path: [{PATH}]\n"), "listeners.yaml:1:7: error[type-wrong]: a list does not fit here"),
    (listening("{name: Ana, token: short}"), "listeners.yaml:3:24: error[token-bad]: this token can be guessed"),
    (listening("{name: Ana}"), 'listeners.yaml:3:5: error[field-missing]: a listener has no "token"'),
    (listening(f"{{token: {TOKEN}}}"), 'listeners.yaml:3:5: error[field-missing]: a listener has no "name"'),
    (listening(f"{{name: Ana, tokn: {TOKEN}}}"), 'listeners.yaml:3:17: error[key-unknown]: "tokn" is not a key of a listener'),
    (listening(f"{{name: Ana, token: {TOKEN}, added: soon}}"), 'listeners.yaml:3:65: error[date-bad]: "soon" is not a date'),
    (listening(TOKEN), 'listeners.yaml:3:5: error[type-wrong]: "k3v9····························" does not fit here'),
    (listening("Ana"), 'listeners.yaml:3:5: error[type-wrong]: "Ana" does not fit here'),
    (
        listening(f"{{name: {'A' * 81}, token: {TOKEN}}}"),
        "listeners.yaml:3:5: error[listener-name-bad]: the name has 81",
    ),
    (
        listening(ANA, f"{{name: ANA, token: {TOKEN[::-1]}}}"),
        'listeners.yaml:4:5: error[listener-duplicate]: "ANA" is the name of another listener',
    ),
    (
        listening(ANA, f"{{name: Bo, token: {TOKEN}}}"),
        'listeners.yaml:4:5: error[token-duplicate]: the token of "Bo" is',
    ),
    (listening(f"{{name: Bo, token: {PATH}}}"), 'listeners.yaml:3:5: error[token-duplicate]: the token of "Bo" is'),
    ({"assets/bell.wav.license": "mine\n"}, "assets/bell.wav.license:1:1: error[sidecar-bad]: the sidecar does not say"),
    # what only feeds show
    *((show(text) if where == "show" else front(text.rstrip()), line) for where, text, line in FEED_FAULTS),
)


@pytest.mark.parametrize(("files", "expected"), FAULTS, ids=[expected for _, expected in FAULTS])
def test_a_fault_is_told_with_its_place(tmp_path: Path, files: Files, expected: str) -> None:
    _, _, mistakes = read(tmp_path, files)
    found = told(mistakes)
    assert [line for line in found if line.startswith(expected)], found
    assert all(mistake.fix for mistake in mistakes), "each mistake says what to do"
    assert {mistake.code for mistake in mistakes} <= CODES.keys()


ARTWORK = (
    ("a.png", (1399, 1399), "RGB", "PNG", "artwork-small"),
    ("a.png", (3001, 3001), "RGB", "PNG", "artwork-large"),
    ("a.png", (1400, 1500), "RGB", "PNG", "artwork-square"),
    ("a.png", (1400, 1400), "RGBA", "PNG", "artwork-alpha"),
    ("a.png", (1400, 1400), "RGB", "JPEG", "artwork-suffix"),
    ("a.jpg", (1400, 1400), "CMYK", "JPEG", "artwork-colours"),
    ("a.png", (1400, 1400), "RGB", "GIF", "artwork-format"),
)


@pytest.mark.parametrize(("name", "size", "mode", "form", "code"), ARTWORK, ids=[row[4] for row in ARTWORK])
def test_artwork_is_what_directories_take(
    tmp_path: Path, name: str, size: tuple[int, int], mode: str, form: str, code: str
) -> None:
    picture(tmp_path / name, size, mode, form)
    _, _, mistakes = read(tmp_path, show(f"artwork: {name}\n"))
    assert [(str(m.span), m.code) for m in mistakes] == [("show.yaml:10:10", code)]


def test_pictures_without_words_are_told(tmp_path: Path) -> None:
    picture(tmp_path / "dusk.png")
    _, _, mistakes = read(tmp_path, body("Words.\n\n![](dusk.png)\n"))
    assert told(mistakes) == [f"{E}:7:1: warning[picture-alt]: the picture has no description"]


def test_a_link_out_of_the_show_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.wav").write_bytes(b"x")
    root = tmp_path / "show"
    root.mkdir()
    (root / "in.wav").symlink_to(tmp_path / "outside.wav")
    _, _, mistakes = read(root, body("{sfx: in.wav}\n\nWords.\n"))
    assert told(mistakes) == [f'{E}:5:7: error[path-escapes]: "in.wav" is a link that leads out of the show directory']


def test_no_show_is_told(tmp_path: Path) -> None:
    _, _, mistakes = load(Workspace(tmp_path))
    assert told(mistakes) == ["error[no-show]: there is no show.yaml here"]


def test_every_code_has_a_fault_that_shows_it() -> None:
    shown = {line.split("[")[1].split("]")[0] for _, line in FAULTS} | {row[4] for row in ARTWORK}
    elsewhere = {"no-show", "picture-alt", "file-unreadable"}  # tests of their own; the last needs a disk that fails
    assert CODES.keys() - shown == elsewhere


def test_one_broken_episode_leaves_the_others(tmp_path: Path) -> None:
    _, episodes, mistakes = read(tmp_path, {E: FRONT + "{pauze: 1s}", "episodes/snow.md": FRONT + "Words."})
    assert [e.slug for e in episodes] == ["snow"]
    assert [m.code for m in mistakes] == ["cue-unknown"]


def test_all_mistakes_of_a_run_are_told_together(tmp_path: Path) -> None:
    _, _, mistakes = read(tmp_path, {**show("colour: red\n"), **body("HOTS: Words.\n\n{pauze: 1s}\n\n{sfx: crak}\n")})
    assert [m.code for m in mistakes] == ["speaker-unknown", "cue-unknown", "asset-missing", "key-unknown"]


def test_an_episode_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text(FRONT + "Secrets.")
    (tmp_path / "show/episodes").mkdir(parents=True)
    (tmp_path / "show/episodes/ice.md").symlink_to(tmp_path / "outside.md")
    _, episodes, mistakes = read(tmp_path / "show", {})
    assert episodes == ()
    assert told(mistakes) == [f'{E}:1:1: error[path-escapes]: "{E}" is a link that leads out of the show directory']
