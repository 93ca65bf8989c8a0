"""The parts of the documentation that are made from the code: tables of keys, help texts, codes of mistakes.

A page is written by hand; between `<!-- made: NAME -->` and `<!-- end -->` stands what this program makes.
`python docs/generate.py` writes the pages anew; tests/docs/test_docs.py holds that nothing would change.
"""

from __future__ import annotations

import configparser
import inspect
import re
import textwrap
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import click

DOCS = Path(__file__).resolve().parent
_BLOCK = re.compile(r"(?P<begin><!-- made: (?P<name>[^>]+?) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


def pages() -> tuple[Path, ...]:
    """The pages that hold something made."""
    return tuple(path for path in sorted(DOCS.glob("*.md")) if _BLOCK.search(path.read_text(encoding="utf-8")))


def made_anew(text: str) -> str:
    """A page with all its made parts made anew. KeyError where a part has a name that nothing makes."""
    return _BLOCK.sub(lambda m: m["begin"] + _part(m["name"]) + "\n" + m["end"], text)


def _part(name: str) -> str:
    kind, _, of = name.partition(" ")
    return _MAKERS[kind](of)


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


# ── tables of keys ───────────────────────────────────────────────────────────────────────────────────────────────────


def keys(owner: str) -> str:
    """The keys that may stand in a mapping, from the table that reads it."""
    table_of, model = _owners()[owner]
    rows = [(f"`{f.key}`", f.kind.noun, _default(f, model), f.doc) for f in table_of]
    return table(("key", "what it takes", "left out", "what it says"), rows)


def _owners() -> Mapping[str, tuple[Any, type | None]]:
    from podbuild.model import daily_recipe, episode, feed_tags, show
    from podbuild.source import (
        cues,
        drafting_fields,
        episode_fields,
        feed_fields,
        frequency_fields,
        listeners_fields,
        recipe_fields,
        recording_fields,
        rights_fields,
        shared_fields,
        show_fields,
        value_fields,
    )

    own_keys = {f.key for f in episode_fields.EPISODE_FIELDS}
    return {
        "show": (show_fields.SHOW_FIELDS, show.Show),
        "episode": (episode_fields.EPISODE_FIELDS, episode.Episode),
        "episode-yaml": (tuple(f for f in episode_fields.YAML_FIELDS if f.key not in own_keys), None),
        "voice": (shared_fields.VOICE_FIELDS, show.Voice),
        "sound": (shared_fields.SOUND_FIELDS, show.Sound),
        "ai": (shared_fields.AI_FIELDS, show.Ai),
        "person": (shared_fields.PERSON_FIELDS, show.Person),
        "link": (shared_fields.LINK_FIELDS, None),
        "recording": (recording_fields.RECORDING_FIELDS, None),
        "chapter": (recording_fields.CHAPTER_FIELDS, None),
        "lexicon": (rights_fields.LEXICON_FIELDS, None),
        "rights": (rights_fields.RIGHTS_FIELDS, None),
        "voice-rights": (rights_fields.VOICE_RIGHTS_FIELDS, None),
        "consent": (rights_fields._CONSENT_FIELDS, None),
        "feed": (show_fields.FEED_FIELDS, show.Feed),
        "drafting": (drafting_fields.DRAFTING_FIELDS, None),
        "location": (feed_fields.LOCATION_FIELDS, feed_tags.Location),
        "trailer": (feed_fields.TRAILER_FIELDS, None),
        "soundbite": (feed_fields.SOUNDBITE_FIELDS, None),
        "other-show": (feed_fields.OTHER_SHOW_FIELDS, None),
        "update-frequency": (frequency_fields.FREQUENCY_FIELDS, feed_tags.UpdateFrequency),
        "value": (value_fields.VALUE_FIELDS, feed_tags.Value),
        "recipient": (value_fields.RECIPIENT_FIELDS, feed_tags.Recipient),
        "txt": (feed_fields.TXT_FIELDS, None),
        "listeners": (listeners_fields.FILE_FIELDS, None),
        "listener": (listeners_fields.LISTENER_FIELDS, None),
        "recipe": (recipe_fields.RECIPE_FIELDS, daily_recipe.Recipe),
        "recipe-source": (recipe_fields.SOURCE_FIELDS, daily_recipe.RecipeSource),
        "theme": (_theme_fields(), None),
        "cue": (cues.CUE_FIELDS, None),
    }


def _theme_fields() -> Any:
    """The keys of `theme`, which only its schema tells."""
    from podbuild.source.decode import Field
    from podbuild.source.kinds import COLOUR
    from podbuild.source.show_fields import SHOW_FIELDS

    theme = next(f for f in SHOW_FIELDS if f.key == "theme")
    return tuple(Field(key, key, COLOUR, value["description"]) for key, value in theme.kind.schema["properties"].items())


def _default(field: Any, model: type | None) -> str:
    """What holds where a key is left out, from the model's own defaults."""
    from podbuild.model.show import LoudnessTarget
    from podbuild.source.shared_fields import default_lufs

    if field.is_required:
        return "**needed**"
    if field.key == "loudness":
        return f"{default_lufs(1):g} LUFS in mono, {default_lufs(2):g} in stereo"
    if field.key == "peak":
        return f"{next(f.default for f in fields(LoudnessTarget) if f.name == 'true_peak_dbtp'):g} dBTP"
    if hasattr(model, "_field_defaults"):  # a named tuple
        return _written(model._field_defaults.get(field.name), field.name)
    found = [f.default for f in fields(model) if f.name == field.name] if model else []
    return _written(found[0], field.name) if found and found[0] is not MISSING else ""


def _written(value: Any, name: str) -> str:
    """A default as an author would write it; nothing for what is empty.

    >>> _written(0.45, "gap_seconds"), _written(8.0, "duck_db"), _written(False, "explicit"), _written(("mp3",), "formats")
    ('`450ms`', '`8 dB`', '`false`', '`mp3`')
    """
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if name == "channels":
        return "`mono`" if value == 1 else "`stereo`"
    if name == "bitrate_kbps":
        return "96 in mono, 128 in stereo"
    if name.endswith("_seconds"):
        return f"`{value:g}s`" if value >= 1 else f"`{value * 1000:g}ms`"
    if name.endswith("_db"):
        return f"`{value:g} dB`"
    if isinstance(value, tuple) and value and all(isinstance(v, str) for v in value):
        return f"`{', '.join(value)}`"
    return f"`{value}`" if isinstance(value, (str, int)) and value else ""


def cue_kinds(_: str) -> str:
    """Every kind of cue, with what may stand beside its key."""
    from podbuild.source.cues import CUES

    rows = [(f"`{c.key}`", ", ".join(f"`{k}`" for k in c.companions) or "nothing", c.doc) for c in CUES]
    return table(("cue", "beside it may stand", "what it does"), rows)


def engines(_: str) -> str:
    from podbuild.speech.engines import ENGINES

    def yes(flag: bool) -> str:
        return "yes" if flag else "no"

    rows = [(f"`{e.name}`", e.summary, yes(e.is_online), yes(e.takes_ipa), yes(e.is_synthetic)) for e in ENGINES]
    return table(("engine", "what it is", "needs the network", "takes IPA", "counts as synthetic"), rows)


def targets(_: str) -> str:
    """The kinds of targets."""
    from podbuild.publish.targets import TARGETS

    return table(("target", "what it is"), [(f"`{t.name}`", t.about) for t in TARGETS])


def target(name: str) -> str:
    """The settings of a kind of target."""
    from podbuild.publish.targets import BY_NAME

    rows = [
        (f"`{s.key}`", _taken(s), "**needed**" if s.is_required else _left_out(s.default), s.about) for s in BY_NAME[name].settings
    ]
    return table(("key", "what it takes", "left out", "what it says"), rows)


def _taken(setting: Any) -> str:
    nouns = {"url": "a web address", "flag": "true or false", "count": "a whole number", "target": "the name of another target"}
    return "one of " + ", ".join(setting.choices) if setting.choices else nouns.get(setting.kind, "a text on one line")


def _left_out(value: Any) -> str:
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def sources(_: str) -> str:
    """The kinds of sources, and how each is asked for."""
    from podbuild.drafting.sources.source_readers import READERS

    rows = [(f"`{r.name}`", ", ".join(f"`{n}`" for n in r.also), r.summary, f"`{r.example}`") for r in READERS]
    return table(("kind", "also", "what it gives", "for example"), sorted(rows))


def outputs(_: str) -> str:
    from podbuild.outputs import waveform_svg
    from podbuild.outputs.outputs import OUTPUTS

    files = [*((o.path, o.mime_type) for o in OUTPUTS), (waveform_svg.PATH, waveform_svg.MIME_TYPE)]
    return table(("file", "type"), [(f"`{path}`", f"`{mime_type}`") for path, mime_type in files])


def checks(_: str) -> str:
    from podbuild.checks.checks import CHECKS

    return table(("check", "what holds where it finds nothing"), [(c.name, c.summary) for c in CHECKS])


def suffixes(media: str) -> str:
    from podbuild.source.workspace import SUFFIXES

    return " ".join(f"`{s}`" for s in SUFFIXES[media])  # type: ignore[index]


def categories(_: str) -> str:
    from podbuild.source.categories import CATEGORIES

    return table(("category", "subcategories"), [(name, ", ".join(subs)) for name, subs in CATEGORIES.items()])


def layers(_: str) -> str:
    """Who may import whom, as the linter holds it."""
    rules = configparser.ConfigParser()
    rules.read(DOCS.parent / ".importlinter", encoding="utf-8")
    lines = rules["importlinter:contract:layers"]["layers"].split("\n")
    return "\n".join(["```", *(line.replace("podbuild.", "") for line in lines if line), "```"])


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def commands() -> Mapping[str, click.Command]:
    from podbuild.cli.main import COMMANDS, podbuild

    context = click.Context(podbuild)
    found = {name: podbuild.get_command(context, name) for name in COMMANDS}
    return {name: command for name, command in found.items() if command is not None}


def usage(name: str) -> str:
    """A command's help: how it is called, what it does, its options. Not click's own layout, which changes with its version."""
    command = commands()[name]
    context = click.Context(command, info_name=name)
    pieces = " ".join(piece for piece in command.collect_usage_pieces(context) if piece)
    rows = _options(command)
    if isinstance(command, click.Group):
        inner = [(name, row) for name, one in command.commands.items() for row in _options(one)]
        rows += [(f"`{name}` {names}", *rest) for name, (names, *rest) in inner if not names.startswith(("`--show`", "`--format`"))]
    parts = [f"```\npodbuild {name} {pieces}\n```", _prose(inspect.cleandoc(command.help or ""))]
    return "\n\n".join([*parts, table(("option", "what it does", "left out"), rows)] if rows else parts)


def _options(command: click.Command) -> list[tuple[str, ...]]:
    options = [p for p in command.params if isinstance(p, click.Option)]
    return [(_option(p), (p.help or "").replace("\n", " "), _option_default(p)) for p in options]


def _prose(text: str) -> str:
    """Help text as Markdown. Click marks by a backspace what is to stay laid out as it is."""
    blocks = re.split(r"\n\s*\n", text)
    return "\n\n".join(_laid_out(b) if "\b" in b else " ".join(b.split()) for b in blocks)


def _laid_out(block: str) -> str:
    lines = block.replace("\b", "").rstrip().split("\n")
    return "```sh\n" + textwrap.dedent("\n".join(line.rstrip() for line in lines if line.strip())) + "\n```"


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.is_flag:
        return names
    choices = getattr(option.type, "choices", None)
    return f"{names} {option.metavar or ('/'.join(choices) if choices else _value_name(option))}"


def _value_name(option: click.Option) -> str:
    if isinstance(option.type, click.Path):
        return "PATH"
    return "N" if isinstance(option.type, (click.IntRange, click.types.IntParamType)) else "TEXT"


def _option_default(option: click.Option) -> str:
    is_shown = option.default not in (None, False, (), "") and isinstance(option.default, (str, int, float)) and not option.is_flag
    return (
        f"`{option.default:g}`"
        if is_shown and isinstance(option.default, float)
        else f"`{option.default}`"
        if is_shown
        else "**needed**"
        if option.required
        else ""
    )


# ── codes of mistakes ────────────────────────────────────────────────────────────────────────────────────────────────


def codes(group: str) -> str:
    """One group of codes: `source` is the loader's own list, the others stand in codes.toml."""
    return table(("code", "what it means"), [(f"`{c}`", m) for c, m in sorted(meanings()[group].items())])


def meanings() -> Mapping[str, Mapping[str, str]]:
    """Every documented code with its meaning, by group."""
    from podbuild.source.codes import CODES

    return {"source": CODES, **tomllib.loads((DOCS / "codes.toml").read_text(encoding="utf-8"))}


def action(of: str) -> str:
    """The inputs or outputs of action.yml."""
    import yaml

    found = yaml.load((DOCS.parent / "action.yml").read_text(encoding="utf-8"), yaml.BaseLoader)[of]
    if of == "outputs":
        return table(("output", "what it is"), [(f"`{name}`", value["description"]) for name, value in found.items()])
    rows = [(f"`{name}`", value["description"], _action_default(value.get("default", ""))) for name, value in found.items()]
    return table(("input", "what it says", "left out"), rows)


def _action_default(text: str) -> str:
    return f"`{text}`" if text and not text.startswith("${{") else ""


_MAKERS: Mapping[str, Callable[[str], str]] = {
    "keys": keys,
    "cues": cue_kinds,
    "engines": engines,
    "targets": targets,
    "target": target,
    "outputs": outputs,
    "sources": sources,
    "checks": checks,
    "suffixes": suffixes,
    "categories": categories,
    "layers": layers,
    "help": usage,
    "codes": codes,
    "action": action,
}


def main() -> None:
    for path in pages():
        path.write_text(made_anew(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
