"""The command for those who want to know what a class understood: stats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database
from graders.cli.saying import console_of, explaining, print_json, say, write_page, write_table

if TYPE_CHECKING:
    from graders.course.course import Course
    from graders.statistics.summary import LessonFigures


@app.command()
def stats(
    lesson: Annotated[
        str | None, typer.Argument(help="The lesson's name. Without it: all lessons beside each other.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures into this file.")] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write a row a question (of a course: a row a lesson) into this file.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Say who. Without it no student is named.")] = False,
    line: Annotated[
        float, typer.Option(min=0, max=100, help="Percent of the points below which a student needs help.")
    ] = 50.0,
    course: CourseOption = None,
    db: Database = None,
) -> None:
    """Say what the class understood: which question was hard or broken, what went wrong, who needs help.

    Reads what grading left behind, and changes nothing.
    """
    with explaining():
        from graders.course.course import find_course

        found = find_course(course, db)
        if lesson is None:
            _course(found, html, csv, json, names, line / 100)
        else:
            _lesson(found, found.find_lesson(lesson), html, csv, json, names, line / 100)


def _lesson(
    course: Course, lesson: str, html: Path | None, csv: Path | None, json: bool, names: bool, line: float
) -> None:
    from graders.course.errors import CourseError

    figures = _figures(course, lesson)
    if not figures.people:
        raise CourseError(f"Nobody's {lesson} is graded yet. Run `graders grade {lesson}` first.")
    if html is not None:
        from graders.statistics.page import lesson_page

        write_page(html, lesson_page(figures, line, names))
    if csv is not None:
        from graders.statistics.data import lesson_csv

        write_table(csv, lesson_csv(figures))
    if json:
        from graders.statistics.data import lesson_data

        print_json(lesson_data(figures, line, names))
    else:
        from graders.statistics.table import print_lesson

        print_lesson(console_of(), figures, line, names)


def _course(
    course: Course, html: Path | None, csv: Path | None, json: bool, names: bool, line: float
) -> None:
    from graders.course.errors import CourseError
    from graders.statistics.summary import CourseFigures

    lessons = []
    for lesson in _released(course):
        try:
            lessons.append(_figures(course, lesson))
        except CourseError as problem:  # the others can be told all the same
            say(f"{lesson} is left out. {problem}")
    figures = CourseFigures(tuple(lessons))
    if not any(lesson.people for lesson in figures.lessons):
        raise CourseError("Nothing is graded yet. Run `graders grade LESSON` first.")
    if html is not None:
        from graders.statistics.page import course_page

        write_page(html, course_page(figures, line, names))
    if csv is not None:
        from graders.statistics.data import course_csv

        write_table(csv, course_csv(figures, line))
    if json:
        from graders.statistics.data import course_data

        print_json(course_data(figures, line, names))
    else:
        from graders.statistics.table import print_course

        print_course(console_of(), figures, line, names)


def _released(course: Course) -> list[str]:
    """The lessons that the gradebook knows, in the course's order."""
    from graders.grading.book import lessons_known

    known = lessons_known(course.db_url)
    return [lesson for lesson in course.lessons() if lesson in known]


def _figures(course: Course, lesson: str) -> LessonFigures:
    from graders.statistics.classwork import classwork
    from graders.statistics.summary import lesson_figures

    return lesson_figures(classwork(course, lesson))
