"""`graders test LESSON`: a lesson is tried like code, before students or grades meet it.

The solution is graded as a submission is, hidden checks included, and must get full points without an
error or a warning; the released notebook must get nothing, and be told "not answered yet" everywhere; each
entry of `tests.py` must get its points, and its mistake its name.
"""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.authoring.entries import BrokenTests, Entry, read_entries
from graders.authoring.notebook import steps_of
from graders.authoring.trying import Attempt, Tried, attempt
from graders.checking.checks import VERDICT_TYPE
from graders.course.consistency import broken_cells, faults_of_lesson, leftovers
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.release import convert
from graders.grading.executors import open_executor, what_is_missing
from graders.grading.gather import lesson_of
from graders.grading.lesson import Lesson, PackedLesson, with_variants
from graders.grading.outcome import Job, Outcome
from graders.grading.pool import WorkerDied
from graders.grading.submission_limits import SubmissionLimits
from graders.isolation import CannotIsolate, SandboxFailed
from graders.misconceptions.catalogue import check_ids
from graders.questions.folder import TESTS, Folder

PROCESSES = 2
FEW = 30
PINNED = "pinned"
"""What an explanation of the lesson's own is called: an entry may ask for one."""
SOLUTION, RELEASED = "solution", "released notebook"
STUDENTS = ("one student", "another student", "a third student")
"""The solution of a lesson that gives students numbers of their own is graded as theirs too."""


@dataclass
class Tested:
    """What came of it: faults by what was tried, the entries' results, and how long each took."""

    lesson: str
    faults: dict[str, list[str]] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not any(self.faults.values()) and not any(each.problem for each in self.tried)

    def problems(self) -> list[str]:
        """Everything that is to be put right, a line each."""
        lines = [fault for faults in self.faults.values() for fault in faults]
        lines += [
            f"{TESTS}, line {each.entry.line}: this answer to {each.entry.question!r} {each.problem}"
            for each in self.tried
            if each.problem
        ]
        return lines


def try_lesson(course: Course, lesson: str, progress: Callable[[str], None] = lambda doing: None) -> Tested:
    """Try a lesson. Raises CourseError where it cannot be tried at all."""
    tested = Tested(lesson)
    source = course.path("source", lesson)
    progress("reading the lesson")
    tested.faults["lesson"] = faults_of_lesson(lesson, source)
    try:
        entries = read_entries(source / TESTS)
    except BrokenTests as problem:
        tested.faults["entries"] = [str(problem)]
        entries = []
    if tested.faults["lesson"]:
        return tested
    with tempfile.TemporaryDirectory(prefix="graders-test-") as name:
        scratch = Path(name)
        progress("making the students' version")
        started = time.monotonic()
        apart = Course(course.root, f"sqlite:///{scratch / 'gradebook.db'}")
        released = convert(apart, lesson, scratch / "release")
        tested.faults["release"] = _faults_of_release(released / f"{lesson}.ipynb")
        tested.seconds["release"] = time.monotonic() - started
        if tested.faults["release"]:
            return tested
        progress("grading the solution and the released notebook")
        _grade_both(tested, apart, lesson, source, released)
        if entries:
            progress(f"trying {len(entries)} answers of {TESTS}")
            _try_entries(tested, source, released, entries)
        else:
            tested.notes.append(
                f"{TESTS} holds no answers yet: nothing says that right ones pass and wrong ones fail"
            )
    return tested


def _faults_of_release(notebook: Path) -> list[str]:
    faults = [f"the students' version still holds {mark}" for mark in leftovers(notebook)]
    return faults + [
        f"without the solutions it is not Python any more ({cell}); a function or a block needs a docstring "
        "or another line"
        for cell in broken_cells(notebook)
    ]


def _grade_both(tested: Tested, course: Course, lesson: str, source: Path, released: Path) -> None:
    """Grade the solution and the released notebook as submissions are graded."""
    started = time.monotonic()
    rows = lesson_of(course, lesson)
    packed = PackedLesson.pack(rows)
    seconds = int(course.config.Execute.get("timeout", 0) or 60)
    isolated = not what_is_missing()
    if not isolated:
        tested.notes.append("notebooks ran with your own rights: this machine cannot isolate them")
    limits = SubmissionLimits(cell_seconds=seconds)
    solution = (source / f"{lesson}.ipynb").read_bytes()
    jobs = {
        SOLUTION: Job(SOLUTION, packed, solution, {}, limits, isolated),
        RELEASED: Job(RELEASED, packed, (released / f"{lesson}.ipynb").read_bytes(), {}, limits, isolated),
    }
    if any(question.variants is not None for question in course.lesson(lesson)):
        varied = PackedLesson.pack(with_variants(rows))
        jobs |= {name: Job(name, varied, solution, {}, limits, isolated) for name in STUDENTS}
    with open_executor(None, PROCESSES, isolated) as executor:
        from graders.grading.working import work

        running = {what: executor.submit(work, job) for what, job in jobs.items()}
        try:
            outcomes = {what: future.result() for what, future in running.items()}
        except (CannotIsolate, SandboxFailed, WorkerDied) as problem:
            reason = str(problem).strip().splitlines()[-1:] or [type(problem).__name__]
            raise CourseError(f"The solution of {lesson} could not be run: {reason[0]}") from None
    tested.faults[SOLUTION] = _faults_of_solution(outcomes[SOLUTION], rows)
    for name in STUDENTS:
        if name in outcomes:
            tested.faults[SOLUTION] += [
                f"with the numbers of {name!r}, {fault}"
                for fault in _faults_of_solution(outcomes[name], rows)
            ]
    tested.faults[RELEASED] = _faults_of_untouched(outcomes[RELEASED], rows)
    tested.seconds[SOLUTION] = time.monotonic() - started


