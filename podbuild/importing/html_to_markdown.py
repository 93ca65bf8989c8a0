"""Show notes in HTML, as clean or broken as it comes → Markdown that says the same, and plain text.

Nothing that acts comes through: scripts, styles, forms and frames are left out, links lead to http, https and mailto only.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import html as lxml_html  # type: ignore[import-untyped]
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from podbuild.base.notation import escaped, guarded

_IS_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);|<!--", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]*[^\s<>\"'`\\.,;:!?)\]]")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NOTHING = frozenset(("script", "style", "head", "iframe", "form", "object", "embed", "svg", "template", "noscript", "title"))
_BLOCKS_NAMES = """
    p div section article header footer main aside nav figure figcaption address ul ol li dl dt dd table tr td th blockquote
    pre h1 h2 h3 h4 h5 h6 hr body html center details summary tbody thead tfoot caption
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_DEEPEST = 60
_LINKABLE = ("http://", "https://", "mailto:")


def markdown(html: str) -> str:
    r"""Markdown that shows what the HTML shows. A text without tags keeps its lines.

    >>> print(markdown('<p>See <a href="https://e.org/a">the <b>map</b></a>.</p><ul><li>1. one<li>two</ul>'))
    See [the **map**](https://e.org/a).
    <BLANKLINE>
    - 1\. one
    - two
    >>> print(markdown("# No heading\nhttps://e.org/x_y_z"))
    \# No heading\
    <https://e.org/x_y_z>
    """
    text = _UNWANTED.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    if not _IS_HTML.search(text):
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        lines = [[_words(" ".join(line.split())) for line in part.split("\n") if line.strip()] for part in paragraphs]
        return "\n\n".join(guarded("\\\n".join(part)) for part in lines)
    root = _tree(text)
    if root is None:
        return ""
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(block for block in _blocks(root, 0) if block.strip())).strip()


def plain_text(html: str) -> str:
    """The words alone, a line a block.

    >>> plain_text("<p>Ice &amp; <i>snow</i></p><p>more"), plain_text("AT&T <3"), plain_text("a\\n b")
    ('Ice & snow\\nmore', 'AT&T <3', 'a b')
    """
    text = _UNWANTED.sub("", html)
    if not _IS_HTML.search(text):
        paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
        return "\n".join(part for part in paragraphs if part)
    root = _tree(text)
    if root is None:
        return ""
    for element in root.iter():
        if element.tag in _NOTHING or not isinstance(element.tag, str):
            element.text = None
        if element.tag in _BLOCKS or element.tag == "br":
            element.tail = "\n" + (element.tail or "")
    lines = [" ".join(line.split()) for line in "".join(root.itertext()).split("\n")]
    return "\n".join(line for line in lines if line)


def _tree(text: str) -> Any | None:
    """The HTML as elements; entities that are none stay as they are written."""
    try:
        return lxml_html.fragment_fromstring(text, create_parent="div")
    except (LxmlError, ValueError, AssertionError):
        return None


# ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _blocks(element: Any, depth: int) -> list[str]:
    """The blocks inside an element; words between blocks are paragraphs."""
    found: list[str] = []
    run: list[str] = [_text(element.text)]

    def close() -> None:
        for part in re.split(r"(?:\\\n\s*){2,}", "".join(run)):  # two breaks are a paragraph, as authors mean them
            words = _tidy(part)
            if words:
                found.append(guarded(words))
        run.clear()

    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "script"
        if tag in _NOTHING:
            pass
        elif tag in _BLOCKS and depth < _DEEPEST:
            close()
            found.extend(_block(tag, child, depth + 1))
        elif depth < _DEEPEST and any(isinstance(c.tag, str) and c.tag in _BLOCKS for c in child.iter()):
            close()
            found.extend(_blocks(child, depth + 1))
        else:
            run.append(_inline(child, depth + 1))
        run.append(_text(child.tail))
    close()
    return found


