"""Tables → a passage for each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting.sources.trying import file, mistake, read_all, texts


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Name,Score\nAda,7\nBo,9\n", ["Name: Ada; Score: 7", "Name: Bo; Score: 9"]),
        ("Name;Score\nAda;7,5\nBo;9,25\n", ["Name: Ada; Score: 7,5", "Name: Bo; Score: 9,25"]),
        ("Name\tScore\nAda\t7\n", ["Name: Ada; Score: 7"]),
        ("Name|Score\r\nAda|7\r\n", ["Name: Ada; Score: 7"]),
        ("sep=;\nName;Score\nAda;7\n", ["Name: Ada; Score: 7"]),
        ('Name,Note\nAda,"one, ""two""\nthree"\n', ['Name: Ada; Note: one, "two" three']),
        ("Name,Score\nAda,\n,9\n\n", ["Name: Ada", "Score: 9"]),
        ("Name,Score\nAda,7,extra\nBo\n", ["Name: Ada; Score: 7; Column 3: extra", "Name: Bo"]),
        ("1,2\n3,4\n", ["Column 1: 1; Column 2: 2", "Column 1: 3; Column 2: 4"]),
        (",Score\nAda,7\n", ["Column 1: Ada; Score: 7"]),
        ("Name\nAda\nBo\n", ["Name: Ada", "Name: Bo"]),
        ("Navn;Poeng\nÅse;7\n".encode("cp1252"), ["Navn: Åse; Poeng: 7"]),
        ("Navn\tPoeng\nÅse\t7\n".encode("utf-16"), ["Navn: Åse; Poeng: 7"]),
        ("\ufeffName,Score\nAda,7\n", ["Name: Ada; Score: 7"]),
        ("Name,Formula\nAda,=1+1\n", ["Name: Ada; Formula: =1+1"]),
    ],
)
def test_rows(tmp_path: Path, data: str | bytes, expected: list[str]) -> None:
    file(tmp_path, "scores.csv", data)
    assert texts(tmp_path, "scores.csv") == expected


@pytest.mark.parametrize(("data", "code"), [("", "source-empty"), ("Name,Score\n", "source-empty"), (b"a\0b\0", "source-no-text")])
def test_nothing_in_it(tmp_path: Path, data: str | bytes, code: str) -> None:
    file(tmp_path, "scores.csv", data)
    assert mistake(tmp_path, "scores.csv").code == code


def test_a_cell_that_does_not_end(tmp_path: Path) -> None:
    file(tmp_path, "scores.csv", 'a,b\n"' + "x" * 200_000)
    assert mistake(tmp_path, "scores.csv").code == "source-damaged"


def test_many_rows_and_columns(tmp_path: Path) -> None:
    file(tmp_path, "scores.csv", "Name,Score\n" + "Ada,7\n" * 100_000)
    sources, codes = read_all(tmp_path, "scores.csv")
    assert (len(sources[0].passages), codes) == (2000, ["source-shortened"])
    file(tmp_path, "wide.csv", ",".join(f"c{n}" for n in range(5000)) + "\n" + ",".join("x" * 5000) + "\n")
    assert read_all(tmp_path, "wide.csv")[1] == ["source-shortened"]
