"""The parts of grading, each by itself: no kernel and no nbgrader command is started."""

from __future__ import annotations

import copy
import json
import stat
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders.answers.interface import AnswerError, Unset
from graders.checking.checks import VERDICT_TYPE
from graders.checking.place import FROM_OUTSIDE
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.grading import outputs, tables
from graders.grading.frozen import FrozenAnswers
from graders.grading.gather import DEFAULTS, lesson_of, steps
from graders.grading.job import VARIABLES
from graders.grading.lock import only_grader
from graders.grading.place import Shelf, files_beside, timestamp_in
from graders.grading.prepare import mark_as_kept
from graders.grading.submission_limits import SubmissionLimits
from graders.grading.trusted import checked_question
from graders.grading.writing import write
from graders.isolation import KernelGone
from graders.isolation.sandbox import PASSED_ON

Notebook = dict[str, Any]
DATA = {"text/plain": "é\n\u2028", "application/json": {"b": [1, 2.5, None, True, []]}}


def test_tables_are_nbgraders() -> None:
    from nbgrader.api import Base

    for name, table in tables.metadata.tables.items():
        theirs = Base.metadata.tables[name]
        for column in table.columns:
            assert column.name in theirs.columns, (name, column.name)
            assert column.type.python_type is theirs.columns[column.name].type.python_type
        left_out = {column.name for column in theirs.columns} - {column.name for column in table.columns}
        if name in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
            assert all(theirs.columns[column].nullable for column in left_out), (name, left_out)


def test_the_default_steps_are_nbgraders() -> None:
    from nbgrader.converters import Autograde

    for which, names in DEFAULTS.items():
        assert [name.rpartition(".")[2] for name in names] == [
            kind.__name__ for kind in getattr(Autograde, which).default_args[0]
        ]


def test_a_sandbox_passes_on_what_tells_a_kernel_that_it_is_asked_from_outside() -> None:
    assert all(name.startswith(PASSED_ON) for name in VARIABLES)
    assert FROM_OUTSIDE in VARIABLES


def test_a_step_of_the_courses_own_is_refused_by_name(course_folder: Path) -> None:
    with (course_folder / "nbgrader_config.py").open("a") as settings:
        settings.write("\nc.Autograde.autograde_preprocessors = ['mine.Step']\n")
    with pytest.raises(CourseError, match=r"adds? the step mine\.Step"):
        steps(Course(course_folder), "autograde_preprocessors")


def test_a_notebook_is_written_as_nbformat_writes_it(project: Path) -> None:
    source = project / "notebooks" / "source" / "03-gradients" / "03-gradients.ipynb"
    notebook = nbformat.read(source, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.outputs = [
        nbformat.v4.new_output("stream", text="a\nb\n"),
        nbformat.v4.new_output("display_data", data=DATA),
    ]
    assert write(copy.deepcopy(notebook)).decode() == nbformat.writes(notebook) + "\n"


def test_marks_come_from_the_gradebook_whatever_a_submission_claims(
    course_folder: Path, released_notebook: Notebook
) -> None:
    lesson = lesson_of(Course(course_folder), "mini")
    claimed = copy.deepcopy(released_notebook)
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in claimed["cells"]}
    cells["check-slope"]["metadata"]["nbgrader"] |= {"points": 99, "solution": True, "grade": False}
    cells["check-slope"]["metadata"]["tags"] = ["skip-execution", "mine"]
    cells["why"]["metadata"]["nbgrader"] = {"grade_id": "why", "points": "many"}
    cells["setup"]["metadata"]["nbgrader"] = ["nonsense"]
    cells["a-classic"]["metadata"]["nbgrader"]["grade_id"] = "check-of-mine"
    notebook = nbformat.from_dict(claimed)
    mark_as_kept(notebook, lesson)
    honest = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in released_notebook["cells"]}
    found = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    for name in ("check-slope", "why"):
        marks = dict(found[name].metadata.nbgrader)
        for mark in ("grade", "solution", "locked", "task", "points"):
            assert marks[mark] == honest[name]["metadata"]["nbgrader"][mark], (name, mark)
    assert found["check-slope"].metadata.tags == ["mine"]
    assert "setup" not in found
    assert "a-classic" not in found


def test_honest_marks_stay_as_they_are(course_folder: Path, released_notebook: Notebook) -> None:
    notebook = nbformat.from_dict(copy.deepcopy(released_notebook))
    mark_as_kept(notebook, lesson_of(Course(course_folder), "mini"))
    for cell, released in zip(notebook.cells, released_notebook["cells"], strict=True):
        # nbgrader itself replaces the checksum, which was taken before hidden tests were left out.
        expected = {**released["metadata"]["nbgrader"], "checksum": cell.metadata.nbgrader.checksum}
        assert dict(cell.metadata.nbgrader) == expected


