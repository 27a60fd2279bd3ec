"""What happened to each submission, in a file for each, for the people who grade."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from graders.course.course import Course
from graders.course.errors import explained
from graders.course.results import Result, lateness
from graders.grading.outcome import Outcome

FOLDER = "logs"
WORK = "  work: sha256 "


class Journal:
    """Writes `logs/<lesson>/<student>.log`, anew each time the student's work is graded."""

    def __init__(self, course: Course, lesson: str) -> None:
        self._folder = course.root / FOLDER / lesson
        with explained("making the folder for logs"):
            self._folder.mkdir(parents=True, exist_ok=True)

    def graded(self, student: str) -> str | None:
        """The digest of the work that was graded last, where it is known."""
        with contextlib.suppress(OSError, ValueError):
            lines = (self._folder / f"{student}.log").read_text(encoding="utf-8").splitlines()
            return next((line.removeprefix(WORK) for line in lines if line.startswith(WORK)), None)
        return None

    def write(self, result: Result, outcome: Outcome, digest: str, seconds: float, tries: int) -> None:
        """Enter what came of one submission. `digest`: of the work that was handed in."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lines = [f"{now}  {result.student}: {self._total(result)}; {seconds:.1f} s" + self._tries(tries)]
        lines += [
            f"  {score.cell}: {'waits for a person' if score.points is None else score.points} "
            f"of {score.possible}"
            for score in result.scores or ()
        ]
        lines += [f"  {remark.kind}: {remark.text}" for remark in result.remarks]
        lines += [f"  | {line}" for line in outcome.log]
        lines.append(WORK + digest)
        text = "\n".join(lines) + "\n"
        with explained(f"writing the log of {result.student}"):
            (self._folder / f"{result.student}.log").write_text(text, encoding="utf-8", errors="replace")

    @staticmethod
    def _total(result: Result) -> str:
        if result.total is None:
            return "not graded"
        late = lateness(result.standing.late)
        penalty = f" after a penalty of {result.standing.penalty:g}" if result.standing.penalty else ""
        return f"{result.total:g} points{penalty}" + (f", {late}" if late else "")

    @staticmethod
    def _tries(tries: int) -> str:
        return f"; try {tries}" if tries > 1 else ""
