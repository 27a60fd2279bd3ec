"""Kernels and sandboxes come and go, and leave nothing behind, however they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from graders.isolation import KernelFailed, KernelGone, Sandbox, SandboxFailed, warm
from graders.isolation.folders import SocketFolders, remove_abandoned
from graders.isolation.process import descends_from, pid_of

from .conftest import SMALL, is_well, run_in

pytestmark = pytest.mark.slow


def processes_below(pid: int) -> list[int]:
    """Every process that descends from `pid`, without it."""
    found = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [other for other in found if other != pid and descends_from(other, pid)]


def gone_soon(pids: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_after_a_sandbox_is_closed_no_process_and_no_file_of_it_is_left(machine, own_temporary_folder: Path):
    sandbox = Sandbox(SMALL)
    kernel = sandbox.kernel({"data.txt": b"data"})
    with kernel.client() as client:
        assert run_in(client, "print(open('data.txt').read())").printed == "data\n"
    top = sandbox.start().pid
    below = processes_below(top)
    assert len(below) >= 2, "the warm process and the kernel"
    sandbox.close()
    assert gone_soon([top, *below])
    assert list(own_temporary_folder.iterdir()) == []
    assert not kernel.alive()


def test_a_closed_kernel_leaves_no_open_file_in_the_grader(sandbox: Sandbox):
    def once() -> None:
        with sandbox.kernel({"a": b"a"}) as kernel, kernel.client() as client:
            assert is_well(client)

    once()
    before = count("/proc/self/fd")
    for _ in range(5):
        once()
    assert count("/proc/self/fd") <= before + 1


def test_kernels_leave_no_zombies_and_no_open_files_in_the_warm_process(sandbox: Sandbox):
    def state() -> tuple[int, int]:
        top = sandbox.start().pid
        below = processes_below(top)
        return len(below), max(count(f"/proc/{pid}/fd") for pid in below)

    with sandbox.kernel():
        pass
    before = state()
    for _ in range(5):
        with sandbox.kernel({"a": b"a"}) as kernel, kernel.client() as client:
            run_in(client, "import os\nfor _ in range(5):\n    if os.fork() == 0: os._exit(0)")
    assert state() == before


def test_the_warm_process_has_one_thread_as_a_fork_of_it_must(sandbox: Sandbox):
    with sandbox.kernel() as kernel:
        assert count(f"/proc/{_parent(kernel.pid)}/task") == 1


def test_what_a_notebook_usually_imports_is_there_before_the_fork(sandbox: Sandbox):
    assert sandbox.start().missing == ()
    usual = "import sys\nbefore = set(sys.modules)"
    cells = [
        "1 / 0",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "import numpy as np\nnp.linalg.inv(np.eye(2)), np.random.default_rng(1).normal()",
        "import autodiff_lite as ad\nfrom graders import check",
        "from IPython.display import HTML, SVG\nHTML('a')",
        "print?",
    ]
    with sandbox.kernel() as kernel, kernel.client() as client:
        for cell in [usual, *cells]:
            run_in(client, cell)
        assert run_in(client, "print(sorted(set(sys.modules) - before))").printed == "[]\n"


def test_daemons_and_threads_do_not_outlive_their_kernel(sandbox: Sandbox):
    daemon = """
import os, time, signal
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
        os._exit(0)
    os._exit(0)
"""
    with sandbox.kernel() as kernel, kernel.client() as client:
        run_in(client, daemon)
        below = processes_below(kernel.pid)
        assert below, "the daemon lives"
    assert gone_soon(below)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os\nos._exit(3)", "it exited by itself with status 3"),
        ("import ctypes\nctypes.string_at(0)", "it crashed with SIGSEGV"),
    ],
)
def test_a_kernel_that_ends_itself_is_noticed_with_the_reason(client, other, code: str, why: str):
    assert run_in(client, code).gone == why
    assert is_well(other)


def test_asking_a_kernel_that_has_ended_says_so(client):
    client.kernel.kill()
    client.kernel.wait()
    with pytest.raises(KernelGone, match="it was stopped"):
        client.ask({"ask": "value", "name": "a", "seconds": 1}, [], 5)


def test_when_the_warm_process_is_killed_its_kernels_end_and_the_next_one_gets_a_new_sandbox(machine):
    with Sandbox(SMALL) as sandbox:
        kernel = sandbox.kernel()
        top = sandbox.start().pid
        warm = next(
            pid
            for pid in processes_below(top)
            if pid != kernel.pid and b"forkserver" in _command(pid) and _parent(kernel.pid) == pid
        )
        os.kill(warm, signal.SIGKILL)
        assert kernel.wait(10)
        assert kernel.why_ended() == "its sandbox ended"
        with sandbox.kernel() as second, second.client() as client:
            assert is_well(client)
        assert sandbox.start().pid != top
        kernel.close()


def test_when_bubblewrap_is_killed_everything_in_the_sandbox_ends(machine):
    with Sandbox(SMALL) as sandbox:
        kernel = sandbox.kernel()
        below = processes_below(sandbox.start().pid)
        os.kill(sandbox.start().pid, signal.SIGKILL)
        assert gone_soon(below)
        assert not kernel.alive()
        with sandbox.kernel() as second, second.client() as client:
            assert is_well(client)


def test_a_sandbox_whose_bubblewrap_ends_at_its_start_is_given_up_at_once_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Killed before what it started ends with it, it leaves a process that holds the connection."""
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\nsleep 100 &\necho $! > {tmp_path}/started\nkill -9 $$\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(warm, "START_SECONDS", 5.0)
    with Sandbox(SMALL) as sandbox, pytest.raises(SandboxFailed, match=r"ended .status -9"):
        sandbox.start()
    assert gone_soon([int((tmp_path / "started").read_text())])