def _faults_of_solution(outcome: Outcome, rows: Lesson) -> list[str]:
    if outcome.notebook is None:
        return [f"the solution was not graded: {remark.text}" for remark in outcome.remarks]
    notebook = _parsed(outcome.notebook)
    faults = _noise(notebook, "the solution")
    for cell in _tests(notebook, rows):
        name = cell.metadata.nbgrader.grade_id
        worth, got = rows.by_name[name].points, outcome.scores.get(name)
        if got != worth:
            faults.append(f"the solution gets {got:g} of {worth:g} in '{name}'. {_said(cell)}".strip())
    return faults


def _faults_of_untouched(outcome: Outcome, rows: Lesson) -> list[str]:
    if outcome.notebook is None:
        return [f"the released notebook was not graded: {remark.text}" for remark in outcome.remarks]
    notebook = _parsed(outcome.notebook)
    faults = []
    for cell in _tests(notebook, rows):
        name = cell.metadata.nbgrader.grade_id
        got = outcome.scores.get(name)
        if got and rows.by_name[name].points:
            faults.append(f"the released notebook gets {got:g} points in '{name}' before anything is written")
        verdict = _verdict(cell)
        if verdict is not None and verdict.get("criteria"):
            faults.append(
                f"the check in '{name}' judges the released notebook; it should say 'not answered yet': "
                "let the answer begin with `...`, or name the given program with `given=`"
            )
    return faults


def _tests(notebook: NotebookNode, rows: Lesson) -> list[NotebookNode]:
    names = {cell.name for cell in rows.cells if cell.grade and not cell.solution}
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in names]


def _noise(notebook: NotebookNode, what: str) -> list[str]:
    """Errors and warnings in a notebook that ran."""
    faults = []
    for number, cell in enumerate(notebook.cells, start=1):
        expected = "raises-exception" in cell.metadata.get("tags", [])
        for output in cell.get("outputs", []):
            if output.output_type == "error" and not expected:
                faults.append(f"cell {number} of {what} stops with {output.ename}: {output.evalue}"[:300])
            elif output.output_type == "stream" and output.name == "stderr":
                faults.append(f"cell {number} of {what} warns: {output.text.strip()}"[:300])
    return faults


def _verdict(cell: NotebookNode) -> Mapping[str, object] | None:
    for output in cell.get("outputs", []):
        if VERDICT_TYPE in output.get("data", {}):
            return dict(output.data[VERDICT_TYPE])
    return None


def _said(cell: NotebookNode) -> str:
    verdict = _verdict(cell)
    if verdict is None:
        return ""
    failed = [str(name) for name, passed in verdict.get("criteria", []) if not passed]  # type: ignore[attr-defined]  # as check wrote it
    problems = [str(problem) for problem in verdict.get("problems", [])]  # type: ignore[attr-defined]  # likewise
    return "; ".join([*(f"not passed: {name}" for name in failed), *problems])


def _parsed(data: bytes) -> NotebookNode:
    notebook: NotebookNode = nbformat.reads(data.decode(), as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def _try_entries(tested: Tested, source: Path, released: Path, entries: Sequence[Entry]) -> None:
    """Try the entries in two processes, each with a part of the questions."""
    started = time.monotonic()
    for entry in entries:
        try:
            check_ids(each for each in entry.misconceptions if each != PINNED)
        except ValueError as problem:
            tested.faults.setdefault("entries", []).append(f"{TESTS}, line {entry.line}: {problem}")
    folder = Folder.read(source, hidden=True)
    steps = steps_of(source / f"{source.name}.ipynb")
    parts = [
        Attempt(folder, steps, part, _copy_of(released, number))
        for number, part in enumerate(_parts(entries))
    ]
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(len(parts), mp_context=context) as pool:
            found = [each for part in pool.map(attempt, parts) for each in part]
    except BrokenProcessPool:
        raise CourseError(f"An answer of {TESTS} ended the process in which it was tried.") from None
    tested.tried = sorted(found, key=lambda each: each.entry.line)
    tested.seconds["entries"] = time.monotonic() - started


def _copy_of(released: Path, number: int) -> Path:
    return Path(shutil.copytree(released, released.parent / f"copy-{number}" / released.name))


def _parts(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in parts of about one size, one a process; those of one question stay together."""
    # A process takes two seconds to start, in which many answers are tried.
    parts: list[list[Entry]] = [[] for _ in range(1 if len(entries) <= FEW else PROCESSES)]
    for question in dict.fromkeys(entry.question for entry in entries):
        min(parts, key=len).extend(entry for entry in entries if entry.question == question)
    return [part for part in parts if part]
