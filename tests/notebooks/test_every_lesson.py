"""What holds for every lesson of the course: its parts, its answers, faults in its solutions, its prose.

A new lesson is found by itself.
"""

from __future__ import annotations

import itertools
import multiprocessing
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from graders.authoring.entries import Entry, read_entries
from graders.authoring.notebook import steps_of
from graders.authoring.testing import try_lesson
from graders.authoring.trying import Attempt, attempt
from graders.course.course import Course
from graders.course.release import convert
from graders.questions.folder import Folder, load
from graders.questions.lesson import Lesson
from graders.source.checks import checked_ids

from .mutants import mutants

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "notebooks"
LESSONS = sorted(path.parent.name for path in COURSE.glob("source/*/*.ipynb"))
EVERY = pytest.mark.parametrize("name", LESSONS)
LOSING = 0.93
"""What keeps its points among the others changes no result: a constant that a slope does not see."""
LONGEST_WORD = 34
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


@cache
def notebook_of(name: str) -> NotebookNode:
    return nbformat.read(COURSE / "source" / name / f"{name}.ipynb", as_version=4)


@cache
def lesson_of(name: str) -> Lesson:
    return load(Folder.read(COURSE / "source" / name, hidden=True))


def prose(name: str) -> list[str]:
    return [cell.source for cell in notebook_of(name).cells if cell.cell_type == "markdown"]


def code(name: str) -> str:
    return "\n".join(cell.source for cell in notebook_of(name).cells if cell.cell_type == "code")


def section(name: str, heading: str) -> str:
    """The text of the one section of a lesson that begins with this heading."""
    (found,) = [text for text in prose(name) if text.startswith(f"## {heading}")]
    return found


def solutions(name: str) -> Iterator[tuple[str, str]]:
    """For each question its id, and the solution of the cell above its check."""
    cells = notebook_of(name).cells
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            for question in checked_ids(cell.source):
                yield question, cells[place - 1].source


@EVERY
def test_the_title_says_goals_time_and_the_points_that_its_cells_give(name: str) -> None:
    title = prose(name)[0]
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in notebook_of(name).cells)
    number = name[:2]
    assert re.search(rf"^\*Lesson {number} · about \d+ minutes · {points:g} points\*$", title, re.MULTILINE)
    goals = title.partition("When you are done, you can")[2]
    assert len(re.findall(r"^- .+", goals, re.MULTILINE)) >= 4
    assert "**You need**" in title


@EVERY
def test_it_says_how_to_get_a_further_hint_and_what_to_do_after_a_restart(name: str) -> None:
    text = "\n".join(prose(name))
    assert "hint=2" in text or "hint=2" in code(name)
    assert "NameError: name 'check' is not defined" in text


@EVERY
def test_it_opens_with_two_questions_that_give_no_points(name: str) -> None:
    recalled = section(name, "Do you remember?")
    assert re.findall(r"^(\d)\. ", recalled, re.MULTILINE) == ["1", "2"]
    place = next(n for n, cell in enumerate(notebook_of(name).cells) if cell.source == recalled)
    guess, run = notebook_of(name).cells[place + 1 : place + 3]
    assert len(re.findall(r"^guess_\w+ = ", guess.source, re.MULTILINE)) == 2
    assert "your guess" in run.source
    assert not guess.metadata.get("nbgrader", {}).get("points")


@EVERY
def test_it_predicts_shows_mistakes_and_has_a_graph_a_plot_and_a_slider(name: str) -> None:
    text = "\n".join(prose(name))
    assert text.count("**Predict") >= 5
    assert "The mistake happens here" in text or "The mistakes happen here" in text
    assert "ad.draw(" in code(name)
    assert "plt.show()" in code(name)
    assert "interact(" in code(name)


@EVERY
def test_it_asks_six_to_nine_questions_of_five_kinds_and_one_that_a_person_reads(name: str) -> None:
    lesson = list(lesson_of(name))
    written = [
        cell
        for cell in notebook_of(name).cells
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.metadata.nbgrader.grade
    ]
    assert len(written) == 1
    assert 6 <= len(lesson) + len(written) <= 10
    kinds = {ask.name.partition("(")[0] for question in lesson for ask in question.asks}
    assert len(kinds) + 1 >= 5, kinds
    guide = next(cell for cell in notebook_of(name).cells if "Marking guide" in cell.source)
    assert "### BEGIN HIDDEN TESTS" in guide.source


