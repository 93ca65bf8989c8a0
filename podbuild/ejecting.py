"""The templates that a show may replace: which there are, which it replaced, and copying one into the show.

What was copied is remembered beside the copies, in templates/.ejected.json, with the digest of what was copied: so that an author
learns when podbuild's own has changed since. A template cannot carry that in itself: JSON and scripts are taken as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from podbuild.base.diagnostics import Diagnostic, did_you_mean
from podbuild.base.shipped import shipped

State = Literal["as shipped", "behind", "built-in", "yours", "yours, behind", "your own"]
MEMORY = ".ejected.json"
_FOLDERS = ("site", "artwork", "episodes")
_UNKNOWN = "something of its own"
_MAKES: Mapping[str, str] = {
    "artwork/card.svg.j2": "the wide card that social networks show",
    "artwork/cover.svg.j2": "the square cover of show and episodes",
    "site/404.html.j2": "what a host shows for a wrong address",
    "site/base.html.j2": "the frame of every page",
    "site/episode.html.j2": "an episode's page",
    "site/follow.html.j2": "the ways to subscribe",
    "site/icons.html.j2": "the icons",
    "site/index.html.j2": "the first page, and the older ones",
    "site/player.js": "assets/player.js",
    "site/search.html.j2": "the search page",
    "site/search.js": "assets/search.js",
    "site/site.css.j2": "assets/site.css",
}


@dataclass(frozen=True, slots=True)
class Template:
    """A template by its path below templates/, what it makes, and how the show stands to it.

    "built-in": the show does not replace it. "as shipped": replaced by a copy without a change. "behind": a copy without a
    change of what came with an earlier podbuild. "yours": changed; "yours, behind": and podbuild's has changed too since it was
    copied. "your own": of no name that podbuild brings.
    """

    path: str
    makes: str
    state: State


def names() -> tuple[str, ...]:
    """All templates that a show may replace, by their path below templates/."""
    folder = shipped("templates")
    found = (file.relative_to(folder).as_posix() for of in _FOLDERS for file in (folder / of).rglob("*") if file.is_file())
    return tuple(sorted(name for name in found if "__pycache__" not in name))


def templates(root: Path | None) -> tuple[Template, ...]:
    """Every template that ships or stands in the show's templates/ folder; None for no show."""
    memory = _remembered(root) if root else {}
    known = names()
    own = _own_names(root) - set(known) if root else set()
    brought = (Template(name, makes(name), _state(root, name, memory)) for name in known)
    return (*brought, *(Template(name, makes(name), "your own") for name in sorted(own)))


def makes(name: str) -> str:
    """What a template makes, in a few words.

    >>> makes("site/words/nl.json"), makes("episodes/post.md")
    ("the site's words in nl", 'podbuild new --template post')
    """
    folder, stem = name.rpartition("/")[0], name.rpartition("/")[2].partition(".")[0]
    by_folder = {"site/words": f"the site's words in {stem}", "episodes": f"podbuild new --template {stem}"}
    return _MAKES.get(name) or by_folder.get(folder, _UNKNOWN)


def meant(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The templates that an author's words name: a path, a bare name with or without its ending, or a folder for all in it."""
    found, mistakes, known = [], [], names()
    for word in words:
        plain = word.replace("\\", "/").removeprefix("./").removeprefix("templates/").rstrip("/")
        fitting = [name for name in known if _fits(plain, name)]
        if plain not in known and not any(name.startswith(f"{plain}/") for name in known) and len(fitting) > 1:
            message = f'"{word}" may be {" or ".join(fitting)}'
            mistakes.append(Diagnostic("template-unknown", message, fix="write the path of the one you mean"))
        elif not fitting:
            near = did_you_mean(plain, (*known, *(_bare(name) for name in known), *_FOLDERS)) or "did you mean another?"
            fix = f"{near} `podbuild templates list` lists them all"
            mistakes.append(Diagnostic("template-unknown", f'there is no template "{word}"', fix=fix))
        else:
            found += [plain] if plain in known else fitting
    return tuple(dict.fromkeys(found)), tuple(mistakes)


def eject(root: Path, chosen: Iterable[str], is_forced: bool) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """Copy shipped templates into the show. The files that were written; or, where one is in the way, nothing but what is wrong."""
    pairs = {name: root / "templates" / name for name in chosen}
    texts = {name: (shipped("templates") / name).read_bytes() for name in pairs}
    outside = [name for name, file in [*pairs.items(), (MEMORY, root / "templates" / MEMORY)] if not _is_inside(root, file)]
    if outside:
        message = f"templates/{outside[0]} leads out of the show, by a link"
        return (), (Diagnostic("template-taken", message, fix="replace the link by a folder of the show"),)
    taken = [] if is_forced else [name for name, file in pairs.items() if file.exists() and file.read_bytes() != texts[name]]
    if taken:
        fix = "look at yours first; --force writes the built-in one over it"
        return (), tuple(Diagnostic("template-taken", f"templates/{name} is there, and is yours", fix=fix) for name in taken)
    for name, file in pairs.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(texts[name])
    memory = {**_remembered(root), **{name: _digest(text) for name, text in texts.items()}}
    kept = {name: value for name, value in sorted(memory.items()) if (root / "templates" / name).is_file()}
    (root / "templates" / MEMORY).write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return tuple(pairs.values()), ()


def _fits(word: str, name: str) -> bool:
    is_name = word in (name, name.rpartition("/")[2], _bare(name))
    return is_name or (bool(word) and name.startswith(f"{word}/"))


def _bare(name: str) -> str:
    """A name without folder and endings.

    >>> _bare("site/index.html.j2")
    'index'
    """
    return name.rpartition("/")[2].partition(".")[0]


def _state(root: Path | None, name: str, memory: Mapping[str, str]) -> State:
    file = root / "templates" / name if root else None
    if file is None or not file.is_file():
        return "built-in"
    own, now, copied = _digest(file.read_bytes()), _digest((shipped("templates") / name).read_bytes()), memory.get(name)
    if own == now:
        return "as shipped"
    if own == copied:
        return "behind"
    return "yours" if copied in (None, now) else "yours, behind"


def _own_names(root: Path) -> set[str]:
    folder = root / "templates"
    found = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts)}


def _remembered(root: Path) -> dict[str, str]:
    """What was copied into the show, with digests; nothing where that is not there, or not to be read."""
    try:
        value = json.loads((root / "templates" / MEMORY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in value.items()} if isinstance(value, dict) else {}


def _digest(text: bytes) -> str:
    """Of what a template says: git may give it other line ends on another system."""
    return sha256(text.replace(b"\r\n", b"\n")).hexdigest()[:16]


def _is_inside(root: Path, file: Path) -> bool:
    return not file.is_symlink() and file.parent.resolve().is_relative_to(root.resolve())
