"""What is searched of an episode, and the page of it that the indexer reads.

Title, summary, subtitle and transcript; no notes. Words of scripts that are written without spaces are told apart letter by
letter, here and in what a visitor types (templates/site/search.js has the same rule): a letter is a word, a word is a phrase.
"""

from __future__ import annotations

import json
import re
from html import escape

from podbuild.base import digest
from podbuild.model.release import Release
from podbuild.site.views import paragraphs, small_art

# Kana, Bopomofo, Han with its extensions, half-width kana: as in search.js.
_LETTER = "\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_PUNCTUATION = "\u3001-\u303f\uff01-\uff65"
_BEFORE = re.compile(rf"(?<=\S)(?=[{_LETTER}])")
_BEHIND = re.compile(rf"(?<=[{_LETTER}{_PUNCTUATION}])(?=[^\W{_LETTER}])")


def search_text(release: Release) -> str:
    """What is searched of a release, as JSON: made when the release is, and kept, so that an index reads nothing else of it."""
    turns = paragraphs(release)
    facts = {
        "slug": release.slug,
        "title": release.title,
        "subtitle": release.subtitle,
        "summary": release.summary,
        "art": small_art(release),
        "day": release.date[:10],
        "language": release.language,
        "is_draft": release.is_draft,
        "turns": [[round(float(t.start_seconds), 1), t.speaker, " ".join(c.text for c in t.captions)] for t in turns],
    }
    return digest.canonical(facts)


def index_page(text: str) -> str:
    """The page that stands for an episode in an index, from what `search_text` made.

    The id of a paragraph is its time, then the number of its speaker among `speakers`: the index keeps ids and their places.
    """
    facts = json.loads(text)
    speakers = list(dict.fromkeys(speaker for _, speaker, _ in facts["turns"]))
    kept = {name: facts[name] for name in ("slug", "title", "art", "day", "language", "is_draft")} | {"speakers": speakers}
    head = f'<h1 data-pagefind-meta="title">{_words(facts["title"])}</h1>'
    about = "".join(f"<p>{_words(facts[name])}</p>" for name in ("subtitle", "summary") if facts[name])
    said = "".join(
        f'<p><span id="{seconds}-{speakers.index(speaker)}"></span>{_words(text)}</p>' for seconds, speaker, text in facts["turns"]
    )
    meta = f'<meta data-pagefind-meta="episode[content]" content="{escape(digest.canonical(kept))}">'
    body = f"<body data-pagefind-body>{head}{about}{said}</body>"
    return f'<!doctype html><html><head><meta charset="utf-8"><title>-</title>{meta}</head>{body}</html>'


def _words(text: str) -> str:
    """Text as HTML, its words told apart by spaces.

    >>> _words("氷河は歌った。2度「また」と say & hear")
    '氷 河 は 歌 っ た。 2 度「 ま た」 と say &amp; hear'
    """
    return escape(_BEHIND.sub(" ", _BEFORE.sub(" ", " ".join(text.split()))))
