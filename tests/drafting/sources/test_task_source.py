"""Task lists → what is open, and what was done lately. The day is Friday, the 20th of November 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from podbuild.drafting.sources.reader import Wanted
from tests.drafting.sources.trying import file, mistake, read_all, texts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [ ] Call the office", "Open: Call the office"),
        ("* [ ] Call 📅 2026-11-20", "Open, due today, Friday 20 November 2026: Call"),
        ("1. [ ] Call (due: 2026-11-21)", "Open, due tomorrow, Saturday 21 November 2026: Call"),
        ("- [ ] Call due 2026-11-25", "Open, due Wednesday 25 November 2026: Call"),
        ("- [ ] Call by phone @due(2026-11-18)", "Open, overdue since Wednesday 18 November 2026: Call by phone"),
        ("- [ ] Call [due:: 2026-11-20]", "Open, due today, Friday 20 November 2026: Call"),
        ("- [ ] Call ⏫ 📅 2026-11-20", "Open, due today, Friday 20 November 2026, priority high: Call"),
        ("- [/] Half done", "Open: Half done"),
        ("- [ ] Due diligence for the boat", "Open: Due diligence for the boat"),
        ("- [ ] Read [the plan](https://e.org/a)", "Open: Read [the plan](https://e.org/a)"),
        ("- [x] Call ✅ 2026-11-19", "Done Thursday 19 November 2026: Call"),
        ("- [X] Call (done: 2026-11-20)", "Done Friday 20 November 2026: Call"),
        ("- [x] Call ✅ 2026-11-18", None),
        ("- [x] Call", None),
        ("- [-] Given up", None),
        ("- [ ] Later 🛫 2026-12-01", None),
    ],
)
def test_check_boxes(tmp_path: Path, line: str, expected: str | None) -> None:
    file(tmp_path, "tasks.md", line + "\n")
    sources, codes = read_all(tmp_path, "tasks.md")
    assert [p.text for p in sources[0].passages] == ([expected] if expected else [])
    assert codes == ([] if expected else ["source-nothing-new"])


def test_what_a_task_belongs_to(tmp_path: Path) -> None:
    file(tmp_path, "tasks.md", "# Boat\n\n- [ ] Paint it\n    - [ ] Buy paint\n- [ ] Sail\n\n# House\n- [ ] Sweep\n")
    assert texts(tmp_path, "tasks.md") == [
        "Open: Paint it (Boat)",
        "Open: Buy paint (Boat; Paint it)",
        "Open: Sail (Boat)",
        "Open: Sweep (House)",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Call the office", "Open: Call the office"),
        (
            "(A) 2026-11-01 Call +ferry @phone due:2026-11-20",
            "Open, due today, Friday 20 November 2026, priority A: Call (project ferry; context phone)",
        ),
        ("x 2026-11-19 2026-11-01 Call +ferry", "Done Thursday 19 November 2026: Call (project ferry)"),
        ("x 2026-11-10 Call", None),
        ("xylophone lesson", "Open: xylophone lesson"),
        ("Write to ada@e.org", "Open: Write to ada@e.org"),
        ("Later t:2026-12-01", None),
        ("Now t:2026-11-20", "Open: Now"),
        ("(a) not a priority", "Open: (a) not a priority"),
    ],
)
def test_todo_txt(tmp_path: Path, line: str, expected: str | None) -> None:
    file(tmp_path, "todo.txt", line + "\n")
    sources, _ = read_all(tmp_path, "todo.txt")
    assert [p.text for p in sources[0].passages] == ([expected] if expected else [])


def test_the_most_urgent_comes_first_and_days_look_back(tmp_path: Path) -> None:
    lines = ["(B) b", "plain", "late due:2026-11-01", "(A) a", "soon due:2026-11-22", "x 2026-11-15 done"]
    file(tmp_path, "todo.txt", "\n".join(lines))
    heads = [t.rpartition(": ")[2] for t in texts(tmp_path, Wanted("todo.txt", days=7))]
    assert heads == ["late", "soon", "a", "b", "plain", "done"]


def test_any_file_can_be_asked_for_its_tasks(tmp_path: Path) -> None:
    file(tmp_path, "notes.md", "Words.\n\n- [ ] Call\n")
    assert texts(tmp_path, "tasks:notes.md") == ["Open: Call"]
    assert texts(tmp_path, "notes.md") == ["Words.", "[ ] Call"]


@pytest.mark.parametrize("text", ["", "# Only a heading\n\nWords.\n"])
def test_no_tasks(tmp_path: Path, text: str) -> None:
    file(tmp_path, "tasks.md", text)
    assert mistake(tmp_path, "tasks.md").code == "source-empty"
