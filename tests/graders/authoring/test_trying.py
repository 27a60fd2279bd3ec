"""A teacher's answers are tried as they will be graded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graders.authoring.entries import Entry
from graders.authoring.notebook import steps_of
from graders.authoring.starting import FIRST_LESSON, begin_course
from graders.authoring.trying import Attempt, attempt
from graders.questions.folder import Folder

QUESTION = "first-lesson-slope"
TELLS = "import os\nslope = 3.4 if os.environ.get('NBGRADER_EXECUTION') == 'autograde' else None"


def test_a_lesson_is_told_that_it_is_graded_and_the_variable_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_course(tmp_path / "course")
    source = tmp_path / "course" / "source" / FIRST_LESSON
    steps = steps_of(source / f"{FIRST_LESSON}.ipynb")
    entries = [Entry(QUESTION, 1.5, (), TELLS, 1)]
    work = Attempt(Folder.read(source, hidden=True), steps, entries, source)
    for before in (None, "validate"):
        if before is None:
            monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
        else:
            monkeypatch.setenv("NBGRADER_EXECUTION", before)
        (tried,) = attempt(work)
        assert (tried.points, tried.problem) == (1.5, "")
        assert os.environ.get("NBGRADER_EXECUTION") == before
