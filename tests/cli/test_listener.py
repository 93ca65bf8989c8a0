"""`podbuild listener`: what is written, printed and refused."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from tests.cli.running import GOOD, SHOW, process, run, write

PATH, ANA, BO = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8"
LISTENERS = (
    f"path: {PATH}\nlisteners:\n  - {{name: Ana, token: {ANA}, added: 2026-11-01}}  # my sister\n  - {{name: Bo, token: {BO}}}\n"
)
HOME = "https://example.org/quiet-roads/"
TOKEN = r"[a-z2-7]{32}"


def show(root: Path, visibility: str = "private", **files: str) -> Path:
    named = {name.replace("__", "."): text for name, text in files.items()}
    return write(root, {**GOOD, "show.yaml": f"{SHOW}visibility: {visibility}\n", **named})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return show(tmp_path / "show", listeners__yaml=LISTENERS)


def text(root: Path) -> str:
    return (root / "listeners.yaml").read_text("utf-8")


def test_the_first_listener_begins_the_file_which_is_the_owners_alone(tmp_path: Path) -> None:
    root = show(tmp_path / "show")
    done = run("listener", "add", " Ana   Müller ", "--show", root)
    found = re.search(rf"{HOME}({TOKEN})/feed\.xml", done.stdout)
    assert done.status == 0 and found and done.stdout.startswith("Ana Müller has a feed of their own:")
    assert re.fullmatch(
        rf"# Who reads this .*\npath: {TOKEN}\nlisteners:\n  - {{name: Ana Müller, token: {found[1]}, added: \d{{4}}-\d\d-\d\d}}\n",
        text(root),
    )
    assert stat.S_IMODE((root / "listeners.yaml").stat().st_mode) == 0o600


def test_tokens_are_drawn_anew_each_time(tmp_path: Path) -> None:
    drawn = set()
    for n in range(12):
        root = show(tmp_path / str(n))
        assert run("listener", "add", "Ana", "--show", root).status == 0
        drawn |= set(re.findall(TOKEN, text(root)))
    assert len(drawn) == 24


def test_list_tells_who_since_when_and_where(root: Path) -> None:
    assert run("listener", "list", "--show", root).stdout.splitlines() == [
        f"Ana  2026-11-01  {HOME}{ANA}/feed.xml",
        f"Bo   -           {HOME}{BO}/feed.xml",
        f"the site: {HOME}{PATH}/",
    ]
    rows = [json.loads(line) for line in run("listener", "list", "--show", root, "--format", "json").stdout.splitlines()]
    assert rows == [
        {"event": "listener", "name": "Ana", "added": "2026-11-01", "feed": f"{HOME}{ANA}/feed.xml"},
        {"event": "listener", "name": "Bo", "added": "", "feed": f"{HOME}{BO}/feed.xml"},
        {"event": "show", "visibility": "private", "site": f"{HOME}{PATH}/", "feed": ""},
    ]


def test_add_as_json_tells_the_address(root: Path) -> None:
    first = json.loads(run("listener", "add", "Cy", "--show", root, "--format", "json").stdout.splitlines()[0])
    assert first["name"] == "Cy" and re.fullmatch(rf"{HOME}{TOKEN}/feed\.xml", first["feed"])
    assert text(root).startswith(LISTENERS)


def test_revoke_takes_any_case_and_keeps_rights_and_line_ends(root: Path) -> None:
    file = root / "listeners.yaml"
    file.write_bytes(LISTENERS.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    done = run("listener", "revoke", "bO", "--show", root)
    assert done.status == 0 and done.stdout.startswith("Bo is no listener any more")
    assert file.read_bytes() == LISTENERS[: LISTENERS.index("  - {name: Bo")].replace("\n", "\r\n").encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_rotate_changes_the_path_alone(root: Path) -> None:
    done = run("listener", "rotate", "--show", root)
    found = re.search(rf"the site: {HOME}({TOKEN})/\n", done.stdout)
    assert found and found[1] != PATH and text(root) == LISTENERS.replace(PATH, found[1])


def test_an_unlisted_show_gets_its_path_by_rotating_and_has_one_feed(tmp_path: Path) -> None:
    root = show(tmp_path / "show", "unlisted")
    assert "podbuild listener rotate" in run("build", "--show", root).said
    first = run("listener", "rotate", "--show", root).stdout
    second = run("listener", "rotate", "--show", root).stdout
    assert re.match(rf"the site: {HOME}({TOKEN})/\nthe feed: {HOME}\1/feed\.xml\n", first) and first != second
    assert run("listener", "list", "--show", root).stdout in second
    refused = run("listener", "add", "Ana", "--show", root)
    assert refused.status == 1 and "error[show-unlisted]" in refused.said and "visibility: private" in refused.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ana"), 'error[listener-duplicate]: "Ana" is a listener already'),
        (("add", ""), "error[listener-name-bad]: the name is empty"),
        (("add", "A" * 81), "error[listener-name-bad]: the name has 81 characters"),
        (("add", "a\x1b[31mb"), "error[listener-name-bad]: the name has characters that cannot be shown"),
        (("revoke", "Anna"), 'error[listener-unknown]: there is no listener "Anna"\n  fix:  did you mean "Ana"? known: Ana, Bo'),
    ],
)
def test_what_is_refused_changes_nothing(root: Path, words: tuple[str, ...], said: str) -> None:
    done = run("listener", *words, "--show", root)
    assert done.status == 1 and said in done.said
    assert text(root) == LISTENERS and ANA not in done.said
    as_json = run("listener", *words, "--show", root, "--format", "json")
    assert as_json.status == 1 and json.loads(as_json.stdout.splitlines()[-1]) == {"event": "end", "outcome": "mistakes"}


def test_a_file_with_mistakes_is_not_written_over(root: Path) -> None:
    wrong = LISTENERS.replace(ANA, BO)
    (root / "listeners.yaml").write_text(wrong)
    for words in (("add", "Cy"), ("revoke", "Bo"), ("rotate",), ("list",)):
        done = run("listener", *words, "--show", root)
        assert done.status == 1 and 'listeners.yaml:4:5: error[token-duplicate]: the token of "Bo" is used twice' in done.said
        assert "  note: listeners.yaml:3:5" in done.said and BO not in done.said and text(root) == wrong


@pytest.mark.parametrize("words", [("add", "Ana"), ("rotate",)])
@pytest.mark.parametrize("comments", ["", "\n", "# who listens\n"])
def test_a_file_that_says_nothing_is_begun_as_its_message_tells(tmp_path: Path, words: tuple[str, ...], comments: str) -> None:
    root = show(tmp_path / "show", listeners__yaml=comments)
    assert run("listener", "list", "--show", root).status == 0
    done = run("listener", *words, "--show", root)
    assert done.status == 0, done.said
    assert re.fullmatch(rf"# (who listens|Who reads .*)\npath: {TOKEN}\nlisteners:.*", text(root), re.DOTALL)
    assert text(root).startswith("# who") == bool(comments.strip())


def test_mistakes_elsewhere_in_the_show_are_no_hindrance(root: Path) -> None:
    (root / "episodes" / "ice.md").write_text("no front matter {pauze")
    assert run("listener", "add", "Cy", "--show", root).status == 0
    (root / "show.yaml").write_text("title: [")
    assert run("listener", "add", "Di", "--show", root).status == 1


def test_a_public_show_has_no_listeners_to_say(tmp_path: Path) -> None:
    root = show(tmp_path / "show", "public")
    for words in (("add", "Ana"), ("list",), ("revoke", "Ana"), ("rotate",)):
        done = run("listener", *words, "--show", root)
        assert done.status == 1 and "error[show-public]" in done.said and not (root / "listeners.yaml").exists()


def test_a_link_that_leads_out_of_the_show_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.yaml"
    outside.write_text(LISTENERS)
    root = show(tmp_path / "show")
    (root / "listeners.yaml").symlink_to(outside)
    done = run("listener", "add", "Cy", "--show", root)
    assert done.status == 1 and "error[path-escapes]" in done.said and outside.read_text() == LISTENERS


def test_a_name_that_the_terminal_cannot_mean_is_refused(root: Path) -> None:
    done = process("listener", "add", "A\udce4", "--show", root)
    assert done.returncode == 1 and "cannot be shown" in done.stderr and text(root) == LISTENERS
