"""The template environment: sandboxed, escaping, strict; the author's templates stand before the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from jinja2.sandbox import SandboxedEnvironment

from podbuild.base.diagnostics import Diagnostic, Span
from podbuild.base.shipped import shipped
from podbuild.base.units import clock, size
from podbuild.site.addresses import encoded, moment, safe_href
from podbuild.steps.step import StepFailed

_OWN, _BUILT_IN = "templates/site/", "builtin/"


class _Compiled(BytecodeCache):
    """Compiled templates in a mapping. To compile those of a page takes ten times as long as to render it.

    A template's text and the version of Python are in the code itself, and code of another is not taken.
    """

    def __init__(self, kept: MutableMapping[str, bytes]) -> None:
        self._kept = kept

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._kept.get(self._name(bucket)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[self._name(bucket)] = bucket.bytecode_to_string()

    def _name(self, bucket: Bucket) -> str:
        return f"{jinja_version}-{bucket.key}"


class Renderer:
    """Renders the site's templates by name ("index.html.j2"); values that every page needs are given once."""

    def __init__(self, overrides: Mapping[str, str], common: Mapping[str, Any], compiled: MutableMapping[str, bytes]) -> None:
        self._overrides = overrides
        self._environment = SandboxedEnvironment(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,  # folding constants takes longer than it saves: most templates are rendered once
            bytecode_cache=_Compiled(compiled),
        )
        self._environment.filters.update(clock=clock, file_size=size, path=encoded, href=safe_href, moment=moment)
        self._environment.globals.update(common)

    def page(self, name: str, values: Mapping[str, Any]) -> bytes:
        """The rendered template, in UTF-8; StepFailed where an author's template cannot be rendered."""
        try:
            return self._environment.get_template(name).render(values).encode("utf-8", "replace")
        except Exception as error:  # an author's template may do anything: divide by zero, call what is no function
            place = _own_place(error)
            if place is None and not isinstance(error, TemplateError):
                raise
            raise StepFailed(_mistake(place or Span(f"{_OWN}{name}", 1), error)) from None

    def _source(self, name: str) -> tuple[str, str | None, None] | None:
        """A template's text, and for an author's its file. "builtin/NAME" is the shipped one, for an author's to extend."""
        own = self._overrides.get(f"site/{name}")
        if own is not None:
            return own, f"{_OWN}{name}", None
        file = shipped("templates") / "site" / name.removeprefix(_BUILT_IN)
        return (file.read_text(encoding="utf-8"), None, None) if file.is_file() else None


def _own_place(error: Exception) -> Span | None:
    """The innermost line of an author's template that led to an error; None where none did."""
    if isinstance(error, TemplateSyntaxError):
        return Span(error.filename or f"{_OWN}{error.name}", error.lineno)
    found, step = None, error.__traceback__
    while step is not None:  # Jinja puts the templates' own lines in place of those of the code it made of them
        if step.tb_frame.f_code.co_filename.startswith(_OWN):
            found = Span(step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return found


def _mistake(place: Span, error: Exception) -> Diagnostic:
    said = error.message if isinstance(error, TemplateError) else str(error)
    fix = "mend the template, or delete it to use the one that comes with podbuild"
    if isinstance(error, RecursionError):
        said, fix = "it extends itself", f'extend the one that comes with podbuild: "{_BUILT_IN}{place.file.removeprefix(_OWN)}"'
    return Diagnostic("template", f"the page template cannot be rendered: {said or type(error).__name__}", place, fix=fix)