def test_when_the_grader_is_killed_its_sandbox_and_kernels_end_and_the_next_one_tidies_up(
    machine, root: Path, own_temporary_folder: Path
):
    script = """
import sys, time
from graders.isolation import Sandbox
sandbox = Sandbox()
kernel = sandbox.kernel()
print(sandbox.start().pid, kernel.pid, flush=True)
time.sleep(60)
"""
    environment = {**os.environ, "TMPDIR": str(own_temporary_folder)}
    command = [sys.executable, "-c", script]
    grader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment)
    try:
        assert grader.stdout is not None
        pids = [int(word) for word in grader.stdout.readline().split()]
        assert len(pids) == 2
        pids += processes_below(pids[0])
    finally:
        grader.kill()
        grader.communicate()
    assert gone_soon(pids)
    assert len(list(own_temporary_folder.iterdir())) == 1
    SocketFolders().close()
    assert list(own_temporary_folder.iterdir()) == []


def test_the_folder_of_a_grader_that_lives_is_left_alone(own_temporary_folder: Path):
    living = SocketFolders()
    made = living.new()
    remove_abandoned()
    assert made.is_dir()
    living.close()
    assert list(own_temporary_folder.iterdir()) == []


def test_a_folder_with_too_long_a_path_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with pytest.raises(SandboxFailed, match="TMPDIR"):
        SocketFolders()
    assert list(long.iterdir()) == []


def test_a_sandbox_outlives_the_thread_that_started_it(machine):
    with Sandbox(SMALL) as sandbox:
        thread = threading.Thread(target=sandbox.start)
        thread.start()
        thread.join()
        top = sandbox.start().pid
        time.sleep(0.2)
        with sandbox.kernel() as kernel, kernel.client() as client:
            assert is_well(client)
        assert sandbox.start().pid == top


def test_a_fork_of_a_grader_has_a_sandbox_of_its_own(machine, root: Path):
    script = """
import os
from graders.isolation import Sandbox
with Sandbox() as sandbox:
    top = sandbox.start().pid
    if os.fork() == 0:
        with Sandbox() as own:
            print(own.start().pid != top, flush=True)
        os._exit(0)
    os.wait()
    print(sandbox.start().pid == top)
"""
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=30)
    assert ran.stdout == "True\nTrue\n", ran.stderr


def test_several_threads_may_start_kernels_at_once(sandbox: Sandbox):
    well = []

    def use() -> None:
        with sandbox.kernel() as kernel, kernel.client() as client:
            well.append(is_well(client))

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert well == [True] * 4


def test_a_closed_sandbox_starts_no_kernel(machine):
    sandbox = Sandbox(SMALL)
    sandbox.close()
    with pytest.raises(SandboxFailed, match="closed"):
        sandbox.kernel()


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "a/../../x", "", "a\0b"])
def test_a_file_name_that_leads_out_of_the_folder_is_refused(sandbox: Sandbox, name: str):
    with pytest.raises(KernelFailed, match="no name for a file"):
        sandbox.kernel({name: b""})


def test_more_files_than_fit_are_refused_and_nothing_is_left(sandbox: Sandbox, own_temporary_folder: Path):
    with pytest.raises(KernelFailed, match="8 MiB and 100 files"):
        sandbox.kernel({"large": bytes(9 * 2**20)})
    assert list(own_temporary_folder.glob("graders-*/[0-9]*")) == []


def test_a_pidfd_is_only_taken_for_a_process():
    with Path(os.devnull).open() as file:
        assert pid_of(file.fileno()) is None
    handle = os.pidfd_open(os.getpid())
    assert pid_of(handle) == os.getpid()
    os.close(handle)


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def count(folder: str) -> int:
    """How many entries a folder has."""
    return len(list(Path(folder).iterdir()))
