"""Each exit status, met in a process of its own as a shell meets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import podbuild
from tests.cli.running import GOOD, SHOW, process, write, write_warm

WARNED = {**GOOD, "episodes/ice.md": "---\ntitle: Ice\ndate: 2026-01-02\n---\nHOST: Words.\n"}  # no summary
NO_ASSET = {**GOOD, "episodes/ice.md": "---\ntitle: Ice\ndate: 2026-01-02\n---\nHOST: Words.\n\n{sfx: gone}\n"}


@pytest.mark.parametrize(
    ("files", "arguments", "expected", "told"),
    [
        (GOOD, ("--version",), 0, "podbuild "),
        (GOOD, ("build",), 0, "1 episode, 0:0"),
        (GOOD, ("build", "--strict"), 0, "1 episode"),
        (NO_ASSET, ("build",), 1, "episodes/ice.md:7:7: error[asset-missing]"),
        ({**GOOD, "show.yaml": SHOW.replace("tone", "tune", 1)}, ("build",), 1, '"tune" is not a speech engine'),
        ({}, ("build",), 1, "error[no-show]: there is no show here"),
        (GOOD, ("build", "glacier"), 1, 'there is no episode "glacier"'),
        (GOOD, ("build", "--jobs", "0"), 2, "0 is not in the range"),
        (GOOD, ("biuld",), 2, 'did you mean "build"?'),
        (GOOD, ("new", "-5 degrees"), 2, "write -- before words that begin with a hyphen"),
        (WARNED, ("build", "--strict"), 3, "--strict refuses"),
        ({**GOOD, "public": "a file"}, ("build",), 4, "public could not be written"),
        ({**GOOD, ".podbuild": "a file"}, ("build",), 4, "error[machine-refused]"),
        (GOOD, ("say", "...", "-V", "espeak:en-gb", "-o", "x.wav"), 4, 'the voice was silent at "..."'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_command_ends_with(tmp_path, files, arguments, expected, told):
    (write if ".podbuild" in files else write_warm)(tmp_path, files)
    done = process(*arguments, cwd=tmp_path)
    said = done.stdout + done.stderr
    assert (done.returncode, told in said) == (expected, True), said
    assert "Traceback" not in said


def broken_installation(folder: Path, module: str, code: str) -> str:
    """A copy of podbuild with more code at the end of a module, as a place for PYTHONPATH."""
    package = Path(podbuild.__file__).parent
    shutil.copytree(package, folder / "podbuild", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "example-show"):
        if (package.parent / name).is_dir():
            (folder / name).symlink_to(package.parent / name)
    with (folder / "podbuild" / module).open("a", encoding="utf-8") as file:
        file.write(code)
    return os.pathsep.join([str(folder), *filter(None, sys.path)])


def test_a_bug_says_that_it_is_one_and_where_its_details_are(tmp_path):
    code = '\nENGINES += (__import__("dataclasses").replace(TONE, name="broken", speak=lambda utterance, world: 1 // 0),)\n'
    path = broken_installation(tmp_path / "installed", "speech/engines.py", code)
    show = write_warm(tmp_path / "show", {**GOOD, "show.yaml": SHOW.replace("host: {engine: tone}", "host: {engine: broken}")})
    done = process("build", cwd=show, PYTHONPATH=path, TMPDIR=str(tmp_path))
    assert done.returncode == 70
    assert "podbuild met a bug of its own (ZeroDivisionError" in done.stderr and "Traceback" not in done.stderr
    (details,) = tmp_path.glob("podbuild-bug-*.txt")
    assert str(details) in done.stderr
    assert "Traceback" in details.read_text("utf-8") and "build" in details.read_text("utf-8")
    assert not (show / "public").exists()
    assert process("build", cwd=write_warm(tmp_path / "other")).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_behind_standard_output_is_the_machines_fault(tmp_path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "podbuild", "voices"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 4
    assert b"No space left" in done.stderr and b"bug" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "| true", "2>&1 | true", "< /dev/null"])
def test_a_build_goes_on_when_nobody_listens(tmp_path, closed):
    write_warm(tmp_path)
    command = f'"{sys.executable}" -m podbuild build --format json {closed}'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "public" / "feed.xml").is_file()


@pytest.mark.parametrize("arguments", ["--help", "voices", "schema episode", "completion bash", "doctor"])
def test_a_reader_that_leaves_is_no_failure(tmp_path, arguments):
    command = f'set -o pipefail; "{sys.executable}" -m podbuild {arguments} | true'
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_no_character_fails_to_be_printed(tmp_path):
    write_warm(tmp_path, {**GOOD, "episodes/氷河.md": GOOD["episodes/ice.md"]})
    done = process("build", "--drafts", "氷", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert done.returncode == 1
    assert r"\u6c37\u6cb3" in done.stderr


def test_help_and_version_import_nothing_heavy():
    heavy = ("numpy", "rich", "jinja2", "yaml", "PIL", "soundfile", "podbuild.build", "podbuild.source", "podbuild.speech")
    for arguments in (["--version"], ["--help"], ["build", "--help"]):
        code = (
            f"import sys; sys.argv = ['podbuild', *{arguments}]\nfrom podbuild.cli.main import main\n"
            f"try: main()\nexcept SystemExit: pass\nprint('HEAVY', [m for m in {heavy} if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "HEAVY []", done.stdout
