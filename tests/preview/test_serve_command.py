"""The command itself: where it listens, what it needs, what it says, how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time

from click.testing import CliRunner

from podbuild.cli.serve_command import command
from tests.cli.running import EPISODE
from tests.preview.living import good_show, serving


def test_a_network_is_not_let_in_without_a_token(tmp_path):
    root = good_show(tmp_path)
    for host in ("0.0.0.0", "::", "192.168.1.4"):
        result = CliRunner().invoke(command, ["--show", str(root), "--host", host])
        assert result.exit_code == 2
        assert "add --token" in result.output


def test_a_token_has_to_be_a_word_of_some_length(tmp_path):
    for word in ("short", "with space", "with/slash/in/it", "ümlaut-token"):
        result = CliRunner().invoke(command, ["--show", str(good_show(tmp_path / word[:3])), "--token", word])
        assert result.exit_code == 2 and "at least 8" in result.output


def test_a_token_without_a_word_is_made(tmp_path):
    with serving(good_show(tmp_path), "--token") as preview:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[A-Za-z0-9_-]{16}/", preview.address)


def test_a_port_that_is_taken_is_told_or_the_next_one_found(tmp_path):
    root = good_show(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "podbuild", "serve", "--show", str(root), "--port", str(port)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 4
    assert f"port {port} at 127.0.0.1 is not to be had" in done.stderr and "--port" in done.stderr


def test_it_ends_at_once_with_status_0_though_pages_listen(tmp_path):
    for number in (signal.SIGINT, signal.SIGTERM):
        with serving(good_show(tmp_path / str(int(number)))) as preview:
            begun = time.monotonic()
            preview.process.send_signal(number)
            assert preview.process.wait(10) == 0
            assert time.monotonic() - begun < 6
        assert preview.said[-1] == "ended"
        assert not any("Traceback" in line for line in preview.said)


def test_it_ends_in_the_midst_of_a_build(tmp_path):
    root = good_show(tmp_path)
    with serving(root) as preview:
        long = EPISODE + "".join(f"\nHOST: Sentence number {n} of a long story.\n" for n in range(300))
        before = preview.save("episodes/ice.md", long)
        preview.wait("progress", before)
        preview.process.send_signal(signal.SIGINT)
        assert preview.process.wait(10) == 0
    done = subprocess.run(
        [sys.executable, "-m", "podbuild", "build", "--show", str(root)], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_a_build_beside_it_works_and_is_not_shown(own_preview):
    out = subprocess.run(
        [sys.executable, "-m", "podbuild", "build", "--show", str(own_preview.root)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert out.returncode == 0, out.stderr
    time.sleep(0.5)
    assert [name for name, _ in own_preview.heard if name == "build"] in ([], ["build"])


def test_an_editor_is_opened_at_the_place(tmp_path):
    root = good_show(tmp_path / "show")
    note = tmp_path / "opened.txt"
    script = f"import sys; open({str(note)!r}, 'w').write(' '.join(sys.argv[1:]))"
    with serving(root, "--editor", f'{sys.executable} -c "{script}" {{file}} {{line}} {{column}}') as preview:
        page = preview.ask("episodes/ice/").text
        token = re.search(r'name="podbuild-open" content="([^"]+)"', page)[1]
        answer = preview.ask("-/open", "POST", {"file": "episodes/ice.md", "line": 8, "column": 2}, X_Podbuild_Token=token)
        assert answer.status == 204
        end = time.monotonic() + 20
        while not (note.exists() and note.read_text()) and time.monotonic() < end:
            time.sleep(0.05)
        assert note.read_text() == f"{root / 'episodes/ice.md'} 8 2"
        for bad in ("../../etc/passwd", "/etc/passwd", "episodes/none.md"):
            assert preview.ask("-/open", "POST", {"file": bad, "line": 1}, X_Podbuild_Token=token).status == 404
        # The token of the site's pages opens files; it writes none.
        body = {"text": "x", "digest": "y"}
        assert preview.ask("-/text?file=show.yaml", "PUT", body, X_Podbuild_Token=token).status == 403
