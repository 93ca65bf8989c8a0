"""The search index: which episodes stand in which bundle, and the step that makes a bundle.

One index of all episodes would be made anew at each edit. So there are several, which the visitor's browser searches together
(search.js): large ones of what is old, small ones of what is new, so that an edit of a new episode indexes a few, and a visitor
of ten thousand episodes fetches some dozens of bundles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from podbuild.base import digest
from podbuild.model.release import Entry, OutputFile
from podbuild.site.search_text import index_page
from podbuild.steps.step import Action, Call, Made, Outcome, Result, Step, Text

FOLDER = "search"
DRAFTS = "drafts"
WORK = "the search"  # what its steps are called for people
SIZES = (256, 64, 16)
_ENTRY = "pagefind-entry.json"
_FOLDERS = {"pf_fragment": "fragment/", "pf_index": "index/"}
_PROGRAMS = ("pagefind.js", "pagefind-worker.js")
_TYPES = {"js": "text/javascript", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Episodes that are indexed together. `name` is its folder's in search/, and says where it begins, counted from the oldest."""

    name: str
    entries: tuple[Entry, ...]


def bundles(ordered: Sequence[Entry]) -> tuple[Bundle, ...]:
    """The bundles, the oldest first; drafts by themselves, so that the others are the same with and without them.

    Filled from the oldest on, each as large as may be: a new episode changes the newest bundle only. Once in 16 episodes it is
    full, once in 64 four of these become one, and once in 256 four of those.

    Args:
        ordered: the newest first.
    """
    listed = ordered[::-1]
    public, drafts = [e for e in listed if not e.is_draft], tuple(e for e in listed if e.is_draft)
    found, at = [], 0
    while at < len(public):
        size = next((size for size in SIZES if size <= len(public) - at), len(public) - at)
        found.append(Bundle(str(at + 1), tuple(public[at : at + size])))
        at += size
    return (*found, *([Bundle(DRAFTS, drafts)] if drafts else []))


def index_steps(found: Sequence[Bundle], indexer: str, language: str) -> tuple[Step, ...]:
    """A step a bundle; its files are a bundle's, of any folder, in one.

    Args:
        indexer: pagefind's version.
        language: BCP 47, of the show: it decides how words are reduced to their stems.
    """
    base = language.replace("_", "-").split("-")[0].lower()
    params = {"indexer": indexer, "language": base}
    return tuple(Step(INDEX, params, {"texts": _texts(bundle)}, f"{WORK} of {_about(bundle)}") for bundle in found)


def search_files(
    found: Sequence[Bundle], steps: Sequence[Step], results: Mapping[str, Result]
) -> Iterator[tuple[OutputFile, Made]]:
    """The files of public/ that the bundles consist of. What a browser runs is the first one's; the others are only data."""
    for bundle, step in zip(found, steps, strict=True):
        for name, (value, size_bytes) in results[step.key].files.items():
            ending = name.rpartition(".")[2]
            if bundle is found[0] or not _is_program(name):
                path = f"{FOLDER}/{bundle.name}/{_FOLDERS.get(ending, '')}{name}"
                yield OutputFile(path, value, size_bytes, _TYPES.get(ending, "application/octet-stream")), step.file(name)


def _is_program(name: str) -> bool:
    return name in _PROGRAMS or name.endswith(".pagefind")


def _texts(bundle: Bundle) -> Text:
    mark = digest.of_value([entry.search_digest for entry in bundle.entries])
    return Text(mark, partial(_read, bundle.entries), "what is said there")


def _read(entries: Iterable[Entry]) -> bytes:
    return json.dumps([entry.search() for entry in entries]).encode()


def _about(bundle: Bundle) -> str:
    if bundle.name == DRAFTS:
        return "drafts"
    first, count = int(bundle.name), len(bundle.entries)
    return f"episode {first}" if count == 1 else f"episodes {first} to {first + count - 1}"


def _index(call: Call) -> Outcome:
    """Index the texts, and keep of what pagefind makes what search.js needs."""
    from podbuild.site.pagefind_program import indexed

    texts: list[str] = json.loads(call.inputs["texts"].read_bytes())
    made = indexed([index_page(text) for text in texts], call.params["language"], call.folder.parent)
    for name in sorted(made):
        if name == _ENTRY or name in _PROGRAMS or name.endswith((".pf_meta", ".pf_fragment", ".pf_index", _stemmer(made))):
            (call.folder / name).write_bytes(made[name])
    return Outcome()


def _stemmer(made: Mapping[str, bytes]) -> str:
    """The name of the WebAssembly for the index's language: pagefind adds one for unknown languages."""
    (language,) = json.loads(made[_ENTRY])["languages"].values()
    return f"wasm.{language['wasm'] or 'unknown'}.pagefind"


INDEX = Action("search-index", 1, _index)
