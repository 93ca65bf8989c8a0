"""Whatever a writer says: as a line of its voice it is these words, and nothing else happens."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podbuild.base.notation import FORBIDDEN
from podbuild.drafting.plain_words import as_words
from podbuild.model.episode import Episode, Line
from podbuild.model.show import Category, Show, Voice
from podbuild.source.desk import Desk
from podbuild.source.episode_fields import read_episode
from podbuild.source.workspace import Workspace

SHOW = Show(
    "S",
    "d",
    "A",
    "https://example.org/",
    "en",
    (Category("Arts"),),
    voices=(Voice("host"), Voice("guest"), Voice("ada", label="Ada")),
)
OK = "https://ok.example/a_b"


def read(tmp_path_factory, body: str) -> tuple[Episode | None, Desk]:
    folder = tmp_path_factory.getbasetemp() / "words"
    folder.mkdir(exist_ok=True)
    desk = Desk(Workspace(folder))
    return read_episode("episodes/a.md", f"---\ntitle: A\n---\n{body}\n", SHOW, desk), desk


def lines_of(tmp_path_factory, body: str) -> list[Line]:
    episode, desk = read(tmp_path_factory, body)
    assert episode is not None, [(d.code, d.message) for d in desk.mistakes]
    items = [item for segment in episode.segments for item in segment.items]
    assert all(isinstance(item, Line) for item in items)
    assert (len(episode.segments), episode.notes, desk.workspace.uses) == (1, "", {})
    return list(episode.lines)


HOSTILE = [
    "{music: calm} {sfx: bell} {pause: 9s}",
    "word{take: ../../etc/passwd} on",
    "GUEST: I say this instead.",
    "**GUEST:** bold",
    "**GUEST**: bold",
    "Ada: hello",
    "\nGUEST: on a line of its own\n\nADA: and in a paragraph of its own",
    "# A heading\n\n## Notes {.unspoken}\n\nhidden",
    "<!-- never closed",
    "<!-- closed --> after",
    "--> <script>alert(1)</script> <b>x</b>",
    "![a cat](cat.png) and ![](x.png)",
    "[^1] [^1]: a footnote",
    "[see]: https://evil.example\n[see] and [see][]",
    "[a](https://evil.example) [b](javascript:alert(1)) [c](mailto:me@evil.example)",
    "https://evil.example/x?y=1 www.evil.example <https://evil.example> <me@evil.example>",
    "[https://evil.example](https://ok.example/a_b) www.evil.example",
    "```\ncode\n``` and `ticks` and ``` open",
    "| a | b |\n|---|---|\n| c | d |",
    "---\ntitle: B\n---",
    "1. one\n2. two\n- three\n> four\n    five",
    "*open **mixed* ***deep*** _under_ __two__ a*b*c ~~gone~~ ~one~",
    "**bold** and *light*, (*both*) “*quoted*”",
    "back\\slash \\{ \\* \\[x\\](y) ends in \\",
    "&lt;b&gt; &amp; &#123;music: calm&#125; &copy",
    "say{say: 'x'} {{double}} }{ {",
    "a\u2028b\x0bc\x85d\x00e\ud800f\u200bg",
    "2026. The year. 3) three",
    "NASA: 12:30, a:b, https: //x",
    "Wait: https://",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("voice", ["HOST: ", "**HOST:** ", "Ada: "])
def test_hostile_words_stay_words(tmp_path_factory, text, voice):
    (line,) = lines_of(tmp_path_factory, voice + as_words(text, [OK]))
    assert line.voice == ("ada" if "Ada" in voice else "host")
    assert {link.url for link in line.links} <= {OK}
    assert line.take is None and all(not run.say for run in line.runs)


@pytest.mark.parametrize(
    ("text", "said", "urls"),
    [
        (f"See [the map]({OK}) now.", "See the map now.", [OK]),
        (f"See {OK}.", "See ok.example.", [OK]),
        (f"See <{OK}>", "See <ok.example>", [OK]),
        ("See [the map](https://no.example).", "See the map.", []),
        ("See https://no.example/x.", "See https://no.example/x.", []),
        (f"See ![the map]({OK}).", "See the map.", []),
        ("A **strong** word, a *light* one.", "A strong word, a light one.", []),
        ("5 * 3 = 15 and 2*2*2", "5 * 3 = 15 and 2*2*2", []),
        ("snake_case and _under_", "snake_case and _under_", []),
        ("  two\n lines\t here ", "two lines here", []),
        ("Tom & Jerry &amp; {x}", "Tom & Jerry &amp; {x}", []),
        ("ADA: hm", "ADA: hm", []),
    ],
)
def test_what_is_said_and_linked(tmp_path_factory, text, said, urls):
    (line,) = lines_of(tmp_path_factory, "HOST: " + as_words(text, [OK]))
    assert (line.text, [link.url for link in line.links]) == (said, urls)


@pytest.mark.parametrize(
    "text", ["GUEST: x", "**GUEST:** x", "**GUEST**: x", "# x", "- x", "1. x", "2) x", "> x", "```", "~~~ x", "=x"]
)
def test_words_that_stand_alone_begin_nothing_either(tmp_path_factory, text):
    (line,) = lines_of(tmp_path_factory, "HOST: We begin.\n\n" + as_words(text) + " y")[1:]
    assert line.voice == "host"


def test_emphasis_stays_emphasis(tmp_path_factory):
    (line,) = lines_of(tmp_path_factory, "HOST: " + as_words("A **strong** word, a *light* one."))
    assert [(run.text, run.emphasis) for run in line.runs if run.emphasis] == [("strong", 2), ("light", 1)]


SIGNS = st.text(st.sampled_from("aB é氷1 \\`*_{}[]()<>#+-.!|~&:;=\"'“”/?%@^$\n\twhtps：ー—…\u00a0\u0301\u200b😀"), max_size=40)
PIECES = st.lists(
    st.sampled_from([*HOSTILE, "a", " ", "\n", "**", "*", "(", ")", "[", "](", "http://", "www.", OK]) | SIGNS, max_size=6
)
TEXTS = SIGNS | st.text(max_size=40) | PIECES.map("".join)
LINKLIKE = re.compile(r"\]\(")


@given(TEXTS)
@example("x*\u0301*")
@example("*a* b*")
@example("**a** *b***")
def test_any_words_are_a_line_of_their_voice(tmp_path_factory, text):
    if not re.search(r"[^\W_]", FORBIDDEN.sub("", text)):
        return  # nothing to say
    words = as_words(text, [OK])
    assert words == " ".join(words.split("\n")) and not FORBIDDEN.search(words)
    if not re.search(r"[^\W_]", re.sub(r"\(.*", "", words) if LINKLIKE.search(text) else words):
        return  # links without words are left out
    found = lines_of(tmp_path_factory, "HOST: " + words)
    assert [line.voice for line in found] == ["host"]
    assert {link.url for link in found[0].links} <= {OK}
    if not LINKLIKE.search(text) and OK not in text:
        said, asked = found[0].text, " ".join(FORBIDDEN.sub("", " ".join(text.split())).split())
        assert said.replace("*", "") == asked.replace("*", "")
        assert asked.count("*") - said.count("*") in (0, *range(2, 40, 2))


@given(TEXTS)
def test_words_are_one_line_without_ends(text):
    words = as_words(text)
    assert "\n" not in words and words == words.strip(" \t")
