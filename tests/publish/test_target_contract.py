"""What holds for every target that takes files, each tried on a real other side on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.base import digest
from podbuild.model.edition import PublicFile
from podbuild.publish.applying import apply
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.targets import TARGETS
from tests.publish.editions import FILES, deeds, opened_ledger, publish, quick_world, write_edition
from tests.publish.rigs import RIGS, Rig

FEEDS = ("feed.xml", "feed-archive-1.xml")


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with RIGS[request.param](tmp_path) as found:
        yield found


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    return tmp_path / "publish" / "web.json"


def test_every_target_of_files_is_tried_here() -> None:
    assert {name.partition("-")[0] for name in RIGS} == {t.name for t in TARGETS if t.takes == "files" and not t.is_after}


def test_planning_writes_nothing(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    edition, session = write_edition(tmp_path), rig.open()
    planned = deeds(session.changes(edition, opened_ledger(ledger_file, session)))
    session.close()
    assert rig.files() == {}
    assert not ledger_file.parent.exists()
    assert {key: deed for key, deed in planned.items() if key not in rig.own} == dict.fromkeys(FILES, "create")


def test_what_is_applied_is_what_was_planned_and_the_second_plan_leaves_all(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    edition, session = write_edition(tmp_path), rig.open()
    ledger = opened_ledger(ledger_file, session)
    planned = session.changes(edition, ledger)
    applied = apply(session, planned, edition, ledger, rig.world())
    ledger.save()
    session.close()
    assert (applied.failed, applied.unbegun) == ((), ())
    assert set(applied.done) == set(planned)
    assert rig.published() == FILES
    again = rig.open()
    later = again.changes(edition, opened_ledger(ledger_file, again))
    again.close()
    assert {change.deed for change in later} == {"leave"}


def test_only_what_changed_is_sent_and_what_left_the_show_is_removed(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    session = rig.open()
    publish(session, write_edition(tmp_path), ledger_file, rig.world())
    files = {path: content for path, content in FILES.items() if path != "audio/one.mp3"} | {"index.html": b"<p>another page</p>"}
    edition = write_edition(tmp_path, files)
    applied = publish(session, edition, ledger_file, rig.world())
    session.close()
    assert applied.failed == ()
    assert {change.key: change.deed for change in applied.done} == {"index.html": "replace", "audio/one.mp3": "delete"}
    assert rig.published() == files
    assert "audio/one.mp3" not in json.loads(ledger_file.read_text())["entries"]


def test_what_vanished_or_was_altered_there_is_put_right(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    session, edition = rig.open(), write_edition(tmp_path)
    publish(session, edition, ledger_file, rig.world())
    rig.put("site.css", None)
    rig.put("index.html", b"<p>somebody was here before us</p>")
    again = rig.open()
    applied = publish(again, edition, ledger_file, rig.world())
    again.close()
    assert {change.key: change.deed for change in applied.done} == {"site.css": "create", "index.html": "replace"}
    assert rig.published() == FILES


def test_what_others_put_there_stays_and_what_is_overwritten_is_told(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    if rig.destination.settings.get("as") == "artifact":
        return  # an archive is written whole: nothing in it is of others
    rig.put("notes of others.txt", b"theirs")
    rig.put("index.html", b"<p>their page</p>")
    session, edition = rig.open(), write_edition(tmp_path)
    planned = session.changes(edition, opened_ledger(ledger_file, session))
    assert [change.key for change in planned if change.is_foreign] == ["index.html"]
    publish(session, edition, ledger_file, rig.world())
    publish(session, write_edition(tmp_path, {"feed.xml": b"<rss/>"}), ledger_file, rig.world())
    session.close()
    assert rig.published() == {"notes of others.txt": b"theirs", "feed.xml": b"<rss/>"}


def test_what_others_changed_to_the_same_bytes_is_left(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    rig.put("audio/one.mp3", FILES["audio/one.mp3"])
    session = rig.open()
    planned = session.changes(write_edition(tmp_path), opened_ledger(ledger_file, session))
    session.close()
    assert "audio/one.mp3" not in deeds(planned)


def test_a_file_that_changed_since_the_plan_is_refused_and_no_feed_goes_out(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    edition, session = write_edition(tmp_path), rig.open()
    ledger = opened_ledger(ledger_file, session)
    planned = session.changes(edition, ledger)
    (edition.folder / "audio/one.mp3").write_bytes(b"eno " * 5000)
    applied = apply(session, planned, edition, ledger, rig.world())
    ledger.save()
    assert {diagnostic.code for _, diagnostic in applied.failed} == {"edition-changed"}
    assert "audio/one.mp3" in {change.key for change, _ in applied.failed}
    assert not rig.published().keys() & {*FEEDS, "index.html", "audio/one.mp3"}
    mended = publish(session, write_edition(tmp_path), ledger_file, rig.world())
    session.close()
    assert (mended.failed, mended.unbegun) == ((), ())
    assert rig.published() == FILES


def test_a_file_that_is_gone_since_the_plan_is_refused(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    edition, session = write_edition(tmp_path), rig.open()
    ledger = opened_ledger(ledger_file, session)
    planned = session.changes(edition, ledger)
    (edition.folder / "site.css").unlink()
    applied = apply(session, planned, edition, ledger, rig.world())
    session.close()
    assert applied.failed
    assert not rig.published().keys() & set(FEEDS)


_KILLED = """
import os, pickle, signal, sys
from pathlib import Path
from podbuild.publish.applying import apply
from podbuild.publish.targets import BY_NAME
from tests.publish.editions import SHOW, opened_ledger, quick_world, write_edition

