"""Work under `submitted/` that lies elsewhere than it should is listed, and never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.course.unseen import unseen

LESSON = "03-gradients"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("flat/03-gradients.ipynb", "lies beside the lessons' folders"),
        ("case/03-Gradients/03-gradients.ipynb", "is called '03-Gradients'"),
        ("line/03_gradients/03-gradients.ipynb", "is called '03_gradients'"),
        ("space/03-gradients /03-gradients.ipynb", "is called '03-gradients '"),
        ("deep/mine/03-gradients/03-gradients.ipynb", "one folder too deep"),
        ("text/03-gradients.ipynb.txt", "lies beside"),
        ("zipped/03-gradients.zip", "is a zip"),
        ("03-gradients.ipynb", "lies in no student's folder"),
    ],
)
def test_work_in_another_place_is_listed_with_where_it_lies(tmp_path: Path, place: str, words: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}")
    (found,) = unseen(tmp_path, LESSON, set())
    assert found.student == Path(place).parts[0]
    assert found.file is None
    assert words in found.remarks[0].text


def test_a_dangling_link_is_listed(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / LESSON).symlink_to(tmp_path / "nowhere")
    (found,) = unseen(tmp_path, LESSON, set())
    assert "is a link" in found.remarks[0].text


def test_other_lessons_and_students_without_this_one_are_nothing_to_tell(tmp_path: Path) -> None:
    other = tmp_path / "ada" / "04-partial-derivatives" / "04-partial-derivatives.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("{}")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    assert unseen(tmp_path, LESSON, set()) == []
