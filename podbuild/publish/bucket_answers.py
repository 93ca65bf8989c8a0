"""What a bucket's answers mean: whether the same may succeed later, and what people can do.

obstore tells them as sentences. Only the number and the service's own code are taken from those.
"""

from __future__ import annotations

import re

from podbuild.base.diagnostics import Diagnostic
from podbuild.publish.target import Refused, Unavailable

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_OBJECT = re.compile(r'[Pp]ath "([^"\n]{1,200})"')
_LINE = re.compile(r"HttpError \{\s*kind: (\w+)")  # how obstore calls what came of a line, where there was no answer
_FULL = ("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage", "StorageCapExceeded")
_TOO_LARGE = ("EntityTooLarge", "RequestBodyTooLarge")
_BUSY = ("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable")  # S3 tells them with 200, too, after parts
_BUSY_SECONDS = 5.0  # obstore keeps for itself how long a service asks to wait (Retry-After): S3 sends none with SlowDown


def failure(error: Exception, address: str) -> Refused | Unavailable:
    """What to raise for an error of obstore, or of reading a file that is sent."""
    text = str(error)
    status = int(found[1]) if (found := _STATUS.search(text)) else 0
    code = found[1] if (found := _CODE.search(text)) else ""
    answer = f"{address} answered {' '.join(str(part) for part in (status, code) if part)}"
    if "with invalid path:" in text:  # of others: obstore lists nothing where a name has an empty part, or is "." or ".."
        named = f': "{found[1]}"' if (found := _OBJECT.search(text)) else ""
        fix = "remove or rename it there, or publish to a folder of its own in the bucket"
        return Refused(Diagnostic("target-refused", f"{address} holds an object whose name cannot be read{named}", fix=fix))
    if is_upload_gone(error):
        fix = "publish again in a while"
        return Unavailable(Diagnostic("target-unavailable", f"{address} knows no more of the parts that were sent", fix=fix))
    if isinstance(error, FileNotFoundError) or code in ("NoSuchBucket", "ContainerNotFound"):
        fix = "see how the bucket is called, and that it exists: podbuild makes none"
        return Refused(Diagnostic("target-missing", f"there is no bucket at {address}", fix=fix))
    if status == 507 or code in _FULL:
        fix = "make room there or raise what it may hold, then publish again"
        return Refused(Diagnostic("target-full", f"the bucket is full: {answer}", fix=fix))
    if status == 413 or code in _TOO_LARGE:
        fix = "lower the bitrate, or take another service"
        return Refused(Diagnostic("file-too-large", f"the service takes no file of that size: {answer}", fix=fix), is_lasting=True)
    if status in (401, 403):
        fix = "see that the credentials in the environment are of this service, and may list, read, write and delete there"
        return Refused(Diagnostic("target-login", f"the credentials do not open it: {answer}", fix=fix))
    if status in (408, 425, 429) or status >= 500 or code in _BUSY:
        waits = _BUSY_SECONDS if status in (429, 503) or code == "SlowDown" else None
        return Unavailable(Diagnostic("target-unavailable", answer, fix="publish again in a while"), waits)
    if status or "redirect" in text:
        fix = "see that url, region and endpoint belong together"
        answer = answer if status else f"{address} lies in another region"
        return Refused(Diagnostic("target-refused", answer, fix=fix))
    return _without_answer(text, address)


def is_upload_gone(error: Exception) -> bool:
    """Whether the bucket knows nothing of parts that it was sent: it put them together already, or threw them away."""
    return "<Code>NoSuchUpload</Code>" in str(error)


def _without_answer(text: str, address: str) -> Refused | Unavailable:
    if found := _LINE.search(text):
        reason = {"Connect": "could not be reached", "Timeout": "did not answer in time"}.get(found[1], "broke off")
        fix = "see that there is a network, and that url and endpoint are right; then publish again"
        return Unavailable(Diagnostic("target-unavailable", f"{address} {reason}", fix=fix))
    fix = "see that url, region and endpoint are right, and the credentials in the environment"
    return Refused(Diagnostic("target-refused", f"{address} could not be used", fix=fix))
