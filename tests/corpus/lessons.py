"""Right answers that lose points and wrong ones that keep all, for each question of every lesson.

python tests/corpus/lessons.py [LESSON ...]
"""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from graders.authoring.entries import read_entries
from graders.authoring.notebook import steps_of
from graders.authoring.trying import Attempt, attempt
from graders.questions.folder import Folder, load

SOURCE = Path(__file__).parents[2] / "notebooks" / "source"


def table(name: str) -> list[str]:
    """A line for each question of a lesson: how many of each kind were tried, and how many were misjudged."""
    lesson = load(Folder.read(SOURCE / name, hidden=True))
    entries = read_entries(SOURCE / name / "tests.py")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(shutil.copytree(SOURCE / name, Path(folder) / name))
        work = Attempt(
            Folder.read(SOURCE / name, hidden=True), steps_of(place / f"{name}.ipynb"), entries, place
        )
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            tried = pool.submit(attempt, work).result()
    right, wrong, failed, passed, explained = (Counter[str]() for _ in range(5))
    for each in tried:
        question = each.entry.question
        full = lesson.find(question).points
        if each.entry.points == full:
            right[question] += 1
            failed[question] += each.points < full
        else:
            wrong[question] += 1
            passed[question] += each.points == full
            explained[question] += bool(each.said)
    return [
        f"{question.id:26} right {right[question.id]:3}, lost points: {failed[question.id]}   "
        f"wrong {wrong[question.id]:3}, kept all: {passed[question.id]}, told why: {explained[question.id]}"
        for question in lesson
    ]


if __name__ == "__main__":
    for chosen in sys.argv[1:] or sorted(path.parent.name for path in SOURCE.glob("*/tests.py")):
        print(f"\n{chosen}")
        print("\n".join(table(chosen)), flush=True)
