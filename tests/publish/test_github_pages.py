"""GitHub Pages: a branch of a real git remote, by path and over HTTP through git's own server; and the archive."""

from __future__ import annotations

import hashlib
import http.server
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from podbuild.model.destination import Destination
from podbuild.model.edition import Edition, PublicFile
from podbuild.publish.applying import Applied
from podbuild.publish.git_answers import GitFailed, failure
from podbuild.publish.github_pages import GITHUB_PAGES
from podbuild.publish.target import Refused, Session, Unavailable
from tests.loopback_servers import running
from tests.publish import loopback
from tests.publish.editions import FILES, SHOW, publish, quick_world, write_edition
from tests.publish.loopback import branch_files, commit_there, git


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return loopback.bare_remote(tmp_path / "remote.git")


def pages(here: Path, **settings: str) -> Session:
    world = quick_world({**loopback.GIT, "HOME": str(here)})
    return GITHUB_PAGES.open(Destination("web", "github_pages", {"as": "branch", **settings}), SHOW, world)


def publish_to(session: Session, here: Path, edition: Edition | None = None) -> Applied:
    applied = publish(session, edition or write_edition(here), here / "publish" / "web.json", quick_world())
    session.close()
    return applied


def log(remote: Path) -> list[str]:
    return git("log", "--format=%s", "gh-pages", folder=remote).splitlines()


def test_one_commit_for_what_changed_and_none_for_nothing(remote: Path, tmp_path: Path) -> None:
    publish_to(pages(tmp_path, remote=str(remote)), tmp_path)
    again = publish_to(pages(tmp_path, remote=str(remote)), tmp_path)
    assert again.done == ()
    assert log(remote) == ["Publish Quiet Roads"]
    assert git("log", "-1", "--format=%an <%ae> %ad|%b", "--date=unix", "gh-pages", folder=remote) == (
        "podbuild <podbuild@localhost> 1795000000|Files: 11 new"
    )
    assert branch_files(remote) == {**FILES, ".nojekyll": b""}


def test_a_site_that_brings_its_own_mark_for_jekyll_keeps_it(remote: Path, tmp_path: Path) -> None:
    edition = write_edition(tmp_path, {**FILES, ".nojekyll": b""})
    assert publish_to(pages(tmp_path, remote=str(remote)), tmp_path, edition).failed == ()
    assert publish_to(pages(tmp_path, remote=str(remote)), tmp_path, edition).done == ()
    assert branch_files(remote) == {**FILES, ".nojekyll": b""}


def test_a_domain_is_written_and_goes_with_its_setting(remote: Path, tmp_path: Path) -> None:
    publish_to(pages(tmp_path, remote=str(remote), cname="podcast.example.org"), tmp_path)
    assert branch_files(remote)["CNAME"] == b"podcast.example.org\n"
    publish_to(pages(tmp_path, remote=str(remote)), tmp_path)
    assert "CNAME" not in branch_files(remote)


def test_a_domain_that_github_wrote_stays(remote: Path, tmp_path: Path) -> None:
    commit_there(remote, "CNAME", b"podcast.example.org\n")
    publish_to(pages(tmp_path, remote=str(remote)), tmp_path)
    assert branch_files(remote)["CNAME"] == b"podcast.example.org\n"
    assert log(remote) == ["Publish Quiet Roads", "somebody else"]


@pytest.mark.parametrize("remote_name", ["origin", "../remote.git"])
def test_the_authors_repository_is_not_touched(remote: Path, tmp_path: Path, remote_name: str) -> None:
    """Its remote is used, its name and its way to servers; not its index, its work tree, its hooks, its filters."""
    show = tmp_path / "show"
    show.mkdir()
    git("init", "--quiet", "--initial-branch=main", ".", folder=show)
    git("remote", "add", "origin", "../remote.git", folder=show)
    git("config", "user.name", "Ærø Author", folder=show)
    git("config", "user.email", "author@example.org", folder=show)
    git("config", "filter.upper.clean", "tr a-z A-Z", folder=show)
    git("config", "core.autocrlf", "true", folder=show)
    (show / ".gitattributes").write_text("* filter=upper\n")
    hook = show / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\nexit 1\n")
    hook.chmod(0o755)
    (show / "draft.md").write_text("unfinished\n")
    git("add", "draft.md", folder=show)
    before = {path: path.read_bytes() for path in (show / ".git").rglob("*") if path.is_file()}
    assert publish_to(pages(tmp_path, remote=remote_name if remote_name == "origin" else str(remote)), show).failed == ()
    after = {path: path.read_bytes() for path in (show / ".git").rglob("*") if path.is_file()}
    assert after == before
    assert not (tmp_path / "hook-ran").exists()
    assert branch_files(remote)["index.html"] == FILES["index.html"]
    assert git("log", "-1", "--format=%an <%ae>", "gh-pages", folder=remote) == "Ærø Author <author@example.org>"


