"""The contract of an output: a text file that is written from a programme. A new one is one file, and one line in `outputs.py`.

Contract, held by tests/outputs/test_output_contract.py for every member:
- the same programme gives the same text; nothing but the programme is asked (no file, no clock);
- any text an author can write (quotes, arrows, tags, line ends, control characters) leaves the file well formed;
- a programme without chapters, captions, links or pictures still gives a file that its readers accept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from podbuild.model.release import Programme


@dataclass(frozen=True, slots=True)
class Output:
    """A text file of public/.

    `path` is a pattern with `{slug}`; `version` is raised whenever the same programme gives other text.
    """

    name: str
    path: str
    mime_type: str
    version: int
    render: Callable[[Programme], str]

    def path_for(self, slug: str) -> str:
        return self.path.format(slug=slug)
