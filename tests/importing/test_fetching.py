"""The network as it is: it fails, breaks off, dawdles, sends elsewhere. Every case ends in bytes or in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.importing.downloading import Fetcher, NotFetched
from podbuild.steps.whole_files import PART
from tests.importing.conftest import ImpatientWorld
from tests.importing.loopback import Asked, cut, failing, host, packed, sent_on, slow

SOUND = bytes(range(256)) * 1000


def refused(fetcher: Fetcher, url: str, most_bytes: int = 10_000) -> tuple[str, str]:
    with pytest.raises(NotFetched) as told:
        fetcher.fetch(url, most_bytes)
    found = told.value.diagnostic
    assert found.fix
    return found.code, found.message.replace(url, "URL")


def test_what_is_there_comes_with_its_place_and_type(fetcher: Fetcher) -> None:
    with host({"/a": b"text", "/moved": sent_on("/a"), "/packed": packed(b"text" * 100)}) as served:
        assert fetcher.fetch(f"{served.address}/a", 100).data == b"text"
        moved = fetcher.fetch(f"{served.address}/moved", 100)
        assert (moved.data, moved.url) == (b"text", f"{served.address}/a")
        assert fetcher.fetch(f"{served.address}/packed", 1000).data == b"text" * 100


def test_trouble_that_passes_is_waited_for(fetcher: Fetcher) -> None:
    with host({"/a": failing(503, 2, b"text")}) as served:
        assert fetcher.fetch(f"{served.address}/a", 100).data == b"text"
    assert isinstance(fetcher.world, ImpatientWorld)
    assert fetcher.world.waits == [0.5, 2.0]


@pytest.mark.parametrize(
    ("after", "waits"), [("3", [3.0, 3.0, 5.0]), ("Wed, 18 Nov 2026 11:06:49 GMT", [9.0] * 3), ("soon", [0.5, 2.0, 5.0])]
)
def test_who_asks_for_time_gets_it(after: str, waits: list[float]) -> None:
    world = ImpatientWorld(now_seconds=1_795_000_000.0)  # 2026-11-18 11:06:40 UTC
    patient = Fetcher(world)
    with host({"/a": lambda asked: asked.give(429, b"", {"Retry-After": after})}) as served:
        assert refused(patient, f"{served.address}/a")[0] == "import-not-fetched"
    patient.close()
    assert world.waits == waits


@pytest.mark.parametrize(
    ("path", "message", "times"),
    [
        ("/none", "URL cannot be fetched: it answers 404 Not Found", 1),
        ("/broken", "URL cannot be fetched: it answers 500 Internal Server Error", 4),
        ("/round", "URL cannot be fetched: it sends on to another address more than 10 times", 11),
        ("/slow", "URL cannot be fetched: it does not answer in time", 4),
        ("/cut", "URL cannot be fetched: the answer broke off", 4),
        ("/to-a-file", "URL cannot be fetched: it leads to an address that is none", 1),
    ],
)
def test_what_does_not_come_is_told(path: str, message: str, times: int, fetcher: Fetcher) -> None:
    files = {
        "/broken": failing(500, 99, b""),
        "/round": sent_on("/round"),
        "/slow": slow(1.0),
        "/cut": cut(b"x" * 1000, 10, 99),
        "/to-a-file": sent_on("file:///etc/passwd"),
    }
    with host(files) as served:
        assert refused(fetcher, f"{served.address}{path}") == ("import-not-fetched", message)
        assert len(served.asked) == times


def test_what_is_too_large_is_refused_before_it_is_there(fetcher: Fetcher) -> None:
    bomb = b"\0" * 3_000_000
    with host({"/large": b"x" * 20_000, "/bomb": packed(bomb)}) as served:
        assert refused(fetcher, f"{served.address}/large") == ("import-too-large", "URL is larger than 10.0 kB")
        assert refused(fetcher, f"{served.address}/bomb") == ("import-too-large", "URL is larger than 10.0 kB")


def test_nobody_at_home_is_told(fetcher: Fetcher) -> None:
    with host({}) as served:
        gone = served.address
    assert refused(fetcher, f"{gone}/a") == ("import-not-fetched", "URL cannot be fetched: no connection")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "http://", "http://[", ""])
def test_only_the_web_is_asked(url: str, fetcher: Fetcher) -> None:
    with pytest.raises(NotFetched, match="it is no address on the web"):
        fetcher.fetch(url, 10)


def test_a_download_goes_on_where_it_broke_off(tmp_path: Path, fetcher: Fetcher) -> None:
    with host({"/a.mp3": cut(SOUND, 100_000, 2)}) as served:
        assert fetcher.download(f"{served.address}/a.mp3", tmp_path / "a.mp3") == len(SOUND)
        assert [wanted for _, wanted in served.asked] == ["", "bytes=100000-", "bytes=200000-"]
    assert (tmp_path / "a.mp3").read_bytes() == SOUND
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_a_download_begins_anew_where_the_file_is_another_by_now(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / f"a.mp3{PART}").write_bytes(b"old" * 10)
    (tmp_path / f"a.mp3.mark{PART}").write_text('"v0"')
    with host({"/a.mp3": cut(SOUND, 0, 0)}) as served:
        fetcher.download(f"{served.address}/a.mp3", tmp_path / "a.mp3")
        assert [wanted for _, wanted in served.asked] == ["bytes=30-"]
    assert (tmp_path / "a.mp3").read_bytes() == SOUND


def test_a_download_that_was_whole_already_is_fetched_anew(tmp_path: Path, fetcher: Fetcher) -> None:
    """It was killed before the file got its name: of what is behind its end there is nothing to be had."""
    (tmp_path / f"a.mp3{PART}").write_bytes(SOUND)
    (tmp_path / f"a.mp3.mark{PART}").write_text('"v1"')

    def answer(asked: Asked) -> None:
        is_rest = asked.headers.get("Range") == f"bytes={len(SOUND)}-"
        asked.give(416, b"", {"Content-Range": f"bytes */{len(SOUND)}"}) if is_rest else asked.give(200, SOUND)

    with host({"/a.mp3": answer}) as served:
        assert fetcher.download(f"{served.address}/a.mp3", tmp_path / "a.mp3") == len(SOUND)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


@pytest.mark.parametrize("status", [401, 403])
def test_what_a_browser_may_get_is_to_be_saved_there(status: int, fetcher: Fetcher) -> None:
    with host({"/a": failing(status, 9, b"")}) as served, pytest.raises(NotFetched) as told:
        fetcher.fetch(f"{served.address}/a", 10)
    assert told.value.diagnostic.fix == "open it in a browser: where it is shown there, save it, and import that file"


def test_what_is_there_already_is_not_fetched(tmp_path: Path, fetcher: Fetcher) -> None:
    (tmp_path / "a.mp3").write_bytes(b"whole")
    assert fetcher.download("http://127.0.0.1:9/a.mp3", tmp_path / "a.mp3") == 5


def test_a_host_that_is_down_is_not_waited_for_at_every_file(fetcher: Fetcher) -> None:
    with host({f"/{n}": failing(503, 99, b"") for n in range(5)}) as served:
        for n in range(5):
            assert refused(fetcher, f"{served.address}/{n}")[0] == "import-not-fetched"
        assert [path for path, _ in served.asked] == ["/0"] * 4 + ["/1"] * 4 + ["/2"] * 4 + ["/3", "/4"]
