"""Notes → passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.drafting.sources.notes_source import read_notes
from tests.drafting.sources.trying import file, mistake, read_all, texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\nStill one.\n\nTwo.", ["One. Still one.", "Two."]),
        ("One.\r\n\r\nTwo.\r\n", ["One.", "Two."]),
        ("# Title\n\nBelow it.", ["Below it."]),
        ("# Title\n\n## A\n\nx\n\n### B\n\ny\n\n## C\n\nz", ["A: x", "A / B: y", "C: z"]),
        ("Title\n=====\n\nx\n\nPart\n----\n\ny", ["x", "Part: y"]),
        ("## Ferry\n## Ice\n### Cold", ["Ferry", "Ice / Cold"]),
        ("# Only a title", ["Only a title"]),
        ("- a\n- b\n  - c\n1. d\n2) e\n* f", ["a", "b", "c", "d", "e", "f"]),
        ("- a\n  goes on\n- b", ["a goes on", "b"]),
        ("- [ ] call the office", ["[ ] call the office"]),
        ("---\ntitle: x\n---\nBody.", ["Body."]),
        ("---\n\nA rule above.", ["A rule above."]),
        ("Before.\n\n***\n\nAfter.", ["Before.", "After."]),
        ("> Quoted\n> words.", ["Quoted words."]),
        ("See [the map](https://e.org/a_b).", ["See [the map](https://e.org/a_b)."]),
        ("```\ncode # no heading\n\n- no item\n```\nAfter.", ["code # no heading - no item", "After."]),
        ("| Name | Score |\n|---|:-:|\n| Ada | 7 |", ["Name; Score", "Ada; 7"]),
        ("#hashtag is no heading", ["#hashtag is no heading"]),
    ],
)
def test_paragraphs_items_and_headings(tmp_path: Path, text: str, expected: list[str]) -> None:
    file(tmp_path, "notes.md", text)
    assert texts(tmp_path, "notes.md") == expected


def test_the_title_is_the_first_heading() -> None:
    assert read_notes("# Ice *sings*\n\nx")[0] == "Ice *sings*"
    assert read_notes("## Part\n\nx")[0] == ""


def test_a_long_paragraph_comes_in_pieces_of_whole_sentences(tmp_path: Path) -> None:
    file(tmp_path, "notes.md", "The ice sang at night. " * 200)
    found = texts(tmp_path, "notes.md")
    assert len(found) > 2
    assert all(len(text) <= 1500 and text.endswith("night.") for text in found)


@pytest.mark.parametrize(("data", "codes"), [("é".encode("utf-16"), []), ("éa“".encode("cp1252"), ["source-encoding-guessed"])])
def test_encodings(tmp_path: Path, data: bytes, codes: list[str]) -> None:
    file(tmp_path, "notes.txt", data)
    sources, found = read_all(tmp_path, "notes.txt")
    assert sources[0].passages[0].text[0] == "é"
    assert found == codes


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.md", b"", "source-empty"),
        ("a.md", b" \n\n---\n", "source-empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "source-no-text"),
        ("a.docx", b"PK\x03\x04", "source-kind-unknown"),
    ],
)
def test_what_is_no_text(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    file(tmp_path, name, data)
    found = mistake(tmp_path, name)
    assert found.code == code
    assert found.fix


def test_a_huge_text_is_refused_and_a_large_one_shortened(tmp_path: Path) -> None:
    file(tmp_path, "huge.txt", b"word " * 20_000_000)
    assert mistake(tmp_path, "huge.txt").code == "source-too-large"
    file(tmp_path, "large.txt", b"A line of words.\n\n" * 500_000)
    sources, codes = read_all(tmp_path, "large.txt")
    assert codes == ["source-shortened"]
    assert len(sources[0].passages) == 2000
