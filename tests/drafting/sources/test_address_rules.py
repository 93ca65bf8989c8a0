"""Which hosts sources may not be fetched from, as a table."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from podbuild.drafting.sources.address_rules import is_named, is_public, unfit_name
from podbuild.drafting.sources.guarded_network import Guard, Refused
from tests.drafting.sources.trying import mistake

PRIVATE = """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254
    100.64.0.1 100.127.255.254 100.100.100.200 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 192.88.99.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 ff0e::1 2001:db8::1 3fff::1 100::1 5f00::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:127.0.0.1
    2002:7f00:1:: 2002:a00:1::1 2002:5db8:d822::1 2001:0:5db8:d822::1 64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::5db8:d822
    2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1
"""
PUBLIC = "93.184.216.34 1.1.1.1 172.32.0.1 100.128.0.1 169.253.1.1 2606:4700:4700::1111 2a00:1450:4001:82a::200e 64:ff9b::5db8:d822"
ODD_HOSTS = """
    2130706433 0x7f000001 0x7f.0.0.1
    0177.0.0.1 017700000001 127.1 127.0.1 0 0x0 1.2.3.4.5 localhost LOCALHOST localhost. foo.localhost
    127.0.0.1. 0x7f.1. 3232235521 0300.0250.0.1 a.0x1f
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ODD_HOSTS.split())
def test_names_that_are_refused_before_anybody_resolves_them(host: str) -> None:
    assert unfit_name(host)
    with pytest.raises(Refused):
        Guard(resolve=lambda host, port: ("93.184.216.34",)).addresses(host, 80)


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize(
    "host", [*(_in_url(a) for a in PRIVATE.split() if "%" not in a), *ODD_HOSTS.split(), "①②⑦.0.0.1", "ⓛocalhost"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_source_is_fetched_from_there(tmp_path: Path, scheme: str, host: str) -> None:
    found = mistake(tmp_path, f"{scheme}://{host}/notes.txt")
    assert found.code in ("source-host-private", "source-not-fetched")
    if found.code == "source-not-fetched":  # what is no host at all
        with pytest.raises((httpx.InvalidURL, ValueError)):
            httpx.URL(f"{scheme}://{host}/")


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Refused):
        Guard(resolve=lambda host, port: ("93.184.216.34", "10.0.0.1")).addresses("example.org", 443)


@pytest.mark.parametrize(
    ("host", "port", "hosts", "expected"),
    [
        ("wiki.lan", 80, ["wiki.lan"], True),
        ("WIKI.lan.", 443, ["Wiki.LAN"], True),
        ("wiki.lan", 8080, ["wiki.lan"], False),
        ("wiki.lan", 8080, ["wiki.lan:8080"], True),
        ("wiki.lan", 80, ["wiki.lan:8080"], False),
        ("sub.wiki.lan", 80, ["wiki.lan"], False),
        ("notwiki.lan", 80, ["wiki.lan"], False),
        ("::1", 8080, ["[::1]:8080"], True),
        ("::1", 80, ["[::1]"], True),
        ("xn--mdia-bpa.lan", 80, ["média.lan"], True),
        ("média.lan", 80, ["xn--mdia-bpa.lan"], True),
    ],
)
def test_hosts_that_the_author_named(host: str, port: int, hosts: list[str], expected: bool) -> None:
    assert is_named(host, port, hosts) is expected


def test_the_message_says_how_to_name_it(tmp_path: Path) -> None:
    found = mistake(tmp_path, "http://127.0.0.1:8123/notes.txt")
    assert found.code == "source-host-private"
    assert "drafting: {hosts: ['127.0.0.1:8123']}" in found.fix