def test_what_a_git_around_us_says_of_its_own_repository_is_not_for_us(remote: Path, tmp_path: Path) -> None:
    world = quick_world({**loopback.GIT, "HOME": str(tmp_path), "GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere/index"})
    session = GITHUB_PAGES.open(Destination("web", "github_pages", {"remote": str(remote)}), SHOW, world)
    assert publish_to(session, tmp_path).failed == ()


class _Quicker:
    """A session before whose changes somebody else pushes, so often."""

    def __init__(self, session: Session, remote: Path, path: str) -> None:
        self._session, self._remote, self._path = session, remote, path

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def apply(self, *given: object) -> None:
        commit_there(self._remote, self._path, b"theirs")
        self._session.apply(*given)  # type: ignore[arg-type]


def test_who_was_quicker_is_not_overwritten(remote: Path, tmp_path: Path) -> None:
    session = _Quicker(pages(tmp_path, remote=str(remote)), remote, "of others.txt")
    assert publish_to(session, tmp_path).failed == ()  # type: ignore[arg-type]
    assert branch_files(remote) == {**FILES, ".nojekyll": b"", "of others.txt": b"theirs"}
    assert log(remote) == ["Publish Quiet Roads", "somebody else"]


def test_two_who_publish_the_same_at_once_are_told(remote: Path, tmp_path: Path) -> None:
    session = _Quicker(pages(tmp_path, remote=str(remote)), remote, "feed.xml")
    applied = publish_to(session, tmp_path)  # type: ignore[arg-type]
    assert {diagnostic.code for _, diagnostic in applied.failed} == {"target-changed"}
    assert branch_files(remote) == {"feed.xml": b"theirs"}


def test_large_files_are_refused_before_anything_is_sent(remote: Path, tmp_path: Path) -> None:
    edition = write_edition(tmp_path)
    long = PublicFile("audio/long.mp3", "0" * 64, (100 << 20) + 1)
    session = pages(tmp_path, remote="https://no-such-host.invalid/show.git")
    with pytest.raises(Refused, match="GitHub takes no file over 100 MB") as refused:
        publish_to(session, tmp_path, replace(edition, files=(*edition.files, long)))
    assert refused.value.diagnostic.code == "file-too-large"
    assert "media: NAME" in refused.value.diagnostic.fix


def test_what_github_does_not_like_is_told_before(tmp_path: Path) -> None:
    edition = write_edition(tmp_path)
    files = tuple(PublicFile(f"audio/{n}.mp3", "", 60 << 20) for n in range(18))
    told = GITHUB_PAGES.advice(replace(edition, files=files))
    assert [d.code for d in told] == ["file-large"] * 18 + ["site-large"]
    assert all(d.severity == "warning" for d in told)
    assert GITHUB_PAGES.advice(edition) == ()


def test_a_remote_that_nobody_knows(tmp_path: Path) -> None:
    for name in ("origin", str(tmp_path / "nothing.git"), "file:///no/such/repository.git"):
        with pytest.raises(Refused) as refused:
            publish_to(pages(tmp_path, remote=name), tmp_path)
        assert refused.value.diagnostic.code == "target-missing"


def test_no_network(tmp_path: Path) -> None:
    for address in ("https://no-such-host.invalid/show.git", f"http://127.0.0.1:{loopback.free_port()}/show.git"):
        with pytest.raises(Unavailable) as unavailable:
            publish_to(pages(tmp_path, remote=address), tmp_path)
        assert unavailable.value.diagnostic.code == "target-unavailable"


@contextmanager
def git_over_http(root: Path, password: str = "") -> Iterator[tuple[str, list[str]]]:
    """git http-backend behind a small server → its address, and a list of statuses to answer first."""
    faults: list[str] = []
    import base64

    wanted = "Basic " + base64.b64encode(f"author:{password}".encode()).decode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if password and self.headers.get("authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", "Basic")
                self.end_headers()
                return
            path, _, query = self.path.partition("?")
            environment = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("content-type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
                "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
                "REMOTE_USER": "author",
                **loopback.GIT,
            }
            done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False)
            if faults and path.endswith("git-receive-pack") and self.command == "POST":
                self.send_response(int(faults.pop()))  # what was pushed arrived: the answer is lost
                self.end_headers()
                return
            head, _, answer = done.stdout.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(fields.pop("Status", "200").split()[0]))
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _any

        def log_message(self, *args: object) -> None:
            pass

    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/remote.git", faults