here, destination, environment, number, kind = pickle.loads(bytes.fromhex(sys.argv[1]))
world, edition = quick_world(environment), write_edition(here)
session = BY_NAME[destination.target].open(destination, SHOW, world)
ledger = opened_ledger(here / "publish" / "web.json", session)
ledger.save()  # as a publish does, so that what is noted has its place
count = 0

def on_event(event):
    global count
    count += event.kind == kind
    if count == number:
        os.kill(os.getpid(), signal.SIGKILL)

apply(session, session.changes(edition, ledger), edition, ledger, world, on_event)
"""


@pytest.mark.parametrize(("number", "kind"), [(1, "begin"), pytest.param(2, "done", marks=pytest.mark.slow)])
def test_a_run_that_was_killed_is_taken_up(rig: Rig, tmp_path: Path, ledger_file: Path, number: int, kind: str) -> None:
    import pickle

    edition = write_edition(tmp_path)
    # Spans of a destination do not matter here, and a mapping of them can be pickled.
    given = pickle.dumps((tmp_path, replace(rig.destination), dict(rig.environment), number, kind)).hex()
    done = subprocess.run([sys.executable, "-c", _KILLED, given], cwd=Path(__file__).parents[2], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert ledger_file.with_suffix(".journal").is_file()
    session = rig.open()
    mended = publish(session, edition, ledger_file, rig.world())
    assert (mended.failed, mended.unbegun) == ((), ())
    assert rig.published() == FILES
    assert not ledger_file.with_suffix(".journal").exists()
    # And what was begun then is known as ours: it goes when it leaves the show.
    publish(session, write_edition(tmp_path, {"feed.xml": b"<rss/>"}), ledger_file, rig.world())
    session.close()
    assert rig.published() == {"feed.xml": b"<rss/>"}


def test_deleting_what_is_gone_already_is_no_failure(rig: Rig, tmp_path: Path, ledger_file: Path) -> None:
    session = rig.open()
    publish(session, write_edition(tmp_path), ledger_file, rig.world())
    rig.put("site.css", None)
    files = {path: content for path, content in FILES.items() if path != "site.css"}
    applied = publish(session, write_edition(tmp_path, files), ledger_file, rig.world())
    session.close()
    assert applied.failed == ()
    assert "site.css" not in json.loads(ledger_file.read_text())["entries"]


def test_nothing_outside_the_place_is_written(rig: Rig, tmp_path: Path) -> None:
    """A ledger is a text that anybody may have edited: a key that leads out deletes nothing out there."""
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"kept")
    session, edition = rig.open(), write_edition(tmp_path)
    ledger = Ledger("test", session.place)
    ledger.entries["../outside.txt"] = Entry(digest.of_bytes(b"kept"))
    apply(session, session.changes(edition, ledger), edition, ledger, quick_world(rig.environment))
    session.close()
    assert outside.read_bytes() == b"kept"


@pytest.mark.parametrize(
    "key", ["./feed.xml", "audio//one.mp3", "feed.xml/", "audio/./one.mp3", ".", "audio", "feed.xml/x", "a\0b", "\ud800"]
)
def test_a_key_that_names_a_file_otherwise_deletes_nothing_of_the_show(
    rig: Rig, tmp_path: Path, ledger_file: Path, key: str
) -> None:
    session, edition = rig.open(), write_edition(tmp_path)
    publish(session, edition, ledger_file, rig.world())
    ledger = opened_ledger(ledger_file, session)
    ledger.entries[key] = Entry(digest.of_bytes(b"mine"))
    applied = apply(session, session.changes(edition, ledger), edition, ledger, rig.world())
    session.close()
    assert applied.failed == ()
    assert rig.published() == FILES


def test_a_public_file_says_what_it_is() -> None:
    kinds = {PublicFile(path, "", 0).media_type for path in FILES if path.endswith(".xml")}
    assert kinds == {"application/rss+xml; charset=utf-8"}