def test_only_the_gradebooks_own_test_cell_is_a_trusted_check(
    course_folder: Path, released_notebook: Notebook
) -> None:
    lesson = lesson_of(Course(course_folder), "mini")
    notebook = nbformat.reads(json.dumps(released_notebook), as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    question = checked_question(cells["check-slope"], lesson)
    assert question is not None
    assert question.id == "gradients-slope"
    assert checked_question(cells["classic"], lesson) is None
    cells["a-slope"].source = 'check("gradients-slope")'
    assert checked_question(cells["a-slope"], lesson) is None
    cells["check-slope"].source = "check('gradients-slope')"
    assert checked_question(cells["check-slope"], lesson) is None


class Turncoat:
    """Answers otherwise each time it is asked, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def value(self, name: str) -> int:
        self.asked.append(name)
        if name == "absent":
            raise Unset(name)
        if name == "deadly":
            raise KernelGone("it was killed")
        return len(self.asked)

    def values(self, names: list[str]) -> list[int]:
        return [self.value(name) for name in names]

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> int:
        self.asked.append(f"{name}{arguments}")
        return len(self.asked)


def test_an_answer_once_given_stands() -> None:
    kernel = Turncoat()
    answers = FrozenAnswers(kernel, ["a", "b"])  # type: ignore[arg-type]
    assert kernel.asked == ["a", "b"]
    assert [answers.value("a"), answers.value("b"), answers.value("a")] == [1, 2, 1]
    assert answers.call("f", 1.0) == answers.call("f", 1.0) == 3
    assert answers.call("f", 2.0) == 4
    for _ in range(2):
        with pytest.raises(Unset):
            answers.value("absent")
    assert kernel.asked == ["a", "b", "f(1.0,)", "f(2.0,)", "absent"]


def test_a_kernel_that_ended_is_not_asked_again() -> None:
    kernel = Turncoat()
    answers = FrozenAnswers(kernel)  # type: ignore[arg-type]
    for name in ("deadly", "a"):
        with pytest.raises(AnswerError):
            answers.value(name)
    assert isinstance(answers.lost, KernelGone)
    assert kernel.asked == ["deadly"]


def test_a_kernel_that_ends_while_variables_are_read_is_not_asked_again() -> None:
    kernel = Turncoat()
    answers = FrozenAnswers(kernel, ["a", "deadly", "b"])  # type: ignore[arg-type]
    for name in ("a", "deadly", "b"):
        with pytest.raises(AnswerError):
            answers.value(name)
    assert isinstance(answers.lost, KernelGone)
    assert kernel.asked == ["a", "deadly"]


def stream(text: str) -> dict[str, Any]:
    return {"header": {"msg_type": "stream"}, "content": {"name": "stdout", "text": text}}


def test_what_is_over_a_limit_is_not_kept() -> None:
    meter = outputs.Meter(
        SubmissionLimits(cell_output_bytes=10_000, notebook_output_bytes=15_000, cell_flood_bytes=50_000)
    )
    assert meter.takes(stream("x" * 5000))
    assert not meter.takes(stream("x" * 9000))
    assert not meter.takes(stream("x"))
    assert meter.cut
    assert not meter.flooded
    meter.takes(stream("x" * 50_000))
    assert meter.flooded
    meter.start_cell()
    assert meter.takes(stream("x" * 9000))
    meter.start_cell()
    assert not meter.takes(stream("x" * 9000))
    assert "in the notebook" in str(meter.cut)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {"name": "stdout", "text": 1}),
        ("execute_result", {"data": {"text/plain": 5}, "metadata": {}, "execution_count": 1}),
        ("execute_result", {"data": {}, "metadata": {}, "execution_count": "1"}),
        ("error", {"ename": "E", "evalue": "", "traceback": [1]}),
        ("display_data", {"data": [], "metadata": {}}),
        ("mystery", {}),
    ],
)
def test_an_output_that_breaks_the_format_is_none(kind: str, content: Any) -> None:
    assert outputs.from_message({"header": {"msg_type": kind}, "content": content}) is None


def test_a_kernel_cannot_show_a_verdict() -> None:
    message = {"content": {"data": {"text/plain": "2.0", VERDICT_TYPE: {"points": 2}}}}
    outputs.without_verdicts(message)
    assert message["content"]["data"] == {"text/plain": "2.0"}


def test_files_beside_a_notebook_are_read_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    work = tmp_path / "work"
    (work / "data").mkdir(parents=True)
    (work / "data" / "a.csv").write_text("1")
    (work / "w.ipynb").write_text("{}")
    (work / "link").symlink_to(tmp_path / "secret")
    (work / "away").symlink_to(tmp_path)
    found, remarks = files_beside(work, [])
    assert found == {"data/a.csv": b"1"}
    assert [remark.kind for remark in remarks] == ["files left out"]
    assert "'away', 'link'" in remarks[0].text


def test_a_timestamp_that_is_none_is_remarked_on() -> None:
    assert timestamp_in({})[0] is None
    when, remarks = timestamp_in({"timestamp.txt": b"2026-01-10 12:00:00 UTC\n"})
    assert when is not None
    assert when.hour == 12
    assert not remarks
    assert [remark.kind for remark in timestamp_in({"timestamp.txt": b"\xff soon"})[1]] == ["bad timestamp"]


def test_what_is_not_recorded_leaves_the_earlier_folder(course_folder: Path) -> None:
    shelf = Shelf(Course(course_folder), "mini")
    with shelf.arriving("ada", {"a/b.txt": b"1"}, b"old"):
        pass
    arriving = shelf.arriving("ada", {}, b"new")
    arriving.__enter__()
    assert not shelf.folder("ada").exists()
    assert not arriving.__exit__(RuntimeError, RuntimeError(), None)
    assert shelf.notebook("ada").read_bytes() == b"old"
    assert stat.S_IMODE(shelf.notebook("ada").stat().st_mode) == 0o444
    shelf.close()
    assert [path.name for path in course_folder.joinpath("autograded").iterdir()] == ["ada"]


def test_a_second_grader_of_a_lesson_is_told_of_the_first(tmp_path: Path) -> None:
    with only_grader(tmp_path, "mini"):
        second = only_grader(tmp_path, "mini")
        with pytest.raises(CourseError, match="Another grader is at work"):
            second.__enter__()
        with only_grader(tmp_path, "other"):
            pass
    with only_grader(tmp_path, "mini"):
        pass
    assert not list(tmp_path.iterdir())
