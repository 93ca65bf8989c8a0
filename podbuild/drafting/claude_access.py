"""Who asks Claude, and where: the key and the address, as the environment names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from podbuild.base.units import squeezed
from podbuild.drafting import claude_troubles as troubles
from podbuild.drafting.writer import WritingFailed

ADDRESS = "https://api.anthropic.com"
_MOST_SAID = 300  # characters of what a server says: some send a whole page
_KEY_LIKE = re.compile(r"\bsk-[^\s\"']+")
_LOGIN = re.compile(r"//[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class Access:
    """A key or a token, never both, and the address. None of the first two is ever shown."""

    address: str
    key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """The address as it may be shown: without a name and a password in it."""
        return _LOGIN.sub("//", self.address)

    def without_key(self, text: str) -> str:
        """What a server said, on one line, not too long, and without the key that some of them repeat.

        >>> Access("https://example.org", "sk-ant-1234").without_key("no such key: sk-ant-1234, or sk-...1234")
        'no such key: … or …'
        """
        for secret in (self.key, self.token):
            text = text.replace(secret, "…") if secret else text
        return squeezed(_KEY_LIKE.sub("…", text).replace("…,", "…"))[:_MOST_SAID]


def access(environment: Mapping[str, str]) -> Access:
    """As the SDK reads them: the key comes before the token. Blanks around them are nobody's intention. Raises WritingFailed."""
    address = environment.get("ANTHROPIC_BASE_URL", "").strip() or ADDRESS
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise WritingFailed(troubles.address_odd(_LOGIN.sub("//", address)))
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        if secret := environment.get(name, "").strip():
            if not all("!" <= letter <= "~" for letter in secret):
                raise WritingFailed(troubles.key_odd(name))
            return Access(address, secret, "") if name == "ANTHROPIC_API_KEY" else Access(address, "", secret)
    raise WritingFailed(troubles.key_missing())