def _block(tag: str, element: Any, depth: int) -> list[str]:
    if tag in ("ul", "ol"):
        return [_list(element, tag == "ol", depth)]
    if tag == "pre":
        words = "".join(element.itertext()).strip("\n")
        fence = "`" * max(3, 1 + max((len(m) for m in re.findall(r"`+", words)), default=0))
        return [f"{fence}\n{words}\n{fence}"] if words.strip() else []
    if tag == "hr":
        return ["---"]
    if tag == "tr":
        cells = [_tidy(" ".join(_blocks(cell, depth))) for cell in element if cell.tag in ("td", "th")]
        return [guarded(" · ".join(cell for cell in cells if cell))]
    inside = _blocks(element, depth)
    if tag == "blockquote":
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inside).split("\n"))] if inside else []
    if tag[0] == "h" and tag[1:].isdigit():
        level = max(2, min(6, int(tag[1]) + 1))  # the first level is that of the notes themselves
        return [f"{'#' * level} {' '.join(block.replace(chr(92) + chr(10), ' ').split())}" for block in inside]
    return inside


def _list(element: Any, is_numbered: bool, depth: int) -> str:
    items: list[str] = []
    is_loose = False
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _NOTHING:
            continue
        blocks = [_list(child, child.tag == "ol", depth + 1)] if child.tag in ("ul", "ol") else _blocks(child, depth + 1)
        if not blocks:
            continue
        mark = f"{len(items) + 1}. " if is_numbered else "- "
        is_loose = is_loose or len([b for b in blocks if not b.startswith(("- ", "1. "))]) > 1
        indent = " " * len(mark)
        body = ("\n\n" if is_loose else "\n").join(blocks)
        items.append(mark + "\n".join(indent + line if line else "" for line in body.split("\n")).lstrip())
    return ("\n\n" if is_loose else "\n").join(items)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _inline(element: Any, depth: int) -> str:
    tag = element.tag
    if tag == "br":
        return "\\\n"
    if tag == "img":
        source, alt = element.get("src", "").strip(), escaped(" ".join(element.get("alt", "").split()))
        return f"![{alt}]({_target(source)})" if source.startswith(_LINKABLE) else alt
    if depth >= _DEEPEST:
        return _text("".join(element.itertext()))
    inside = _text(element.text, is_linked=tag == "a") + "".join(_child(child, depth) for child in element)
    if tag == "a":
        return _link(element, inside)
    mark = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}.get(tag, "")
    return _marked(inside, mark) if mark else inside


def _child(child: Any, depth: int) -> str:
    if not isinstance(child.tag, str) or child.tag in _NOTHING:
        return _text(child.tail)
    return _inline(child, depth + 1) + _text(child.tail)


def _link(element: Any, inside: str) -> str:
    """A link; where its words are its address, that alone."""
    href = "".join(element.get("href", "").split())
    words = " ".join(inside.replace("\\\n", " ").split())
    if not href.casefold().startswith(_LINKABLE):
        return inside
    plain = "".join(element.itertext()).strip()
    if plain == href and href.startswith("http") and not any(c in href for c in "<> "):
        return f"<{href}>"
    lead, trail = (" " if inside[:1].isspace() else ""), (" " if inside[-1:].isspace() else "")
    return f"{lead}[{words}]({_target(href)}){trail}" if words else ""


def _target(url: str) -> str:
    return (
        url.replace("\\", "%5C").replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    )


def _marked(inside: str, mark: str) -> str:
    """Emphasis holds tight to its words, or Markdown does not see it. Where it would run into other marks, it is left out."""
    words = inside.strip()
    if not words or "\\\n" in words or "*" in re.sub(r"\\\*", "", words):
        return inside
    lead, trail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    return f"{lead}{mark}{words}{mark}{trail}"


def _text(text: str | None, is_linked: bool = False) -> str:
    if not text:
        return ""
    spaced = re.sub(r"[ \t\n\f]+", " ", text)
    return escaped(spaced) if is_linked else _words(spaced)


def _words(text: str) -> str:
    """Words, with addresses among them made links."""
    parts = _ADDRESS.split(text)
    links = _ADDRESS.findall(text)
    shown = [escaped(part) for part in parts]
    return "".join(a + b for a, b in zip(shown, [*(f"<{link}>" for link in links), ""], strict=True))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\\\n", "\n").split("\n")]
    return "\\\n".join(line for line in lines if line)
