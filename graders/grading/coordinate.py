"""Grading a class: jobs are handed out to workers, and what comes back is written down one by one."""

from __future__ import annotations

import difflib
import errno
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import datetime

from graders.course.course import Course
from graders.course.errors import CourseError, NotTaken
from graders.course.penalties import Penalties
from graders.course.released import ReleasedCell
from graders.course.results import ClassResult, Result, Score, Standing, for_a_person
from graders.course.submissions import Remark, Submission, find_submissions
from graders.course.unseen import unseen
from graders.grading.book import Book
from graders.grading.executors import ADVICE, NO_ANSWER, NoIsolation, Workers, open_executor
from graders.grading.gather import PENALTIES, gather, steps
from graders.grading.journal import Journal
from graders.grading.lesson import Lesson, PackedLesson
from graders.grading.lock import only_grader
from graders.grading.outcome import Job, Outcome
from graders.grading.place import Shelf, laid_out, timestamp_in
from graders.grading.pool import HELD, LocalPool
from graders.grading.submission_limits import SubmissionLimits
from graders.grading.taken import take
from graders.isolation.errors import CannotIsolate, SandboxFailed
from graders.questions.folder import changed_since

TRIES = 3
LOOK_SECONDS = 0.2
"""How often jobs are looked at that have not come back, and workers for whether they have room."""


@dataclass(frozen=True)
class Options:
    """How a class is graded. `scheduler` is a Dask scheduler's address; without one, this machine does it."""

    limits: SubmissionLimits = field(default_factory=SubmissionLimits)
    only: tuple[str, ...] = ()
    force: bool = False
    workers: int | None = None
    isolated: bool = True
    scheduler: str | None = None
    pool: LocalPool | None = None
    """Workers that were started before anything else was known, to save the time."""


@dataclass(frozen=True)
class Watching:
    """What is told while it goes on: how many there are, whose turn it is, what came of one."""

    start: Callable[[int], None] = lambda number: None
    student: Callable[[str], None] = lambda student: None
    done: Callable[[Result], None] = lambda result: None


def grade_class(
    course: Course, lesson: str, options: Options | None = None, watching: Watching | None = None
) -> ClassResult:
    """Grade the submissions of a lesson, all or those of `options.only`.

    Raises CourseError when nothing can be graded at all. When the gradebook, the disk or the workers fail on
    the way, the results so far are returned with the reason in `stopped`; what is recorded stays so.
    """
    options, watching = options or Options(), watching or Watching()
    submissions = chosen(all_work(course, lesson), options.only)
    with only_grader(course.root, lesson):
        course.check_gradebook()
        late = PENALTIES in steps(course, "autograde_preprocessors")
        with Book(course.db_url, lesson, Penalties(course.parent) if late else None) as book:
            gathered = gather(course, book)
            _refuse_other_numbers(course, gathered)
            return _Grading(course, book, gathered, options, watching).run(submissions)


def _refuse_other_numbers(course: Course, lesson: Lesson) -> None:
    """Raise CourseError where students got other numbers than those by which they would be graded."""
    variants = None if lesson.questions is None else lesson.questions.variants
    if said := changed_since(variants, course.path("release", lesson.name)):
        raise CourseError(f"{lesson.name} was not graded, and nothing was changed: {said}.")


def all_work(course: Course, lesson: str) -> list[Submission]:
    """The submissions of a lesson, and what may be work of it in another place, to be listed."""
    found = find_submissions(course, lesson)
    seen = {submission.folder.parent.name for submission in found}
    return [*found, *unseen(course.path("submitted", "."), lesson, seen)]


