"""The commands for those who write a course: init, new, test, preview, doctor, release, questions, lint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database, Lesson
from graders.cli.saying import INCOMPLETE, console_of, explaining, print_json

if TYPE_CHECKING:
    from graders.authoring.testing import Tested
    from graders.course.course import Course


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where the course is to be; a new or an empty folder.")],
    name: Annotated[
        str | None, typer.Option(help="The course's name in the gradebook. [default: the folder's]")
    ] = None,
) -> None:
    """Begin a course: its settings, one small lesson, and a README that says how to go on."""
    with explaining():
        from graders.authoring.starting import begin_course

        for written in begin_course(folder, name):
            console_of().print(f"  {written}", markup=False, soft_wrap=True)
        console_of().print(
            f"The course is in {folder}. Next: cd {folder}; graders test 01-first-lesson", markup=False
        )


@app.command()
def new(lesson: Lesson, course: CourseOption = None) -> None:
    """Begin a lesson: a folder with notebook, questions, hidden checks and tests to start from."""
    with explaining():
        from graders.authoring.starting import begin_lesson
        from graders.course.course import find_course

        found = find_course(course)
        for written in begin_lesson(found.path("source", "."), lesson):
            console_of().print(f"  {written}", markup=False, soft_wrap=True)
        console_of().print(f"Next: graders test {lesson}", markup=False)


@app.command("test")
def try_command(
    lesson: Lesson,
    course: CourseOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Try a lesson: its solution, its released notebook, and every answer of its tests.py.

    Ends with 0 when all is well, 1 when something is to be put right, 2 when the lesson cannot be tried.
    """
    with explaining():
        from graders.authoring.trial_report import as_data, print_tested

        found = _course(course)
        tested = _tested(found, found.find_lesson(lesson))
        if json:
            print_json(as_data(tested))
        else:
            print_tested(tested, console_of())
        raise typer.Exit(0 if tested.passed else INCOMPLETE)


@app.command()
def preview(
    lesson: Lesson,
    course: CourseOption = None,
    options: Annotated[
        list[str] | None, typer.Argument(help="Further options for JupyterLab, after --.")
    ] = None,
) -> None:
    """Open a lesson in JupyterLab as a student gets it, in a scratch folder. Nothing is released."""
    with explaining():
        from graders.authoring.preview import show

        found = _course(course)
        raise typer.Exit(show(found, found.find_lesson(lesson), options or []))


@app.command()
def doctor(course: CourseOption = None) -> None:
    """Look at this machine and the course: what is there, what is missing, and what to type.

    Ends with 0 when all is there, 1 when something is missing.
    """
    with explaining():
        from graders.authoring.doctor import examine, print_findings

        raise typer.Exit(INCOMPLETE if print_findings(examine(course), console_of()) else 0)


@app.command()
def release(
    lesson: Lesson,
    course: CourseOption = None,
    db: Database = None,
    untested: Annotated[
        bool, typer.Option("--untested", help="Do not try the solution and the answers of tests.py first.")
    ] = False,
) -> None:
    """Make the students' version of a lesson, without solutions and hidden checks; tests it first."""
    with explaining():
        from graders.course.course import find_course
        from graders.course.release import release as release_lesson

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        if not untested:
            _refuse_untested(_tested(found, lesson))
        folder = release_lesson(found, lesson)
        console_of().print(f"Released: {folder}", markup=False, soft_wrap=True)


@app.command()
def questions(lesson: Lesson, course: CourseOption = None) -> None:
    """List a lesson's questions with their points."""
    with explaining():
        from rich.markup import escape
        from rich.table import Table

        from graders.checking.panel import amount
        from graders.course.course import find_course

        course_here = find_course(course)
        lesson = course_here.find_lesson(lesson)
        table = Table("id", "title", "points", "of these hidden", "reads", title=lesson, title_justify="left")
        for question in course_here.lesson(lesson):
            points, hidden = amount(question.points), amount(question.hidden)
            table.add_row(question.id, escape(question.title), points, hidden, ", ".join(question.reads))
        console_of().print(table)


@app.command()
def lint(lesson: Lesson, course: CourseOption = None) -> None:
    """Say which mistakes a lesson's numbers cannot tell apart or would call right; propose better ones."""
    with explaining():
        from graders.authoring.lint import lint_lesson
        from graders.course.course import find_course

        found = find_course(course)
        questions = found.lesson(found.find_lesson(lesson))
        raise typer.Exit(INCOMPLETE if lint_lesson(questions, console_of()) else 0)


def _course(given: Path | None) -> Course:
    from graders.course.course import find_course

    return find_course(given)


def _tested(course: Course, lesson: str) -> Tested:
    """Try a lesson, and say meanwhile what is being done."""
    from graders.authoring.testing import try_lesson

    console = console_of(stderr=True)
    with console.status("") as status:
        if not console.is_terminal:
            return try_lesson(course, lesson, lambda doing: None)
        return try_lesson(course, lesson, lambda doing: status.update(f"{lesson}: {doing}"))


def _refuse_untested(tested: Tested) -> None:
    from graders.course.errors import CourseError

    if not tested.passed:
        problems = "".join(f"\n  - {problem}" for problem in tested.problems())
        raise CourseError(f"{tested.lesson} was not released:{problems}")
