"""`podbuild draft` and `podbuild brief` as an author meets them: at a terminal, in a pipe, interrupted, without a key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading

import pytest

from podbuild.drafting.record import record_path
from tests.authoring.played_writer import PlayedWriter
from tests.authoring.test_drafting_run import FILES, tree
from tests.cli.at_terminal import AtTerminal
from tests.cli.running import process, write
from tests.drafting.messages_api import held
from tests.drafting.messages_rules import form_of

COMMAND = (sys.executable, "-m", "podbuild")
WISH = ("draft", "What ice says", "--source", "sources/lake.md", "--length", "1m")


@pytest.fixture
def root(tmp_path):
    return write(tmp_path / "show", FILES)


@pytest.fixture
def played(messages_api):
    messages_api.by = PlayedWriter()
    return messages_api.by


def test_a_draft_in_a_pipe(root, messages_api, played):
    done = process(*WISH, cwd=root, **messages_api.environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "outline: asking claude-sonnet-5-5, " in done.stdout
    assert "HOST: The ice is thinner near the shore." in done.stdout
    assert "wrote episodes/what-the-ice-says.md" in done.stdout
    assert "% from the 1:00 asked for" in done.stdout
    assert " written, $0.0" in done.stdout
    built = process("build", "what-the-ice-says", "--drafts", cwd=root)
    assert built.returncode == 0, built.stderr


def test_what_to_do_next_works_from_where_it_is_said(root, messages_api, played):
    done = process(*WISH, "--show", "show", cwd=root.parent, **messages_api.environment)
    assert done.returncode == 0, done.stderr
    command = re.search(r"  next: podbuild (build what-the-ice-says --drafts --show show)\n", done.stdout)
    assert command, done.stdout
    assert process(*command[1].split(), cwd=root.parent).returncode == 0
    assert "  next: podbuild build ferries\n" in process("new", "Ferries", cwd=root / "sources").stdout


def test_a_draft_by_way_of_a_proxy(root, messages_api, played):
    """Only the proxy knows that host."""
    way = {"ANTHROPIC_BASE_URL": "http://claude.example", "HTTP_PROXY": messages_api.address}
    done = process(*WISH, cwd=root, **messages_api.environment | way)
    assert done.returncode == 0, done.stderr
    assert {request.headers["host"] for request in messages_api.requests} == {"claude.example"}


def test_what_strict_refused_is_not_paid_for_again_without_it(root, messages_api, played):
    def change(name, filled):
        if name == "script":
            filled["segments"][0]["lines"][0]["sentences"] = [{"text": "It fell in 43 times.", "src": []}]
        return filled

    played.change = change
    refused = process(*WISH, "--strict", cwd=root, **messages_api.environment)
    assert refused.returncode == 3, refused.stdout
    asked = len(messages_api.asked)
    done = process(*WISH, "--yes", cwd=root, **messages_api.environment)
    assert done.returncode == 0, done.stderr
    again = [form_of(request.body) for request in messages_api.asked[asked:]]
    assert "outline" not in again


def test_a_draft_at_a_terminal(root, messages_api, played):
    with AtTerminal([*COMMAND, *WISH], root, **messages_api.environment) as terminal:
        terminal.reads("1. Part 1")
        terminal.reads("accept the outline, change it or drop it? [a,c,d]")
        terminal.types("c\n")
        terminal.reads("what shall be different?")
        terminal.types("\n")
        terminal.reads("accept the outline, change it or drop it? [a,c,d]")
        terminal.types("c\n")
        terminal.reads("what shall be different?")
        terminal.types("begin with the crack\n")
        terminal.reads("accept the outline, change it or drop it? [a,c,d]")
        terminal.types("c\n")
        terminal.reads("what shall be different?")
        terminal.types("nobody is \udcffnamed\n")  # a byte that is no UTF-8
        terminal.reads("accept the outline, change it or drop it? [a,c,d]")
        terminal.types("a\n")
        terminal.reads("HOST: ")
        assert terminal.ends() == 0, terminal.said
    assert (root / "episodes/what-the-ice-says.md").is_file()
    first, second, third, script = (asked.text for asked in messages_api.asked)
    assert "begin with the crack" not in first and "begin with the crack" in second
    assert "What ice says; begin with the crack\n" in third and "nobody is ?named" in third
    assert "What ice says; begin with the crack; nobody is ?named\n" in script
    assert "What ice says; begin with the crack; nobody is ?named" in (root / record_path("what-the-ice-says")).read_text("utf-8")


def test_what_is_written_is_shown_while_it_comes(root, messages_api, played):
    gate = threading.Event()

    def by(body):
        filled = played(body)
        return held(filled, gate) if form_of(body) == "script" else filled

    messages_api.by = by
    with AtTerminal([*COMMAND, *WISH, "--yes"], root, **messages_api.environment) as terminal:
        terminal.reads("HOST: ")  # and the rest is still held back
        assert "wrote" not in terminal.said
        gate.set()
        terminal.reads("wrote episodes/what-the-ice-says.md")
        assert terminal.ends() == 0


def test_ctrl_c_at_the_outline_and_in_the_script_leaves_the_show_as_it_was(root, messages_api, played):
    before = tree(root)
    with AtTerminal([*COMMAND, *WISH], root, **messages_api.environment) as terminal:
        terminal.reads("accept the outline, change it or drop it? [a,c,d]")
        terminal.presses_ctrl_c()
        assert terminal.ends() == 130
        assert "^C\n" in terminal.said  # what it cost stands in a line of its own
    gate = threading.Event()
    messages_api.by = lambda body: held(played(body), gate) if form_of(body) == "script" else played(body)
    with AtTerminal([*COMMAND, *WISH, "--yes"], root, **messages_api.environment) as terminal:
        terminal.reads("HOST: ")
        terminal.presses_ctrl_c()
        assert terminal.ends() == 130
        gate.set()
    assert tree(root) == before
    assert list((root / ".podbuild/drafts").rglob("*outline*"))


def test_who_waits_for_another_draft_then_knows_it(root, messages_api, played):
    gate = threading.Event()
    messages_api.by = lambda body: held(played(body), gate) if form_of(body) == "script" else played(body)
    with AtTerminal([*COMMAND, *WISH, "--yes"], root, **messages_api.environment) as first:
        first.reads("HOST: ")
        with AtTerminal([*COMMAND, "draft", "another wish", "--yes"], root, **messages_api.environment) as second:
            second.reads("waiting: a draft is being written here")
            gate.set()
            assert (first.ends(), second.ends()) == (0, 0)
    numbers = [re.search("^number: (.*)$", path.read_text("utf-8"), re.M)[1] for path in sorted((root / "episodes").glob("what*"))]
    assert len(numbers) == len(set(numbers)) == 2


def test_without_a_key(root):
    done = process(*WISH, cwd=root, ANTHROPIC_API_KEY="", ANTHROPIC_AUTH_TOKEN="", HOME=str(root))
    assert done.returncode == 4
    assert "error[writer-key-missing]" in done.stderr and "ANTHROPIC_API_KEY" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draft",), "say what it shall be"),
        (("draft", "x", "--length", "soon"), '"soon" is no length'),
        (("draft", "x", "--notes", "ice"), "it takes no wish"),
        (("draft", "x", "--max-cost", "-1"), "max-cost"),
        (("brief", "--date", "tomorrow"), '"tomorrow" is no date'),
        (("brief", "--date", "9999-12-31"), '"9999-12-31" is in another century'),
        (("brief", "--date", "0001-01-01"), '"0001-01-01" is in another century'),
    ],
)
def test_wrong_command_lines(root, arguments, said):
    done = process(*arguments, cwd=root)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_build_needs_no_key_and_loads_no_writer(root):
    """Nothing of drafting runs in a build."""
    episode = "---\ntitle: Ice\ndate: 2026-01-02\nsummary: A word.\n---\nADA: Ice.\n"
    write(root, {"episodes/ice.md": episode, "recipes/m.yaml": "wish: x\n"})
    code = (
        "import sys; from podbuild.cli.main import podbuild; podbuild(['build'], standalone_mode=False);"
        "import json; print(json.dumps(sorted(m for m in sys.modules if 'anthropic' in m or 'drafting' in m or 'authoring' in m)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, env={"PATH": ""})
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not [name for name in loaded if "anthropic" in name or "authoring" in name or name.startswith("podbuild.drafting")]