def test_over_http_a_push_whose_answer_is_lost_is_not_made_twice(remote: Path, tmp_path: Path) -> None:
    with git_over_http(tmp_path) as (address, faults):
        faults.append("500")
        applied = publish_to(pages(tmp_path, remote=address), tmp_path)
    assert applied.failed == ()
    assert branch_files(remote) == {**FILES, ".nojekyll": b""}
    assert log(remote) == ["Publish Quiet Roads"]


def test_over_http_credentials_are_not_asked_for_but_found(remote: Path, tmp_path: Path) -> None:
    """As actions/checkout leaves them: in the settings of the author's repository."""
    import base64

    show = tmp_path / "show"
    show.mkdir()
    git("init", "--quiet", ".", folder=show)
    with git_over_http(tmp_path, "a-password") as (address, _):
        git("remote", "add", "origin", address, folder=show)
        with pytest.raises(Refused) as refused:
            publish_to(pages(tmp_path), show)
        header = base64.b64encode(b"author:a-password").decode()
        git("config", "http.http://127.0.0.1.extraheader", "", folder=show)
        git("config", f"http.{address.removesuffix('/remote.git')}/.extraheader", f"AUTHORIZATION: Basic {header}", folder=show)
        assert publish_to(pages(tmp_path), show).failed == ()
    assert refused.value.diagnostic.code == "target-login"
    assert branch_files(remote)["feed.xml"] == FILES["feed.xml"]


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("remote: error: GH001: Large files detected.\n ! [remote rejected] x -> gh-pages", Refused, "file-too-large"),
        ("remote: error: GH006: Protected branch update failed\n ! [remote rejected] x", Refused, "target-refused"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", Refused, "target-login"),
        ("fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403", Refused, "target-login"),
        ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", Refused, "target-login"),
        ("remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found", Refused, "target-missing"),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 503", Unavailable, "target-unavailable"),
        ("error: RPC failed; curl 18 transfer closed\nfatal: the remote end hung up", Unavailable, "target-unavailable"),
        (" ! [remote rejected] x -> gh-pages (cannot lock ref)", Unavailable, "target-unavailable"),
        ("remote: fatal: write error: No space left on device", Refused, "target-full"),
        ("something odd", Refused, "target-refused"),
        ("!\tabc:refs/heads/gh-pages\t[remote rejected] (pre-receive hook declined)", Refused, "target-refused"),
    ],
)
def test_what_git_says_is_told_by_what_can_be_done(said: str, kind: type[Exception], code: str) -> None:
    found = failure(GitFailed(said), "origin")
    assert (type(found), found.diagnostic.code) == (kind, code)
    assert "\t" not in found.diagnostic.message


def test_no_credentials_of_an_address_are_repeated() -> None:
    found = failure(GitFailed("fatal: unable to access 'https://x-token:ghs_secret@github.com/a/b.git/': error: 500"), "origin")
    assert "ghs_secret" not in found.diagnostic.message


def artifact(here: Path) -> Session:
    return GITHUB_PAGES.open(Destination("web", "github_pages", {"as": "artifact"}), SHOW, quick_world())


def test_the_archive_is_as_the_action_makes_it(tmp_path: Path) -> None:
    edition = write_edition(tmp_path, {**FILES, ".nojekyll": b""})
    publish_to(artifact(tmp_path), tmp_path, edition)
    file = tmp_path / ".podbuild/pages/artifact.tar"
    with tarfile.open(file, "r:") as archive:
        members = {member.name: member for member in archive}
    assert all(member.isfile() or member.isdir() for member in members.values())
    assert {name for name, member in members.items() if member.isfile()} == {f"./{path}" for path in FILES}
    assert {"./audio", "./episodes/one"} <= {name for name, member in members.items() if member.isdir()}
    assert {(m.mode, m.mtime, m.uid, m.uname) for m in members.values()} == {(0o644, 0, 0, ""), (0o755, 0, 0, "")}
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.unlink()
    publish_to(artifact(tmp_path), tmp_path, edition)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("settings", "keys"),
    [
        ({"as": "branch", "branch": "gh-pages", "remote": "origin"}, []),
        ({"as": "branch", "remote": "--upload-pack=touch /tmp/x"}, ["remote"]),
        ({"as": "branch", "remote": "https://token@github.com/a/b"}, ["remote"]),
        ({"as": "branch", "branch": "-f"}, ["branch"]),
        ({"as": "branch", "branch": "a..b"}, ["branch"]),
        ({"as": "branch", "cname": "https://podcast.example.org/"}, ["cname"]),
    ],
)
def test_settings_that_cannot_be_right(settings: dict[str, str], keys: list[str]) -> None:
    assert [key for key, _, _ in GITHUB_PAGES.problems(Destination("web", "github_pages", settings))] == keys
