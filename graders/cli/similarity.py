"""The command for those who want to look at answers that are alike: similar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database, Lesson
from graders.cli.saying import console_of, explaining, print_json, write_page, write_table


@app.command()
def similar(
    lesson: Lesson,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with the texts side by side into this file.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a row a pair into this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the pairs as JSON.")] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Say who. Without it students are numbered.")
    ] = False,
    share: Annotated[
        float, typer.Option(min=0, max=100, help="Percent of what is not explained that two must share.")
    ] = 60.0,
    bits: Annotated[float, typer.Option(min=0, help="How rare in the class that must be, in bits.")] = 8.0,
    course: CourseOption = None,
    db: Database = None,
) -> None:
    """Show answers that are alike beyond what the lesson and the class explain. It proves nothing.

    Reads what was handed in, and changes nothing.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.similarity.answers import written_by_class
        from graders.similarity.data import as_csv, as_data
        from graders.similarity.page import alike_page
        from graders.similarity.pairs import alike
        from graders.similarity.table import print_alike

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        with console_of(stderr=True).status("reading what was handed in") as status:
            written = written_by_class(
                found, lesson, lambda done, of: status.update(f"reading what was handed in: {done} of {of}")
            )
        pairs = alike(written, share / 100, bits)
        if html is not None:
            write_page(html, alike_page(pairs, names))
        if csv is not None:
            write_table(csv, as_csv(pairs, names))
        if json:
            print_json(as_data(pairs, names))
        else:
            print_alike(console_of(), pairs, names)
