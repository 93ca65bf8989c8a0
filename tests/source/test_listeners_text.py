"""Changing listeners.yaml: what is meant happens, comments stay, and a style that is not known is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podbuild.base.diagnostics import has_errors
from podbuild.model.show import Listener
from podbuild.source.listeners_fields import folded, name_fault
from podbuild.source.listeners_text import audience, begun, with_listener, with_path, without_listener
from podbuild.source.workspace import Workspace

PATH, OTHER = "r7ybk2m4ztq5c6xh3wdeulgfa5nosivp", "pvison5afgluedw3hx6c5qtz4m2kby7r"
ANA = Listener("Ana", "k3v9xq2mzt7bw5c4hd6rfepgju8nsyla", "2026-11-01")
BO = Listener("Bo", "h2c7dw5yz3xkq6mb4tfgvpnrs9eajlu8")
CY = Listener("Cy Ås", "d4nf8yq2mzt7bw5c4hd6rfepgju3ksxl", "2026-11-21")
WORKSPACE = Workspace(Path(__file__).parent)

# As podbuild writes it, and as authors may: comments anywhere, keys over several lines, another indent, no line end at the end.
OWN = f"""\
# Mine.
path: {PATH}  # do not tell
listeners:
  - {{name: Ana, token: {ANA.token}, added: 2026-11-01}}  # my sister
  - {{name: Bo, token: {BO.token}}}
"""
LONG = f"""\
listeners:   # friends
- name: Ana
  # since the party
  token: {ANA.token}
  added: "2026-11-01"

-   token: '{BO.token}'
    name: Bo
# the end of friends
path: "{PATH}"
"""
STYLES = (OWN, OWN.rstrip(), LONG)


@pytest.mark.parametrize("text", STYLES)
def test_a_listener_is_added_as_the_last_one(text: str) -> None:
    changed, refused = with_listener(text, CY, WORKSPACE)
    assert refused is None and changed is not None
    assert audience(changed, WORKSPACE) == ((PATH, (ANA, BO, CY)), ())
    assert is_within(text, changed)


@pytest.mark.parametrize("text", STYLES)
def test_a_listener_is_struck_out_and_the_others_stay_as_they_stand(text: str) -> None:
    for gone, stays in ((ANA, BO), (BO, ANA)):
        changed, refused = without_listener(text, gone, WORKSPACE)
        assert refused is None and changed is not None
        assert audience(changed, WORKSPACE) == ((PATH, (stays,)), ())
        assert is_within(changed, text) and gone.token not in changed
        last, _ = without_listener(changed, stays, WORKSPACE)
        assert last is not None and audience(last, WORKSPACE)[0] == (PATH, ())
        again, _ = with_listener(last, CY, WORKSPACE)
        assert again is not None and audience(again, WORKSPACE) == ((PATH, (CY,)), ())


def is_within(small: str, large: str) -> bool:
    """Whether all lines of one stand in the other, in their order."""
    rest = iter(large.splitlines())
    return all(line in rest for line in small.splitlines())


@pytest.mark.parametrize("text", STYLES)
def test_a_path_is_replaced_where_it_stands(text: str) -> None:
    changed, refused = with_path(text, OTHER, WORKSPACE)
    assert refused is None and changed is not None
    assert audience(changed, WORKSPACE) == ((OTHER, (ANA, BO)), ())
    assert changed.replace(OTHER, PATH).replace('"', "") == text.replace('"', "")


def test_a_comment_on_a_line_of_its_own_stays_when_its_neighbour_goes() -> None:
    changed, _ = without_listener(OWN, BO, WORKSPACE)
    assert changed == OWN[: OWN.index("  - {name: Bo")]
    begins = with_listener(begun(PATH), ANA, WORKSPACE)[0]
    assert begins is not None and begins.startswith("# Who reads this file") and begins.count("\n") == 4


FLOW = f"{{path: {PATH}, listeners: [{{name: Ana, token: {ANA.token}}}, {{name: Bo, token: {BO.token}}}]}}\n"
ONE_LINE = f"path: {PATH}\nlisteners: [{{name: Ana, token: {ANA.token}}}, {{name: Bo, token: {BO.token}}}]\n"
ANCHORED = f"path: {PATH}\nlisteners:\n  - &a {{name: Ana, token: {ANA.token}}}\n  - {{name: Bo, token: {BO.token}}}\n"
HYPHENS = f"path: {PATH}\nlisteners:\n  -\n    name: Ana\n    token: {ANA.token}\n  -\n    name: Bo\n    token: {BO.token}\n"


@pytest.mark.parametrize("text", [FLOW, ONE_LINE, HYPHENS])
def test_a_style_that_is_not_known_is_left_to_its_author(text: str) -> None:
    for changed, refused in (
        with_listener(text, CY, WORKSPACE),
        without_listener(text, Listener("Ana", ANA.token), WORKSPACE),
    ):
        assert changed is None and refused is not None and refused.code == "listeners-own-style"
        assert refused.span is not None and refused.span.line in (1, 2, 3)
    _, told = with_listener(text, CY, WORKSPACE)
    assert told is not None and f"- {{name: Cy Ås, token: {CY.token}, added: 2026-11-21}}" in told.fix


def test_an_anchor_that_nobody_repeats_goes_with_its_listener_or_nothing_goes() -> None:
    changed, refused = without_listener(ANCHORED, Listener("Ana", ANA.token), WORKSPACE)
    assert refused is not None or (changed is not None and audience(changed, WORKSPACE) == ((PATH, (BO,)), ()))


NAMES = st.text(min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(lambda name: not name_fault(name))


@given(st.lists(NAMES, min_size=1, max_size=5, unique_by=folded))
def test_any_names_can_be_added_and_struck_out_again(names: list[str]) -> None:
    text = begun(PATH)
    listeners = [Listener(name, f"{'abcdefghijklmnopqrstuvwxyz'}{n}") for n, name in enumerate(names)]
    for n, listener in enumerate(listeners):
        changed, _ = with_listener(text, listener, WORKSPACE)
        if changed is None:  # a name of characters that YAML does not hold: it is told, and nothing is written
            return
        text = changed
        found, mistakes = audience(text, WORKSPACE)
        assert found == (PATH, tuple(listeners[: n + 1])) and not has_errors(mistakes)
    for n, listener in enumerate(listeners, 1):
        changed, refused = without_listener(text, listener, WORKSPACE)
        assert changed is not None and refused is None
        text = changed
        assert audience(text, WORKSPACE)[0] == (PATH, tuple(listeners[n:]))
    assert text == begun(PATH)
