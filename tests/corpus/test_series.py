"""A class made of the lessons' own answers gets the scores that these answers say.

A few hand-ins; `python tests/corpus/series.py` grades thirty of every lesson.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import series
from made_class import Made, made_class

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "lesson",
    [
        "02-computational-graphs",
        pytest.param("10-build-your-own-tape", marks=pytest.mark.exhaustive),
    ],
)
def test_every_score_and_every_reason_is_as_the_entry_says(lesson: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "notebooks" / "nbgrader_config.py", tmp_path)
    assert series.graded(tmp_path, lesson, students=2, seed=3) == []


def test_the_class_is_mixed_and_the_same_for_the_same_seed() -> None:
    folder = ROOT / "notebooks" / "source" / "06-jacobians-and-higher-orders"
    made, notebook = Made.read(folder), folder / f"{folder.name}.ipynb"
    first, again, other = (made_class(made, notebook, 30, seed) for seed in (1, 1, 2))
    assert [student.points for student in first] == [student.points for student in again]
    assert [student.points for student in first] != [student.points for student in other]
    for question in made.lesson:
        shares = [student.points[question.id] / question.points for student in first]
        assert 1.0 in shares
        assert min(shares) < 1.0


def test_a_wrong_score_would_be_told(tmp_path: Path) -> None:
    folder = ROOT / "notebooks" / "source" / "06-jacobians-and-higher-orders"
    (student,) = made_class(Made.read(folder), folder / f"{folder.name}.ipynb", 1, seed=1)
    assert series.differences(student, tmp_path / "none.ipynb") == ["not graded"]
