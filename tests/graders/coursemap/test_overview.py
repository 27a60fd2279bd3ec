"""The map of the lessons: read from the folders beside a notebook, and never a traceback."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from graders import overview
from graders.checking.checks import HINT_TYPE, check
from graders.coursemap import picture
from graders.coursemap.picture import arrows, state
from graders.coursemap.reading import Asked, Seen, lessons_in
from graders.questions import Lesson

QUESTIONS = """
from graders.questions import Lesson, number
lesson = Lesson({name!r}, needs={needs})
lesson.question("{name}-a", "The first & <best>", asks=[number("a", 2.0, 1)], hidden=1)
lesson.question("{name}-b", "The second", asks=[number("b", 3.0, 1)])
"""


def put(course: Path, name: str, needs: list[str], **points: float) -> Path:
    """A lesson's folder with a notebook in which these checks showed these points."""
    folder = course / name
    folder.mkdir(parents=True)
    (folder / "questions.py").write_text(QUESTIONS.format(name=name, needs=needs), encoding="utf-8")
    outputs = [
        {"data": {HINT_TYPE: {"question": f"{name}-{part}", "level": 0, "points": shown}}}
        for part, shown in points.items()
    ]
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": ["Words before it\n", f"# All about {name}\n"]},
        {"cell_type": "code", "source": "", "outputs": outputs},
    ]
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return folder


def test_points_are_those_of_the_saved_panels_without_what_is_hidden(tmp_path: Path) -> None:
    put(tmp_path, "01-a", [], a=2.0, b=1.5)
    (lesson,) = lessons_in(tmp_path)
    assert (lesson.title, lesson.points, lesson.seen, state(lesson)) == (
        "All about 01-a", 5.0, 3.5, "3.5 of 5 points",
    )  # fmt: skip
    assert [question.seen for question in lesson.questions] == [2.0, 1.5]


@pytest.mark.parametrize(
    ("points", "words"),
    [({}, "not begun"), ({"a": 0.0}, "0 of 5 points"), ({"a": 2.0, "b": 3.0}, "all 5 points seen")],
)
def test_a_lesson_says_how_far_it_is(tmp_path: Path, points: dict[str, float], words: str) -> None:
    put(tmp_path, "01-a", [], **points)
    assert words in repr(overview(tmp_path))
    assert words in overview(tmp_path)._repr_html_()


def test_a_panel_carries_its_points_into_the_saved_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path, "01-a", [])
    monkeypatch.chdir(folder)
    monkeypatch.setattr("graders.checking.finding.STARTED_IN", folder)
    b = 1  # noqa: F841  # the student's answer, which `check` finds among the names of its caller
    bundle = check("01-a-b")._repr_mimebundle_()
    noted = bundle[HINT_TYPE]
    assert (noted["question"], noted["points"]) == ("01-a-b", 3.0)


def test_the_map_shows_each_need_once(tmp_path: Path) -> None:
    put(tmp_path, "01-a", [])
    put(tmp_path, "02-b", ["01-a"])
    put(tmp_path, "03-c", ["01-a", "02-b", "not-handed-out"])
    assert arrows(lessons_in(tmp_path)) == [("01-a", "02-b"), ("02-b", "03-c")]


def test_lessons_that_need_each_other_are_drawn_all_the_same() -> None:
    circle = [Seen("a", "A", ("b",)), Seen("b", "B", ("a",)), Seen("c", "C", ("a", "b", "c"))]
    assert set(arrows(circle)) <= {("b", "a"), ("a", "b"), ("a", "c"), ("b", "c")}


def test_the_picture_says_in_words_what_it_shows(tmp_path: Path) -> None:
    put(tmp_path, "01-a", [], a=2.0, b=3.0)
    put(tmp_path, "02-b", ["01-a"])
    html = overview(tmp_path)._repr_html_()
    drawn = ET.fromstring(html[html.index("<svg") : html.index("</svg>") + len("</svg>")])
    assert drawn.get("aria-label") == (
        "Map of the lessons: All about 01-a, all 5 points seen; All about 02-b, not begun, needs 01-a"
    )
    assert 'href="02-b/02-b.ipynb"' in html
    assert "The first &amp; &lt;best&gt; (2 of 2)" in html


def test_words_that_are_marks_for_others_are_drawn_as_they_are(tmp_path: Path) -> None:
    odd = Seen("x", 'A "title" \\1 <b> & more', (), (Asked("?", 1.0),))
    html = picture.draw([odd], "")
    assert "".join(ET.fromstring(html).itertext()).count("title") >= 1


@pytest.mark.parametrize(
    "questions", ["", "lesson = (", "import no_such_module", "raise SystemExit", "x" * 10 + "\0"]
)
def test_a_lesson_that_cannot_be_read_says_why_and_hides_no_other(tmp_path: Path, questions: str) -> None:
    broken = put(tmp_path, "01-a", [])
    (broken / "questions.py").write_text(questions, encoding="utf-8")
    put(tmp_path, "02-b", [])
    shown = overview(tmp_path)
    assert [bool(lesson.problem) for lesson in shown.lessons] == [True, False]
    assert "cannot be read" in repr(shown)
    assert "questions.py" in shown._repr_html_()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [1, {"cell_type": "markdown"}]}'])
def test_a_notebook_that_is_just_being_saved_is_a_lesson_not_begun(tmp_path: Path, text: str) -> None:
    folder = put(tmp_path, "01-a", [], a=1.0)
    (folder / "01-a.ipynb").write_text(text, encoding="utf-8")
    assert "01-a  not begun" in repr(overview(tmp_path))


def test_where_nothing_can_draw_the_table_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(dot: str) -> str:
        raise picture.RendererMissing("no Graphviz")

    monkeypatch.setattr(picture, "render", missing)
    put(tmp_path, "01-a", [])
    html = overview(tmp_path)._repr_html_()
    assert "<svg" not in html
    assert "<table" in html


def test_nothing_is_written(tmp_path: Path) -> None:
    put(tmp_path, "01-a", [], a=1.0)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    overview(tmp_path)._repr_html_()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_needs_are_a_list() -> None:
    with pytest.raises(ValueError, match=r"give a list of lessons"):
        Lesson("02-b", needs="01-a")
