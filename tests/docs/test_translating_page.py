"""The run in translating.md, run again: what it shows is what is said and written, but for numbers."""

from __future__ import annotations

import re

from tests.docs.pages import DOCS, program

RUN = program("recorded_run")
PAGE = (DOCS / "translating.md").read_text("utf-8")


def plain(text: str) -> str:
    return re.sub(r"\d[\d,.]*", "N", text)


def test_the_run_is_what_it_shows() -> None:
    assert plain(RUN.made_anew(PAGE, RUN.POST_BOAT)) == plain(PAGE), "run python docs/recorded_run.py"


def test_nothing_is_said_of_fields_that_is_not_so() -> None:
    from podbuild.authoring.twin_text import _NOT_KEPT

    row = next(line for line in PAGE.splitlines() if line.startswith("| `guid`"))
    assert set(re.findall(r"`(\w+)`", row.split("|")[1])) == set(_NOT_KEPT)
