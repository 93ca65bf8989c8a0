"""Beginnings: shows for `podbuild init`, episode skeletons for `podbuild new`. Writes only files that are not there yet."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.shipped import shipped
from podbuild.base.units import slugify
from podbuild.build import STATE, Source
from podbuild.source.schema import episode_schema, show_schema

_NOT_COPIED = shutil.ignore_patterns("public", STATE, "sounds.txt", "__pycache__")


def starter_names() -> tuple[str, ...]:
    return tuple(sorted(p.name for p in (shipped("templates") / "starters").iterdir() if (p / "show.yaml").is_file()))


def new_show(directory: Path, name: str | None) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """Copy a starter (None: the example show), with the sounds it uses and the schemas for editors."""
    if name is not None and name not in starter_names():
        return (), (Diagnostic("template-unknown", f'there is no show template "{name}"', fix=did_you_mean(name, starter_names())),)
    if directory.exists() and any(not p.name.startswith(".git") for p in directory.iterdir()):
        message = f"{directory} is not empty"
        return (), (Diagnostic("directory-not-empty", message, fix="name a directory that is new or empty"),)
    source = shipped("templates") / "starters" / name if name else shipped("example-show")
    shutil.copytree(source, directory, dirs_exist_ok=True, ignore=_NOT_COPIED)
    sounds = source / "sounds.txt"
    for sound in sounds.read_text(encoding="utf-8").split() if sounds.is_file() else ():
        target = directory / "assets" / f"{sound}.ogg"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(shipped("templates") / "sounds" / f"{sound}.ogg", target)
    write_schemas(directory)
    return tuple(p for p in sorted(directory.rglob("*")) if p.is_file()), ()


def write_schemas(directory: Path) -> None:
    """Put the JSON Schemas where the yaml-language-server line of a show points."""
    folder = directory / STATE
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in (("show", show_schema()), ("episode", episode_schema())):
        (folder / f"{name}.schema.json").write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def episode_template_names(source: Source) -> tuple[str, ...]:
    shown = (p.stem for p in (shipped("templates") / "episodes").glob("*.md"))
    own = (Path(p).stem for p in source.workspace.overrides() if p.startswith("episodes/") and p.endswith(".md"))
    return tuple(sorted({*shown, *own}))


def new_episode(
    source: Source, title: str, name: str, voices: tuple[str, ...], now: datetime
) -> tuple[Path | None, tuple[Diagnostic, ...]]:
    """Fill an episode template and write it as a draft; the show's own templates/episodes/NAME.md comes first."""
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    assert source.show is not None
    names = episode_template_names(source)
    if name not in names:
        return None, (Diagnostic("template-unknown", f'there is no episode template "{name}"', fix=did_you_mean(name, names)),)
    known = [v.name for v in source.show.voices]
    if unknown := [v for v in voices if v not in known]:
        return None, (Diagnostic("voice-unknown", f'"{unknown[0]}" is no voice of this show', fix=did_you_mean(unknown[0], known)),)
    slug = slugify(title)
    path = source.workspace.root / "episodes" / f"{slug}.md"
    if path.exists() or slug in {e.slug for e in source.episodes}:
        return None, (
            Diagnostic("slug-duplicate", f'there is an episode "{slug}" already', fix="choose another title, or edit that one"),
        )
    own = source.workspace.overrides().get(f"episodes/{name}.md")
    text = own or (shipped("templates") / "episodes" / f"{name}.md").read_text(encoding="utf-8")
    facts = {
        "title": title,
        "date": now.date().isoformat(),
        "number": max((e.number or 0 for e in source.episodes), default=0) + 1,
        "voices": list(voices) or known,
        "slug": slug,
        "sounds": [Path(p).stem for p in source.workspace.tree("assets")],
    }
    environment = SandboxedEnvironment(keep_trailing_newline=True)
    environment.filters["yaml"] = lambda value: json.dumps(value, ensure_ascii=False)
    try:
        filled = environment.from_string(text).render(facts)
    except TemplateError as error:
        return None, (
            Diagnostic("template-broken", f"templates/episodes/{name}.md cannot be filled: {error}", fix="mend the template"),
        )
    path.parent.mkdir(exist_ok=True)
    path.write_text(filled, encoding="utf-8")
    return path, ()
