"""Beginnings: shows for `podbuild init`, episode skeletons for `podbuild new`. Writes only files that are not there yet."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.notation import escaped, guarded
from podbuild.base.shipped import shipped
from podbuild.base.units import slugify
from podbuild.build import STATE, Source
from podbuild.source import schema
from podbuild.source.workspace import Workspace
from podbuild.steps.step import StepFailed


def _show_schema() -> dict[str, Any]:
    from podbuild.publish.targets import BY_NAME

    return schema.show_schema(BY_NAME)


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "show": _show_schema,
    "episode": schema.episode_schema,
    "front-matter": schema.front_matter_schema,
    "lexicon": schema.lexicon_schema,
    "rights": schema.rights_schema,
    "listeners": schema.listeners_schema,
    "recipe": schema.recipe_schema,
}
_NOT_COPIED = shutil.ignore_patterns("public", "packages", STATE, "sounds.txt", "__pycache__")
_FENCE = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
Mistakes = tuple[Diagnostic, ...]


class _Title(str):
    """A title as a template gets it: printed bare, into the script, what it holds is no notation there."""

    __slots__ = ()


# ── shows ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def starter_names() -> tuple[str, ...]:
    return tuple(sorted(p.name for p in (shipped("templates") / "starters").iterdir() if (p / "show.yaml").is_file()))


def starters() -> tuple[tuple[str, str], ...]:
    """Each starter's name with its show's own description."""
    from podbuild.source.load import load_show

    shows = [(name, load_show(Workspace(shipped("templates") / "starters" / name))[0]) for name in starter_names()]
    return tuple((name, show.description if show else "") for name, show in shows)


def new_show(directory: Path, name: str | None) -> tuple[tuple[Path, ...], Mistakes]:
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
    written = tuple(p for p in sorted(directory.rglob("*")) if p.is_file() and ".git" not in p.parts)
    write_schemas(directory)
    return written, ()


def schema_text(name: str) -> str:
    """A JSON Schema as a file holds it."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


def write_schemas(root: Path) -> None:
    """Put the JSON Schemas where the yaml-language-server lines of a show point; files that are right are not touched."""
    folder = root / STATE
    if folder.is_symlink():  # a show from somebody else does not say where podbuild writes
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        file, text = folder / f"{name}.schema.json", schema_text(name)
        if not file.is_file() or file.read_bytes() != text.encode():
            file.write_text(text, encoding="utf-8")


# ── episodes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def episode_template_names(root: Path) -> tuple[str, ...]:
    """The names of the episode templates: those that come with podbuild, and the show's own."""
    shown = (p.stem for p in (shipped("templates") / "episodes").glob("*.md"))
    own = (Path(name).stem for name in Workspace(root).files("templates/episodes") if name.endswith(".md"))
    return tuple(sorted({*shown, *own}))


def new_episode(source: Source, title: str, name: str, voices: tuple[str, ...], now: datetime) -> tuple[Path | None, Mistakes]:
    """Fill an episode template and write it as a draft; the show's own templates/episodes/NAME.md comes first."""
    assert source.show is not None
    title = " ".join(title.split())
    known = {v.name.casefold(): v.name for v in source.show.voices}
    slug = slugify(title)
    if mistake := _unusable(title) or _unknown(source, name, voices, known) or _taken(source, slug):
        return None, (mistake,)
    facts = {
        "title": _Title(title),
        "date": now.date().isoformat(),
        "number": max((e.number or 0 for e in source.episodes), default=0) + 1,
        "voices": [known[v.casefold()] for v in voices] or list(known.values()),
        "slug": slug,
        "sounds": [Path(p).stem for p in source.workspace.tree("assets")],
    }
    text, mistake = _filled(source, name, facts)
    if text is None:
        return None, (mistake,) if mistake else ()
    path = source.workspace.root / "episodes" / f"{slug}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path, ()


