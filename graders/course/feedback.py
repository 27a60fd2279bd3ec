"""Writing feedback: nbgrader's HTML page for each graded submission, in which nothing of a student's runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

from graders.course.course import Course
from graders.course.errors import CourseError, explained

CLEANS = "graders.course.inert.Inert"


class FeedbackFor(GenerateFeedback):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's converter for one student, named exactly and not by a pattern that odd names would break."""

    def __init__(self, student: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.student = student

    def init_notebooks(self) -> None:
        folder = self._format_source(self.coursedir.assignment_id, self.student)
        self.assignments = {folder: [str(path) for path in sorted(Path(folder).glob("*.ipynb"))]}


def inert(config: Config) -> Config:
    """What a course's configuration lacks for pages in which nothing of a student's runs."""
    known = config.HTMLExporter
    others = [each for each in known.get("preprocessors", []) if each != CLEANS]
    filters = {**known.get("filters", {}), "markdown2html": "graders.course.inert.markdown"}
    return Config({"HTMLExporter": {"preprocessors": [*others, CLEANS], "filters": filters}})


def graded_students(course: Course, lesson: str) -> list[str]:
    """The students with a graded notebook of this lesson whose grades are in the gradebook.

    Raises CourseError where there are none, or where the gradebook cannot be read.
    """
    files, known = graded_notebooks(course, lesson), recorded_students(course, lesson)
    students = [student for student in files if student in known]
    if not students:
        raise CourseError(
            f"There are graded notebooks of {lesson}, and the gradebook has no grades of them. Is it another "
            f"gradebook? If it was lost, type: graders release {lesson}; graders grade {lesson} --force"
        )
    return students


def recorded_students(course: Course, lesson: str) -> frozenset[str]:
    """The students of whose work on a lesson the gradebook knows. Raises CourseError."""
    file = Path(course.db_url.removeprefix("sqlite:///"))
    if course.db_url.startswith("sqlite:///") and not file.exists():
        return frozenset()
    with explained("reading the gradebook"), course.gradebook() as gradebook:
        return frozenset(each.student_id for each in gradebook.assignment_submissions(lesson))


def graded_notebooks(course: Course, lesson: str) -> list[str]:
    """The students in whose folders a graded notebook of this lesson lies. Raises CourseError."""
    top = course.path("autograded", ".")
    with explained("looking for graded work"):
        folders = sorted(path for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
        students = [folder.name for folder in folders if (folder / lesson / f"{lesson}.ipynb").is_file()]
    if not students:
        raise CourseError(f"Nobody's {lesson} is graded yet. Run `graders grade {lesson}` first.")
    return students


def write_feedback(course: Course, lesson: str, student: str) -> Path:
    """Write the feedback of one student, over what was there. Returns the folder. Raises CourseError."""
    with explained(f"writing feedback for {student}"):
        converter = FeedbackFor(
            student, coursedir=course.directory(assignment_id=lesson), parent=course.parent, force=True
        )
        converter.update_config(inert(converter.config))
        try:
            converter.start()
        except NbGraderException:
            raise CourseError(f"nbgrader could not write the feedback for {student}.") from None
    return course.path("feedback", lesson, student)
