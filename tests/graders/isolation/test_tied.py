"""Lives that are tied to the process that began them, on Linux and where Linux does not see to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .test_life import gone_soon

CHILD = """
import sys, time
from graders.isolation import tied
sys.platform, tied.LOOK_SECONDS = {system!r}, 0.05
tied.end_with({parent})
print("lives", flush=True)
time.sleep(60)
"""
PARENT = """
import os, sys, threading, time
from graders.isolation import tied
code = sys.stdin.read().replace("PARENT", str(os.getpid()))
def start():
    global child, said
    child = tied.start([sys.executable, "-c", code], stdout=-1)
    said = child.stdout.readline().decode().strip()
starter = threading.Thread(target=start)
starter.start()
thread = f"/proc/self/task/{starter.native_id}"
starter.join()
while os.path.exists(thread):
    time.sleep(0.01)
time.sleep(0.5)  # what would end with the thread has the time
print(child.pid, said, child.poll(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_a_process_outlives_the_thread_that_started_it_and_not_the_process(system: str, root: Path) -> None:
    command = [sys.executable, "-c", PARENT]
    parent = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, bufsize=1
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    try:
        with parent.stdin as pipe:
            pipe.write(CHILD.format(system=system, parent="PARENT"))
        child, said, status = parent.stdout.readline().split()
        assert (said, status) == ("lives", "None")
    finally:
        parent.kill()
        parent.wait()
    assert gone_soon([int(child)])
    parent.stdout.close()


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_a_process_whose_parent_has_gone_before_ends_at_once(system: str, root: Path) -> None:
    code = CHILD.format(system=system, parent=os.getppid())  # anybody but this process
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, timeout=30)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")