def skeleton(source: Source, name: str, title: str, voices: tuple[str, ...], date: date) -> tuple[str, str]:
    """The script of an episode template as it would be filled, and its line of music; both "" where `name` is.

    Raises StepFailed where it cannot be filled.
    """
    if not name:
        return "", ""
    sounds = [Path(p).stem for p in source.workspace.tree("assets")]
    facts = {"title": _Title(title), "date": date.isoformat(), "number": 0, "voices": list(voices), "slug": "", "sounds": sounds}
    text, mistake = _filled(source, name, facts)
    if text is None:
        raise StepFailed(mistake or Diagnostic("template-broken", f"the template {name} cannot be filled"))
    parts = _FENCE.split(text, 2)
    music = re.search(r"^music:.*$", parts[1] if len(parts) == 3 else "", re.MULTILINE)
    return parts[-1].strip(), music[0] if music else ""


def mistakes_in(source: Source, path: Path) -> tuple[Mistakes, Callable[[str, int], str | None]]:
    """What is wrong with an episode that was written after the show was read, and how to show its lines."""
    from podbuild.source.desk import Desk
    from podbuild.source.load import read_one
    from podbuild.speech.engines import ENGINES

    assert source.show is not None
    workspace = Workspace(source.workspace.root)
    desk = Desk(workspace, {engine.name: engine.problem for engine in ENGINES})
    read_one(f"episodes/{path.name}", source.show, desk)
    return tuple(desk.mistakes), workspace.source_line


def _unusable(title: str) -> Diagnostic | None:
    if not title:
        return Diagnostic("value-missing", "the title is empty", fix='write one: podbuild new "The post boat"')
    if bad := next((char for char in title if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn")), None):
        message = f"the title has a character that no text may hold (U+{ord(bad):04X})"
        return Diagnostic("character-bad", message, fix="leave it out, or check that the terminal sends UTF-8")
    return None


def _unknown(source: Source, name: str, voices: tuple[str, ...], known: dict[str, str]) -> Diagnostic | None:
    names = episode_template_names(source.workspace.root)
    if name not in names:
        return Diagnostic("template-unknown", f'there is no episode template "{name}"', fix=did_you_mean(name, names))
    if unknown := [v for v in voices if v.casefold() not in known]:
        fix = did_you_mean(unknown[0], known.values())
        return Diagnostic("voice-unknown", f'"{unknown[0]}" is no voice of this show', fix=fix)
    return None


def _taken(source: Source, slug: str) -> Diagnostic | None:
    files = [name for name in source.workspace.files("episodes") if Path(name).stem.casefold() == slug]
    if not files:
        return None
    return Diagnostic("slug-duplicate", f"there is episodes/{files[0]} already", fix="choose another title, or edit that one")


def _filled(source: Source, name: str, facts: dict[str, Any]) -> tuple[str | None, Diagnostic | None]:
    from jinja2 import TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    own = f"templates/episodes/{name}.md"
    text, mistakes = source.workspace.read_text(own) if source.workspace.has(own) else (None, ())
    if mistakes:
        return None, mistakes[0]
    environment = SandboxedEnvironment(keep_trailing_newline=True, finalize=_as_script)
    # JSON is YAML too, but for the pairs by which JSON may write an emoji, and the HTML escapes of Jinja's own filter.
    environment.filters["tojson"] = environment.filters["yaml"] = lambda value: json.dumps(value, ensure_ascii=False)
    try:
        shown = text if text is not None else (shipped("templates") / "episodes" / f"{name}.md").read_text(encoding="utf-8")
        return environment.from_string(shown).render(facts), None
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        line = getattr(error, "lineno", None)
        place = f"{own}:{line}" if line else own
        return None, Diagnostic("template-broken", f"{place} cannot be filled: {error}", fix="mend the template")


def _as_script(value: object) -> object:
    """What a template prints: a title's braces, stars and the like are words there, not notation."""
    return guarded(escaped(value)) if isinstance(value, _Title) else value
