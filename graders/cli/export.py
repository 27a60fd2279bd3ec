"""The command that hands grades on: export."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database
from graders.cli.saying import INCOMPLETE, explaining, say, tell

if TYPE_CHECKING:
    from graders.course.course import Course
    from graders.export.sheet import Sheet


class Form(StrEnum):
    """For whom a file of grades is."""

    TABLE = "table"
    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"
    BRIGHTSPACE = "brightspace"
    GRADESCOPE = "gradescope"


@app.command()
def export(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="The lessons, such as 03-gradients. Without any: all.")
    ] = None,
    form: Annotated[Form, typer.Option("--as", help="A table, or what a platform imports.")] = Form.TABLE,
    to: Annotated[Path | None, typer.Option(help="The file. Without it: grades-<form>.csv here.")] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="The platform's own export of its gradebook: its students and columns are used."),
    ] = None,
    zero: Annotated[bool, typer.Option("--zero", help="Give 0 to those who handed in nothing.")] = False,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="Give what is graded so far where answers wait for a person.")
    ] = False,
    course: CourseOption = None,
    db: Database = None,
) -> None:
    """Write everybody's grades: one row a student, for a spreadsheet or for a learning platform.

    A grade that is not known stays empty, and is told. Ends with 1 where a student is not in the platform's
    file.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.export.platforms import PLATFORMS
        from graders.export.sheet import write_sheet
        from graders.grading.book import lessons_known

        found = find_course(course, db)
        sheet = _sheet(found, [found.find_lesson(name) for name in lessons or ()], form, roster, zero, so_far)
        target = to or Path(f"grades-{form}.csv")
        write_sheet(sheet, target, PLATFORMS.get(form), lessons_known(found.db_url), roster)
        for sentence in sheet.told:
            tell(sentence)
        for sentence in sheet.lost:
            say(f"not in the file: {sentence}")
        tell(f"Written: {target}")
        raise typer.Exit(INCOMPLETE if sheet.lost else 0)


def _sheet(
    course: Course, lessons: list[str], form: Form, roster: Path | None, zero: bool, so_far: bool
) -> Sheet:
    from graders.course.errors import CourseError
    from graders.course.penalties import Penalties
    from graders.course.released import cell_order
    from graders.course.submissions import find_submissions
    from graders.export.doubts import doubts
    from graders.export.grades import read_grades, with_work
    from graders.export.platforms import PLATFORMS
    from graders.export.roster import read_roster
    from graders.export.sheet import Open, for_people, for_platform

    grades = read_grades(course.db_url, lessons)
    doubtful = tuple(doubts(grades, Penalties(course.parent).of))
    for each in grades.lessons:
        with contextlib.suppress(CourseError):  # nobody handed in
            grades = with_work(
                grades, each.name, [work.student for work in find_submissions(course, each.name)]
            )
    how = Open(zero, so_far)
    if form is Form.TABLE:
        if roster is not None:
            raise CourseError("--roster is a platform's file: name the platform with --as.")
        orders = {
            lesson.name: cell_order(course.path("source", lesson.name) / f"{lesson.name}.ipynb")
            for lesson in grades.lessons
        }
        sheet = for_people(grades, how, orders)
    else:
        platform = PLATFORMS[form]
        sheet = for_platform(grades, platform, how, read_roster(roster, platform) if roster else None)
    return replace(sheet, told=(*sheet.told, *doubtful))
