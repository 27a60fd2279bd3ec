"""The work on one submission: bytes in, bytes out. It knows a lesson's rows, a kernel, and nothing else."""

from __future__ import annotations

import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from graders.checking.checks import Checked
from graders.checking.place import FROM_OUTSIDE
from graders.course.released import ReleasedCell
from graders.course.submissions import Remark
from graders.grading.houses import house
from graders.grading.lesson import Lesson, PackedLesson
from graders.grading.names import OTHERS_NUMBERS, signed_by_another
from graders.grading.outcome import Job, Outcome
from graders.grading.patience import Patience
from graders.grading.place import TIMESTAMP, laid_out
from graders.grading.prepare import NotGraded, read
from graders.grading.remarks import remarks_on
from graders.grading.run import Run, places_to_run
from graders.grading.steps import Steps, released_cells
from graders.grading.trusted import check_from_outside, checked_question
from graders.grading.writing import write
from graders.isolation import CannotIsolate, IsolationError, Opening, SandboxFailed

SANDBOX_ENDED = "its sandbox ended"
VARIABLES = {"NBGRADER_EXECUTION": "autograde", FROM_OUTSIDE: "1"}
CHECK_FAILED = "check failed"


def grade(job: Job) -> Outcome:
    """Grade one submission. Whatever it does, there is an outcome.

    Raises SandboxFailed and CannotIsolate when the machine fails: then no submission can be graded.
    """
    started = time.monotonic()
    lesson = job.lesson.unpack()
    remarks: list[Remark] = []
    log: list[str] = []
    known = False
    try:
        steps = _steps(job.lesson, lesson)
        notebook, found = read(job.notebook, lesson, steps.released)
        remarks += found
        if notebook is None:
            return Outcome(job.student, remarks=_shown(remarks), known=False)
        known = True
        remarks += signed_by_another(job.notebook, job.student) if lesson.varies else []
        notebook, _ = steps.before.run(notebook)
        _run(notebook, job, lesson, remarks)
        log.append(f"ran to its end after {time.monotonic() - started:.2f} s")
        remarks += remarks_on(notebook)
        notebook, rows = steps.after.run(notebook)
        data = write(notebook)
    except (SandboxFailed, CannotIsolate):
        raise
    except NotGraded as problem:
        remarks.append(Remark(problem.kind, str(problem)))
    except IsolationError as problem:
        remarks.append(Remark("not graded", str(problem)))
    except Exception as problem:  # whatever this submission does, the next one is graded
        remarks.append(
            Remark("not graded", f"it could not be graded: {type(problem).__name__}: {problem}"[:500])
        )
        log += traceback.format_exc().splitlines()
    else:
        return Outcome(
            job.student,
            notebook=data,
            scores={name: row.auto_score for name, row in rows.scores.items()},
            comments={name: row.auto_comment for name, row in rows.comments.items()},
            remarks=_shown(remarks),
            log=tuple(log),
        )
    return Outcome(job.student, remarks=_shown(remarks), known=known, log=tuple(log))


def _shown(remarks: list[Remark]) -> tuple[Remark, ...]:
    """Remarks fit for a terminal: a student's text in them may hold control characters."""
    return tuple(
        Remark(remark.kind, "".join(sign if sign.isprintable() else "\ufffd" for sign in remark.text))
        for remark in remarks
    )


def _run(notebook: NotebookNode, job: Job, lesson: Lesson, remarks: list[Remark]) -> None:
    home = house(job.isolated)
    files = laid_out(job.files, lesson.files_for(job.student))
    with home.kernel(
        files,
        limits=job.limits.of_kernel(),
        environment=VARIABLES,
        opening=_opening(notebook, job, lesson),
    ) as kernel:
        try:
            with kernel.client() as client:
                notebook.metadata["language_info"] = home.language_info(client)
                _run_in(kernel, client, notebook, job, lesson, remarks)
        except (NotGraded, IsolationError, TimeoutError) as problem:
            if not kernel.alive() and kernel.why_ended() == SANDBOX_ENDED:
                # Not the notebook's doing: with a new sandbox it can be graded.
                raise SandboxFailed("the sandbox ended while a notebook ran in it") from None
            if isinstance(problem, TimeoutError):
                raise NotGraded("its kernel did not answer at its start") from None
            raise


def _run_in(
    kernel: Any, client: Any, notebook: NotebookNode, job: Job, lesson: Lesson, remarks: list[Remark]
) -> None:
    asked = Patience(client, job.limits.answer_seconds)

    def check(cell: NotebookNode) -> Checked | None:
        question = checked_question(cell, lesson)
        if question is None:
            return None
        checked, answers = check_from_outside(question, asked, run.sources, lesson, job.student)
        if answers.lost is not None:
            raise answers.lost
        if checked.fits_the_common:
            words = f"the answer to {question.id!r} fits the common numbers and not their own"
            remarks.append(Remark(OTHERS_NUMBERS, f"{words}; was it written without a name?"))
        if checked.faults:
            # Points that a failed check gives mean nothing: nothing is graded, and an earlier grade stands.
            raise NotGraded(f"the check of {question.id!r} failed: {checked.faults[0]}", CHECK_FAILED)
        if answers.slow:
            kernel.interrupt()
        return checked

    run = Run(notebook, kernel, client, job.limits, check)
    run.all_cells()
    if asked.spent:
        remarks.append(Remark("timeout", str(asked)))


def _opening(notebook: NotebookNode, job: Job, lesson: Lesson) -> Opening | None:
    """The lesson's first cells, if the notebook begins with just these and brings no files of its own."""
    own = set(job.files) - set(lesson.files) - {TIMESTAMP}
    first = tuple(notebook.cells[place].source for place in places_to_run(notebook)[: len(lesson.opening)])
    shows_own = lesson.varies and any("mine(" in text or "i_am(" in text for text in lesson.opening)
    if own or shows_own or first != lesson.opening:
        return None
    return Opening(lesson.opening, lesson.files, job.limits.notebook_seconds)


@dataclass(frozen=True)
class _BothSteps:
    before: Steps
    after: Steps
    released: list[ReleasedCell]


_made: dict[str, _BothSteps] = {}


def _steps(packed: PackedLesson, lesson: Lesson) -> _BothSteps:
    # nbgrader's steps keep the notebook's names while they work: each thread has its own.
    key = f"{packed.digest}-{threading.get_ident()}"
    if key not in _made:
        if len(_made) > 64:
            _made.clear()
        _made[key] = _BothSteps(
            Steps(lesson, lesson.before), Steps(lesson, lesson.after), released_cells(lesson)
        )
    return _made[key]
