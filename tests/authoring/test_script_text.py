"""What a form says is what the episode's decoder reads: nothing more, nothing less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podbuild.authoring.script_form import Breath, Script, ScriptSegment, Sentence, Spoken
from podbuild.authoring.script_text import Frame, episode_text
from podbuild.base.units import squeezed
from podbuild.model.episode import Line, Pause
from podbuild.reading import read_variant
from podbuild.source.load import load_show
from podbuild.source.workspace import Workspace
from podbuild.steps.world import World
from tests.authoring.test_drafting_run import SHOW
from tests.cli.running import write

NASTY = st.sampled_from(
    ["HOST: ", "ADA:", "EVIL: ", "{pause: 1s}", "{sfx: x}", "<!-- a -->", "-->", "# ", "---", "```", "|", "1. ", "- ", "> ", "*"]
)
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12)
WORDS = st.lists(st.one_of(NASTY, PLAIN), min_size=1, max_size=6)
TEXT = WORDS.map("".join).map(squeezed).filter(lambda text: any(c.isalpha() and c.isascii() for c in text))
LINES = st.lists(st.tuples(st.sampled_from(["host", "guest"]), st.lists(TEXT, min_size=1, max_size=3)), min_size=1, max_size=4)


def decoded(tmp_path, script: Script, frame: Frame):
    workspace = Workspace(write(tmp_path / "show", {"show.yaml": SHOW}))
    show, _ = load_show(workspace)
    assert show is not None
    return read_variant("episodes/x.md", episode_text(script, frame), show, workspace, World({}, 0.0))


@given(lines=LINES, title=TEXT, summary=TEXT, heading=TEXT)
def test_a_script_reads_as_it_was_filled_in(tmp_path_factory, lines, title, summary, heading):
    items = tuple(Spoken(voice, tuple(Sentence(text, ("a#1",)) for text in texts)) for voice, texts in lines)
    script = Script(title, summary, (ScriptSegment(heading, items),), tags=(title,), notes=(summary,))
    episode, mistakes = decoded(tmp_path_factory.mktemp("x"), script, Frame("2026-11-20", 3))
    assert [d for d in mistakes if d.is_error] == []
    assert episode is not None and episode.is_draft and len(episode.segments) == 1
    heard = list(episode.segments[0].items)
    assert all(isinstance(item, Line) for item in heard)
    assert [item.voice for item in heard] == [voice for voice, _ in lines]
    assert not any(item.links for item in heard)


def test_where_things_stand(tmp_path):
    said = Spoken("guest", (Sentence("It hums.", ("lake#1", "lake#2")), Sentence("Listen.")))
    again = Spoken("guest", (Sentence("And again."),))
    script = Script("Ice", "A night.", (ScriptSegment("One", (said, Breath(0.6), again)), ScriptSegment("Two", (again,))))
    text = episode_text(script, Frame("2026-11-20", provenance="sources/provenance/ice.jsonl"))
    assert text == (
        "---\ntitle: Ice\ndate: 2026-11-20\nsummary: A night.\nprovenance: sources/provenance/ice.jsonl\ndraft: true\n---\n"
        "\n# One\n\nGUEST: It hums. <!-- src: lake#1, lake#2 -->\nListen.\n\n{pause: 600ms}\n\nAnd again.\n"
        "\n# Two\n\nGUEST: And again.\n"
    )
    script = Script("Ice", "A night.", script.segments)
    episode, _ = decoded(tmp_path, script, Frame("2026-11-20"))
    assert episode is not None
    first, pause, second = episode.segments[0].items
    assert isinstance(first, Line) and first.text == "It hums. Listen."
    assert isinstance(pause, Pause) and pause.seconds == 0.6
    assert isinstance(second, Line) and second.voice == "guest"
