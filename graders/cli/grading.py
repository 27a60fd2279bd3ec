"""The commands for those who grade a class: grade, feedback, demo."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graders.cli.app import app
from graders.cli.options import CourseOption, Database, Lesson, Timeout, Unisolated
from graders.cli.saying import INCOMPLETE, STOPPED, console_of, explaining, print_json, say, tell

if TYPE_CHECKING:
    from graders.course.course import Course
    from graders.course.results import ClassResult, Result
    from graders.grading.coordinate import Options
    from graders.grading.pool import LocalPool


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
    layout: Annotated[
        str | None,
        typer.Option(
            help="How the platform names its files: blackboard, brightspace, canvas, gradescope, ilias, "
            "moodle, sakai or teams. [default: the course's named_regexp]"
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
    Ends with 0 when all is graded, 1 when something could not be graded or collected, 2 when nothing could, 3
    when the run ended early.
    """
    with _workers(workers, scheduler, without_isolation) as pool, explaining():
        from graders.course.course import find_course

        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        complete = source is None or _collect(found, lesson, source, layout)
        options = _options(found, only, force, workers, timeout, memory, scheduler, without_isolation)
        outcome = _grade(found, lesson, dataclasses.replace(options, pool=pool))
        raise typer.Exit(_report(outcome, json) or (0 if complete else INCOMPLETE))


@app.command()
def feedback(
    lesson: Lesson,
    course: CourseOption = None,
    db: Database = None,
    zip: Annotated[
        Path | None,
        typer.Option("--zip", help="Also write a zip with one page for each student, for your platform."),
    ] = None,
) -> None:
    """Write the feedback pages of a lesson for everybody who was graded, and their summaries.

    Ends with 1 where graded work is not in the gradebook, which gets no page.
    """
    with explaining():
        from graders.course.course import find_course
        from graders.course.feedback import graded_notebooks, graded_students
        from graders.course.penalties import Penalties
        from graders.course.submissions import shown
        from graders.course.targets import check_target
        from graders.export.doubts import doubts
        from graders.export.grades import read_grades
        from graders.feedback.summary import ZIP, write_zip

        if zip is not None:
            check_target(zip, *ZIP)
        found = find_course(course, db)
        lesson = found.find_lesson(lesson)
        students = graded_students(found, lesson)
        _feedback(found, lesson, students)
        for sentence in doubts(read_grades(found.db_url, [lesson]), Penalties(found.parent).of):
            tell(sentence)
        unknown = sorted(set(graded_notebooks(found, lesson)) - set(students))
        for student in unknown:
            say(f"no page for {shown(student)}: the gradebook has no grades of this work. Grade it again.")
        if zip is not None:
            names = write_zip(found, lesson, students, zip)
            console_of().print(f"{zip}: {len(names)} pages", markup=False, soft_wrap=True)
        raise typer.Exit(INCOMPLETE if unknown else 0)


@app.command()
def demo(
    lesson: Annotated[str, typer.Argument(help="The lesson to show.")] = "03-gradients",
    course: CourseOption = None,
    class_folder: Annotated[
        Path | None, typer.Option("--class", help="A folder with a folder for each student.")
    ] = None,
    into: Annotated[Path | None, typer.Option(help="Where to work; build/demo if not given.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every lesson that the class handed in.")] = False,
    timeout: Timeout = None,
    without_isolation: Unisolated = False,
) -> None:
    """Release a lesson, hand in a small class, grade it, write feedback, report: in a scratch copy."""
    with explaining():
        from graders.course.course import find_course
        from graders.course.demo import has_class, scratch_course

        original = find_course(course)
        project = original.root.parent
        class_folder = class_folder or project / "examples" / "class"
        shown = [original.find_lesson(lesson)]
        if every:
            shown = [each for each in original.lessons() if has_class(each, class_folder)]
        scratch = scratch_course(original, shown, into or project / "build" / "demo")
        options = _options(scratch, None, True, None, timeout or 10, 1024, None, without_isolation)
        statuses = [_show(scratch, each, class_folder, options) for each in shown]
        console_of().print(f"The scratch course is {scratch.root}", markup=False, soft_wrap=True)
        raise typer.Exit(max(statuses, default=0))


def _show(scratch: Course, lesson: str, class_folder: Path, options: Options) -> int:
    """One lesson of the demo; gives the exit code that its outcome calls for."""
    from graders.course.demo import differences, hand_in
    from graders.course.release import release as release_lesson
    from graders.grading.executors import NoIsolation

    console = console_of()
    release_lesson(scratch, lesson)
    students = hand_in(scratch, lesson, class_folder)
    console.print(f"Released {lesson}; {len(students)} students have handed in.", markup=False)
    try:
        outcome = _grade(scratch, lesson, options)
    except NoIsolation as problem:
        say(f"{problem}\nThe demo's own notebooks are harmless, so they run without.")
        outcome = _grade(scratch, lesson, dataclasses.replace(options, isolated=False))
    _feedback(scratch, lesson, [result.student for result in outcome.results if result.scores is not None])
    status = _report(outcome)
    different = differences(outcome, class_folder)
    if different is None:
        return status
    agree = f"All scores and remarks of {lesson} are as they were worked out by hand."
    console.print("\n".join(["Not as expected:", *different]) if different else agree, markup=False)
    return max(status if status == STOPPED else 0, INCOMPLETE if different else 0)


def _collect(course: Course, lesson: str, source: Path, layout: str | None) -> bool:
    """Collect, and say what came of it. Whether everybody and everything was collected."""
    from graders.grading.collect import collect

    collected = collect(course, lesson, source, layout)
    tell(f"Collected: {len(collected.students)} submissions from {source}")
    for sentence in collected.told:
        tell(sentence)
    for reason in collected.left_out:
        say(reason)
    return not collected.left_out


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
    console = console_of(stderr=True)
    if not options.isolated:
        say("notebooks run with your own rights, without isolation.")
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
    from graders.feedback.summary import write_summaries

    for student in students:
        write_feedback(course, lesson, student)
    write_summaries(course, students)
    where = course.path("feedback", lesson, "<student>")
    console_of().print(f"Feedback for {len(students)} students: {where}", markup=False, soft_wrap=True)


def _report(outcome: ClassResult, as_json: bool = False) -> int:
    if as_json:
        from graders.course.report import as_data

        print_json(as_data(outcome))
    else:
        from graders.course.report import print_report

        print_report(console_of(), outcome)
    if outcome.stopped:
        say(outcome.stopped)
        return STOPPED
    return INCOMPLETE if any(result.scores is None for result in outcome.results) else 0
