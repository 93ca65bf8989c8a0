"""How a command ends that did not end by itself: wrong arguments, a machine that refuses, an interruption, a bug."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from podbuild import __version__

REFUSED_BY_MACHINE, REFUSED_BY_REMOTE, BUG, INTERRUPTED, TERMINATED = 4, 5, 70, 130, 143

# What a machine answers for reasons that are not ours. ENOENT is not one of them: to look where nothing is, is a bug.
_MACHINE = frozenset(
    getattr(errno, name)
    for name in (
        *("EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EIO", "ENOMEM"),
        *("ENAMETOOLONG", "ENOTDIR", "EISDIR", "EEXIST", "ESTALE", "ETXTBSY", "EBUSY", "EILSEQ", "EFBIG"),
    )
    if hasattr(errno, name)
)


def open_streams() -> None:
    """Make sure that there is something to print to, and that no character can fail to be printed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever called us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def of_wrong_arguments(error: click.ClickException) -> int:
    """Say what is wrong with the command line, and where it is explained."""
    click.echo(f"error: {_plain(error.format_message())}", err=True)
    context = getattr(error, "ctx", None)
    if context is not None:
        takes_words = any(isinstance(p, click.Argument) for p in context.command.params)
        hyphen = "; write -- before words that begin with a hyphen" if isinstance(error, click.NoSuchOption) and takes_words else ""
        click.echo(f"  fix:  see `{context.command_path} --help`{hyphen}", err=True)
    return error.exit_code


def _plain(message: str) -> str:
    """click's sentences begin with a capital and end with a full stop; ours do not."""
    message = " ".join(message.split()).rstrip(".")
    return message[:1].lower() + message[1:]


def of_machine(error: OSError) -> int | None:
    """Say what the machine refused; None where the error is none of the machine's but a bug."""
    if _is_nowhere():
        click.echo("error[machine-refused]: the folder that you are in is not there any more", err=True)
        click.echo("  fix:  go to another one", err=True)
        return REFUSED_BY_MACHINE
    if error.errno not in _MACHINE and not isinstance(error.args[:1] and error.args[0], list):
        return None
    what = error.strerror or "some files could not be written"
    where = f"{error.filename}: " if error.filename else ""
    click.echo(f"error[machine-refused]: {where}{what}", err=True)
    click.echo("  fix:  make room or rights there, then try again: finished work is kept", err=True)
    return REFUSED_BY_MACHINE


def _is_nowhere() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def expect_termination() -> None:
    """Take a request to end, as a CI service sends it when a run is cancelled, like Ctrl-C."""

    def end(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt(number)

    signal.signal(signal.SIGTERM, end)


def of_interruption(error: BaseException) -> NoReturn:
    """Say that what is finished is kept, and leave at once."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut this short
    cause = error.__cause__ or error  # click puts an error of its own around it
    with suppress(OSError):
        line = "\n" if sys.stderr.isatty() else ""  # a terminal has just written ^C
        click.echo(f"{line}interrupted: what is finished is kept, and the same command goes on from there", err=True)
    leave(TERMINATED if signal.SIGTERM in cause.args else INTERRUPTED)


def leave(code: int) -> NoReturn:
    """End without waiting for threads: a step that is half done is thrown away anyhow."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def of_bug(error: Exception) -> int:
    """Say that this is a bug, and write what its mending needs into a file: an author never meets a traceback."""
    import tempfile
    import traceback

    details = "".join(traceback.format_exception(error))
    text = f"podbuild {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{details}"
    try:
        with tempfile.NamedTemporaryFile("wb", prefix="podbuild-bug-", suffix=".txt", delete=False) as file:
            file.write(text.encode("utf-8", "backslashreplace"))
        where = f"the file {file.name}"
    except OSError:
        where = "what stands here:\n" + text
    kind = f"{type(error).__name__}: {error}".splitlines()[0]
    with suppress(OSError):
        click.echo(f"podbuild met a bug of its own ({kind})", err=True)
        click.echo(f"  It is not your mistake, and your show's files are as they were. Please report it with {where}", err=True)
    return BUG
