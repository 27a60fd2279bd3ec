"""Whoever grades is killed, and can tidy up nothing: what it started ends all the same, at any moment."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders.isolation import linux

pytestmark = pytest.mark.slow

SECONDS = 10
GRADER = """
import sys, time
from graders.grading.pool import LocalPool
begun, job, isolated = sys.argv[1:]
pool = LocalPool(1, warm=isolated == "isolated")
if job:
    told = pool.submit(exec, job)
    if job == "pass":
        told.result()
        open(begun, "w").close()
else:
    open(begun, "w").close()
time.sleep(600)
"""
JOB = "import os, re, signal, time\nopen({begun!r}, 'w').close()\n"
KERNEL = """
import time
from graders.grading.houses import house
with house(isolated={isolated}).kernel({{}}) as kernel, kernel.client() as client:
    client.execute("import time\\ntime.sleep(600)")
    open({begun!r}, "w").close()
    time.sleep(600)
"""
OPENING = """
from graders.grading.houses import house
from graders.isolation import Opening
open({begun!r}, "w").close()
house(isolated={isolated}).kernel({{}}, opening=Opening(("import time\\ntime.sleep(600)",), {{}}, 600))
import time
time.sleep(600)
"""
MOMENTS = {
    "while its worker starts": "",
    "between two jobs": "pass",
    "while a job sleeps": JOB + "time.sleep(600)",
    "while a job computes": JOB + "while True: pass",
    "while a job holds on to Python's lock": JOB + "re.match('(a+)+b', 'a' * 100)",
    "while the worker is stopped": JOB + "os.kill(os.getpid(), signal.SIGSTOP)",
    "while a lesson's first cells run": OPENING,
    "while a notebook runs": KERNEL,
}


@pytest.fixture(autouse=True)
def orphans_are_seen() -> Iterator[None]:
    """What lost its parent becomes a child of this process; what is left of it is ended."""
    linux.prctl(linux.SET_CHILD_SUBREAPER, 1)
    before = set(below(os.getpid()))
    try:
        yield
    finally:
        for pid in set(below(os.getpid())) - before:
            os.kill(pid, signal.SIGKILL)
        linux.prctl(linux.SET_CHILD_SUBREAPER, 0)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("isolated", [True, False], ids=["isolated", "unisolated"])
def test_nothing_outlives_a_grader_that_is_killed(moment: str, isolated: bool, tmp_path: Path) -> None:
    before = set(below(os.getpid()))
    begun = tmp_path / "begun"
    job = MOMENTS[moment].format(begun=str(begun), isolated=isolated)
    words = [sys.executable, "-c", GRADER, str(begun), job, "isolated" if isolated else ""]
    grader = subprocess.Popen(words)
    try:
        assert soon(begun.exists)
        if moment == "while a lesson's first cells run" and isolated:
            # The worker, bubblewrap, the warm process, and the one that does the cells.
            assert soon(lambda: len(below(grader.pid)) == 4)
        if moment == "while the worker is stopped":
            assert soon(lambda: any(map(is_stopped, below(grader.pid))))
    finally:
        grader.kill()
        grader.wait()
    assert soon(lambda: not set(below(os.getpid())) - before)


def soon(happened: Callable[[], bool]) -> bool:
    """Whether something happens within a few seconds."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def below(top: int) -> list[int]:
    """The processes that descend from `top` and still run."""
    children: dict[int, list[int]] = {}
    running = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            running[int(entry.name)] = words[0] not in "ZX"
            children.setdefault(int(words[1]), []).append(int(entry.name))
    found, waiting = [], [top]
    while waiting:
        these = children.get(waiting.pop(), [])
        found += [pid for pid in these if running[pid]]
        waiting += these
    return found


def is_stopped(pid: int) -> bool:
    """Whether it has been told to stop and go on later."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    return False
