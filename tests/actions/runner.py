"""A runner of GitHub's for one composite action: its steps in order, its shell in bash, what it calls stood in for.

Only what GitHub serves is stood in for: caches are folders with keys, artifacts are folders with names, and `gh` writes down what
it is asked. Expressions are evaluated as far as the action uses them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# GitHub's own words for `shell: bash`.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_TERM = re.compile(r"'(?:[^']|'')*'|&&|\|\||[!=]=|!|[()]|,|[\w.-]+")
_GH = """#!/usr/bin/env python3
import json, os, sys
arguments = sys.argv[1:]
fields = [a.partition("@")[2] for a in arguments if a.startswith("body=@")]
with open(os.environ["GH_LOG"], "a", encoding="utf-8") as log:
    body = open(fields[0], encoding="utf-8").read() if fields else None
    log.write(json.dumps({"arguments": arguments, "body": body, "has_token": bool(os.environ.get("GH_TOKEN"))}) + "\\n")
if os.environ.get("GH_REFUSES") and "--method" in arguments:
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
if "--jq" in arguments:
    print(os.environ.get("GH_COMMENTS", ""), end="")
"""


def parsed(path: Path) -> dict[str, Any]:
    found = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # as GitHub reads it: "on" is no truth
    assert isinstance(found, dict)
    return found


@dataclass
class GitHub:
    """What outlives a run: caches, oldest first, by key."""

    folder: Path
    caches: dict[str, Path] = field(default_factory=dict)

    def restore(self, path: Path, key: str, others: list[str]) -> str:
        """Which cache was put there: that of the key, else the newest that begins so."""
        for wanted in (key, *others):
            for name in reversed(self.caches):
                if name == wanted or (wanted in others and name.startswith(wanted)):
                    shutil.copytree(self.caches[name], path, dirs_exist_ok=True)
                    return name
        return ""

    def save(self, path: Path, key: str) -> None:
        assert key not in self.caches, "a key is saved once"
        self.caches[key] = Path(shutil.copytree(path, self.folder / f"cache-{len(self.caches)}"))


@dataclass
class Run:
    """One run of the action in a clone. `log` is all that its steps printed, `outcomes` by step name."""

    github: GitHub
    clone: Path
    temp: Path
    action: Path
    inputs: Mapping[str, str]
    event: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    log: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)
    restored: str = ""
    has_podbuild_in: str = ""  # the folder of a podbuild that is installed already
    path: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        file = self.temp / "summary.md"
        return file.read_text("utf-8") if file.exists() else ""

    @property
    def is_green(self) -> bool:
        return "failure" not in self.outcomes.values()

    def prepared(self) -> list[dict[str, Any]]:
        """The action's steps, with all that the first of them needs."""
        self.temp.mkdir(parents=True)
        tools = self.temp / "tools"
        tools.mkdir()
        (tools / "gh").write_text(_GH, "utf-8")
        (tools / "gh").chmod(0o755)
        self.path = [str(tools), str(Path(sys.executable).parent), os.environ["PATH"]]
        description = parsed(self.action / "action.yml")
        self.inputs = {name: self.value(of.get("default", "")) for name, of in description["inputs"].items()} | dict(self.inputs)
        steps: list[dict[str, Any]] = description["runs"]["steps"]
        return steps

    def one(self, name: str) -> Run:
        """Run one step alone."""
        (step,) = [step for step in self.prepared() if step["name"] == name]
        is_good, outputs = self._shell(step)
        self.outcomes[name] = "success" if is_good else "failure"
        self.steps[step.get("id", name)] = {"outcome": self.outcomes[name], "outputs": outputs}
        return self

    def all(self) -> Run:
        """Run every step whose condition holds."""
        for step in self.prepared():
            name = step["name"]
            condition = step.get("if", "success()")
            condition = condition if re.search(r"\b(always|success|failure)\(", condition) else f"success() && ({condition})"
            outcome = "skipped"
            outputs: dict[str, str] = {}
            if name == "Install podbuild" and self.has_podbuild_in:
                outcome = "success"
                self.path.insert(0, self.has_podbuild_in)
            elif self.evaluated(condition):
                is_good, outputs = self._uses(step) if "uses" in step else self._shell(step)
                outcome = "success" if is_good else "failure"
            self.outcomes[name] = outcome
            if "id" in step:
                self.steps[step["id"]] = {"outcome": outcome, "outputs": outputs}
        return self

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _shell(self, step: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        assert step["shell"] == "bash"
        script, output = self.temp / "step.sh", self.temp / "output"
        script.write_text(step["run"], "utf-8")
        output.write_text("", "utf-8")
        paths = self.temp / "paths"
        paths.touch()
        done = subprocess.run(
            [*BASH, script],
            cwd=self.clone,
            env=self._environment(step, output, paths),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        self.path[:0] = paths.read_text("utf-8").split("\n")[:-1]
        paths.write_text("", "utf-8")
        self.log += f"── {step['name']}\n{done.stdout}"
        return done.returncode == 0, dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())

    def _environment(self, step: Mapping[str, Any], output: Path, paths: Path) -> dict[str, str]:
        given = {name: self.value(text) for name, text in step.get("env", {}).items()}
        ours = {
            "PATH": os.pathsep.join(self.path),
            "HOME": str(self.temp),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_WORKSPACE": str(self.clone),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(paths),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_REPOSITORY": "tide/quiet-roads",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_NAME": "main",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_RUN_ATTEMPT": "1",
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "RUNNER_TEMP": str(self.temp),
            "GH_LOG": str(self.temp / "gh.jsonl"),
            # podbuild is installed from a wheel, into a Python of its own; what it needs is that of the tests.
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PYTHONPATH": sysconfig.get_path("purelib"),
        }
        return ours | dict(self.environment) | given

    def _uses(self, step: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        options = {name: self.value(text) for name, text in step.get("with", {}).items()}
        action = step["uses"].partition("@")[0]
        known: dict[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
            "actions/setup-python": lambda options: {},
            "actions/cache/restore": self._restore,
            "actions/cache/save": self._save,
            "actions/upload-artifact": self._upload,
        }
        return True, known[action](options)

    def _meant(self, pattern: str) -> Path:
        """What the one path is that a pattern of @actions/glob matches."""
        assert not re.search(r"[*?]|\[[^]]{2}|^[#!]|/\./", re.sub(r"\[[\[*?]\]", "", pattern)), "matches others, or is refused"
        return self.clone / re.sub(r"\[([\[*?])\]", r"\1", pattern)

    def _restore(self, options: Mapping[str, str]) -> dict[str, str]:
        others = options["restore-keys"].split()
        self.restored = self.github.restore(self._meant(options["path"]), options["key"], others)
        return {"cache-matched-key": self.restored} if self.restored else {}

    def _save(self, options: Mapping[str, str]) -> dict[str, str]:
        self.github.save(self._meant(options["path"]), options["key"])
        return {}

    def _upload(self, options: Mapping[str, str]) -> dict[str, str]:
        source = self._meant(options["path"])
        assert source.exists(), source
        target = self.temp / "artifacts" / options["name"]
        target.mkdir(parents=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)
        self.artifacts[options["name"]] = target
        return {"artifact-url": f"https://github.com/tide/quiet-roads/actions/runs/4711/artifacts/{len(self.artifacts)}"}

    # ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda m: _as_text(self.evaluated(m[1])), text)

    def evaluated(self, expression: str) -> Any:
        """An expression of GitHub's, by way of Python's."""
        python = {"&&": " and ", "||": " or ", "!": " not "}
        parts = []
        for term in _TERM.findall(expression):
            if term[0] == "'":
                parts.append(repr(term[1:-1].replace("''", "'")))
            elif term in ("==", "!=", "(", ")", ","):
                parts.append(term)
            elif term in python:
                parts.append(python[term])
            elif term in ("always", "success", "failure"):
                parts.append(term)
            else:
                parts.append(repr(self._looked_up(term)))
        functions = {"always": lambda: True, "success": lambda: self.is_green, "failure": lambda: not self.is_green}
        return eval("".join(parts), {"__builtins__": {}}, functions)

    def _looked_up(self, name: str) -> Any:
        found: Any = {"inputs": self.inputs, "steps": self.steps, "github": {"event": self.event, "token": "a-token"}}
        for part in name.split("."):
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
