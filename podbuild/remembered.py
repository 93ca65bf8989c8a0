"""The second tier: what is known of each episode from an earlier build, so that an unchanged one is not read again.

One file holds the heads of all episodes: what orders, identifies and sums them up. What only feed and pages need lies in files
of each episode's own, read where something is rendered. All of it may be deleted at any time; what is damaged counts as gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.codec import from_json, to_json
from podbuild.base.diagnostics import Diagnostic, Span, from_plain, to_plain
from podbuild.model.feed_tags import Trailer
from podbuild.model.release import Entry, Release
from podbuild.steps.memo import Stamp, is_settled
from podbuild.steps.whole_files import read_checked, remove_own, write_checked, write_own

_FORMAT = 3
_MOST_FRESH = 4
_LONG_AGO_NS = 0  # no stamp is settled then: all digests are taken anew


class Forgotten(Exception):
    """A release that was remembered, and is not there or not whole when it is needed."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass(frozen=True, slots=True)
class Pressing:
    """A finished release in short. `digest`, `item`, `row` and `search` are digests: of the release, its <item>, its row in
    lists, what is searched of it."""

    digest: str
    item: str
    row: str
    search: str
    guid: str
    title: str
    is_ai: bool | None
    is_due: bool
    reason: str
    seconds: float
    loudness: tuple[float, float, float] | None  # LUFS, dBTP, LU; None where the audio goes out as it is
    path: str
    size_bytes: int
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of an episode without reading its file.

    `base` is the digest of all that every episode depends on, `text` of the episode's file; `uses` are the author's files it
    names, as (as it was written, kind of media, path, digest); `rights` the digest of what is said of their owners.
    """

    slug: str
    file: str
    base: str
    text: str
    uses: tuple[tuple[str, str, str, str], ...]
    rights: str
    guid: str
    date: str
    number: int | None
    season: int | None
    kind: str
    is_draft: bool
    span: Span
    findings: tuple[Diagnostic, ...] = ()
    pressing: Pressing | None = None


@dataclass(slots=True)
class Memory:
    """What is remembered of a show. `files` are digests with the stamps they hold for, `documents`
    the keys and digests of rendered texts by path."""

    folder: Path
    heads: dict[str, Head] = field(default_factory=dict)  # by file
    files: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    documents: dict[str, tuple[str, str]] = field(default_factory=dict)
    compiler: dict[str, Any] = field(default_factory=dict)
    _fresh: dict[str, Release] = field(default_factory=dict)  # by digest: the last ones that were kept, not to be read again

    @classmethod
    def read(cls, folder: Path) -> Memory:
        try:
            value = read_checked(folder / "memory.json")
            if value is None or value["format"] != _FORMAT:
                return cls(folder)
            files = {rel: (tuple(row[:4]), row[4]) for rel, row in value["files"].items()}
            heads = {row[1]: _head(row) for row in value["heads"]}
            documents = {path: tuple(found) for path, found in value["documents"].items()}
            return cls(folder, heads, files, documents, value["compiler"])
        except (ValueError, KeyError, TypeError, IndexError):
            return cls(folder)

    def write(self, taken_ns: int) -> None:
        """Keep it for the next build. Digests of files that had just changed at `taken_ns` are left out."""
        files = {rel: [*known, value] for rel, (known, value) in self.files.items() if is_settled(known, taken_ns)}
        heads = [_row(head) for head in self.heads.values()]
        value = {"format": _FORMAT, "heads": heads, "files": files, "documents": self.documents, "compiler": self.compiler}
        write_checked(self.folder / "memory.json", value)

    def keep(self, release: Release, item: str, row: str, search: str) -> tuple[str, str, str, str]:
        """Write a release, its item of the feed, its row in lists, and what is searched of it.

        Returns:
            their digests.
        """
        texts = {"json": digest.canonical(to_json(release)), "item": item, "row": row, "search": search}
        found = []
        for ending, text in texts.items():
            data = text.encode("utf-8", "surrogatepass")
            self._write(release.slug, ending, data)
            found.append(digest.of_bytes(data))
        marks = found[0], found[1], found[2], found[3]
        if len(self._fresh) < _MOST_FRESH:
            self._fresh[marks[0]] = release
        return marks

    def keep_steps(self, name: str, steps: Sequence[Sequence[str]]) -> None:
        """Write the steps of an episode, or of the show's own work."""
        self._write(name, "steps", json.dumps(steps).encode())

    def keep_sound(self, slug: str, key: str, plain: object) -> None:
        """Write what an episode's sound is, under the key of all that is heard in it."""
        write_checked(self._file(slug, "sound"), [key, plain])

    def sound(self, slug: str, key: str) -> Any:
        """What was kept under that key; None where there is nothing."""
        found = read_checked(self._file(slug, "sound"))
        return found[1] if found and found[0] == key else None

    def last_sound(self, slug: str) -> Any:
        """What an episode's sound was when it was built last, whatever is heard in it now; None where that is not known."""
        found = read_checked(self._file(slug, "sound"))
        return found[1] if found else None

    def keep_utterances(self, base: str, slug: str, plain: object) -> None:
        """Write what the lines of an episode became for their engines; that holds as long as `base` is the same."""
        write_checked(self._file(slug, "said"), [base, plain])

    def utterances(self, base: str, slug: str) -> Any:
        """What was kept for that base; None where there is nothing."""
        found = read_checked(self._file(slug, "said"))
        return found[1] if found and found[0] == base else None

    def steps(self, slug: str) -> list[list[str]]:
        """The steps of an episode's last build, as [who wanted it, key]; none where that is not known."""
        try:
            found: list[list[str]] = json.loads(self._file(slug, "steps").read_bytes())
        except (OSError, ValueError):
            return []
        return found

    def entry(self, head: Head) -> Entry:
        """A finished episode for feed and site. What it reads raises Forgotten where it is not there any more."""
        pressing = head.pressing
        assert pressing is not None

        def whole() -> Release:
            if fresh := self._fresh.get(pressing.digest):
                return fresh
            return from_json(Release, json.loads(self._read(head.slug, "json", pressing.digest)))

        def item() -> str:
            return self._read(head.slug, "item", pressing.item).decode("utf-8", "surrogatepass")

        def row() -> str:
            return self._read(head.slug, "row", pressing.row).decode("utf-8", "surrogatepass")

        def search() -> str:
            return self._read(head.slug, "search", pressing.search).decode("utf-8", "surrogatepass")

        order = (head.slug, head.date, head.number, head.is_draft, pressing.is_ai)
        trailer = _trailer(head, pressing)
        return Entry(*order, pressing.digest, item, row, pressing.row, whole, search, pressing.search, trailer)

    def is_whole(self, head: Head) -> bool:
        """Whether all that is kept of an episode is what is remembered of it."""
        found = head.pressing and self.entry(head)
        try:
            return not found or all(value is not None for value in (found.whole(), found.item(), found.row(), found.search()))
        except Forgotten:
            return False

    def forget(self, slugs: set[str]) -> None:
        """Remove what is kept of episodes that there are no more."""
        for slug in slugs:
            for ending in ("json", "item", "row", "search", "steps", "sound", "said"):
                remove_own(self._file(slug, ending))

    def _write(self, slug: str, ending: str, data: bytes) -> None:
        file = self._file(slug, ending)
        if not (file.is_file() and file.read_bytes() == data):
            write_own(file, data)

    def _read(self, slug: str, ending: str, wanted: str) -> bytes:
        try:
            data = self._file(slug, ending).read_bytes()
        except OSError:
            raise Forgotten(slug) from None
        if digest.of_bytes(data) != wanted:
            raise Forgotten(slug)
        return data

    def _file(self, slug: str, ending: str) -> Path:
        # A slug may be no file name elsewhere.
        return self.folder / "releases" / f"{digest.of_bytes(slug.encode('utf-8', 'surrogatepass'))[:24]}.{ending}"