@EVERY
def test_it_ends_with_what_one_may_see_more_to_do_its_history_a_summary_and_tensorflow(name: str) -> None:
    seen = section(name, "I see ...")
    rows = [line for line in seen.splitlines() if line.startswith("|")]
    assert len(rows) >= 2 + 5
    for heading in ("If you want more", "Where it comes from", "Summary", "The same in TensorFlow"):
        assert len(section(name, heading)) > 100, heading
    assert "import autodiff_lite as tf" in code(name)
    assert prose(name)[-1].rstrip().endswith("*Which question cost you most time, and why?*")


@EVERY
def test_headings_go_down_one_level_at_a_time_and_tables_have_a_header(name: str) -> None:
    lines = [
        line for text in prose(name) for line in re.sub(r"```.*?```", "", text, flags=re.DOTALL).splitlines()
    ]
    levels = [len(line) - len(line.lstrip("#")) for line in lines if re.match(r"#+ ", line)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for before, line in itertools.pairwise(lines):
        if re.fullmatch(r"\|[-:| ]+\|", line):
            assert all(part.strip() for part in before.strip("|").split("|")), before


@EVERY
def test_every_question_has_five_right_answers_and_ten_wrong_ones_that_are_tried(name: str) -> None:
    entries = read_entries(COURSE / "source" / name / "tests.py")
    for question in lesson_of(name):
        points = [entry.points for entry in entries if entry.question == question.id]
        right = sum(each == question.points for each in points)
        assert right >= 5, (question.id, right)
        assert len(points) - right >= 10, (question.id, len(points) - right)


@pytest.mark.slow
@EVERY
def test_its_solution_its_released_notebook_and_every_answer_get_what_they_must(
    name: str, tmp_path: Path
) -> None:
    tested = try_lesson(Course(COURSE, f"sqlite:///{tmp_path / 'gradebook.db'}"), name)
    assert tested.problems() == []


@pytest.mark.slow
@EVERY
def test_a_fault_in_a_solution_loses_points(name: str, tmp_path: Path) -> None:
    source = COURSE / "source" / name
    folder, steps = Folder.read(source, hidden=True), steps_of(source / f"{name}.ipynb")
    faulty = [
        Entry(question, lesson_of(name).find(question).points, (), mutant, 0)
        for question, solution in solutions(name)
        for mutant in mutants(solution)
    ]
    shutil.copytree(source, tmp_path / name)
    # Apart: what a mutant leaves behind is nobody else's.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        tried = pool.submit(attempt, Attempt(folder, steps, faulty, tmp_path / name)).result()
    kept = [each.entry.code for each in tried if abs(each.points - each.entry.points) < 1e-9]
    assert len(tried) >= 15
    assert len(kept) <= (1 - LOSING) * len(tried), "\n\n".join(kept)


@pytest.mark.slow
@EVERY
def test_neither_a_solution_nor_a_hidden_check_is_in_what_students_get(name: str, tmp_path: Path) -> None:
    released = convert(Course(COURSE, f"sqlite:///{tmp_path / 'gradebook.db'}"), name, tmp_path / "release")
    files = [file for file in released.rglob("*") if file.is_file()]
    assert {file.name for file in files if file.suffix in (".py", ".ipynb")} == {
        "questions.py",
        f"{name}.ipynb",
    }
    questions = (released / "questions.py").read_text(encoding="utf-8")
    notebook = "\n".join(cell.source for cell in nbformat.read(released / f"{name}.ipynb", 4).cells)
    for cell in notebook_of(name).cells:
        given = SOLUTION.sub("", cell.source)
        for region in SOLUTION.findall(cell.source):
            # A line that stands in a worked example, too, is no secret; all of them together are.
            lines = [
                line.strip() for line in region.splitlines() if line.strip() and line.strip() not in given
            ]
            assert not lines or not all(line in notebook for line in lines), (cell.id, lines)
            long = [line for line in lines if len(line) > 20]
            # The formula that a question gives may stand in both.
            assert not long or sum(line in questions for line in long) < max(2, len(long) / 2), (
                cell.id,
                long,
            )
    hidden = (COURSE / "source" / name / "hidden.py").read_text(encoding="utf-8")
    for line in hidden.splitlines():
        if "lesson.hidden(" in line:
            assert line.strip() not in questions


def test_words_are_spelt_as_a_dictionary_spells_them() -> None:
    places = [ROOT / part for part in ("notebooks/source", "docs", "graders", "autodiff_lite", "figures")]
    files = [path for place in places for path in place.rglob("*") if path.suffix in (".ipynb", ".md", ".py")]
    files += [ROOT / part for part in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    # Answers of students, right and wrong, are what they are.
    spelt = [str(path) for path in files if path.name != "tests.py"]
    done = subprocess.run(
        [sys.executable, "-m", "codespell_lib", *spelt], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
