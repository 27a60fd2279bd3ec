"""The command for courses whose students hand in on Gradescope: gradescope."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database, Lesson
from graders.cli.saying import console_of, explaining


@app.command()
def gradescope(
    lesson: Lesson,
    to: Annotated[
        Path | None, typer.Option(help="The zip. Without it: <lesson>-autograder.zip here.")
    ] = None,
    course: CourseOption = None,
    db: Database = None,
) -> None:
    """Write the autograder zip of a released lesson, for a programming assignment on Gradescope.

    It holds the questions and the hidden checks, and no solution. Keep it from students.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.gradescope.pack import write_autograder

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        target = to or Path(f"{lesson}-autograder.zip")
        size = write_autograder(found, lesson, target)
        told = f"{target}: {size / 2**20:.1f} MiB. On Gradescope: Configure Autograder, Zip file upload."
        console_of().print(told, markup=False, soft_wrap=True)
