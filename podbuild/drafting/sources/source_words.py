"""What sources say as plain words: one line each, nothing in it that acts or hides, and no more than a writer can take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from podbuild.base.diagnostics import Diagnostic
from podbuild.drafting.sources.reader import Said

MOST_PASSAGE_CHARACTERS = 1_500
MOST_PASSAGES = 2_000
MOST_CHARACTERS = 400_000  # about 100,000 tokens
_KEPT_FORMATS = "\u200c\u200d"  # what joins and parts letters in many scripts, and the parts of an emoji
# Selectors of variants beyond the sixteen that emoji use, and tags: letters that nobody sees and a model reads.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\U000e0000-\U000e0fff]")
_BLANKS = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s+|[。！？]")


def one_line(text: str) -> str:
    r"""The words of a text on one line. Controls, marks that turn the direction of writing, and letters that nobody sees go.

    >>> one_line(" a\n\tb\x1b[31m \u202eevil\u202c <!-- src: x#1 --> "), one_line("[notes#9] {sfx: bell}")
    ('a b[31m evil <!-- src: x#1 -->', '[notes#9] {sfx: bell}')
    """
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if not text.isprintable():
        text = "".join(char for char in text if _is_seen(char))
    return _BLANKS.sub(" ", text).strip()


def _is_seen(char: str) -> bool:
    if char.isprintable() or char.isspace() or char in _KEPT_FORMATS:
        return True
    return unicodedata.category(char) == "Zs"


def in_pieces(text: str, most: int = MOST_PASSAGE_CHARACTERS) -> Iterator[str]:
    """A line in pieces of at most `most` characters: cut behind a sentence where one ends, else at a blank, else anywhere.

    >>> list(in_pieces("One two. Three four. Five.", 12))
    ['One two.', 'Three four.', 'Five.']
    """
    while len(text) > most:
        window = text[: most + 1]
        ends = [m.end() for m in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends and ends[-1] >= most // 3 else window.rfind(" ")
        cut = cut if cut > 0 else most
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def passages(said: Iterable[Said]) -> tuple[tuple[Said, ...], int]:
    """What is said as passages, and how many there would be more: long ones come in pieces, empty ones not at all."""
    kept: list[Said] = []
    left_out = characters = 0
    for one in said:
        for piece in in_pieces(one_line(one.text)):
            characters += len(piece)
            if len(kept) >= MOST_PASSAGES or characters > MOST_CHARACTERS:
                left_out += 1
            else:
                kept.append(Said(piece, one.key))
    return tuple(kept), left_out


def shortened(origin: str, what: str) -> Diagnostic:
    """That not all of a source was taken."""
    fix = "nothing, if that is enough; else give the part that matters as a file of its own"
    return Diagnostic("source-shortened", f"{origin}: {what}", severity="warning", fix=fix)


def decoded(data: bytes, charset: str = "") -> tuple[str, bool] | None:
    """A text of bytes, and whether its encoding had to be guessed; None where the bytes are no text.

    >>> decoded("é".encode()), decoded("é".encode("utf-16")), decoded("é".encode("cp1252")), decoded(b"\\x00\\x01\\x02")
    (('é', False), ('é', False), ('é', True), None)
    """
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = next((name for mark, name in marks if data.startswith(mark)), "")
    names = [marked] if marked else [charset, "utf-8"] if charset else ["utf-8"]
    for name in names:
        try:
            return _if_text(data.decode(name), False)
        except (UnicodeError, LookupError, ValueError):
            continue
    try:
        return None if marked else _if_text(data.decode("cp1252"), True)
    except UnicodeError:
        return None


def _if_text(text: str, is_guessed: bool) -> tuple[str, bool] | None:
    """Bytes of pictures and programs can pass for letters, but not without the characters that no text has."""
    start = text[:20_000]
    odd = sum(1 for char in start if char < " " and char not in "\t\n\r\f\x0b\x1b\x1a")
    return (text, is_guessed) if "\0" not in start and odd * 50 <= len(start) else None
