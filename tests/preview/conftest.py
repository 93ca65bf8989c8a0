"""One preview for all that asks it and leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.preview.living import Living, good_show, serving


@pytest.fixture(scope="package")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with serving(good_show(tmp_path_factory.mktemp("preview") / "show")) as living:
        yield living


@pytest.fixture
def own_preview(tmp_path) -> Iterator[Living]:
    """A preview that a test may do with as it likes."""
    with serving(good_show(tmp_path / "show")) as living:
        yield living