def chosen(submissions: list[Submission], only: Collection[str]) -> list[Submission]:
    """The submissions of the students in `only`, or all. CourseError for a student who is not there."""
    students = {submission.student for submission in submissions}
    for name in only:
        if name not in students:
            near = difflib.get_close_matches(name, students, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise CourseError(f"{name!r} has not handed in.{hint}")
    return [submission for submission in submissions if not only or submission.student in only]


@dataclass
class _Task:
    """A submission on its way. The files come back into the folder of graded work, so they are kept."""

    submission: Submission
    job: Job
    digest: str
    when: datetime | None
    remarks: list[Remark]
    started: float
    tries: int = 1
    overdue_at: float = 0.0
    given_up: bool = False


def _not_graded(task: _Task, why: str) -> Outcome:
    return Outcome(task.job.student, remarks=(Remark("not graded", why),))


def _reason(problem: OSError | ValueError) -> str:
    """Without the path, which says nothing that is not known."""
    if isinstance(problem, OSError) and problem.errno in (errno.ELOOP, errno.ENOTDIR):
        return "a symbolic link has taken its place, which is not followed"
    return (problem.strerror if isinstance(problem, OSError) else None) or str(problem)


class _Grading:
    def __init__(
        self, course: Course, book: Book, lesson: Lesson, options: Options, watching: Watching
    ) -> None:
        self._course = course
        self._book = book
        self._lesson = lesson
        self._packed = PackedLesson.pack(lesson)
        self._options = options
        self._watching = watching
        self._shelf = Shelf(course, lesson.name)
        self._journal = Journal(course, lesson.name)
        self._ignore = list(course.directory().ignore)
        self._results: dict[str, Result] = {}
        self._running: dict[Future[Outcome], _Task] = {}
        self._suspects: list[_Task] = []
        self._worked = False

    def run(self, submissions: list[Submission]) -> ClassResult:
        """Grade them all; see `grade_class`."""
        self._watching.start(len(submissions))
        stopped = ""
        try:
            todo = list(self._not_graded_before(submissions))
            if todo:
                stopped = self._grade(todo)
        finally:
            self._shelf.close()
        cells = tuple(
            ReleasedCell(kept.name, kept.cell_type, kept.source, kept.locked, kept.solution, kept.points)
            for kept in self._lesson.cells
        )
        ordered = tuple(self._results[each.student] for each in submissions if each.student in self._results)
        return ClassResult(self._lesson.name, cells, ordered, stopped)

    def _not_graded_before(self, submissions: list[Submission]) -> Iterator[Submission]:
        for submission in submissions:
            earlier = None if self._options.force else self._earlier(submission)
            if earlier is None:
                yield submission
            else:
                self._finish(earlier)

    def _earlier(self, submission: Submission) -> Result | None:
        """What the gradebook holds for a submission, unless it is new, changed or newer than its grade."""
        graded = self._shelf.notebook(submission.student)
        if submission.file is None or not graded.is_file():
            return None
        try:
            work = take(submission, self._ignore)
            if submission.file.lstat().st_mtime > graded.stat().st_mtime:
                return None
        except (OSError, ValueError):
            return None  # it is told when its turn comes
        known = self._journal.graded(submission.student)
        if known is not None and known != work.digest:  # a file's time may be of long before it was put there
            return None
        scores = self._book.scores_of(submission.student)
        if scores is None:
            return None
        standing = self._book.standing(submission.student)
        return Result(submission.student, tuple(scores), tuple(for_a_person(scores)), standing)

    def _grade(self, todo: list[Submission]) -> str:
        """Hand out and take back until all is done; gives the reason if it ends early."""
        chosen = self._options
        with open_executor(chosen.scheduler, chosen.workers, chosen.isolated, chosen.pool) as executor:
            try:
                for submission in todo:
                    while not executor.has_room():
                        self._take_back(executor)
                    self._hand_out(executor, submission)
                while self._running:
                    self._take_back(executor)
                while self._suspects:
                    self._try_alone(executor, self._suspects.pop(0))
            except CourseError as problem:
                for future in self._running:
                    future.cancel()
                if not self._results:
                    raise  # nothing was graded, and nothing can be
                return str(problem)
        return ""

    def _hand_out(self, executor: Workers, submission: Submission) -> None:
        self._watching.student(submission.student)
        remarks = list(submission.remarks)
        if submission.file is None:
            self._finish(Result(submission.student, None, tuple(remarks)))
            return
        try:
            work = take(submission, self._ignore)
        except (OSError, ValueError) as problem:
            remarks.append(Remark("not graded", f"it could not be read: {_reason(problem)}"))
            self._finish(Result(submission.student, None, tuple(remarks)))
            return
        when, bad = timestamp_in(work.files)
        job = Job(
            submission.student,
            self._packed,
            work.notebook,
            work.files,
            self._options.limits,
            self._options.isolated,
        )
        remarks += [*work.remarks, *bad]
        self._submit(executor, _Task(submission, job, work.digest, when, remarks, time.monotonic()))

    def _submit(self, executor: Workers, task: _Task) -> None:
        from graders.grading.working import work

        # A job may wait for the one before it.
        task.overdue_at = time.monotonic() + HELD * task.job.limits.job_seconds
        self._running[executor.submit(work, task.job)] = task

    def _take_back(self, executor: Workers) -> None:
        """Wait for a while, and write down what has come back by then."""
        for future in self._finished(executor):
            task = self._running.pop(future)
            outcome = self._outcome(future)
            if outcome is not None:
                self._write_down(task, outcome)
            elif task.given_up:
                self._write_down(task, _not_graded(task, "its worker did not answer and was ended"))
            else:
                self._suspects.append(task)

    def _finished(self, executor: Workers) -> list[Future[Outcome]]:
        """Those that are done. One that a worker has had for too long is given up, and is done soon."""
        finished = wait(self._running, LOOK_SECONDS, FIRST_COMPLETED).done
        for future, task in self._running.items():
            if not task.given_up and future not in finished and time.monotonic() > task.overdue_at:
                task.given_up = True
                executor.give_up(future)
        return [running for running in self._running if running in finished]

    def _try_alone(self, executor: Workers, task: _Task) -> None:
        """Once more for a job whose worker died; by itself, so that it takes no other with it."""
        while task.tries < TRIES:
            task.tries += 1
            self._submit(executor, task)
            while self._running:
                self._take_back(executor)
            if not any(other is task for other in self._suspects):
                return
            self._suspects = [other for other in self._suspects if other is not task]
        text = f"the worker that ran it ended {TRIES} times; nothing else was touched"
        self._write_down(task, _not_graded(task, text))

    def _outcome(self, future: Future[Outcome]) -> Outcome | None:
        """What came back, or None when the worker ended and the job is to be tried again."""
        try:
            outcome = future.result()
        except CannotIsolate as problem:
            raise NoIsolation(f"{problem}\n{ADVICE}") from None
        except SandboxFailed as problem:
            if not self._worked:
                raise NoIsolation(f"No isolated kernel can be started: {problem}\n{ADVICE}") from None
            return None
        except NO_ANSWER:
            return None
        self._worked = True
        return outcome

    def _write_down(self, task: _Task, outcome: Outcome) -> None:
        student = task.job.student
        remarks = [*task.remarks, *outcome.remarks]
        scores = None
        try:
            scores = self._record(task, outcome)
        except NotTaken as problem:
            remarks.append(Remark("not graded", str(problem)))
        standing = Standing()
        if scores is not None:
            remarks += for_a_person(scores)
            standing = self._book.standing(student)
        result = Result(student, scores, tuple(remarks), standing)
        self._journal.write(result, outcome, task.digest, time.monotonic() - task.started, task.tries)
        self._finish(result)

    def _record(self, task: _Task, outcome: Outcome) -> tuple[Score, ...] | None:
        """Write files and rows; gives the scores, if there are any."""
        student = task.job.student
        if outcome.notebook is not None:
            files = laid_out(task.job.files, self._lesson.files)
            with (
                self._shelf.arriving(student, files, outcome.notebook),
                self._book.record(student, task.when, outcome.scores, outcome.comments) as recorded,
            ):
                return tuple(recorded)
        if outcome.known:
            self._book.lay_out(student, task.when)
        return None

    def _finish(self, result: Result) -> None:
        self._results[result.student] = result
        self._watching.done(result)
