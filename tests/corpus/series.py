"""The whole series graded for a class out of the lessons' own answers: is every score as they say?

    python tests/corpus/series.py [--students 30] [--seed 1] [--lessons 02-computational-graphs ...]

Each lesson is released, a class is made of its `tests.py` (seeded, some answers right and some wrong), handed
in and graded isolated by `graders grade`. Printed are the time, the most memory that the coordinator held,
and each score or diagnosis that is not as the entry says. The exit code is 1 where there is one.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "corpus")]

from made_class import Made, Student, made_class, verdicts  # noqa: E402

from graders.checking.checks import VERDICT_TYPE  # noqa: E402


def run(course: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "graders", *command], cwd=course, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise SystemExit(
            f"graders {' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )


def graded(course: Path, lesson: str, students: int, seed: int) -> list[str]:
    """Release, hand in and grade a lesson; what is not as it must be, a sentence each."""
    shutil.copytree(ROOT / "notebooks" / "source" / lesson, course / "source" / lesson)
    run(course, "release", lesson, "--untested")
    released = course / "release" / lesson / f"{lesson}.ipynb"
    made = made_class(Made.read(course / "source" / lesson), released, students, seed)
    for number, student in enumerate(made):
        place = course / "submitted" / f"student-{number:02}" / lesson
        place.mkdir(parents=True)
        nbformat.write(student.notebook, place / f"{lesson}.ipynb")
    run(course, "grade", lesson)
    told = []
    for number, student in enumerate(made):
        name = f"student-{number:02}"
        autograded = course / "autograded" / name / lesson / f"{lesson}.ipynb"
        told += [f"{lesson}, {name}: {words}" for words in differences(student, autograded)]
    return told


def differences(student: Student, autograded: Path) -> list[str]:
    if not autograded.is_file():
        return ["not graded"]
    found, told = verdicts(autograded, VERDICT_TYPE), []
    for question, points in student.points.items():
        got = found.get(question)
        if got is None:
            told.append(f"{question} has no verdict")
        elif abs(got["points"] - points) > 1e-6:
            why = f"{got['criteria']} {got['problems']}"
            told.append(f"{question} got {got['points']:g}, and its entry says {points:g}: {why}")
        elif missing := set(student.mistakes.get(question, ())) - set(got["misconceptions"]):
            told.append(f"{question} is not explained by {', '.join(sorted(missing))}")
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lessons", nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    every = sorted(path.parent.name for path in (ROOT / "notebooks" / "source").glob("*/tests.py"))
    lessons = chosen.lessons or every
    if unknown := sorted(set(lessons) - set(every)):
        parser.error(f"no lesson {', '.join(unknown)}; there are {', '.join(every)}")
    begun, told = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="series-") as place:
        course = Path(place)
        shutil.copy(ROOT / "notebooks" / "nbgrader_config.py", course)
        for lesson in lessons:
            started = time.monotonic()
            wrong = graded(course, lesson, chosen.students, chosen.seed)
            seconds = time.monotonic() - started
            told += wrong
            state = "all as they must be" if not wrong else f"{len(wrong)} not as they must be"
            print(f"{lesson:32} {chosen.students:4} hand-ins {seconds:7.1f} s  {state}", flush=True)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{time.monotonic() - begun:.0f} s in all; the largest process held {most:.0f} MiB")
    for words in told:
        print("  - " + words)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
