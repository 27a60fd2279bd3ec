"""What Gradescope starts for each submission: find the notebook, grade it, write `results.json`.

Gradescope's container is the grader's and the submission's at once. Where bubblewrap works in it, a
submission runs behind walls as anywhere else; where it does not, as a user who can neither read the checks
nor write the results. There is no third way: a submission never runs with the grader's own rights.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders.course.errors import explained
from graders.course.submissions import Remark, Submission, is_notebook_name
from graders.gradescope.kept import from_json
from graders.gradescope.pack import LESSON
from graders.gradescope.results import results
from graders.grading.houses import close_houses, run_as
from graders.grading.job import grade
from graders.grading.lesson import Lesson, PackedLesson
from graders.grading.outcome import Job, Outcome
from graders.grading.submission_limits import SubmissionLimits
from graders.grading.taken import take
from graders.isolation import CannotIsolate, SandboxFailed
from graders.isolation.layout import NOBODY
from graders.isolation.probing import lacking

LIMITS = SubmissionLimits(notebook_seconds=480.0)
"""Gradescope gives ten minutes, if the course does not set another time."""


def main(root: Path) -> int:
    """Grade what lies in `submission/`; gives the exit code.

    0: `results/results.json` is written. 1: a notebook of this lesson could not be graded, so there is none
    and no grade; the reason is printed, which Gradescope shows to instructors.
    """
    started = time.monotonic()
    lesson = from_json((root / "source" / LESSON).read_text(encoding="utf-8"))
    # setup.sh did so; the container may have been put together otherwise.
    (root / "source").chmod(0o700)
    outcome = _graded(lesson, root)
    if isinstance(outcome, str):
        print(outcome)
        return 1
    for line in outcome.log:
        print(line)
    _write(root / "results" / "results.json", results(lesson, outcome, time.monotonic() - started))
    return 0


def _graded(lesson: Lesson, root: Path) -> Outcome | str:
    """What came of the submission; a text where that is not the submission's own doing."""
    submission = find_notebook(root / "submission", lesson.name)
    if submission.file is None:
        return Outcome(submission.student, remarks=submission.remarks, known=False)
    try:
        work = take(submission, [".*", "__pycache__"])
    except (OSError, ValueError) as problem:
        return Outcome("", remarks=(Remark("no notebook", f"it cannot be read: {problem}"),), known=False)
    packed = PackedLesson.pack(lesson)
    student = student_of(root / "submission_metadata.json")
    for isolated in _ways():
        job = Job(student, packed, work.notebook, work.files, LIMITS, isolated)
        try:
            outcome = grade(job)
        except (CannotIsolate, SandboxFailed) as problem:
            print(f"not behind walls: {problem}")
            continue
        finally:
            close_houses()
        if outcome.known and outcome.notebook is None:
            # Its kernel died, or a check of ours failed: 0 points would not be known to be right.
            reasons = "; ".join(f"{remark.kind}: {remark.text}" for remark in outcome.remarks)
            return "\n".join([f"Not graded. {reasons}", *outcome.log])
        return Outcome(
            student,
            outcome.notebook,
            outcome.scores,
            outcome.comments,
            (*submission.remarks, *work.remarks, *outcome.remarks),
            outcome.known,
            outcome.log,
        )
    return "Not graded: submissions can run neither behind walls nor as another user here. Run this as root."


def _ways() -> Iterator[bool]:
    """Behind walls, and then as another user; each as far as it can be had."""
    missing = list(lacking())
    for reason in missing:
        print(f"not behind walls: {reason}")
    if not missing:
        yield True
    if os.geteuid() == 0:
        run_as(NOBODY)
        yield False


def find_notebook(folder: Path, lesson: str) -> Submission:
    """The notebook among what was handed in: the one that is called like the lesson, or the only one."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if is_notebook_name(path.name) and not path.is_symlink() and path.is_file()
        if not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    )
    named = [path for path in found if path.stem == lesson]
    chosen = named or found
    if len(chosen) != 1:
        listed = (
            ", ".join(str(path.relative_to(folder)) for path in chosen[:5]) or "nothing that ends in .ipynb"
        )
        text = f"hand in one notebook, called {lesson}.ipynb; there is: {listed}"
        return Submission("", folder, None, (Remark("no notebook", text),))
    remarks = () if named else (Remark("renamed", f"{chosen[0].name!r} was read as '{lesson}.ipynb'"),)
    return Submission("", chosen[0].parent, chosen[0], remarks)


def student_of(metadata: Path) -> str:
    """Whose submission it is, for what is drawn: the addresses that Gradescope tells; the same every time."""
    try:
        users: list[dict[str, Any]] = json.loads(metadata.read_text(encoding="utf-8"))["users"]
        return " ".join(sorted(str(user.get("email") or user["id"]) for user in users)) or "gradescope"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "gradescope"


def _write(file: Path, data: dict[str, Any]) -> None:
    with explained(f"writing {file}"):
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(data, indent=1), encoding="utf-8")
        part.replace(file)
