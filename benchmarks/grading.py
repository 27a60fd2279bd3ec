"""A class graded by `graders grade`, isolated, beside `nbgrader autograde`, serial: submissions a minute.

    python benchmarks/grading.py [--count 100] [--by-nbgrader 100] [--workers N] [--rounds 1] [--cpu 20]

Both grade copies of the same submissions of lesson 03, in turn, so that what else the
machine does weighs on both.
Where `--by-nbgrader` is less than `--count`, nbgrader grades only so many, and its start is counted once.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graders.course.course import Course
from graders.course.release import release

PROJECT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
LESSON = "03-gradients"
STUDENTS = ("ada", "bruno", "chloe", "elif", "greta", "hiro")
TICKS = os.sysconf("SC_CLK_TCK")


def make_course(folder: Path, count: int) -> Course:
    """A course with the lesson released and `count` submissions, those of the examples again and again."""
    folder.mkdir()
    shutil.copyfile(PROJECT / "notebooks" / "nbgrader_config.py", folder / "nbgrader_config.py")
    shutil.copytree(PROJECT / "notebooks" / "source" / LESSON, folder / "source" / LESSON)
    course = Course(folder)
    release(course, LESSON)
    for number in range(count):
        student = STUDENTS[number % len(STUDENTS)]
        work = course.path("submitted", LESSON, f"{student}-{number:04d}")
        shutil.copytree(PROJECT / "examples" / "class" / student, work)
    return course


def seconds(course: Course, *command: str) -> float:
    """How long a command takes, from its start to its end."""
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    started = time.perf_counter()
    ran = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd=course.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    if ran.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return time.perf_counter() - started


def compare(folder: Path, count: int, by_nbgrader: int, workers: int | None) -> float:
    """Grade in both ways and print; gives the ratio of submissions a minute."""
    chosen = [] if workers is None else ["--workers", str(workers)]
    ours = seconds(make_course(folder / "ours", count), "graders", "grade", LESSON, *chosen)
    theirs = seconds(make_course(folder / "theirs", by_nbgrader), "nbgrader", "autograde", LESSON)
    shutil.rmtree(folder / "ours")
    shutil.rmtree(folder / "theirs")
    print(f"  graders grade       {count:5d} in {ours:7.1f} s   {60 * count / ours:7.1f} /min")
    print(
        f"  nbgrader autograde  {by_nbgrader:5d} in {theirs:7.1f} s   {60 / theirs * by_nbgrader:7.1f} /min"
    )
    times = (count / ours) / (by_nbgrader / theirs)
    print(f"  {times:.1f} times as many", flush=True)
    return times


def of_tree(pid: int) -> float:
    """Seconds of processor time of a process and of all below it, ended ones included."""
    total, waiting = 0, [pid]
    while waiting:
        member = waiting.pop()
        try:
            numbers = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, numbers[11:15]))
            for thread in Path(f"/proc/{member}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return total / TICKS


def processor(folder: Path, count: int) -> None:
    """Print where the processor time of one submission goes, in a worker that grades one after the other."""
    from graders.grading.gather import lesson_of
    from graders.grading.houses import close_houses, house
    from graders.grading.lesson import PackedLesson
    from graders.grading.outcome import Job
    from graders.grading.submission_limits import SubmissionLimits
    from graders.grading.working import work

    lesson = PackedLesson.pack(lesson_of(make_course(folder / "cpu", 0), LESSON))
    data = [(PROJECT / "examples" / "class" / name / f"{LESSON}.ipynb").read_bytes() for name in STUDENTS]
    jobs = [Job("ada", lesson, notebook, {}, SubmissionLimits()) for notebook in data]
    work(jobs[0])
    warm = house(isolated=True).kernels.start().pid
    own, kernels = time.process_time(), of_tree(warm)
    for number in range(count):
        work(jobs[number % len(jobs)])
    own, kernels = time.process_time() - own, of_tree(warm) - kernels
    empty = of_tree(warm)
    for _ in range(count):
        with house(isolated=True).kernel({}) as kernel, kernel.client():
            pass
    empty = of_tree(warm) - empty
    close_houses()
    for label, part in (
        ("worker: reading, steps, checks, messages, writing", own),
        ("kernel: fork, start and end", empty),
        ("kernel: the notebook's cells and their messages", kernels - empty),
    ):
        print(f"  {1000 * part / count:6.0f} ms  {label}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--by-nbgrader", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cpu", type=int, default=20)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"Throughput ({os.cpu_count()} processors)")
        ratios = [
            compare(Path(folder), chosen.count, chosen.by_nbgrader or chosen.count, chosen.workers)
            for _ in range(chosen.rounds)
        ]
        print(
            f"Median of {chosen.rounds}: {statistics.median(ratios):.1f} times as many submissions a minute"
        )
        if chosen.cpu:
            print("Processor time of one submission")
            processor(Path(folder), chosen.cpu)


if __name__ == "__main__":
    main()
