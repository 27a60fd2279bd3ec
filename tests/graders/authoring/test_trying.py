"""A teacher's answers are tried as they will be graded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: trying makes an IPython, which stays.
PROGRAM = """
import os, sys
from pathlib import Path
from graders.authoring.entries import Entry
from graders.authoring.notebook import steps_of
from graders.authoring.starting import FIRST_LESSON, begin_course
from graders.authoring.trying import Attempt, attempt
from graders.questions.folder import Folder

course = Path(sys.argv[1])
begin_course(course)
source = course / "source" / FIRST_LESSON
tells = "import os\\nslope = 3.4 if os.environ.get('NBGRADER_EXECUTION') == 'autograde' else None"
entries = [Entry("first-lesson-slope", 1.5, (), tells, 1)]
steps = steps_of(source / f"{FIRST_LESSON}.ipynb")
(tried,) = attempt(Attempt(Folder.read(source, hidden=True), steps, entries, source))
print(tried.points, repr(tried.problem), os.environ.get("NBGRADER_EXECUTION"))
"""


@pytest.mark.parametrize("before", [None, "validate"])
def test_a_lesson_is_told_that_it_is_graded_and_the_variable_is_put_back(
    tmp_path: Path, before: str | None
) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "NBGRADER_EXECUTION"}
    variables |= {} if before is None else {"NBGRADER_EXECUTION": before}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "course")],
        env=variables, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout == f"1.5 '' {before}\n", done.stderr
