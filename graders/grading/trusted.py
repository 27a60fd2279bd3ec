"""The cells that a grader answers itself: `check("...")` in a test cell. Nothing of them enters a kernel."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from graders.answers.remote import Asked, RemoteAnswers
from graders.checking.checks import Checked, graded
from graders.grading import outputs
from graders.grading.frozen import FrozenAnswers
from graders.grading.lesson import Lesson
from graders.questions.question import Question
from graders.source.checks import only_check


def checked_question(cell: NotebookNode, lesson: Lesson) -> Question | None:
    """The question of a test cell that is one call of `check` and nothing else; None for others.

    The cell must be one of the gradebook's, with the gradebook's text.
    """
    marks = cell.metadata.get("nbgrader", {})
    kept = lesson.by_name.get(marks.get("grade_id", ""))
    if kept is None or not kept.grade or kept.solution or kept.source != cell.source:
        return None
    name = only_check(kept.source)
    return None if name is None else lesson.asked.find(name)


def check_from_outside(
    question: Question, client: Asked, cells: Sequence[str], lesson: Lesson, student: str
) -> tuple[Checked, FrozenAnswers]:
    """Evaluate a check against a running kernel. `cells` are the texts of the cells that ran in it."""
    answers = FrozenAnswers(RemoteAnswers(client, cells), question.reads)
    return graded(question, answers, course=lesson.course, student=student), answers


def output_of(checked: Checked, count: int) -> NotebookNode:
    """The output that `check` itself leaves under nbgrader."""
    return outputs.result(checked._repr_mimebundle_(), count)
