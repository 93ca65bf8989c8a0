"""Every target that holds files, with the other side to look at and to tamper with: what the contract is tried on."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from podbuild.model.destination import Destination
from podbuild.publish.target import Session
from podbuild.publish.targets import BY_NAME
from tests.publish import loopback
from tests.publish.editions import SHOW, QuickWorld, quick_world


@dataclass(frozen=True)
class Rig:
    """A target on loopback. `put` with None removes what is there; `own` are paths that the target adds by itself."""

    destination: Destination
    files: Callable[[], dict[str, bytes]]
    put: Callable[[str, bytes | None], None]
    environment: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()

    def open(self, world: QuickWorld | None = None) -> Session:
        return BY_NAME[self.destination.target].open(self.destination, SHOW, world or self.world())

    def world(self) -> QuickWorld:
        return quick_world(self.environment)

    def published(self) -> dict[str, bytes]:
        """What is there, without what the target adds by itself."""
        return {path: content for path, content in self.files().items() if path not in self.own}


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _put_in(folder: Path) -> Callable[[str, bytes | None], None]:
    def put(path: str, content: bytes | None) -> None:
        file = folder / path
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    return put


@contextmanager
def folder_rig(here: Path) -> Iterator[Rig]:
    there = here / "there"
    there.mkdir()
    yield Rig(Destination("web", "folder", {"path": str(there)}), lambda: _tree(there), _put_in(there))


@contextmanager
def rsync_rig(here: Path) -> Iterator[Rig]:
    there = here / "there"
    there.mkdir()
    yield Rig(Destination("web", "rsync", {"to": str(there)}), lambda: _tree(there), _put_in(there))


@contextmanager
def rsync_daemon_rig(here: Path) -> Iterator[Rig]:
    there = here / "there"
    there.mkdir()
    with loopback.rsync_daemon(there) as address:
        yield Rig(Destination("web", "rsync", {"to": address}), lambda: _tree(there), _put_in(there))


@contextmanager
def pages_rig(here: Path) -> Iterator[Rig]:
    remote = loopback.bare_remote(here / "remote.git")
    destination = Destination("web", "github_pages", {"as": "branch", "remote": str(remote)})

    def put(path: str, content: bytes | None) -> None:
        loopback.commit_there(remote, path, content)

    environment = {**loopback.GIT, "HOME": str(here)}
    yield Rig(destination, lambda: loopback.branch_files(remote), put, environment, (".nojekyll",))


@contextmanager
def artifact_rig(here: Path) -> Iterator[Rig]:
    out = here / "artifact.tar"

    def files() -> dict[str, bytes]:
        if not out.exists():
            return {}
        with tarfile.open(out) as archive:
            members = [(member.name.removeprefix("./"), archive.extractfile(member)) for member in archive if member.isfile()]
            return {name: content.read() for name, content in members if content}

    def put(path: str, content: bytes | None) -> None:
        """The archive again, by another program's hand."""
        kept = {name: text for name, text in files().items() if name != path} | ({path: content} if content is not None else {})
        with tarfile.open(out, "w") as archive:
            for name, text in kept.items():
                member = tarfile.TarInfo(f"./{name}")
                member.size = len(text)
                archive.addfile(member, _stream(text))

    yield Rig(Destination("web", "github_pages", {"as": "artifact", "out": str(out)}), files, put)


def _stream(text: bytes) -> Any:
    import io

    return io.BytesIO(text)


@contextmanager
def bucket_rig(here: Path) -> Iterator[Rig]:
    with loopback.s3_server() as address:
        yield bucket_at(address, address)


def bucket_at(address: str, endpoint: str, prefix: str = "a show") -> Rig:
    """A bucket of the server at an address, published to through an endpoint."""
    client = loopback.s3_client(address)
    client.create_bucket(Bucket=loopback.BUCKET)

    def files() -> dict[str, bytes]:
        listed = client.list_objects_v2(Bucket=loopback.BUCKET, Prefix=f"{prefix}/").get("Contents", [])
        keys = [item["Key"] for item in listed]
        return {key.removeprefix(f"{prefix}/"): client.get_object(Bucket=loopback.BUCKET, Key=key)["Body"].read() for key in keys}

    def put(path: str, content: bytes | None) -> None:
        if content is None:
            client.delete_object(Bucket=loopback.BUCKET, Key=f"{prefix}/{path}")
        else:
            client.put_object(Bucket=loopback.BUCKET, Key=f"{prefix}/{path}", Body=content)

    settings = {"url": f"s3://{loopback.BUCKET}/{prefix}", "endpoint": endpoint, "region": "us-east-1"}
    return Rig(Destination("web", "object_store", settings), files, put, loopback.KEYS)


RIGS = {
    "folder": folder_rig,
    "object_store": bucket_rig,
    "github_pages": pages_rig,
    "github_pages-artifact": artifact_rig,
    "rsync": rsync_rig,
    "rsync-daemon": rsync_daemon_rig,
}
