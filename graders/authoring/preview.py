"""`graders preview LESSON`: the lesson in JupyterLab as a student gets it, in a scratch folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from graders.course.consistency import faults_of_lesson
from graders.course.course import Course
from graders.course.errors import CourseError
from graders.course.release import convert


def show(course: Course, lesson: str, options: Sequence[str] = ()) -> int:
    """Open JupyterLab on the students' version of a lesson until it is closed; gives its exit status.

    Works in a folder of its own, which goes when JupyterLab ends. `options` go to JupyterLab.
    Raises CourseError where the lesson does not fit together.
    """
    if faults := faults_of_lesson(lesson, course.path("source", lesson)):
        raise CourseError(f"{lesson} cannot be shown:" + "".join(f"\n  - {fault}" for fault in faults))
    with tempfile.TemporaryDirectory(prefix="graders-preview-") as name:
        scratch = Path(name)
        apart = Course(course.root, f"sqlite:///{scratch / 'gradebook.db'}")
        released = convert(apart, lesson, scratch / "release")
        print(
            f"The students' version of {lesson} is open in a scratch folder; close JupyterLab with Ctrl-C.",
            flush=True,
        )
        try:
            return subprocess.run(command(released, lesson, options), check=False).returncode
        except KeyboardInterrupt:
            return 0


def command(released: Path, lesson: str, options: Sequence[str]) -> list[str]:
    """The command that opens a released lesson."""
    words = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={released}"]
    words.append(f"--LabApp.default_url=/lab/tree/{lesson}.ipynb")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")
    return [*words, *options]
