"""The console script `graders`. What is heavy is imported inside the commands, so that `--help` is quick.

Exit codes: 0 all is well; 1 done, but some submissions could not be graded or scores differ from what was
expected; 2 nothing could be done, with the reason; 3 the run ended early, what is done stays done.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from graders.course.course import Course
    from graders.course.results import ClassResult, Result
    from graders.grading.coordinate import Options
    from graders.grading.pool import LocalPool

atexit.register(gc.freeze)  # or Python looks through all that was imported once more: a fifth of a second

INCOMPLETE, IMPOSSIBLE, STOPPED = 1, 2, 3
PLAIN_WIDTH = 150

app = typer.Typer(
    help="Release lessons, grade a class with nbgrader's files and gradebook, say what needs a look.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Lesson = Annotated[str, typer.Argument(help="The lesson's name, such as 03-gradients.")]
CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The course's folder. Without it: the nearest one from here.")
]
Database = Annotated[
    str | None, typer.Option(help="The gradebook's address, such as postgresql+psycopg://user@host/name.")
]
Timeout = Annotated[
    int | None, typer.Option(min=1, help="Seconds that one cell may run. [default: the course's, or 60]")
]
Unisolated = Annotated[
    bool,
    typer.Option(
        "--without-isolation",
        help="Run notebooks with your own rights: they can read your files and use your network.",
    ),
]


@app.command()
def release(lesson: Lesson, course: CourseOption = None, db: Database = None) -> None:
    """Make the students' version of a lesson, without solutions and hidden checks."""
    with _explaining():
        from graders.course.course import find_course
        from graders.course.release import release as release_lesson

        found = find_course(course, db)
        folder = release_lesson(found, found.find_lesson(lesson))
        _console().print(f"Released: {folder}", markup=False, soft_wrap=True)


@app.command()
def questions(lesson: Lesson) -> None:
    """List a lesson's questions with their points."""
    with _explaining():
        from rich.markup import escape
        from rich.table import Table

        from graders.checking.panel import amount
        from graders.course.errors import CourseError
        from graders.questions.question import questions as all_questions

        found = all_questions(lesson)
        if not found:
            known = ", ".join(sorted({question.lesson for question in all_questions()})) or "none"
            raise CourseError(f"No lesson called {lesson!r} has questions. Lessons with questions: {known}.")
        table = Table("id", "title", "points", "of these hidden", "reads", title=lesson, title_justify="left")
        for question in found:
            points, hidden = amount(question.points), amount(question.hidden_points)
            table.add_row(question.id, escape(question.title), points, hidden, ", ".join(question.reads))
        _console().print(table)


@app.command()
def lint(lesson: Lesson) -> None:
    """Say which mistakes a lesson's numbers cannot tell apart or would call right; propose better ones."""
    with _explaining():
        from graders.authoring.lint import lint_lesson

        raise typer.Exit(INCOMPLETE if lint_lesson(lesson, _console()) else 0)


@app.command()
def grade(
    lesson: Lesson,
    course: CourseOption = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="First collect a learning platform's download: a zip, or a folder of files."
        ),
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Grade this student only. Can be repeated.")] = None,
    force: Annotated[bool, typer.Option(help="Grade again what is graded already.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Notebooks that run at a time. [default: one for each processor]"),
    ] = None,
    timeout: Timeout = None,
    memory: Annotated[int, typer.Option(min=64, help="MiB of memory that a notebook may use.")] = 1024,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: the address of its scheduler, tcp://...")
    ] = None,
    db: Database = None,
    without_isolation: Unisolated = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the outcome as JSON, for other programs.")
    ] = False,
) -> None:
    """Grade what the class has handed in for a lesson, and report.

    Leaves the files and the gradebook as `nbgrader autograde` would; its other commands go on from there.
    Ends with 0 when all is graded, 1 when something could not be graded, 2 when nothing could, 3 when the run
    ended early.
    """
    with _workers(workers, scheduler, without_isolation) as pool, _explaining():
        from graders.course.course import find_course

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        if source is not None:
            from graders.grading.collect import collect

            collected = collect(found, lesson, source)
            _tell(f"Collected: {len(collected.students)} submissions from {source}")
            for reason in collected.left_out:
                _say(reason)
        options = _options(found, only, force, workers, timeout, memory, scheduler, without_isolation)
        outcome = _grade(found, lesson, dataclasses.replace(options, pool=pool))
        raise typer.Exit(_report(outcome, json))


@app.command()
def feedback(lesson: Lesson, course: CourseOption = None, db: Database = None) -> None:
    """Write the feedback pages of a lesson for everybody who was graded."""
    with _explaining():
        from graders.course.course import find_course
        from graders.course.feedback import graded_students

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        _feedback(found, lesson, graded_students(found, lesson))


