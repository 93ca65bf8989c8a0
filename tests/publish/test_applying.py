"""Doing what was planned, against a target whose failures are written down beforehand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.edition import Edition
from podbuild.publish.applying import ChangeEvent, apply
from podbuild.publish.ledger import Entry, Ledger, read_ledger
from podbuild.publish.target import Change, Facts, Refused, Unavailable
from podbuild.steps.world import World

EDITION: Any = None
NEW = (Change("create", "a.mp3", "a.mp3", digest="1", size_bytes=5), Change("create", "feed.xml", "feed.xml", digest="2", stage=3))


@dataclass(frozen=True, slots=True)
class Clock(World):
    """A world in which waiting takes no time, and is taken down."""

    waited: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)


@dataclass
class Scripted:
    """A target that fails as it is told: by key, what it answers the first times."""

    answers: dict[str, list[Exception]] = field(default_factory=dict)
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = 1
    place: str = "here"
    calls: list[list[str]] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)
    barrier: threading.Barrier | None = None

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        return ()

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        self.calls.append([change.key for change in group])
        on_disk = read_ledger(ledger.file, "web")[0] if ledger.file else ledger
        self.seen.append({key: entry.state for key, entry in on_disk.entries.items()})
        if self.barrier:
            self.barrier.wait(10)
        for change in group:
            if self.facts:
                note(change, self.facts)
            if waiting := self.answers.get(change.key):
                raise waiting.pop(0)

    def close(self) -> None:
        pass


def later(seconds: float | None = None) -> Unavailable:
    return Unavailable(Diagnostic("target-unavailable", "no time"), seconds)


def no(code: str = "target-refused", is_lasting: bool = False) -> Refused:
    return Refused(Diagnostic(code, "no"), is_lasting)


def states(ledger: Ledger) -> dict[str, str]:
    return {key: entry.state for key, entry in ledger.entries.items()}


def test_each_call_is_noted_on_the_disk_before_it_and_after_it(tmp_path: Path) -> None:
    ledger = read_ledger(tmp_path / "web.json", "web")[0]
    target = Scripted()
    done = apply(target, NEW, EDITION, ledger, Clock({}, now_seconds=0.0))
    assert done.done == NEW
    assert target.seen == [{"a.mp3": "begun"}, {"a.mp3": "there", "feed.xml": "begun"}]
    assert ledger.entries["a.mp3"] == Entry("1", "there", "1970-01-01T00:00:00Z", {"size": 5})


def test_what_is_left_needs_no_call_and_is_ours_from_then_on() -> None:
    target, ledger = Scripted(), Ledger(entries={"b": Entry("2", "there", "2026-01-01T00:00:00Z")})
    left = [Change("leave", "a", "a", digest="1"), Change("leave", "b", "b", digest="2")]
    assert apply(target, left, EDITION, ledger, Clock({}, now_seconds=0.0)).done == ()
    assert target.calls == []
    assert ledger.entries["a"] == Entry("1", "there", "1970-01-01T00:00:00Z")
    assert ledger.entries["b"].at == "2026-01-01T00:00:00Z"


def test_a_target_that_is_not_there_for_a_while_is_asked_again_with_growing_waits() -> None:
    world, target, events = Clock({}), Scripted({"a.mp3": [later(), later(), later()]}), []
    done = apply(target, NEW, EDITION, Ledger(), world, events.append)
    assert (done.done, world.waited) == (NEW, [1.0, 2.0, 4.0])
    assert [event.seconds for event in events if event.kind == "wait"] == [1.0, 2.0, 4.0]


def test_what_the_other_side_asks_to_wait_is_waited() -> None:
    world = Clock({})
    apply(Scripted({"a.mp3": [later(30.0)]}), NEW, EDITION, Ledger(), world)
    assert world.waited == [30.0]


@pytest.mark.parametrize(("answers", "waited"), [([later() for _ in range(9)], [1.0, 2.0, 4.0, 8.0]), ([later(3600.0)], [])])
def test_there_is_an_end_to_waiting(answers: list[Exception], waited: list[float]) -> None:
    world, ledger = Clock({}), Ledger()
    done = apply(Scripted({"a.mp3": answers}), NEW, EDITION, ledger, world)
    assert world.waited == waited
    assert [change.key for change, _ in done.failed] == ["a.mp3"]
    assert states(ledger) == {"a.mp3": "begun"}


def test_a_refusal_is_not_tried_again_and_no_later_stage_is_begun() -> None:
    target, ledger = Scripted({"a.mp3": [no()]}), Ledger()
    done = apply(target, NEW, EDITION, ledger, Clock({}))
    assert target.calls == [["a.mp3"]]
    assert done.unbegun == NEW[1:]
    assert states(ledger) == {"a.mp3": "begun"}


def test_bytes_that_are_refused_for_good_are_remembered() -> None:
    ledger = Ledger()
    apply(Scripted({"a.mp3": [no("bytes", True)]}), NEW, EDITION, ledger, Clock({}))
    assert (ledger.entries["a.mp3"].state, ledger.entries["a.mp3"].digest) == ("refused", "1")


def test_one_bad_file_does_not_keep_others_of_its_stage_back_but_a_closed_door_does() -> None:
    files = [Change("create", name, name, digest="1") for name in "abc"]
    bad = apply(Scripted({"a": [no("bytes")]}), files, EDITION, Ledger(), Clock({}))
    assert [change.key for change in bad.done] == ["b", "c"]
    closed = apply(Scripted({"a": [no("target-login")]}), files, EDITION, Ledger(), Clock({}))
    assert (closed.done, [change.key for change in closed.unbegun]) == ((), ["b", "c"])


def test_facts_are_kept_from_the_moment_they_are_known() -> None:
    ledger = Ledger(entries={"a.mp3": Entry("0", "there", facts={"etag": "old"})})
    apply(Scripted({"a.mp3": [no()]}, facts={"id": "x"}), NEW, EDITION, ledger, Clock({}))
    assert ledger.entries["a.mp3"].facts == {"etag": "old", "id": "x", "size": 5}


def test_what_is_deleted_is_noted_first_and_then_forgotten(tmp_path: Path) -> None:
    ledger = read_ledger(tmp_path / "web.json", "web")[0]
    ledger.entries["old"] = Entry("7")
    target = Scripted()
    apply(target, [Change("delete", "old", "old", stage=4)], EDITION, ledger, Clock({}))
    assert target.seen == [{"old": "deleting"}]
    assert ledger.entries == {}


@pytest.mark.parametrize(("grouping", "calls"), [("stage", [["a", "b"], ["feed"]]), ("all", [["a", "b", "feed"]])])
def test_changes_are_handed_over_as_a_target_takes_them(grouping: Literal["stage", "all"], calls: list[list[str]]) -> None:
    changes = [Change("create", "a", "a"), Change("create", "b", "b"), Change("create", "feed", "feed", stage=3)]
    target = Scripted(grouping=grouping)
    assert len(apply(target, changes, EDITION, Ledger(), Clock({})).done) == 3
    assert target.calls == calls


def test_as_many_at_a_time_as_a_target_takes() -> None:
    """Three calls that wait for each other come to an end only if they run side by side."""
    changes = [Change("create", name, name) for name in "abc"]
    events: list[ChangeEvent] = []
    done = apply(Scripted(at_a_time=3, barrier=threading.Barrier(3)), changes, EDITION, Ledger(), Clock({}), events.append)
    assert len(done.done) == 3
    assert sorted(event.kind for event in events) == ["begin"] * 3 + ["done"] * 3