def _trailer(head: Head, pressing: Pressing) -> Trailer | None:
    """What the head of the feed says of an episode that is a trailer; nothing of one without a date, which must be named there."""
    if head.kind != "trailer" or not head.date:
        return None
    return Trailer(pressing.title, pressing.path, head.date, pressing.size_bytes, season=head.season)


def _row(head: Head) -> list[Any]:
    row = [getattr(head, f.name) for f in fields(head)]
    span, findings, pressing = row[-3:]
    short = None
    if pressing is not None:
        short = [getattr(pressing, f.name) for f in fields(pressing)]
        short[-1] = [to_plain(d) for d in pressing.warnings]
    return [*row[:-3], [span.file, span.line, span.column, span.end_column], [to_plain(d) for d in findings], short]


def _head(row: list[Any]) -> Head:
    plain: list[Any] = row[:-3]
    span, findings, short = row[-3:]
    plain[4] = tuple(map(tuple, plain[4]))
    pressing = None
    if short is not None:
        short[10] = short[10] and tuple(short[10])
        short[-1] = tuple(from_plain(d) for d in short[-1])
        pressing = Pressing(*short)
    return Head(*plain, Span(*span), tuple(from_plain(d) for d in findings), pressing)  # type: ignore[call-arg]


def described(release: Release, digests: tuple[str, str, str, str], warnings: tuple[Diagnostic, ...]) -> Pressing:
    """A release in short."""
    reading, enclosure = release.reading, release.enclosure
    return Pressing(
        *digests,
        release.guid,
        release.title,
        release.disclosure.is_ai,
        release.disclosure.is_due,
        release.disclosure.reason,
        enclosure.duration_seconds,
        (reading.integrated_lufs, reading.true_peak_dbtp, reading.range_lu) if reading else None,
        enclosure.url or enclosure.file.path,
        enclosure.file.size_bytes,
        warnings,
    )


def rights_digest(stated: Mapping[str, Any]) -> str:
    """The digest of what is said of the owners of some files, by path."""
    return digest.of_value({path: to_json(right) for path, right in stated.items()})


def forget_finished(folder: Path) -> None:
    """Forget all that was remembered, so that every recipe is driven again: it finds its steps in the store."""
    for file in ((folder / "memory.json"), *(folder / "releases").glob("*.sound")):
        remove_own(file)


def forget_lost(folder: Path, slug: str) -> None:
    """Forget what an episode came to, and every other of which not all is there as it was, so that their recipes are driven again.

    A build that was abandoned has written anew what is kept of its episodes, and not what is remembered of them.
    """
    memory = Memory.read(folder)
    lost = {slug} | {head.slug for head in memory.heads.values() if not memory.is_whole(head)}
    memory.heads = {file: replace(head, pressing=None) if head.slug in lost else head for file, head in memory.heads.items()}
    memory.forget(lost)
    memory.write(_LONG_AGO_NS)
