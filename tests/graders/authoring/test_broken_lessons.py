"""Each way to break a lesson is refused before a grade is written, in words that say where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.authoring.starting import FIRST_LESSON, begin_course
from graders.authoring.testing import try_lesson
from graders.course.course import Course

Edit = Callable[[Path], None]


def text(file: str, old: str, new: str) -> Edit:
    """Replace text in a file of the lesson's folder."""

    def edit(folder: Path) -> None:
        path = folder / file
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8")

    return edit


def more(file: str, lines: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as opened:
            opened.write(lines)

    return edit


def gone(file: str) -> Edit:
    return lambda folder: (folder / file).unlink()


def cell(name: str, **changes: object) -> Edit:
    """Change a cell of the notebook: its source, or its points."""

    def edit(folder: Path) -> None:
        file = folder / f"{FIRST_LESSON}.ipynb"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        (found,) = (each for each in notebook["cells"] if each["id"] == name)
        if "points" in changes:
            found["metadata"]["nbgrader"]["points"] = changes["points"]
        if "source" in changes:
            found["source"] = changes["source"]
        file.write_text(json.dumps(notebook), encoding="utf-8")

    return edit


def another_notebook(folder: Path) -> None:
    (folder / "extra.ipynb").write_bytes((folder / f"{FIRST_LESSON}.ipynb").read_bytes())


ASKED_TWICE = """
lesson.question("first-lesson-slope", "Again", of=parabola, at={"x": 1.0}, asks=[gradient("slope", 1.0)])
"""
NOT_ASKED = """
lesson.question("first-lesson-other", "Other", of=parabola, at={"x": 1.0}, asks=[gradient("other", 1.0)])
"""
RAISES = """
from graders.questions import Criterion, ask

@ask(1.0, "slope")
def odd(question, answers):
    yield Criterion("odd", 1 / 0, True)
"""
# What is done to the lesson, and what the refusal must say.
WAYS: dict[str, tuple[Edit, str]] = {
    "a syntax error": (more("questions.py", "def (\n"), r"questions\.py, line 22: SyntaxError"),
    "a missing module": (more("questions.py", "import nowhere\n"), r"questions\.py, line 22: .*nowhere"),
    "no questions at all": (gone("questions.py"), r"questions\.py: there is no such file"),
    "an id twice": (more("questions.py", ASKED_TWICE), r"questions\.py, line 23: .*first-lesson-slope"),
    "a question not asked": (
        more("questions.py", NOT_ASKED),
        r"'first-lesson-other' of questions\.py is asked in no test cell of 01-first-lesson\.ipynb",
    ),
    "an unknown id": (
        cell("check-slope", source='check("first-lesson-slop")'),
        r"cell 5 of 01-first-lesson\.ipynb checks question 'first-lesson-slop'.*mean 'first-lesson-slope'",
    ),
    "a question checked twice": (
        cell("check-function", source='check("first-lesson-slope")'),
        r"'first-lesson-slope' is asked in 2 test cells",
    ),
    "other points": (
        cell("check-slope", points=3),
        r"cell 5 of .*worth 3 for nbgrader; question 'first-lesson-slope' asks for 2",
    ),
    "code beside a check": (
        cell("check-slope", source='x = 1\ncheck("first-lesson-slope")'),
        r"cell 5 .*other code beside its check",
    ),
    "two checks in a cell": (
        cell("check-slope", source='check("first-lesson-slope")\ncheck("first-lesson-function")'),
        r"cell 5 .*checks 2 questions",
    ),
    "no hidden checks": (gone("hidden.py"), r"'first-lesson-function' keeps 1 point.*, and there are none"),
    "a syntax error in hidden.py": (more("hidden.py", "def (\n"), r"hidden\.py, line \d+: SyntaxError"),
    "other hidden points": (
        text("hidden.py", '"slope_at", 1.0', '"slope_at", 0.5'),
        r"keeps 1 point for hidden checks, and those of hidden\.py are worth 0\.5",
    ),
    "a hidden check of no question": (
        text("hidden.py", '"first-lesson-function"', '"first-lesson-funktion"'),
        r"hidden\.py, line \d+: UnknownQuestion",
    ),
    "another notebook": (another_notebook, r"other notebooks beside 01-first-lesson\.ipynb: extra\.ipynb"),
    "another name": (
        text("questions.py", 'Lesson("01-first-lesson")', 'Lesson("02-other")'),
        r"called '02-other', and its folder '01-first-lesson'",
    ),
    "points below zero": (
        text("questions.py", 'gradient("slope", 1.0', 'gradient("slope", -1.0'),
        r"questions\.py, line \d+: ValueError.*-1\.0 points",
    ),
    "a module that ends the program": (more("questions.py", "raise SystemExit\n"), r"line 22: SystemExit"),
}
SOLVED = "{}\n### BEGIN SOLUTION\n{}\n### END SOLUTION"
WARNS = """import warnings
warnings.warn('old')
x = ad.Variable(3.7)
with ad.GradientTape() as t:
    y = x * x - 4 * x
slope = t.gradient(y, x)"""

# What shows when the lesson runs; several at a time, for each run takes seconds.
RUNS: dict[str, tuple[list[Edit], list[str]]] = {
    "solutions that warn and stop": (
        [
            cell("a-slope", source=SOLVED.format("slope = ...", WARNS)),
            cell(
                "a-function", source=SOLVED.format("slope_at = ...", "slope_at = lambda x: 2 * x - 4\n1 / 0")
            ),
        ],
        [r"cell 4 of the solution warns", r"cell 7 of the solution stops with ZeroDivisionError"],
    ),
    "an expected value that is off, and a wrong solution": (
        [
            text("questions.py", "at=[3.7, -1.0]", "at=[3.7, -1.0], right=lambda x: 2 * x - 3"),
            cell("a-slope", source=SOLVED.format("slope = ...", "slope = 4.0")),
        ],
        [
            r"solution gets 1 of 2 in 'check-first-lesson-function'",
            r"solution gets 0\.5 of 2 in 'check-first-lesson-slope'",
        ],
    ),
    "a check that raises": (
        [
            text("questions.py", 'lesson = Lesson("01', RAISES + '\nlesson = Lesson("01'),
            text("questions.py", "    from_a_tape(", "    odd,\n    from_a_tape("),
            cell("check-slope", points=3),
        ],
        [r"the check of 'first-lesson-slope' failed: ZeroDivisionError.*questions\.py, line"],
    ),
    "an answer that is given away, and tests that do not hold": (
        [
            cell("a-slope", source=SOLVED.format("slope = 3.4", WARNS.partition("\n")[2].partition("\n")[2])),
            text("tests.py", "slope: 0.5, exponent", "slope: 1, exponent"),
            text("tests.py", "0, minus-lost", "0, minus-last"),
            text("tests.py", "# %% first-lesson-function: 2", "# %% first-lesson-funktion: 2"),
        ],
        [
            r"released notebook gets 1\.5 points in 'check-first-lesson-slope'",
            r"the check in 'check-first-lesson-slope' judges the released notebook",
            r"tests\.py, line \d+: .*gets 0\.5, expected 1",
            r"tests\.py, line \d+: .*minus-last.*minus-lost",
            r"tests\.py, line \d+: .*'first-lesson-funktion', which no cell checks",
        ],
    ),
    "a heading of another form": (
        [more("tests.py", "# %% first-lesson-slope two points\n")],
        [r"tests\.py, line \d+: .*no heading of an entry"],
    ),
    "a body that is all solution": (
        [
            cell(
                "a-function",
                source="def slope_at(x):\n    ### BEGIN SOLUTION\n    return 2 * x - 4\n    ### END SOLUTION",
            )
        ],
        [r"not Python any more \(cell 7"],
    ),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    begin_course(tmp_path / "course", "broken")
    return Course(tmp_path / "course")


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_lesson_is_refused_in_words_that_say_where(course: Course, way: str) -> None:
    edit, words = WAYS[way]
    edit(course.path("source", FIRST_LESSON))
    refused(course, [words])


@pytest.mark.slow
@pytest.mark.parametrize("way", RUNS)
def test_what_shows_when_a_lesson_runs_is_refused_too(course: Course, way: str) -> None:
    edits, words = RUNS[way]
    for edit in edits:
        edit(course.path("source", FIRST_LESSON))
    refused(course, words)


def refused(course: Course, words: list[str]) -> None:
    tested = try_lesson(course, FIRST_LESSON)
    told = "\n".join(tested.problems())
    assert not tested.passed
    for each in words:
        assert re.search(each, told), told
    assert "Traceback" not in told
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.slow
def test_the_lesson_as_it_is_begun_passes(course: Course) -> None:
    tested = try_lesson(course, FIRST_LESSON)
    assert tested.problems() == []
    assert len(tested.tried) == 7
