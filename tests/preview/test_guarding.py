"""Who is let in, and who may write: what a page of another site, another machine or another name gets."""

from __future__ import annotations

import base64
import json
import os
import socket

import pytest

from tests.preview.living import good_show, serving

FILE = "episodes/ice.md"
LETTERS = "correct-horse"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "localhost.evil.example", "[::2]", "10.0.0.1"]
)
def test_another_hosts_name_is_refused(preview, host):
    for path in ("", "feed.xml", "-/", "-/show.json", "-/events"):
        answer = preview.ask(path, Host=host)
        assert answer.status in (400, 403), (host, path)
        assert b"Quiet Roads" not in answer.body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST:1"])
def test_this_machines_own_names_are_let_in(preview, host):
    assert preview.ask("", Host=host).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
    ],
)
def test_pages_of_other_sites_are_refused(preview, headers):
    for path in ("", "-/", "-/show.json", "-/events", "-/text?file=show.yaml"):
        assert preview.ask(path, **headers).status == 403, path


def test_a_link_from_another_site_may_be_followed_and_no_more(preview):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert preview.ask("", **link).status == 200
    assert preview.ask(f"-/text?file={FILE}", "PUT", {"text": "", "digest": ""}, **link).status == 403


def test_a_web_socket_is_refused_from_anywhere(preview):
    for origin in ("https://evil.example", preview.address.rstrip("/")):
        key = base64.b64encode(os.urandom(16)).decode()
        words = f"GET /-/events HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        words += f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nOrigin: {origin}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", preview.port), 10) as connection:
            connection.sendall(words.encode())
            assert not connection.recv(64).startswith(b"HTTP/1.1 101")


def test_writing_needs_this_runs_token(preview):
    text = preview.ask(f"-/text?file={FILE}").json
    body = {"text": text["text"] + "\nMore.\n", "digest": text["digest"]}
    for headers in ({}, {"X_Podbuild_Token": ""}, {"X_Podbuild_Token": "guess"}):
        assert preview.ask(f"-/text?file={FILE}", "PUT", body, **headers).status == 403
        assert preview.ask("-/open", "POST", {"file": FILE, "line": 1}, **headers).status == 403
    foreign = {"X_Podbuild_Token": preview.token(), "Origin": "https://evil.example"}
    assert preview.ask(f"-/text?file={FILE}", "PUT", body, **foreign).status == 403
    assert preview.ask("", "POST", {}, X_Podbuild_Token=preview.token()).status == 405
    assert (preview.root / FILE).read_text("utf-8") == text["text"]


def test_answers_carry_what_keeps_browsers_safe(preview):
    for path in ("", "feed.xml", "-/", "-/show.json", "-/preview.js"):
        headers = preview.ask(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
    policy = preview.ask("-/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_a_network_needs_the_token_in_every_address(tmp_path):
    root = good_show(tmp_path / "show")
    with serving(root, "--host", "0.0.0.0", "--token", LETTERS) as preview:
        assert preview.address == f"http://127.0.0.1:{preview.port}/{LETTERS}/"
        for path in ("/", "/feed.xml", "/-/", "/audio/ice.mp3", "/wrong-horse/", f"/{LETTERS}x/", "/-/events"):
            assert preview.ask(path).status == 403, path
        feed = preview.ask("feed.xml", Host=f"192.168.7.9:{preview.port}")
        assert feed.status == 200
        assert f"http://192.168.7.9:{preview.port}/{LETTERS}/audio/ice.mp3" in feed.text
        assert preview.ask("audio/ice.mp3", Host=f"192.168.7.9:{preview.port}").status == 200
        assert preview.ask("", Host="evil.example").status == 403
        page = preview.ask("episodes/ice/").text
        assert f'src="/{LETTERS}/-/preview.js"' in page
        studio = preview.ask("-/").text
        assert f'href="/{LETTERS}/-/studio.css"' in studio
        assert preview.ask("-/show.json").json["episodes"][0]["slug"] == "ice"
        assert f'href="/{LETTERS}/assets/site.css"' in preview.ask("nowhere").text
        assert json.loads(preview.ask("-/episodes/ice.json").text)["slug"] == "ice"
