"""`mine("question-id")`: the numbers that a student has of their own in a question; and `i_am("name")`.

Both never raise while they are shown; only a name that a question does not draw is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graders.checking.who import Known, known_without_asking, tell, told, who

if TYPE_CHECKING:
    from graders.questions.lesson import Lesson
    from graders.questions.question import Question

MINE_TYPE = "application/vnd.autodiff-lite.mine+json"
"""Beside what `mine` shows: for which student. Saved with the notebook; a teacher is told of another's."""

NOBODY = (
    "These are the numbers that everybody gets without a name. To get your own, run in a cell above: "
    '`from graders import i_am` and `i_am("your user name in this course")`. Then run this cell again.'
)


class Mine(Mapping[str, Any]):
    """Values by name, such as `mine("question-id")["x"]`. A notebook shows them as text, formula or table."""

    def __init__(
        self, values: Mapping[str, Any], markdown: str, student: str = "", problem: str = ""
    ) -> None:
        self._values = dict(values)
        self._markdown = markdown
        self._student = student
        self._problem = problem

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            there = ", ".join(map(repr, self._values)) or "nothing"
            raise KeyError(self._problem or f"{name!r} is not drawn here. There is: {there}")
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        if self._problem:
            raise KeyError(self._problem)
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return self._markdown

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self._markdown, "text/markdown": self._markdown}
        if self._student:
            bundle[MINE_TYPE] = {"student": self._student}
        return bundle


def mine(question: object = "") -> Mine:
    """Your own numbers in a question: shown as text, and to be used by name, `mine("question-id")["x"]`.

    Who you are is known on a hub; elsewhere say it once in a session, with `i_am("your name")`. Without a
    name, and where a lesson gives nobody numbers of their own, you see those that everybody gets.
    """
    return _told(lambda: _mine(str(question)))


def _mine(id: str) -> Mine:
    lesson, known = _here()
    question = lesson.find(id)
    if question.variants is None:
        drawn = [f'`mine("{each.id}")`' for each in lesson if each.variants is not None]
        other = f" Questions that have some: {', '.join(drawn)}." if drawn else ""
        problem = f'There are no numbers of your own in "{id}".{other}'
        return Mine({}, problem, problem=problem)
    asked = question.of_student(known.name)
    words = question.variants.in_words(asked.own)
    if lesson.varies:
        words += f"\n\n*Your own numbers, {known.name}.*" if known else f"\n\n{NOBODY}"
    values = {name: asked.own[name] for name in question.variants.varying()}
    return Mine(values, words, known.name if lesson.varies else "")


def i_am(name: object = "") -> Mine:
    """Say who you are, by your user name in the course: questions then show you your own numbers.

    It counts until the kernel is restarted. Where the name is known anyway, as on a hub, that one counts.
    """
    return _told(lambda: _i_am(name))


def _i_am(name: object) -> Mine:
    said = name.strip() if isinstance(name, str) else ""
    if name and not isinstance(name, str):
        return Mine(
            {}, f'Write your user name as a text, in quotation marks: `i_am("ada")`. {name!r} is none.'
        )
    lesson, _ = _here()
    if not lesson.varies:
        return Mine({}, "In this lesson everybody has the same numbers. There is nothing to do here.")
    known = known_without_asking(lesson.student)
    if known:
        words = f"You are **{known.name}**; {known.source} says so."
        differs = said and said.casefold() != known.name.casefold()
        return Mine({}, words + (f" That counts, and not {said!r}." if differs else ""), known.name)
    if not said:
        return Mine({}, 'Write your user name in this course between the quotation marks: `i_am("ada")`.')
    before = told()
    tell(said)
    again = (
        ""
        if not before or before.name == said
        else f" Until now you were {before.name}: run all cells again."
    )
    return Mine({}, f"You are **{said}**, and your numbers are your own.{again}", said)


def _here() -> tuple[Lesson, Known]:
    """The lesson of the running notebook, and who works on it."""
    from graders.checking.finding import graded_here, lesson_beside
    from graders.checking.place import student_names, where

    if where() == "autograde":
        here = graded_here()
        return here.lesson, Known(here.student, "grading")
    lesson = lesson_beside(student_names())
    return lesson, who(lesson.student)


def whose_question(question: Question, lesson: Lesson) -> tuple[Question, str]:
    """The question as whoever works here has it, and a note where nobody said who that is."""
    known = who(lesson.student)
    if question.variants is None or not lesson.varies:
        return question, ""
    return question.of_student(known.name), "" if known else UNKNOWN


UNKNOWN = (
    "Nobody has said who you are, so this was checked with the numbers that everybody gets. Run "
    '`from graders import i_am` and `i_am("your user name in this course")`, then this question once more.'
)


def _told(run: Callable[[], Mine]) -> Mine:
    """What is shown, whatever happens: problems are told in words, as by `check`."""
    from graders.checking.configuration import Unreadable
    from graders.checking.finding import NoQuestions
    from graders.questions.folder import BrokenLesson
    from graders.questions.lesson import UnknownQuestion

    try:
        return run()
    except UnknownQuestion as unknown:
        near = " or ".join(f"`{each}`" for each in unknown.nearest)
        problem = f"There is no question {unknown.id[:60]!r}." + (f" Did you mean {near}?" if near else "")
    except (NoQuestions, BrokenLesson, Unreadable) as problem_:
        problem = str(problem_)
    except Exception as fault:
        problem = (
            f"Your numbers cannot be shown. That is our fault, not yours. ({type(fault).__name__}: {fault})"
        )
    return Mine({}, problem, problem=problem)
