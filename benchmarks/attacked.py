"""What attackers in a class cost the others: the time until every honest student has a grade.

    python benchmarks/attacked.py [--students 30] [--attackers 10] [--rounds 1] [--workers N]

The honest are graded by themselves, and then beside attackers of the kinds in ATTACKS.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grading import LESSON, STUDENTS, make_course

from graders.course.course import Course
from graders.course.results import Result
from graders.grading.coordinate import Options, Watching, grade_class

AGENT = "from graders.isolation import agent\n"
SWALLOWS = """while True:
    try:
        time.sleep(1)
    except BaseException:
        pass
"""
ATTACKS = {
    "answers above a message": 'slope_choice = ["x" * 100_000] * 170',
    "replies above a message": AGENT + 'agent.answer = lambda *_: ({"answer": "x" * (17 << 20)}, [])',
    "replies of many parts": AGENT + 'agent.answer = lambda *_: ({"answers": [{"": 0}] * 1_500_000}, [])',
    "a silent kernel": AGENT + "import time\ndef answer(*_):\n    time.sleep(1000)\nagent.answer = answer",
    "a kernel that is silent to interrupts too": f"{AGENT}import time\ndef answer(*_):\n"
    + "".join(f"    {line}\n" for line in SWALLOWS.splitlines())
    + "agent.answer = answer",
    "an output above a message": "get_ipython().kernel.iopub_thread.socket.send(bytes(17 << 20))",
    "an endless sleep": f"import time\n{SWALLOWS}",
    "a kernel that ends": "import os\nos._exit(0)",
}


def attack(course: Course, folder: Path, code: str) -> None:
    """Put an attack into the first cell of a submission that its student may fill in."""
    file = folder / f"{LESSON}.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and marks.get("solution"):
            cell["source"] = f"{''.join(cell['source'])}\n{code}"
            break
    file.write_text(json.dumps(notebook), encoding="utf-8")


def seconds(folder: Path, students: int, attackers: int, workers: int | None) -> tuple[float, float]:
    """How long it takes until the honest have their grades, and until the run ends."""
    course = make_course(folder, students)
    handed_in = sorted((folder / "submitted").iterdir())
    chosen = handed_in[:: max(1, students // max(1, attackers))][:attackers] if attackers else []
    for student, code in zip(chosen, itertools.cycle(ATTACKS.values()), strict=False):
        attack(course, student / LESSON, code)
    dishonest = {student.name for student in chosen}
    honest = sorted({student.name for student in handed_in} - dishonest)
    done: dict[str, float] = {}
    begun = time.perf_counter()

    def note(result: Result) -> None:
        done[result.student] = time.perf_counter() - begun
        if result.scores is None and result.student not in dishonest:
            sys.exit(f"{result.student} was not graded: {result.remarks}")

    grade_class(course, LESSON, Options(workers=workers), Watching(done=note))
    return max(done[student] for student in honest), max(done.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--attackers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", type=int)
    chosen = parser.parse_args()
    honest = chosen.students - chosen.attackers
    print(f"{honest} honest students, {len(STUDENTS)} kinds of work ({os.cpu_count()} processors)")
    ratios = []
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as folder:
            top = Path(folder)
            alone, _ = seconds(top / "alone", chosen.students - chosen.attackers, 0, chosen.workers)
            beside, whole = seconds(top / "beside", chosen.students, chosen.attackers, chosen.workers)
        ratios.append(beside / alone)
        print(f"  round {number + 1}: {alone:6.1f} s without attackers")
        print(f"           {beside:6.1f} s beside {chosen.attackers} of them, {ratios[-1]:.2f} times as long")
        print(f"           {whole:6.1f} s until the last attacker is through", flush=True)
    print(f"Median of {chosen.rounds}: {statistics.median(ratios):.2f} times as long")


if __name__ == "__main__":
    main()
