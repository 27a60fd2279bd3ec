"""The commands for what students are given: bundle, publish."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption
from graders.cli.saying import INCOMPLETE, console_of, explaining, say

Lessons = Annotated[
    list[str] | None,
    typer.Argument(help="The lessons, such as 03-gradients. Without any: all that are released."),
]


@app.command()
def bundle(
    lessons: Lessons = None,
    course: CourseOption = None,
    into: Annotated[
        Path | None, typer.Option(help="The zip to write. Without it: <course>-lessons.zip in this folder.")
    ] = None,
) -> None:
    """Write a zip for students: released lessons, the package, pins, and a start.py that sets all up.

    Nothing is written when a solution, a hidden check, tests.py or a history would go out with it.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.handout.bundle import bundle_name, write_bundle
        from graders.handout.contents import released_lessons, students_files, warn_of_older

        found = find_course(course)
        target = into or Path(f"{bundle_name(found)}.zip")
        files = students_files(found, lessons or ())
        write_bundle(files, target, bundle_name(found))
        for sentence in warn_of_older(found, lessons or released_lessons(found)):
            say(sentence)
        size = target.stat().st_size / 2**20
        told = f"{target}: {len(files)} files, {size:.1f} MiB. Students unpack it and type: python start.py"
        console_of().print(told, markup=False, soft_wrap=True)


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="The students' git repository, cloned to this machine.")],
    lessons: Lessons = None,
    course: CourseOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Keep a students' git repository in step with the released lessons: shows what it will do, then asks.

    Writes what `graders bundle` would pack. A file that it did not write, or that somebody has changed since,
    stays as it is. Nothing is committed or pushed. Ends with 1 where a file was left alone.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.handout.contents import released_lessons, students_files, warn_of_older
        from graders.handout.publish import plan
        from graders.handout.publish import publish as do

        found = find_course(course)
        files = students_files(found, lessons or ())
        planned = plan(found, folder, files, whole=not lessons)
        for sentence in warn_of_older(found, lessons or released_lessons(found)):
            say(sentence)
        console = console_of()
        for change in planned.changes:
            reason = f" ({change.reason})" if change.reason else ""
            console.print(f"  {change.kind:7}{change.name}{reason}", markup=False, soft_wrap=True)
        status = INCOMPLETE if planned.kept else 0
        if not planned.to_do:
            console.print(f"{folder} is in step; nothing is to be written.", markup=False, soft_wrap=True)
            raise typer.Exit(status)
        if not yes and not _agreed(len(planned.to_do)):
            console.print("Nothing was written. With --yes it is.", markup=False)
            raise typer.Exit(status)
        done = do(planned)
        for change in [change for change in planned.to_do if change not in done]:
            say(f"{change.name} has changed meanwhile and was left alone.")
            status = INCOMPLETE
        told = f'{len(done)} files written. Look, then: git -C "{folder}" add --all, commit, push.'
        console.print(told, markup=False, soft_wrap=True)
        raise typer.Exit(status)


def _agreed(number: int) -> bool:
    """Whether a person says yes; where nobody can be asked, nobody has."""
    return sys.stdin.isatty() and typer.confirm(f"Change these {number} files?")
