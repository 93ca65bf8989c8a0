"""rsync: the real one, to a folder and to a real daemon on loopback. The contract is held elsewhere; here is what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.model.destination import Destination
from podbuild.publish.rsync import RSYNC, _failure
from podbuild.publish.target import Refused, Unavailable
from podbuild.steps.world import World
from tests.publish import loopback
from tests.publish.editions import SHOW, publish, quick_world, write_edition


def failing(here: Path, to: str, environment: dict[str, str] | None = None) -> str:
    """Publish to where that cannot be → the code of what is told."""
    try:
        session = RSYNC.open(Destination("web", "rsync", {"to": to}), SHOW, quick_world(environment))
        applied = publish(session, write_edition(here), here / "publish" / "web.json", quick_world())
    except (Refused, Unavailable) as failure:
        return failure.diagnostic.code
    return next((diagnostic.code for _, diagnostic in applied.failed), "")


def test_what_cannot_be_reached(tmp_path: Path) -> None:
    assert failing(tmp_path, f"rsync://127.0.0.1:{loopback.free_port()}/show") == "target-unavailable"
    assert failing(tmp_path, str(tmp_path / "nothing")) == "target-missing"


def test_a_daemon_that_says_no(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "secrets").write_text("author:right\n")
    (tmp_path / "secrets").chmod(0o600)
    with loopback.rsync_daemon(there, f"auth users = author\nsecrets file = {tmp_path}/secrets\n") as address:
        to = address.replace("//", "//author@")
        assert failing(tmp_path, to, {"RSYNC_PASSWORD": "wrong"}) == "target-login"
        assert failing(tmp_path, f"{address.removesuffix('show')}nothing") == "target-missing"
        assert failing(tmp_path, to, {"RSYNC_PASSWORD": "right"}) == ""


def test_a_daemon_that_only_gives(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    with loopback.rsync_daemon(there, "read only = yes\n") as address:
        assert failing(tmp_path, address) == "target-refused"
    assert list(there.iterdir()) == []


def test_a_machine_without_rsync(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no rsync on this machine") as refused:
        RSYNC.open(Destination("web", "rsync", {"to": str(tmp_path)}), SHOW, World({"PATH": str(tmp_path)}))
    assert "apt install rsync" in refused.value.diagnostic.fix


@pytest.mark.parametrize(
    ("status", "said", "kind", "code"),
    [
        (255, "a@b: Permission denied (publickey).", Refused, "target-login"),
        (255, "ssh: Could not resolve hostname b: Name or service not known", Unavailable, "target-unavailable"),
        (30, "rsync error: timeout in data send/receive", Unavailable, "target-unavailable"),
        (12, "bash: rsync: command not found\nrsync error: error in rsync protocol data stream", Refused, "target-refused"),
        (11, 'rsync: [receiver] write failed on "/x": No space left on device (28)', Refused, "target-full"),
        (24, 'file has vanished: "/x"', Refused, "edition-changed"),
        (23, 'rsync: [receiver] mkstemp "/x" failed: Permission denied (13)', Refused, "target-refused"),
    ],
)
def test_what_rsync_says_is_told_by_what_can_be_done(status: int, said: str, kind: type[Exception], code: str) -> None:
    found = _failure(status, said, "there")
    assert (type(found), found.diagnostic.code) == (kind, code)


@pytest.mark.parametrize(
    ("to", "keys"),
    [
        ("/srv/www", []),
        ("author@example.org:public", []),
        ("rsync://author@example.org/show", []),
        ("-e touch /tmp/x", ["to"]),
        ("public", ["to"]),
        ("rsync://author:password@example.org/show", ["to"]),
    ],
)
def test_settings_that_cannot_be_right(to: str, keys: list[str]) -> None:
    assert [key for key, _, _ in RSYNC.problems(Destination("web", "rsync", {"to": to}))] == keys
