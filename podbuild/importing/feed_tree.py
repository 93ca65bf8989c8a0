"""Bytes that are called a feed → a tree. Whatever is broken is mended as apps mend it; nothing outside the bytes is ever read.

Document types are cut away with the entities they define: no entity grows, none leads to a file or an address.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

_BOMS = (
    *((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
_UNMARKED = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))  # XML 1.0, appendix F
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BEGIN = re.compile(r"<\?xml\s|<(?:rss|rdf:rdf|feed)[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(#\d{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{0,40});)?")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BARE_VALUE = re.compile(r"(<[A-Za-z][^<>\"']{0,200}?\s[\w:.-]{1,60}=)([^\s\"'<>=]{1,200})(?=[\s>])")
_PROSE = re.compile(r"(<(description|content:encoded|itunes:summary|summary)(?:\s[^<>]*)?>)(.*?)(</\2>)", re.DOTALL | re.IGNORECASE)
_XML_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
# By a part of the namespace's address, since many feeds write it wrong (another case, https, another version).
_FAMILIES = (
    ("itunes", "itunes.com"),
    ("podcast", "podcastindex"),
    ("podcast", "podcast-namespace"),
    ("psc", "simple-chapters"),
    ("content", "rss/1.0/modules/content"),
    ("media", "search.yahoo.com/mrss"),
    ("atom", "w3.org/2005/atom"),
    ("atom", "purl.org/atom"),
    ("dc", "purl.org/dc/"),
    ("enc", "purl.oclc.org/net/rss_2.0/enc"),
    ("rdf", "22-rdf-syntax-ns"),
    ("rss", "purl.org/rss/1.0/"),
    ("rss", "purl.org/net/rss1.1"),
    ("rss", "backend.userland.com/rss2"),
    ("googleplay", "google.com/schemas/play-podcasts"),
    ("xhtml", "1999/xhtml"),
)
_WITHOUT_PREFIX = frozenset(("rss",))


def tree_of(data: bytes, charset: str = "") -> tuple[Any | None, bool]:
    """The root element, None where there is no XML in it, and whether the text had to be mended.

    Args:
        charset: the encoding that its host names, which counts where the text names none.
    """
    text, is_mended = decoded(data, charset)
    found = _BEGIN.search(text)
    begin = found.start() if found else text.find("<")  # what a program of the host complains of may stand before it
    if begin < 0:
        return None, True
    is_mended = is_mended or bool(re.sub(r"<!--.*?-->", "", text[:begin], flags=re.DOTALL).strip())
    text = _DECLARATION.sub("", text[begin:], count=1)
    text = _DOCTYPE.sub("", text[:100_000], count=1) + text[100_000:]
    clean = _ILLEGAL.sub("", text)
    parts = _CDATA.split(clean)
    mended = "".join(part if n % 2 else _AMPERSAND.sub(_entity, part) for n, part in enumerate(parts))
    try:
        return etree.fromstring(mended.encode(), _parser(recover=False)), is_mended or mended != text
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        return etree.fromstring(_with_closed_prose(mended).encode(), _parser(recover=True)), True
    except (etree.XMLSyntaxError, ValueError):
        return None, True


def _parser(recover: bool) -> Any:
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")


def _with_closed_prose(text: str) -> str:
    """A broken text with quotes around its attributes, and with HTML that stands bare in it set off: what is left open there
    would else take all that follows into itself."""

    def set_off(found: re.Match[str]) -> str:
        begin, inside, end = found[1], found[3], found[4]
        has_tags = "<" in inside and "<![CDATA[" not in inside
        return f"{begin}<![CDATA[{inside}]]>{end}" if has_tags else found[0]

    quoted = "".join(part if n % 2 else _BARE_VALUE.sub(r'\1"\2"', part) for n, part in enumerate(_CDATA.split(text)))
    return _PROSE.sub(set_off, quoted)


def _entity(found: re.Match[str]) -> str:
    """What stands for an ampersand: XML's own references stay, HTML's become their letters, all else is an ampersand."""
    name = found[1]
    if name is None:
        return "&amp;"
    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        is_legal = 0 < number <= 0x10FFFF and not _ILLEGAL.match(chr(number))
        return found[0] if is_legal else ""
    if name in _XML_OWN:
        return found[0]
    letters = html5.get(f"{name};")
    return letters.replace("&", "&amp;").replace("<", "&lt;") if letters else f"&amp;{name};"


def decoded(data: bytes, charset: str = "") -> tuple[str, bool]:
    """The text, in the encoding that it is in, whatever it says; and whether it said wrong."""
    for begin, encoding in _UNMARKED:
        if data.startswith(begin):
            return data.decode(encoding, "replace"), False
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "podbuild-western" if encoding == "utf-8" else "replace").removeprefix("\ufeff"), False
    declared = _DECLARED.match(data[:400].lstrip(b"\x00"))
    name = declared[1].decode().casefold() if declared else charset or "utf-8"
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        encoding = "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        encoding = "utf-8"  # it says so in single bytes
    if encoding in ("iso8859-1", "ascii"):
        encoding = "cp1252" if encoding == "iso8859-1" else "utf-8"  # what is called Latin-1 is Windows' superset of it
    try:
        return data.decode(encoding), False
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "podbuild-western"), True


def _western(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 among others that are: what an older program of the same author wrote."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("podbuild-western", _western)


# ── reading a tree ───────────────────────────────────────────────────────────────────────────────────────────────────


def name_of(element: Any) -> str:
    """An element's name without regard to case or to how its namespace is written: "title", "itunes:duration"."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    address, brace, local = tag.rpartition("}")
    if not brace:
        prefix, colon, rest = local.partition(":")  # a prefix that nothing declares
        return f"{prefix.casefold()}:{rest.casefold()}" if colon else local.casefold()
    folded = address.casefold()
    family = next((family for family, part in _FAMILIES if part in folded), element.prefix or "")
    return local.casefold() if not family or family in _WITHOUT_PREFIX else f"{family.casefold()}:{local.casefold()}"


def children(element: Any) -> Iterator[tuple[str, Any]]:
    """The elements inside one, with their names. An atom feed's own elements are named without "atom:"."""
    for child in element:
        if name := name_of(child):
            yield name, child


def attribute(element: Any, name: str) -> str:
    """An attribute's value without regard to case or namespace, "" where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2].casefold() == name:
            return str(value).strip()
    return ""


def raw_text(element: Any) -> str:
    """All that stands in an element, to the letter."""
    return "".join(element.itertext()) if element is not None else ""


def text_of(element: Any) -> str:
    """What stands in an element, without white space around it."""
    return raw_text(element).strip()


def markup_of(element: Any) -> str:
    """HTML that stands in an element: as text, as it should, or as elements."""
    if not any(isinstance(child.tag, str) for child in element):
        return text_of(element)
    inside = [element.text or ""]
    inside += [etree.tostring(child, encoding="unicode", with_tail=True) for child in element]
    return re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", "".join(inside)).strip()
