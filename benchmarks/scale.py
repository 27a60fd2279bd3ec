"""How grading grows: with the size of the class, and with a second worker of a Dask cluster.

    python benchmarks/scale.py [--count 100 1000] [--workers N] [--cluster 100] [--rounds 1]

For each count, the submissions of lesson 03 in the examples are handed in again and again and graded,
isolated: the time from the command's start to its end, the processor time of the whole machine meanwhile,
and the most memory that the coordinator held. Then, unless `--cluster 0`, so many submissions on a Dask
cluster of this machine's own, with one worker and with two, in turn. A worker does one job at a time and has
one processor, as if it were a machine of its own; the coordinator and the scheduler use whichever is free.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from distributed import Client
from grading import LESSON, PROGRAMS, make_course

from graders.course.course import Course

STEP = 0.05


def peak(pid: int) -> int:
    """The most memory that a process has held so far, in KiB; 0 when it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def busy() -> float:
    """The seconds that the machine's processors have worked so far."""
    user, nice, system, *_ = Path("/proc/stat").read_text().split()[1:]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of the machine's processors, and the coordinator's peak in MiB."""

    seconds: float
    processors: float
    peak: float


def grade(course: Course, *options: str) -> Cost:
    """Grade the class."""
    command = [str(PROGRAMS / "graders"), "grade", LESSON, "--course", str(course.root), *options]
    most, started, worked = 0, time.perf_counter(), busy()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        ended = 0
        while not ended:
            most = max(most, peak(process.pid))
            time.sleep(STEP)
            ended, status = os.waitpid(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read().decode()[-2000:]}")
    return Cost(seconds, busy() - worked, most / 1024)


def by_size(folder: Path, counts: list[int], workers: int | None) -> None:
    """Print seconds and memory for each size of a class."""
    chosen = [] if workers is None else ["--workers", str(workers)]
    print("submissions   seconds   ms each   processor ms each   coordinator MiB")
    for count in counts:
        course = make_course(folder / f"class-{count}", count)
        cost = grade(course, *chosen)
        each, worked = 1000 * cost.seconds / count, 1000 * cost.processors / count
        print(f"{count:11d} {cost.seconds:9.1f} {each:9.0f} {worked:19.0f} {cost.peak:17.0f}", flush=True)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers on this machine; gives the scheduler's address."""
    processes = []

    def start(*options: str) -> int:
        command = [sys.executable, "-m", "dask", *options, "--host", "127.0.0.1", "--no-dashboard"]
        quiet = subprocess.DEVNULL
        processes.append(subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet))
        return processes[-1].pid

    file = folder / f"scheduler-{time.monotonic_ns()}.json"
    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(file))
        for _, processor in zip(range(workers), itertools.cycle(sorted(os.sched_getaffinity(0)))):
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            pid = start("worker", "--scheduler-file", str(file), *options)
            os.sched_setaffinity(pid, {processor})  # at once: what it starts inherits that
        while not file.exists():
            time.sleep(STEP)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers)
            address = str(client.scheduler.address)
        yield address
    finally:
        for process in reversed(processes):  # workers first: one that has lost its scheduler may not end
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def second_worker(folder: Path, count: int, rounds: int) -> None:
    """Print how much faster two workers are than one, without the coordinator's and the workers' starts."""
    ratios = []
    for number in range(rounds):
        rates = []
        for workers in (1, 2):
            warm = make_course(folder / f"warm-{number}-{workers}", 2 * workers)
            course = make_course(folder / f"cluster-{number}-{workers}", count)
            with cluster(folder, workers) as address:
                grade(warm, "--scheduler", address)
                start = grade(warm, "--scheduler", address, "--force").seconds
                seconds = grade(course, "--scheduler", address).seconds
            rates.append((count - 2 * workers) / (seconds - start))
            print(
                f"  {workers} worker(s): {count} in {seconds:.1f} s, {2 * workers} in {start:.1f} s",
                flush=True,
            )
        ratios.append(rates[1] / rates[0])
    print(f"With a second worker: {statistics.median(ratios):.2f} times as many submissions a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--workers", type=int)
    parser.add_argument("--cluster", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        by_size(Path(folder), chosen.count, chosen.workers)
        if chosen.cluster:
            print("A Dask cluster on this machine")
            second_worker(Path(folder), chosen.cluster, chosen.rounds)


if __name__ == "__main__":
    main()
