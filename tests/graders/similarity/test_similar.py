"""`graders similar`, as a teacher meets it: what it prints, writes and leaves alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graders.cli import app

pytestmark = pytest.mark.slow
Notebook = dict[str, Any]

COPIED = """def central_slope(x, h):
    '''<script>alert(1)</script> & me'''
    heights = [(x + way * h) ** 3 for way in (-1, 0, 1)]
    rises = [after - before for before, after in zip(heights, heights[1:])]
    return sum(rise / h for rise in rises) / len(rises)"""
RENAMED = COPIED.replace("heights", "tops").replace("rises", "steps").replace("way", "w")
ALONE = """def central_slope(x, h):
    right = (x + h) * (x + h) * (x + h)
    left = (x - h) * (x - h) * (x - h)
    run = h + h
    return (right - left) / run"""


@pytest.fixture
def alike_course(
    course_folder: Path,
    hand_in: Callable[..., Path],
    change: Callable[[Notebook, Mapping[str, str | None]], Notebook],
    released_notebook: Notebook,
) -> Path:
    for student, text in {"ada": COPIED, "bob <b>": RENAMED, "eve": ALONE}.items():
        hand_in(student, change(released_notebook, {"a-difference": text}))
    for number in range(5):
        own = f"def central_slope(x, h):\n    return {' + '.join(['x * h'] * (number + 9))} {'- h ' * number}"
        hand_in(f"student{number}", change(released_notebook, {"a-difference": own}))
    hand_in("blank", released_notebook)
    hand_in("scan", b"%PDF-1.4")
    return course_folder


def run(course: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["similar", "mini", "--course", str(course), *more])


class Text(HTMLParser):
    """The text of a page, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.elements = "", set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)


def test_a_copy_is_told_and_nobody_is_accused_or_named(alike_course: Path) -> None:
    found = run(alike_course)
    assert found.exit_code == 0, found.output
    assert found.output.startswith("This proves nothing.")
    assert "gradients-difference" in found.output or "check-difference" in found.output
    assert "student 1" in found.output
    assert "ada" not in found.output
    assert "1 notebook could not be read" in found.output


def test_names_are_said_where_they_are_asked_for(alike_course: Path) -> None:
    output = run(alike_course, "--names").output
    assert "ada" in output
    assert "bob <b>" in output
    assert "eve" not in output


def test_the_page_shows_both_texts_marked_and_runs_nothing(alike_course: Path, tmp_path: Path) -> None:
    file = tmp_path / "new" / "alike.html"
    assert run(alike_course, "--html", str(file), "--names").exit_code == 0
    page = file.read_text(encoding="utf-8")
    seen = Text(page)
    assert "This proves nothing." in seen.text
    assert "<script>alert(1)</script> & me" in seen.text
    assert "steps = [after - before for before, after in zip(tops, tops[1:])]" in seen.text
    assert {"script", "img", "link", "iframe"}.isdisjoint(seen.elements)
    assert "mark" in seen.elements
    assert "http" not in page
    file.unlink()
    run(alike_course, "--html", str(file))
    assert ">ada<" not in file.read_text(encoding="utf-8")


def test_pairs_are_rows_and_data(alike_course: Path, tmp_path: Path) -> None:
    file = tmp_path / "alike.csv"
    data = json.loads(run(alike_course, "--json", "--csv", str(file), "--names").stdout)
    assert [(pair["one"], pair["other"]) for pair in data["pairs"]] == [("ada", "bob <b>")]
    assert data["pairs"][0]["share"] >= 0.6
    (row,) = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    assert (row["one"], row["other"]) == ("ada", "bob <b>")


def test_a_stricter_limit_shows_fewer(alike_course: Path) -> None:
    assert json.loads(run(alike_course, "--json", "--bits", "9999").stdout)["pairs"] == []


def test_what_cannot_be_done_is_said_in_words(course_folder: Path) -> None:
    nobody = run(course_folder)
    assert nobody.exit_code == 2
    assert "Traceback" not in nobody.output
    wrong = CliRunner().invoke(app, ["similar", "minni", "--course", str(course_folder)])
    assert wrong.exit_code == 2
    assert "Did you mean mini" in wrong.output
