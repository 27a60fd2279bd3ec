"""What `graders stats` and `graders export` take on a generated class: seconds, and the most memory held.

    python benchmarks/class_figures.py [--count 300] [--rounds 3]

The class is the tests' own (tests/services/generated_class.py); its verdicts are the grader's, its rows and
notebooks those that grading leaves.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).parent / "graders"
sys.path.insert(0, str(PROJECT / "tests" / "services"))

from generated_class import LESSON, graded_course, people  # noqa: E402 - from the tests


def cost(*command: str) -> tuple[float, float, float]:
    """Seconds on the wall and of the processors, and the peak in MiB; SystemExit where a command fails."""
    started = time.perf_counter()
    with subprocess.Popen([PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "course"
        graded_course(root, people(chosen.count))
        commands = {
            "stats": ("stats", LESSON, "--course", str(root)),
            "export": ("export", LESSON, "--course", str(root), "--to", f"{scratch}/grades.csv"),
            "stats --html": ("stats", LESSON, "--course", str(root), "--html", f"{scratch}/page.html"),
        }
        for name, command in commands.items():
            runs = [cost(*command) for _ in range(chosen.rounds)]
            wall, processor = (statistics.median(run[place] for run in runs) for place in (0, 1))
            memory = max(run[2] for run in runs)
            told = f"{wall:5.2f} s ({processor:.2f} s of the processors), {memory:4.0f} MiB"
            print(f"{name:20s} {chosen.count} students: {told}", flush=True)


if __name__ == "__main__":
    main()
