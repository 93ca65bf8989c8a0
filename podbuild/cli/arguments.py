"""Options that several commands share, finding the show they are about, and ending a command that cannot go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from podbuild.base.diagnostics import Diagnostic

F = TypeVar("F", bound=Callable[..., Any])
SourceLine = Callable[[str, int], str | None]


def _no_line(file: str, line: int) -> None:
    """Of no file a line."""


def show_option(function: F) -> F:
    return click.option(
        "--show",
        "show_dir",
        type=click.Path(path_type=Path),
        default=None,
        help="The show directory; else found from here upwards.",
    )(function)


def format_option(function: F) -> F:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="json: one object a line.",
    )(function)


def find_root(show_dir: Path | None, form: str = "text") -> Path:
    """The show directory that is meant: the one that was named, else the nearest from here upwards.

    Ends the command with status 1 where there is none.
    """
    from podbuild.source.workspace import find_show

    if show_dir is not None:
        return show_dir if (show_dir / "show.yaml").is_file() else _no_show(show_dir, form)
    try:
        found = find_show(Path())
    except FileNotFoundError:  # the folder we stand in was deleted
        found = None
    return found or _no_show(None, form)


def pointing_to(root: Path) -> str:
    """What a command needs behind it so that it finds that show from here: nothing, or ` --show PATH`."""
    from podbuild.source.workspace import find_show

    try:
        here = find_show(Path())
    except FileNotFoundError:
        here = None
    return "" if here and here.resolve() == root.resolve() else f" --show {quote(os.path.relpath(root))}"


def _no_show(directory: Path | None, form: str) -> NoReturn:
    from podbuild.base.diagnostics import Diagnostic

    if directory is None:
        message = "there is no show here: no show.yaml in this folder or above it"
        fix = "go into a show's folder, name one with --show, or write a new one: podbuild init my-show"
    elif directory.name == "show.yaml" and directory.is_file():
        message = f"{directory} is a file, and --show takes the folder it is in"
        fix = f"write --show {quote(str(directory.parent))}"
    elif directory.is_dir():
        message, fix = f"{directory} is no show: it has no show.yaml", f"write one: podbuild init {quote(str(directory))}"
        if any(directory.iterdir()):
            fix = "name the folder that show.yaml is in"
    else:
        message, fix = f"there is no folder {directory}", "correct the path after --show"
    end([Diagnostic("no-show", message, fix=fix)], 1, form)


def end(diagnostics: list[Diagnostic], status: int, form: str = "text", source_line: SourceLine = _no_line) -> NoReturn:
    """Say why, and end the command with that status. `source_line` gives the lines of the show's files that are to be shown."""
    from podbuild.report import diagnostic_json, print_diagnostics, say_json

    if form == "json":
        for diagnostic in diagnostics:
            say_json(event="diagnostic", **diagnostic_json(diagnostic))
        say_json(event="end", outcome="mistakes")
    else:
        print_diagnostics(diagnostics, source_line)
    raise click.exceptions.Exit(status)


def writable_file(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Hold that the folder of a file that is to be written exists, before any work is done for it."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent} to write {path.name} into", context, parameter)
    return path


def named(context: click.Context, parameter: click.Parameter, path: str | None) -> Path | None:
    """Hold that a folder that was asked for has a name: an empty one comes from a variable that was not set."""
    if path == "":
        raise click.BadParameter("an empty name; write . for the folder you are in", context, parameter)
    return None if path is None else Path(path)
