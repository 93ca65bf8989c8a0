"""SVG to pixels, with fonts. The one module that knows resvg.

Letters that Pillow's own typeface has (Aileron, CC0) are drawn in it and in nothing else, so that such a cover is the same on
every machine. Other scripts take the system's fonts: there the picture is as reproducible as the machine's fonts are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image, ImageFont

from podbuild.artwork.scripts import script_of

# The first that a machine has is taken; a letter that it lacks comes from any font, often a thin one with serifs.
_FAMILIES = {
    "japanese": "Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic, Meiryo",
    "simplified_chinese": "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei",
    "traditional_chinese": "Noto Sans CJK TC, Noto Sans TC, PingFang TC, Microsoft JhengHei",
    "korean": "Noto Sans CJK KR, Noto Sans KR, Apple SD Gothic Neo, Malgun Gothic",
    "arabic": "Noto Sans Arabic, Geeza Pro, Segoe UI",
    "hebrew": "Noto Sans Hebrew, Arial Hebrew, Segoe UI",
    "thai": "Noto Sans Thai, Thonburi, Leelawadee UI",
    "devanagari": "Noto Sans Devanagari, Kohinoor Devanagari, Nirmala UI",
}
_SYSTEM_FAMILIES = "Noto Sans, Inter, Segoe UI, Helvetica Neue, Liberation Sans, Arial, DejaVu Sans, sans-serif"
_BUILT_IN = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("©«°±´·»‘’“”…‹›™")
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u00ad": "", "\ufe0e": "", "\ufe0f": ""}
)
_CELL = 60
_NO_GLYPH = "\U0010fffe"


@dataclass(frozen=True, slots=True)
class Press:
    """A renderer with one choice of typeface. `stroke_em` thickens a face that has no bold."""

    font_file: Path
    is_built_in: bool
    script: str = ""

    @property
    def family(self) -> str:
        if self.is_built_in:
            return "Aileron"
        return f"{_FAMILIES[self.script]}, {_SYSTEM_FAMILIES}" if self.script in _FAMILIES else _SYSTEM_FAMILIES

    @property
    def weight(self) -> int:
        return 400 if self.is_built_in else 700

    @property
    def stroke_em(self) -> float:
        return 0.028 if self.is_built_in else 0.0

    def render(self, svg: str, width: int) -> Image.Image:
        """The picture at this width, RGBA. ValueError where the SVG is none."""
        fonts = [str(self.font_file)] if self.is_built_in else None
        png = resvg_py.svg_to_bytes(
            svg_string=svg, width=width, skip_system_fonts=self.is_built_in, font_files=fonts, sans_serif_family="DejaVu Sans"
        )
        return Image.open(BytesIO(bytes(png))).convert("RGBA")

    def widths_em(self, words: list[str]) -> list[float]:
        """How wide each word is drawn, in em."""
        if not words:
            return []
        size, row = 40, 64
        across = round(max(map(len, words)) * size * 1.5) + 60
        sheet = self._specimen(words, (across, row * len(words)), size, lambda i: (20, row * i + 46))
        boxes = [sheet.crop((0, row * i, across, row * i + row)).getbbox() for i in range(len(words))]
        return [max(0, box[2] - 20) / size if box else 0.0 for box in boxes]

    def without_gaps(self, text: str) -> tuple[str, str]:
        """The text without letters that no font here has, and those letters."""
        signs = sorted(set(text) - {" "})
        if self.is_built_in or not signs:
            return text, ""
        side = 16
        cells = [_NO_GLYPH, *signs]
        rows = -(-len(cells) // side)
        sheet = self._specimen(
            cells, (_CELL * side, _CELL * rows), 32, lambda i: (_CELL * (i % side) + 12, _CELL * (i // side) + 42)
        )
        shapes = [_cell(sheet, i % side, i // side) for i in range(len(cells))]
        missing = {sign for sign, shape in zip(signs, shapes[1:], strict=True) if _is_gap(sign, shape, shapes[0])}
        return " ".join(_without(text, missing).split()), "".join(sorted(missing))

    def _specimen(
        self, words: list[str], size: tuple[int, int], font_size: int, place: Callable[[int], tuple[int, int]]
    ) -> Image.Image:
        texts = []
        for i, word in enumerate(words):
            x, y = place(i)
            texts.append(f'<text x="{x}" y="{y}">{escape(word)}</text>')
        face = f'font-family="{self.family}" font-weight="{self.weight}" font-size="{font_size}"'
        box = f'width="{size[0]}" height="{size[1]}"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}><g {face}>{"".join(texts)}</g></svg>'
        return self.render(svg, size[0]).getchannel("A")


def press_for(texts: tuple[str, ...], folder: Path, language: str = "") -> Press:
    """The press that can draw these texts; the built-in face is written into `folder` for the renderer to read."""
    face = ImageFont.load_default(16)
    font_bytes = getattr(face, "font_bytes", b"")
    is_built_in = bool(font_bytes) and all(set(text) <= _BUILT_IN for text in texts)
    font_file = folder / "face.ttf"
    if is_built_in:
        font_file.write_bytes(font_bytes)
    return Press(font_file, is_built_in, script_of(" ".join(texts), language))


def plain(text: str) -> str:
    """The text on one line, in composed form, without control characters; dashes and fixed spaces in their simple form."""
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split())


def _without(text: str, missing: set[str]) -> str:
    """The text without these letters, and without the marks that stand on them: alone they would be drawn as boxes."""
    kept: list[str] = []
    stands = True
    for sign in text:
        if not _is_mark(sign):
            stands = sign not in missing
        if stands and sign not in missing:
            kept.append(sign)
    return "".join(kept)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me", "Mc", "Cf")


def _cell(sheet: Image.Image, column: int, row: int) -> bytes:
    box = (_CELL * column, _CELL * row, _CELL * column + _CELL, _CELL * row + _CELL)
    return sheet.crop(box).tobytes()


def _is_gap(sign: str, shape: bytes, no_glyph: bytes) -> bool:
    if _is_mark(sign):
        return False  # a mark or a joiner alone has no fair shape; its letter decides
    return shape == no_glyph or not any(shape)
