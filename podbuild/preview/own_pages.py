"""The preview's own pages (studio, waiting page), and what it puts into the site's, from templates/preview/.

In English, as the terminal is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from podbuild.base.shipped import shipped
from podbuild.preview.guarding import Gate
from podbuild.preview.rebuilding import Shown


class OwnPages:
    """Renders them. `shown` tells which build is shown.

    Only the studio's pages know what it takes to save: the site's carry scripts that a show's author may have written.
    """

    def __init__(self, gate: Gate, has_editor: bool, shown: Callable[[], Shown]) -> None:
        self._gate, self._has_editor, self._shown = gate, has_editor, shown
        self._environment = Environment(
            loader=FileSystemLoader(shipped("templates") / "preview"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def prefix(self) -> str:
        """What stands before every address: the token's part, "" where there is none."""
        return self._gate.prefix

    def studio(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A page of the studio."""
        return self._rendered(name, {"token": self._gate.write_token, **values})

    def waiting(self) -> bytes:
        """What is shown until the first build is done."""
        return self._rendered("waiting.html.j2", {})

    def head(self, path: str) -> bytes:
        """What goes into the head of a page of the site; `path` is the page's, in the preview's folder."""
        return self._rendered("head.html.j2", {"page": path, "number": self._shown().number, "run": self._shown().run})

    def _rendered(self, name: str, values: Mapping[str, Any]) -> bytes:
        common = {"prefix": self._gate.prefix, "has_editor": self._has_editor, "open_token": self._gate.open_token}
        return self._environment.get_template(name).render(common | dict(values)).encode("utf-8", "replace")
