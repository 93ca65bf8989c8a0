"""Which addresses sources may not be fetched from: all that lead into this machine or a private network.

A show may be somebody else's, and so may an address in a text: a computer in a company or a cloud answers to neighbours what
it tells no stranger. So a host is fetched from only where every one of its addresses is public, or its author named it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

from podbuild.base.web_addresses import ascii_host

# Not public, whatever a version of Python says of them.
_MORE_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"),
        "168.63.129.16/32",  # a public address that Azure answers at inside every machine
        *("::/8", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7"),
        *("fe80::/10", "fec0::/10", "ff00::/8"),  # Source: IANA, special-purpose address registries
    )
)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind NAT64 (RFC 6052)
_ODD_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]*|[0-9]+)")
USUAL_PORTS = (80, 443)


def is_public(address: str) -> bool:
    """Whether an IP address leads out into the internet. What is no address does not.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::5db8:d822")]
    [True, False, False, False, True]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        if ip in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if int(ip) >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):  # ISATAP (RFC 5214): IPv4 in the last half
            return False
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return not any(ip.version == network.version and ip in network for network in _MORE_NETWORKS)


def unfit_name(host: str) -> str:
    """Why a host cannot be one on the internet, whatever it resolves to; "" where it can.

    >>> unfit_name("localhost."), unfit_name("0x7f.1"), unfit_name("2130706433"), unfit_name("e.org"), unfit_name("9.9.9.9")
    ('it is this machine', 'it is no usual way to write an address', 'it is no usual way to write an address', '', '')
    """
    bare = host.casefold().rstrip(".")
    if not bare:
        return "it names no host"
    if bare == "localhost" or bare.endswith(".localhost"):
        return "it is this machine"
    try:
        return "" if is_public(str(ipaddress.ip_address(bare))) else "it leads into a private network or to this machine"
    except ValueError:
        return "it is no usual way to write an address" if _ODD_NUMBER.fullmatch(bare.rpartition(".")[2]) else ""


def is_named(host: str, port: int, hosts: Collection[str]) -> bool:
    """Whether the author named that host: bare, it stands for the usual ports alone.

    >>> is_named("wiki.lan", 443, ["wiki.lan"]), is_named("wiki.lan", 8080, ["wiki.lan"]), is_named("::1", 81, ["[::1]:81"])
    (True, False, True)
    """
    bare = _ascii(host.casefold().rstrip("."))
    shown = f"[{bare}]" if ":" in bare else bare
    named = {_ascii(name.casefold()) for name in hosts}
    return f"{shown}:{port}" in named or (port in USUAL_PORTS and (shown in named or bare in named))


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else ascii_host(host)
    except ValueError:
        return host
