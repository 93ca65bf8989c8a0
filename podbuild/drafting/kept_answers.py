"""Answers that were paid for, kept in `.podbuild/drafts/RUN/`: a file each, whole before anybody sees the answer.

A run that was cut short finds its answers there again. One that came to its end is set aside under its name and the time;
the last of those are kept.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from podbuild.base import digest
from podbuild.base.units import slugify
from podbuild.drafting.writer import Answer, Request, Usage
from podbuild.steps.whole_files import cut_links, remove_own, write_own
from podbuild.steps.world import World

FINISHED_RUNS = 20
_DONE = ".done-"
_ROOM_BYTES = 256 * 1024  # more than an answer has: on a full disk, a file without content can still be made
_WRITES = "writes"  # in the folder of a run: what it is about to write into the show


def request_digest(request: Request) -> str:
    """What tells requests apart: all that the writer reads. How long an answer may be changes nothing in one that is whole."""
    blocks = [[b.text for b in blocks] for blocks in (request.system, request.asked)]
    form = [request.form.name, request.form.summary, request.form.schema]
    corrections = [[c.answer.filled, c.text] for c in request.corrections]
    return digest.of_value([request.model, *blocks, form, corrections])


@dataclass(slots=True)
class KeptAnswers:
    """The folder of a run. Raises OSError where it cannot be written."""

    folder: Path
    world: World
    _whole: dict[str, Path] = field(default_factory=dict)  # by the digest of the request
    _number: int = 0

    @property
    def shown(self) -> str:
        """The folder as an author knows it, from `.podbuild` on."""
        parts = self.folder.parts
        start = parts.index(".podbuild") if ".podbuild" in parts else -1
        return "/".join(parts[start:])

    def look(self) -> None:
        """Read what an earlier run left. What is damaged there is passed over."""
        with suppress(OSError):  # who may not remove it cannot write there either, which is told before anything is asked
            cut_links(self.folder.parents[1], (self.folder.parent.name,))
            cut_links(self.folder.parent, (self.folder.name,))
        for path in sorted(self.folder.glob("*.json")):
            self._number = max(self._number, int(number) if (number := path.name.partition("-")[0]).isdecimal() else 0)
            found = _read(path)
            if found.get("is_whole") is True and isinstance(found.get("request"), str):
                self._whole[found["request"]] = path

    def prepare(self) -> None:
        """Make sure that something can be kept, before it is paid for."""
        probe = self.folder / "probe"
        write_own(probe, bytes(_ROOM_BYTES))
        remove_own(probe)

    def answer(self, request: str) -> Answer | None:
        """The whole answer to a request by its digest."""
        path = self._whole.get(request)
        found = _read(path) if path else {}
        try:
            return Answer(_mapping(found["filled"]), Usage(**found["usage"]), str(found["model"]))
        except (KeyError, TypeError):
            return None

    def keep(self, what: str, request: str, answer: Answer, usd: float | None) -> None:
        value = {"is_whole": True, "model": answer.model, "filled": answer.filled}
        self._whole[request] = self._write(what, request, answer.usage, usd, value)

    def keep_partial(self, what: str, request: str, partial: str, code: str, usage: Usage, usd: float | None) -> Path:
        return self._write(what, request, usage, usd, {"is_whole": False, "ended": code, "partial": partial})

    def pass_over(self, request: str) -> None:
        """That answer is of no use: it stays, but is not answered with again."""
        if path := self._whole.pop(request, None):
            write_own(path, _json(_read(path) | {"is_whole": False, "ended": "writer-answer-unusable"}))

    def note_writing(self, file: str, content: str) -> None:
        """What the run writes into the show, by the digest of it: where it is killed right behind that, the next one knows."""
        write_own(self.folder / _WRITES, _json({"file": file, "content": content}))

    def has_written(self, file: str, content: str) -> bool:
        """Whether an earlier run, that did not come to its end, wrote this."""
        return _read(self.folder / _WRITES) == {"file": file, "content": content}

    def file_written(self) -> str:
        """The file that an earlier run was about to write, "" where none was."""
        return str(_read(self.folder / _WRITES).get("file", ""))

    def set_aside(self) -> None:
        """The run is over: the same wish is answered anew from now on. Only the last such runs are kept."""
        if not self.folder.is_dir():
            return
        name = f"{self.folder.name}{_DONE}{self.world.now():%Y%m%dT%H%M%S%fZ}"
        places = (self.folder.with_name(f"{name}-{n:03}" if n else name) for n in range(1000))  # for a clock that stands still
        self.folder.replace(next(place for place in places if not place.exists()))
        self._whole.clear()
        self._number = 0
        over = sorted(self.folder.parent.glob(f"*{_DONE}*"), key=lambda path: path.name.rpartition(_DONE)[2])
        for path in over[:-FINISHED_RUNS]:
            with suppress(OSError):
                shutil.rmtree(path)

    def _write(self, what: str, request: str, usage: Usage, usd: float | None, value: Mapping[str, Any]) -> Path:
        self._number += 1
        path = self.folder / f"{self._number:02}-{slugify(what)}-{request[:8]}.json"
        head = {"what": what, "date": self.world.moment(), "request": request, "usage": asdict(usage)}
        write_own(path, _json({**head, "usd": usd, **value}))
        return path


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value
