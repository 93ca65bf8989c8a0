"""Options that several commands share, and finding the show they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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


def find_root(show_dir: Path | None) -> Path:
    """The show directory that is meant. Raises a ClickException with exit status 1 where there is none."""
    from podbuild.source.workspace import find_show

    if show_dir is not None:
        if (show_dir / "show.yaml").is_file():
            return show_dir
        raise click.ClickException(f"{show_dir} is no show: there is no show.yaml in it. `podbuild init {show_dir}` writes one.")
    found = find_show(Path())
    if found is None:
        raise click.ClickException("this is no show: no show.yaml here or above. `podbuild init DIR` writes one.")
    return found
