"""Licences by SPDX identifier (https://spdx.org/licenses/): those that sound, pictures, text and tools come under."""

from __future__ import annotations

ALL_RIGHTS_RESERVED = "all-rights-reserved"
_CC = ("CC-BY", "CC-BY-SA", "CC-BY-NC", "CC-BY-ND", "CC-BY-NC-SA", "CC-BY-NC-ND")
_VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
IDENTIFIERS: tuple[str, ...] = (
    ALL_RIGHTS_RESERVED,
    "CC0-1.0",
    "CC-PDDC",
    *(f"{name}-{version}" for name in _CC for version in _VERSIONS),
    *("0BSD", "AFL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause"),
    *("BSL-1.0", "CDLA-Permissive-2.0", "EPL-2.0", "EUPL-1.2", "FSFAP", "GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0-only"),
    *("GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LAL-1.3", "LGPL-2.1-only", "LGPL-2.1-or-later"),
    *("LGPL-3.0-only", "LGPL-3.0-or-later", "LPPL-1.3c", "MIT", "MIT-0", "MPL-2.0", "ODbL-1.0", "ODC-By-1.0", "OFL-1.1"),
    *("OGL-UK-3.0", "PDDL-1.0", "Unlicense", "WTFPL", "Zlib", "etalab-2.0"),
)
_BY_FOLDED = {name.casefold(): name for name in IDENTIFIERS}


def parse_license(text: str) -> str | None:
    """The identifier in its right spelling, a `LicenseRef-…` as it stands, or None.

    >>> parse_license("cc-by-4.0"), parse_license("LicenseRef-podcast-music"), parse_license("free")
    ('CC-BY-4.0', 'LicenseRef-podcast-music', None)
    """
    if text.startswith("LicenseRef-") and text[11:].replace("-", "").replace(".", "").isalnum():
        return text
    return _BY_FOLDED.get(text.strip().casefold())
