"""`podbuild init --ci github`: workflows where they belong, and never over a file that is there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

import podbuild
from podbuild.repository.workflows import _HIDDEN
from tests.cli.running import SHOW, run, write

ROOT = Path(__file__).resolve().parent.parent.parent
PODCAST, DAILY = ".github/workflows/podcast.yml", ".github/workflows/daily.yml"
ACTION = ".github/actions/podbuild/action.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def in_show(path: Path) -> list[str]:
    """The `show` of each step that calls the action."""
    jobs = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["jobs"].values()
    called = [step["with"] for job in jobs for step in job["steps"] if step["uses"].startswith("./")]
    assert {step["podbuild"] for step in called} == {f"podbuild=={podbuild.__version__}"}
    return [step["show"] for step in called]


def written(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in (folder / ".github").rglob("*") if p.is_file()}


def test_a_new_show_with_workflows(tmp_path: Path) -> None:
    done = run("init", tmp_path / "show", "--template", "conversation", "--ci", "github")
    assert done.status == 0
    assert written(tmp_path / "show") == {PODCAST, ACTION}
    assert in_show(tmp_path / "show" / PODCAST) == [".", "."]
    assert (tmp_path / "show" / ACTION).read_bytes() == (ROOT / "action.yml").read_bytes()
    assert "Pages" in done.stdout
    assert done.stdout.endswith("podbuild build\n")


def test_a_briefing_is_for_every_day(tmp_path: Path) -> None:
    assert run("init", tmp_path / "show", "--template", "daily-briefing", "--ci", "github").status == 0
    assert written(tmp_path / "show") == {PODCAST, DAILY, ACTION}
    assert in_show(tmp_path / "show" / DAILY) == ["."]


@pytest.mark.parametrize("place", ["shows/quiet", 'odd "name": #1', "2024", "no", "Ö/é"])
def test_a_show_that_lies_deeper(repository: Path, place: str) -> None:
    show = write(repository / place)
    assert run("init", "--ci", "github", "--daily", show).status == 0
    assert written(repository) == {PODCAST, DAILY, ACTION}
    assert in_show(repository / PODCAST) == [place, place]
    assert in_show(repository / DAILY) == [place]
    assert (show / ".gitignore").read_text("utf-8") == "public/\n.podbuild/\n"


@pytest.mark.parametrize("visibility", ["private", "unlisted", "Private", "hiden"])
def test_of_a_hidden_show_nothing_is_handed_on(repository: Path, visibility: str) -> None:
    show = write(repository / "quiet", {"show.yaml": f"{SHOW}visibility: {visibility}\n"})
    done = run("init", "--ci", "github", "--daily", show)
    assert done.status == 0
    assert "the show is not public" in done.stdout and "source in" not in done.stdout
    for name, calls in ((PODCAST, 2), (DAILY, 1)):
        text = (repository / name).read_text("utf-8")
        jobs = yaml.load(text, yaml.BaseLoader)["jobs"]
        called = [step["with"] for job in jobs.values() for step in job["steps"] if step["uses"].startswith("./")]
        assert "deploy" not in jobs and "deploy-pages" not in text and _HIDDEN in text
        assert [(one["show"], one["artifact"], "pages" in one) for one in called] == [("quiet", "", False)] * calls


@pytest.mark.parametrize("more", ["", "visibility: public\n", "visibility:\n"])
def test_a_public_show_is_handed_over_to_pages(repository: Path, more: str) -> None:
    assert "under Pages" in run("init", "--ci", "github", write(repository, {"show.yaml": f"{SHOW}{more}"})).stdout
    assert "deploy" in yaml.load((repository / PODCAST).read_text("utf-8"), yaml.BaseLoader)["jobs"]


def test_no_file_is_written_over(repository: Path) -> None:
    write(repository)
    write(repository, {PODCAST: "mine\n", ".gitignore": "*.bak\n"})
    done = run("init", "--ci", "github", repository)
    assert done.status == 0
    assert f"left {PODCAST} as it is" in done.stdout
    assert f"wrote {ACTION}" in done.stdout
    assert (repository / PODCAST).read_text("utf-8") == "mine\n"
    assert (repository / ".gitignore").read_text("utf-8") == "*.bak\n"
    again = run("init", "--ci", "github", "--daily", repository)
    assert f"wrote {DAILY}" in again.stdout
    assert ACTION not in again.stdout


def test_a_second_show_has_no_workflow_of_its_own(repository: Path) -> None:
    first, second = write(repository / "a"), write(repository / "b", {"show.yaml": SHOW})
    assert run("init", "--ci", "github", first).status == 0
    text = (repository / PODCAST).read_bytes()
    done = run("init", "--ci", "github", "--daily", second)
    assert done.status == 0
    assert f"left {PODCAST} as it is: it builds another show" in done.stdout
    assert "remove it" not in done.stdout and "with show: b" in done.stdout
    assert written(repository) == {PODCAST, ACTION}  # one of b alone would put it in a's place, every day
    assert (repository / PODCAST).read_bytes() == text
    assert "builds another" not in run("init", "--ci", "github", "--daily", first).stdout
    (first / "show.yaml").unlink()  # it moved away
    assert "remove it" in run("init", "--ci", "github", second).stdout


def test_twice_is_once(repository: Path) -> None:
    write(repository)
    assert run("init", "--ci", "github", repository).status == 0
    before = {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()}
    done = run("init", "--ci", "github", repository)
    assert done.stdout == "the workflows are there already, as they would be written\n"
    assert {p: p.read_bytes() for p in repository.rglob("*") if p.is_file()} == before


def test_a_link_does_not_lead_out(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(repository)
    (repository / ".github").symlink_to(elsewhere)
    assert run("init", "--ci", "github", repository).status == 0
    assert list(elsewhere.iterdir()) == []


def test_here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(repository / "show"))
    assert run("init", "--ci", "github").status == 0
    assert in_show(repository / PODCAST) == ["show", "show"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--ci", "github"], "there is no show.yaml here"),
        (["--daily"], "--daily is for --ci"),
        (["--daily", "x"], "--daily is for --ci"),
        (["--ci", "gitlab"], "'gitlab' is not"),
    ],
)
def test_what_cannot_be_meant(arguments: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("init", *arguments)
    assert done.status == 2
    assert reason in done.reason
    assert list(tmp_path.iterdir()) == []
