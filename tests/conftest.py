"""Settings for all tests. Properties are tried on the same examples each time; HYPOTHESIS_PROFILE=explore tries new ones."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.drafting.messages_api import MessagesApi

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Whatever a shell starts in the background ignores Ctrl-C, and so does all that it starts; tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def messages_api() -> Iterator[MessagesApi]:
    """A language model's API on loopback, for whatever asks a writer."""
    from tests.drafting.messages_api import MessagesApi

    with MessagesApi() as api:
        yield api
