"""Commands of these tests find the API on loopback in their environment."""

from __future__ import annotations

import pytest

from tests.drafting.messages_api import MessagesApi


@pytest.fixture
def api(messages_api: MessagesApi, monkeypatch: pytest.MonkeyPatch) -> MessagesApi:
    for name, value in messages_api.environment.items():
        monkeypatch.setenv(name, value)
    return messages_api
