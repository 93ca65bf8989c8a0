"""What holds for any text: reading never raises, positions never enter equality, no notation reaches speech."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podbuild.model.episode import Episode
from podbuild.publish.targets import BY_NAME
from podbuild.source import schema
from podbuild.source.codes import CODES
from podbuild.source.desk import Desk
from podbuild.source.episode_fields import read_episode
from podbuild.source.passage import whole
from podbuild.source.show_fields import read_show
from podbuild.source.workspace import Workspace
from podbuild.source.yaml_nodes import parse_yaml
from tests.source.plain_yaml import plain
from tests.source.shows import FRONT, GOOD, SHOW, YAML_FRONT, write
from tests.source.test_script import MARKDOWN_TWIN, SCRIPTS, YAML_TWIN

ROOT = Path(tempfile.mkdtemp(prefix="podbuild-test-"))
WORKSPACE = write(ROOT, GOOD)
SCRAPS = st.sampled_from(
    [
        *"*_`{}[]()<>!\\:#-|&~\"'\n \t氷\u2028\x85",
        *("{pause: 1s}", "{say: x}", "{take: crack}", "{music: stop}", "{.unspoken}", "HOST: ", "GUEST: ", "word"),
        *("](https://a.org/b_c)", "![a](b)", "https://a.org/*b*", "[^1]", "<!--", "-->", "```", "\n\n", "    "),
        *("- ", "&a ", "*a", "? "),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=25).map("".join))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decode(name: str, text: str) -> tuple[Episode | None, Desk]:
    workspace = Workspace(ROOT)
    show = read_show(SHOW, Desk(workspace))
    assert show is not None
    desk = Desk(workspace)
    return read_episode(f"episodes/{name}", text, show, desk), desk


@QUICK
@given(TEXTS)
def test_reading_never_raises(text: str) -> None:
    desk = Desk(WORKSPACE)
    read_show(text, desk)
    mistakes = [*desk.mistakes]
    for name, content in (
        ("a.md", text),
        ("a.md", FRONT + text),
        ("a.yaml", text),
        ("a.yaml", f"{YAML_FRONT}script:\n  - {text}"),
    ):
        made, desk = decode(name, content)
        mistakes += desk.mistakes
        assert made is not None or any(m.is_error for m in desk.mistakes), "what is not read is told"
    assert all(m.code in CODES and m.span and m.span.line >= 1 and m.span.column >= 1 for m in mistakes)


@QUICK
@given(st.lists(SCRAPS, max_size=25).map("".join))
def test_no_notation_reaches_speech(text: str) -> None:
    made, _ = decode("a.md", FRONT + text.replace("\\", ""))
    spoken = "".join(run.text for line in made.lines for run in line.runs) if made else ""
    if "`" not in text and "&" not in text:
        assert not set("*{}") & set(spoken) and "http" not in spoken


SAME = [(FRONT + text, "a.md") for text, _ in SCRIPTS if "<!--" not in text] + [(MARKDOWN_TWIN, "a.md"), (YAML_TWIN, "a.yaml")]


@pytest.mark.parametrize(("text", "name"), SAME, ids=range(len(SAME)))
def test_blank_lines_change_nothing(text: str, name: str) -> None:
    spaced = "\n\n" + text.replace("\n\n", "\n\n\n\n") + "\n\n"
    plainly, spread = decode(name, text)[0], decode(name, spaced)[0]
    assert plainly == spread
    if plainly and spread and plainly.lines:
        assert plainly.lines[0].span != spread.lines[0].span, "the places did move"


RIGHTS = "- {files: [a], holder: b, license: MIT}\n- {voice: a, consent: {by: b, scope: c, date: 2026-01-01}}"
SCHEMAS = (
    ("show", schema.show_schema(), SHOW, True),
    ("bitrates", schema.show_schema(), SHOW + "sound: {bitrate: 96k, formats: [opus, mp3]}\n", True),
    ("a bare bitrate", schema.show_schema(), SHOW + "sound: {bitrate: 128, formats: m4a}\n", True),
    ("no bitrate of an MP3", schema.show_schema(), SHOW + "sound: {bitrate: 100}\n", False),
    ("no bitrate of an MP3, with its unit", schema.show_schema(), SHOW + "sound: {bitrate: 100k}\n", False),
    ("opus alone", schema.show_schema(), SHOW + "sound: {formats: [opus]}\n", False),
    ("feed", schema.show_schema(), SHOW + "feed: {items: 50, archive: 20}\n", True),
    ("a feed of nothing", schema.show_schema(), SHOW + "feed: {items: 0}\n", False),
    ("targets", schema.show_schema(BY_NAME), SHOW + "publish: {web: {target: folder, path: /x}, folder: {path: /y}}\n", True),
    ("a target without its setting", schema.show_schema(BY_NAME), SHOW + "publish: {web: {target: folder}}\n", False),
    ("a target with a slip", schema.show_schema(BY_NAME), SHOW + "publish: {web: {target: folder, pth: /x}}\n", False),
    ("no kind of target", schema.show_schema(BY_NAME), SHOW + "publish: {web: {target: flder, path: /x}}\n", False),
    ("show with a slip", schema.show_schema(), SHOW + "colour: red\n", False),
    ("episode", schema.episode_schema(), YAML_TWIN, True),
    ("episode with a slip", schema.episode_schema(), YAML_TWIN + "  - pauze: 1s\n", False),
    ("front matter", schema.front_matter_schema(), MARKDOWN_TWIN.split("---\n")[1], True),
    ("listeners", schema.listeners_schema(), f"path: {'a1b2c3d4' * 4}\nlisteners: [{{name: Bo, token: {'b1c2d3e4' * 4}}}]\n", True),
    ("a path that can be guessed", schema.listeners_schema(), "path: sesame\n", False),
    ("lexicon", schema.lexicon_schema(), "- {word: a, say: b}", True),
    (
        "rights",
        schema.rights_schema(),
        "- {files: [a], holder: b, license: MIT}\n- {voice: a, consent: {by: b, scope: c, date: 2026-01-01}}",
        True,
    ),
)


@pytest.mark.parametrize(("document", "text", "is_valid"), [row[1:] for row in SCHEMAS], ids=[row[0] for row in SCHEMAS])
def test_an_editor_accepts_what_podbuild_reads(document: dict[str, object], text: str, is_valid: bool) -> None:
    jsonschema.Draft202012Validator.check_schema(document)
    node, mistakes = parse_yaml(whole("a.yaml", text))
    assert node is not None and mistakes == ()
    errors = list(jsonschema.Draft202012Validator(document).iter_errors(json.loads(json.dumps(plain(node)))))
    assert (errors == []) == is_valid, errors
