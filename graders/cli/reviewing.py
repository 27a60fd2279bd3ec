"""The command for those who read written answers: review."""

from __future__ import annotations

from typing import Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database, Lesson
from graders.cli.saying import console_of, explaining


@app.command()
def review(
    lesson: Lesson,
    course: CourseOption = None,
    db: Database = None,
    names: Annotated[bool, typer.Option("--names", help="Show whose answer it is.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of this machine; 0 for a free one.")
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in your browser.")] = True,
) -> None:
    """Read the written answers of a lesson, one question at a time, in a page on this machine alone.

    Writes to the gradebook as nbgrader's formgrader does, which may be open beside it. Ctrl-C ends it.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.course.errors import explained
        from graders.review.answers import Answers
        from graders.review.desk import Desk
        from graders.review.server import ReviewServer

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        desk = Desk(Answers(found, lesson), names)
        with explained(f"opening port {port}"):
            server = ReviewServer(desk, port)
        with server:
            console_of().print(server.address, markup=False, soft_wrap=True)
            console_of(stderr=True).print("Ctrl-C ends it; what is saved stays.", markup=False)
            if browser:
                import webbrowser

                webbrowser.open(server.address)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                raise typer.Exit from None
