"""What students are given, out of the tests' own small course; the wheel is built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.course.course import Course
from graders.handout import contents, package


@pytest.fixture(scope="session")
def built_wheel() -> tuple[str, bytes]:
    return package.wheel()


@pytest.fixture
def course(course_folder: Path, built_wheel: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(contents, "wheel", lambda: built_wheel)
    return Course(course_folder)
