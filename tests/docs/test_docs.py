"""The documentation is current: what is made from the code equals the code, links lead somewhere, nothing is left out."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest

import podbuild
from tests.docs.pages import DOCS, ROOT, program
from tests.docs.used_codes import used_codes

PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
LARGEST_IMAGE_BYTES = 200_000


GENERATE = program("generate")


@pytest.mark.parametrize("page", GENERATE.pages(), ids=lambda p: p.name)
def test_what_is_made_is_current(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert GENERATE.made_anew(text) == text, f"{page.name} is out of date: run python docs/generate.py"


def test_generator_keeps_its_examples() -> None:
    assert doctest.testmod(GENERATE).failed == 0


def test_every_code_is_explained() -> None:
    documented = {code for group in GENERATE.meanings().values() for code in group}
    assert sorted(used_codes() - documented) == [], "add a line for each to docs/codes.toml"


def test_no_code_is_explained_that_is_not_used() -> None:
    source = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "podbuild").rglob("*.py")) if p.name != "codes.py")
    documented = {code for group in GENERATE.meanings().values() for code in group}
    built_from_parts = {
        f"feed-{name}" for name in ("duration", "explicit", "episodetype", "season", "episode", "block", "complete")
    }
    assert sorted(c for c in documented - built_from_parts if f'"{c}"' not in source) == []


def test_each_code_has_one_meaning() -> None:
    listed = [code for group in GENERATE.meanings().values() for code in group]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", sorted(GENERATE.commands()))
def test_command_has_a_section_with_an_example(name: str) -> None:
    sections = re.split(r"^## ", (DOCS / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = [s for s in sections if s.startswith(f"{name}\n")]
    assert len(found) == 1
    assert f"<!-- made: help {name} -->" in found[0]
    assert f"$ podbuild {name}" in found[0]


def test_changelog_begins_with_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (DOCS / "changelog.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings[0] == podbuild.__version__


def test_architecture_is_short_and_names_what_is_there() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    code_map = text.partition("## Code map")[2].partition("\n## ")[0]
    named = [path.rstrip("/") for path in re.findall(r"^(?:\|) `([\w/.]+)`", code_map, flags=re.MULTILINE)]
    assert [path for path in named if not (ROOT / path).exists()] == []
    here = {p.name for p in (ROOT / "podbuild").iterdir() if (p.is_dir() and (p / "__init__.py").exists())}
    assert sorted(here - {Path(path).name for path in named}) == []


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = _without_code(page.read_text(encoding="utf-8"))
    targets = [t for t in re.findall(r"\]\(([^()\s]+)\)", text) if not t.startswith(("http://", "https://", "mailto:"))]
    assert [t for t in targets if not _leads_somewhere(page, t)] == []


def _leads_somewhere(page: Path, target: str) -> bool:
    file, _, anchor = target.partition("#")
    path = page.parent / file if file else page
    return path.exists() and (not anchor or anchor in _anchors(path))


def _anchors(path: Path) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", _without_code(path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.casefold()).strip().replace(" ", "-") for h in headings}


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("image", sorted((DOCS / "images").iterdir()), ids=lambda p: p.name)
def test_images_are_small_and_shown(image: Path) -> None:
    assert image.stat().st_size <= LARGEST_IMAGE_BYTES
    assert any(f"images/{image.name}" in page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_json_samples_are_json(page: Path) -> None:
    for sample in re.findall(r"^```json\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL):
        assert all(json.loads(line) for line in sample.splitlines())
