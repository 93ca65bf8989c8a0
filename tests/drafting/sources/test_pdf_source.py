"""PDF files → passages with the numbers of their pages."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from podbuild.drafting.sources.pdf_source import _paragraphs
from tests.drafting.sources.trying import file, mistake, read_all, texts


def pdf(*pages: str, password: str = "", title: str = "") -> bytes:
    """A PDF file of these pages, line by line."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(400, 400)
        lines = text.split("\n")
        shown = "\n".join(f"BT /F1 12 Tf 20 {380 - 14 * n} Td ({line}) Tj ET" for n, line in enumerate(lines) if line)
        stream = DecodedStreamObject()
        stream.set_data(shown.encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_and_paragraphs(tmp_path: Path) -> None:
    file(tmp_path, "report.pdf", pdf("The ice sang\nat night.", "It was measured twice, to be cer-\ntain.", title="Singing ice"))
    found = texts(tmp_path, "report.pdf")
    assert found == ["Page 1: The ice sang at night.", "Page 2: It was measured twice, to be certain."]
    assert read_all(tmp_path, "report.pdf")[0][0].title == "Singing ice"


def test_a_paragraph_ends_with_a_line_that_is_not_full(tmp_path: Path) -> None:
    page = (
        "Class letter\nDear families,\nOn Friday the class visits the water works at\nElm Street. Bring a sandwich, an apple and\n"
    )
    page += "boots.\nThe bus leaves at eight. It will not wait for\nanybody, and comes back at noon."
    file(tmp_path, "a.pdf", pdf(page))
    assert texts(tmp_path, "a.pdf") == [
        "Page 1: Class letter",
        "Page 1: Dear families,",
        "Page 1: On Friday the class visits the water works at Elm Street. Bring a sandwich, an apple and boots.",
        "Page 1: The bus leaves at eight. It will not wait for anybody, and comes back at noon.",
    ]


def test_joined_letters_are_letters() -> None:
    assert list(_paragraphs("The ﬁrst oﬃ-\nce")) == ["The first office"]


def test_what_is_locked_with_nothing_opens(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("Open words.")))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    file(tmp_path, "a.pdf", out.getvalue())
    assert texts(tmp_path, "a.pdf") == ["Page 1: Open words."]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (pdf("Secret.", password="pw"), "source-locked", "password"),
        (pdf(""), "source-no-text", "pages are pictures"),
        (pdf("Words.")[:200], "source-damaged", "is damaged"),
        (b"%PDF-1.7\n" + b"\xff" * 500, "source-damaged", "is damaged"),
        (b"<html>Sorry</html>", "source-damaged", "is no PDF file"),
        (b"", "source-damaged", "is no PDF file"),
    ],
    ids=["locked", "scanned", "cut", "noise", "html", "empty"],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, code: str, words: str) -> None:
    file(tmp_path, "report.pdf", data)
    found = mistake(tmp_path, "report.pdf")
    assert found.code == code
    assert words in found.message
    assert found.span.file == "report.pdf"
