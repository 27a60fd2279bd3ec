"""One submission on its way through grading: prepared, executed, recorded.

Preparing and recording use the gradebook and belong to one thread; executing uses a kernel alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.examine import examine
from graders.course.execute import Limits, NotExecuted, execute, remarks_on
from graders.course.record import Desk, Score
from graders.course.released import ReleasedCell
from graders.course.submissions import Remark, Submission


@dataclass(frozen=True)
class Result:
    """The outcome for one student. `scores` is None when the submission could not be graded."""

    student: str
    scores: tuple[Score, ...] | None
    remarks: tuple[Remark, ...]

    @property
    def total(self) -> float | None:
        """The points so far, those that wait for a person left out."""
        return None if self.scores is None else sum(score.points or 0.0 for score in self.scores)

    @property
    def waiting(self) -> bool:
        return any(score.points is None for score in self.scores or ())


@dataclass
class Marking:
    """One submission, graded in three steps. Two of them raise CourseError when the course is at fault."""

    course: Course
    lesson: str
    submission: Submission
    limits: Limits
    remarks: list[Remark] = field(default_factory=list)

    def prepare(self, cells: Sequence[ReleasedCell], others: Mapping[str, str]) -> NotebookNode | None:
        """The notebook that is to be executed, or None where there is none; then `result` is final."""
        self.remarks += self.submission.remarks
        if self.submission.file is None:
            return None
        try:
            examined = examine(self.submission.read(), cells, self.lesson, others)
            self.remarks += examined.remarks
            if examined.notebook is None:
                return None
            # Kept until `close`; ends with this object in any case.
            self._scratch = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
            self._desk = Desk(self.course, self.lesson, self.submission.student, Path(self._scratch.name))
            return self._desk.lay_out(examined.notebook)
        except CourseError:
            raise
        except Exception as problem:  # whatever this submission does, the next one is graded
            self._give_up(problem)
            return None

    def execute(self, notebook: NotebookNode) -> NotebookNode:
        """Run the notebook. Raises NotExecuted. Touches no database, so it may run in a thread."""
        return execute(notebook, self._desk.folder, self.limits, self.course.parent)

    def record(self, executed: Future[NotebookNode]) -> Result:
        """Record what was executed, and say what came of it."""
        try:
            notebook = executed.result()
            self.remarks += remarks_on(notebook)
            scores = self._desk.record(notebook)
        except CourseError:
            raise
        except Exception as problem:  # whatever this submission does, the next one is graded
            self._give_up(problem)
            return self.result()
        finally:
            self.close()
        self.remarks += written_answers(scores)
        return self.result(scores)

    def result(self, scores: Sequence[Score] | None = None) -> Result:
        graded = None if scores is None else tuple(scores)
        return Result(self.submission.student, graded, tuple(self.remarks))

    def close(self) -> None:
        """Take the scratch folder away."""
        self._scratch.cleanup()

    def _give_up(self, problem: Exception) -> None:
        reason = f"it could not be graded: {type(problem).__name__}: {problem}"
        self.remarks.append(
            Remark("not graded", str(problem) if isinstance(problem, NotExecuted) else reason)
        )


def written_answers(scores: list[Score]) -> Iterator[Remark]:
    """A remark for each answer that waits for a person's grade."""
    for score in scores:
        if score.manual:
            yield Remark("to grade by hand", f"the written answer '{score.cell}' waits for a person's grade")
