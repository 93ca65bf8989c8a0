"""Credits, and which entry of rights.yaml covers a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podbuild.checks.credits import assets_used, credits, rights_of
from podbuild.model.show import Rights

from .shows import NORMAL, SHOW, asset

ENTRIES = (
    Rights(("assets/**",), "All", "CC0-1.0"),
    Rights(("assets/*.wav",), "Waves", "CC-BY-4.0", "https://e.org/w"),
    Rights(("assets/deep/bell.wav", "takes/[a].wav"), "Exact", "MIT"),
    Rights(("assets/credit.ogg",), "X", "CC-BY-4.0", attribution="“Dawn” by X, used with thanks"),
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/cold-wind.ogg", "Cold wind by All, CC0-1.0"),
        ("assets/wave.wav", "Wave by Waves, CC-BY-4.0, https://e.org/w"),
        ("assets/deep/wave.wav", "Wave by All, CC0-1.0"),
        ("assets/deep/bell.wav", "Bell by Exact, MIT"),
        ("takes/[a].wav", "[a] by Exact, MIT"),
        ("assets/credit.ogg", "“Dawn” by X, used with thanks, CC-BY-4.0"),
        ("takes/other.wav", None),
        ("xassets/a.wav", None),
    ],
)
def test_the_credit_of_a_file(path: str, expected: str | None) -> None:
    show = replace(SHOW, rights=ENTRIES)
    assert credits(show, [asset(path)]) == ((expected,) if expected else ())
    assert (rights_of(show, asset(path)) is None) == (expected is None)


def test_one_credit_for_a_file_used_twice() -> None:
    assert len(credits(SHOW, [asset("assets/a.wav"), asset("assets/a.wav")])) == 1


def test_every_file_of_an_episode_in_order_of_use() -> None:
    one = replace(NORMAL, artwork=asset("assets/cover.png"))
    paths = [used.path for used in assets_used(SHOW, one)]
    assert paths == ["assets/calm.wav", "assets/bell.wav", "takes/guest-1.wav", "assets/interview.wav", "assets/cover.png"]