@app.command()
def demo(
    lesson: Annotated[str, typer.Argument(help="The lesson to show.")] = "03-gradients",
    course: CourseOption = None,
    class_folder: Annotated[
        Path | None, typer.Option("--class", help="A folder with a folder for each student.")
    ] = None,
    into: Annotated[Path | None, typer.Option(help="Where to work; build/demo if not given.")] = None,
    timeout: Timeout = None,
    without_isolation: Unisolated = False,
) -> None:
    """Release a lesson, hand in a small class, grade it, write feedback, report: in a scratch copy."""
    with _explaining():
        from graders.course.course import find_course
        from graders.course.demo import differences, hand_in, scratch_course
        from graders.course.release import release as release_lesson
        from graders.grading.executors import NoIsolation

        original = find_course(course)
        project = original.root.parent
        class_folder = class_folder or project / "examples" / "class"
        scratch = scratch_course(original, original.find_lesson(lesson), into or project / "build" / "demo")
        console = _console()
        release_lesson(scratch, lesson)
        students = hand_in(scratch, lesson, class_folder)
        console.print(f"Released {lesson}; {len(students)} students have handed in.", markup=False)
        options = _options(scratch, None, True, None, timeout or 10, 1024, None, without_isolation)
        try:
            outcome = _grade(scratch, lesson, options)
        except NoIsolation as problem:
            _say(f"{problem}\nThe demo's own notebooks are harmless, so they run without.")
            outcome = _grade(scratch, lesson, dataclasses.replace(options, isolated=False))
        graded = [result.student for result in outcome.results if result.scores is not None]
        _feedback(scratch, lesson, graded)
        status = _report(outcome)
        different = differences(outcome, class_folder)
        if different is not None:
            agree = "All scores and remarks are as expected.json says."
            console.print("\n".join(["Not as expected:", *different]) if different else agree, markup=False)
            status = max(status if status == STOPPED else 0, INCOMPLETE if different else 0)
        console.print(f"The scratch course is {scratch.root}", markup=False, soft_wrap=True)
        raise typer.Exit(status)


@contextlib.contextmanager
def _workers(workers: int | None, scheduler: str | None, unisolated: bool) -> Iterator[LocalPool | None]:
    """Start local workers before anything else: while they import and warm up, the course is read."""
    from graders.grading.pool import LocalPool, default_workers

    if scheduler is not None or unisolated:
        yield None
        return
    with LocalPool(workers or default_workers()) as pool:
        yield pool


def _options(
    course: Course,
    only: list[str] | None,
    force: bool,
    workers: int | None,
    timeout: int | None,
    memory: int,
    scheduler: str | None,
    unisolated: bool,
) -> Options:
    from graders.grading.coordinate import Options
    from graders.grading.submission_limits import MEBIBYTE, SubmissionLimits

    seconds = timeout or int(course.config.Execute.get("timeout", 0) or 60)
    limits = SubmissionLimits(
        cell_seconds=seconds, notebook_seconds=max(600, 2 * seconds), memory_bytes=memory * MEBIBYTE
    )
    return Options(limits, tuple(only or ()), force, workers, not unisolated, scheduler)


def _grade(course: Course, lesson: str, options: Options) -> ClassResult:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    import graders.course.report  # noqa: F401 - now, while workers start, rather than at the end
    from graders.course.submissions import shown
    from graders.grading.coordinate import Watching, grade_class

    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = _console(stderr=True)
    if not options.isolated:
        _say("notebooks run with your own rights, without isolation.")
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def done(result: Result) -> None:
            progress.advance(task)
            if not console.is_terminal:  # a log gets a line a student where a screen gets a bar
                typer.echo(f"  {shown(result.student)}", err=True)

        watching = Watching(
            start=lambda number: progress.update(task, total=number),
            student=lambda student: progress.update(task, description=shown(student)),
            done=done,
        )
        return grade_class(course, lesson, options, watching)


def _feedback(course: Course, lesson: str, students: list[str]) -> None:
    from graders.course.feedback import write_feedback

    for student in students:
        write_feedback(course, lesson, student)
    where = course.path("feedback", lesson, "<student>")
    _console().print(f"Feedback for {len(students)} students: {where}", markup=False, soft_wrap=True)


def _report(outcome: ClassResult, as_json: bool = False) -> int:
    if as_json:
        import json

        from graders.course.report import as_data

        typer.echo(json.dumps(as_data(outcome), indent=1, ensure_ascii=False))
    else:
        from graders.course.report import print_report

        print_report(_console(), outcome)
    if outcome.stopped:
        _say(outcome.stopped)
        return STOPPED
    return INCOMPLETE if any(result.scores is None for result in outcome.results) else 0


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    # A file or a pipe has no width of its own, and the table should not be folded to 80 columns there.
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH
    return Console(width=wide, highlight=False, stderr=stderr)


@contextlib.contextmanager
def _explaining() -> Iterator[None]:
    """Say what is wrong in one message, and end with the code that goes with it."""
    from graders.course.errors import CourseError

    try:
        yield
    except CourseError as problem:
        _say(str(problem))
        raise typer.Exit(IMPOSSIBLE) from None
    except KeyboardInterrupt:
        _say("Stopped. What was graded stays graded; run the same command to go on.")
        raise typer.Exit(STOPPED) from None
    except ModuleNotFoundError as missing:
        _say(f"{missing.name} is not installed. Install the `notebooks` extra of this package.")
        raise typer.Exit(IMPOSSIBLE) from None


def _tell(message: str) -> None:
    _console(stderr=True).print(message, markup=False, soft_wrap=True)


def _say(message: str) -> None:
    typer.echo(f"graders: {message}", err=True)
