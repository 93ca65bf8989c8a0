"""A bucket: of S3 and whatever speaks its language (R2, B2, MinIO), of Google Cloud Storage, of Azure. Spoken to through obstore.

Credentials come from the environment alone. What the bucket answers is never repeated in a message: it may tell more than a log
should hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition, PublicFile
from podbuild.model.show import Show
from podbuild.publish.bucket_access import bucket_config, bucket_problems, credential_names
from podbuild.publish.bucket_answers import failure, is_upload_gone
from podbuild.publish.files import Found, file_changes
from podbuild.publish.folder import changed_meanwhile
from podbuild.publish.ledger import Entry, Ledger
from podbuild.publish.target import MEDIA, Change, Facts, Refused, Target, Unavailable
from podbuild.steps.world import World

# S3 takes parts of 5 MiB and more, and 10,000 of them (Amazon S3, "multipart upload limits"): a file may have 50 GB.
PART_BYTES = 5 << 20
_PARTS_AT_A_TIME = 2
_FILES_AT_A_TIME = 4
_CONNECT_SECONDS, _REQUEST_SECONDS = 20, 300  # a part takes 3 minutes on a line that sends 250 kbit/s

_FIVE_MINUTES, _HOUR, _DAY, _YEAR = 300, 3_600, 86_400, 31_536_000
_HASHED = re.compile(r"(^|/)search/.+_[0-9a-f]{6,}\.pf_[a-z]+$")  # as pagefind names what it makes


def cache_control(file: PublicFile) -> str:
    """How long whoever has a file need not ask for it again.

    >>> cache_control(PublicFile("feed.xml", "", 1)), cache_control(PublicFile("audio/one.mp3", "", 1))
    ('public, max-age=300', 'public, max-age=86400')
    >>> cache_control(PublicFile("search/1/fragment/en_a1b2c3d.pf_fragment", "", 1))
    'public, max-age=31536000, immutable'
    """
    if _HASHED.search(file.path):
        return f"public, max-age={_YEAR}, immutable"  # another content has another name
    if file.role != "media" or file.path.endswith((".css", ".js")):
        # Apps ask for a feed at most that often; a new episode shall be seen, and a page have the style that it was made for.
        return f"public, max-age={_FIVE_MINUTES}"
    # Audio may be put right under its name. Until a day later some hear what it was, but never half of each: players ask for
    # ranges of one ETag. Pictures and transcripts are small, so that asking costs more than it saves.
    return f"public, max-age={_DAY if file.is_audio else _HOUR}"


@dataclass(frozen=True, slots=True)
class _Object:
    size_bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class BucketSession:
    """A bucket, or what begins with a prefix in it. `small` and `large` are the same store: parts of a large file are tried
    again by themselves, all else by whoever applies."""

    address: str
    endpoint: str
    small: Any
    large: Any
    grouping: Literal["one", "stage", "all"] = "one"
    at_a_time: int = _FILES_AT_A_TIME

    @property
    def place(self) -> str:
        return f"{self.address} at {self.endpoint}" if self.endpoint else self.address

    def changes(self, edition: Edition, ledger: Ledger) -> tuple[Change, ...]:
        there = self._listed()

        def found(file: PublicFile, entry: Entry | None) -> Found:
            return _found(edition.read(file), file, entry, there.get(file.path))

        return file_changes(edition.files, ledger, found)

    def _listed(self) -> dict[str, _Object]:
        import obstore

        try:
            listing = obstore.list(self.small, chunk_size=1000)
            return {item["path"]: _Object(item["size"], item["e_tag"] or "") for chunk in listing for item in chunk}
        except (obstore.exceptions.BaseError, OSError) as error:
            raise failure(error, self.place) from error

    def apply(self, group: Sequence[Change], edition: Edition, ledger: Ledger, note: Callable[[Change, Facts], None]) -> None:
        import obstore

        files = {file.path: file for file in edition.files}
        for change in group:
            try:
                if change.deed == "delete":
                    self._delete(change.key)
                else:
                    note(change, {"etag": self._put(files[change.key], edition.folder / change.key, change)})
            except (obstore.exceptions.BaseError, OSError) as error:
                raise failure(error, self.place) from error

    def _delete(self, key: str) -> None:
        import obstore

        with suppress(FileNotFoundError):  # GCS and Azure tell that it was gone already
            obstore.delete(self.small, key)

    def _put(self, file: PublicFile, source: Path, change: Change) -> str:
        """Send a file, and see that all of it is there → its ETag."""
        import obstore

        attributes: dict[str, str] = {"Content-Type": file.media_type, "Cache-Control": cache_control(file)}
        with _opened(source, change) as content:
            # Opened once: a build that renames another file into its place changes nothing of what is sent.
            store = self.large if change.size_bytes > PART_BYTES else self.small
            how: dict[str, Any] = {"attributes": attributes, "chunk_size": PART_BYTES, "max_concurrency": _PARTS_AT_A_TIME}
            try:
                obstore.put(store, file.path, content, **how)
            except FileNotFoundError as error:
                if not is_upload_gone(error) or (etag := self._arrived(file, source)) is None:
                    raise
                return etag
        there = self._head(file)
        if there is None or there.size_bytes != change.size_bytes:
            lies = f"has {there.size_bytes} bytes" if there else "is not"
            message = f"{file.path} {lies} in the bucket, in place of {change.size_bytes} bytes that were sent"
            raise Unavailable(Diagnostic("target-unavailable", message, fix="publish again"))
        return there.etag

    def _arrived(self, file: PublicFile, source: Path) -> str | None:
        """The ETag of a file whose parts were put together, though nobody told us: asked again, the bucket knows of none."""
        there = self._head(file)
        is_it = there is not None and there.size_bytes == file.size_bytes and there.etag.strip('"') == etag_of(source)
        return there.etag if there and is_it else None

    def _head(self, file: PublicFile) -> _Object | None:
        import obstore

        try:
            found = obstore.head(self.small, file.path)
        except FileNotFoundError:
            return None
        return _Object(found["size"], found["e_tag"] or "")

    def close(self) -> None:
        pass


def _opened(source: Path, change: Change) -> BinaryIO:
    """A file that holds what was planned, at its beginning."""
    try:
        content = source.open("rb")
    except OSError as error:
        raise Refused(changed_meanwhile(change.key)) from error
    if hashlib.file_digest(content, "sha256").hexdigest() != change.digest:
        content.close()
        raise Refused(changed_meanwhile(change.key))
    content.seek(0)
    return content


def _found(local: Path, file: PublicFile, entry: Entry | None, there: _Object | None) -> Found:
    if there is None:
        return "absent"
    if there.size_bytes != file.size_bytes:
        return "other"
    if entry and entry.state == "there":
        if entry.digest != file.digest:
            return "other"
        if entry.facts.get("etag", there.etag) == there.etag:
            return "same"  # else a run that was killed may have sent it, before its ETag was known
    return "same" if there.etag.strip('"') == etag_of(local) else "other"


def etag_of(file: Path) -> str:
    """The ETag that S3 gives to a file sent by us: its MD5, or that of its parts' with their number.

    It saves sending what a run that was killed had sent already. Where a bucket encrypts, or counts otherwise, it is sent again.
    """
    parts = []
    with file.open("rb") as content:
        while part := content.read(PART_BYTES):
            parts.append(hashlib.md5(part, usedforsecurity=False).digest())
    if len(parts) > 1:
        return f"{hashlib.md5(b''.join(parts), usedforsecurity=False).hexdigest()}-{len(parts)}"
    return parts[0].hex() if parts else hashlib.md5(b"", usedforsecurity=False).hexdigest()


def open_bucket(destination: Destination, show: Show, world: World) -> BucketSession:
    import obstore

    url, endpoint = destination.settings["url"], destination.settings.get("endpoint") or ""
    scheme = urlsplit(url).scheme
    config = bucket_config(destination, scheme, world)
    open_store: Any = obstore.store.from_url  # its overloads tell apart by the type of config
    client = {
        "allow_http": endpoint.startswith("http://"),
        "connect_timeout": f"{_CONNECT_SECONDS}s",
        "timeout": f"{_REQUEST_SECONDS}s",
    }
    try:
        small, large = (
            open_store(url, config=config, client_options=client, retry_config={"max_retries": tries}) for tries in (0, 2)
        )
    except (obstore.exceptions.BaseError, ValueError, OSError) as error:
        # What it says may quote a key that it could not read.
        message = f"{url} cannot be opened with what the environment tells"
        fix = f"see that {credential_names(scheme)} are as the service gave them"
        raise Refused(Diagnostic("target-login", message, destination.place("url"), fix=fix)) from error
    return BucketSession(url.rstrip("/"), endpoint, small, large)


OBJECT_STORE = Target(
    "object_store",
    "a bucket: of S3, R2, B2, MinIO, Google Cloud Storage or Azure",
    (
        Setting("url", "The bucket and the folder in it: s3://BUCKET/FOLDER, gs://… or az://…", is_required=True),
        Setting("region", "Where the bucket is, for S3: eu-central-1"),
        Setting("endpoint", "The service's address, where it is not Amazon's, Google's or Microsoft's", "url"),
        Setting("public_url", "Where listeners get what is in the bucket", "url"),
        Setting("listing", "Whether strangers may list the bucket", "flag", default=True),
        MEDIA,
    ),
    open_bucket,
    bucket_problems,
    reach=lambda destination: "public" if destination.settings.get("listing", True) else "addressed",
)
